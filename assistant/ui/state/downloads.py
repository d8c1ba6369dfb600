"""The files that the page's download buttons hand out."""

from __future__ import annotations

import re
import shutil
import tempfile
import weakref
from pathlib import Path

LONGEST_NAME = 80  # characters; file systems take 255 bytes, which a script may need three each


class DownloadFolder:
    """A temporary folder of files to hand out; it goes when this object does."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="survey-assistant-"))
        weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)

    def write(self, stem: str, suffix: str, content: str | bytes) -> str:
        """Write a new file named after ``stem`` and return its path."""
        name = re.sub(r"[^\w-]+", "-", stem.lower()).strip("-")[:LONGEST_NAME] or "download"
        path = Path(tempfile.mkdtemp(dir=self._folder)) / f"{name}.{suffix}"
        path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
        return str(path)
