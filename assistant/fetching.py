"""Addresses and arXiv ids: from what a user names to bytes that a reader can read."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from assistant.document import Document
from assistant.errors import SourceError
from assistant.readers.arxiv import Stated, looks_like_arxiv, paper_id
from assistant.settings import Settings

Progress = Callable[[int, int | None], None]


@dataclass(frozen=True)
class Fetched:
    """The bytes of a source that was fetched.

    ``name`` is what the document is called ("arXiv:2309.15025v1", or the address); ``address`` is
    where the bytes came from, after redirects; ``stated`` is what arXiv's API says of the paper.
    """

    data: bytes
    name: str
    address: str
    stated: Stated | None = None


def is_address(source: str | Path) -> bool:
    """Whether a source is fetched and not opened: an http(s) address or an arXiv id.

    What exists as a file never is one. A bare "2309.15025" is an arXiv id when no such file exists;
    "arxiv:" and anything is one, even with a slip in it, so that the slip is named.
    """
    text = str(source).strip()
    if not text or "\n" in text or _exists(source):
        return False
    if re.match(r"https?:/", text, re.IGNORECASE) or looks_like_arxiv(text):
        return True
    return paper_id(text) is not None


def fetch(source: str, settings: Settings, progress: Progress | None = None) -> Fetched:
    """Fetch what an address or an arXiv id names; ``progress`` is told bytes done and in all.

    Raises a ``SourceError`` that names the address and the next step.
    """
    raise SourceError(f"{source} is an address: fetching is not built yet.")


def with_stated(document: Document, stated: Stated | None) -> Document:
    """The document with what arXiv states of it in place of what was parsed; warnings are kept."""
    if stated is None:
        return document
    given = {
        name: value
        for name in ("title", "authors", "year", "arxiv_id", "doi", "abstract")
        if (value := getattr(stated, name))
    }
    return dataclasses.replace(document, **given, warnings=document.warnings + stated.warnings)


def _exists(source: str | Path) -> bool:
    try:
        return Path(source).exists()
    except (OSError, ValueError):
        return False
