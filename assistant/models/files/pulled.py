"""Which file each model of the catalogue became when it was pulled."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

_NOTE = "pulled.json"


def pulled_files(folder: Path) -> Mapping[str, str]:
    """For each name that was pulled into a models folder, the name of its file there."""
    try:
        noted = json.loads((folder / _NOTE).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return {name: file for name, file in noted.items() if (folder / file).is_file()}


def note_pulled(folder: Path, name: str, file: str) -> None:
    """Note that a name of the catalogue became this file of the models folder."""
    noted = {**pulled_files(folder), name: file}
    partial = folder / f"{_NOTE}.partial"
    partial.write_text(json.dumps(noted, indent=1, sort_keys=True), encoding="utf-8")
    partial.replace(folder / _NOTE)
