"""LaTeX papers in a folder: their main files, what belongs to them, and all of it as one source."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from assistant.documents.formats import file_bytes
from assistant.errors import SourceError
from assistant.readers.latex.project import TEX_SUFFIXES, included_names, is_main, without_comments
from assistant.text.encodings import decode

_DATABASE = re.compile(r"\\(?:bibliography|addbibresource)\s*(?:\[[^\]]*\])?\{([^{}]{1,1000})\}")
_FIGURE = re.compile(r"\\includegraphics\s*\*?\s*(?:\[[^\]]{0,1000}\])?\s*\{([^{}]{1,300})\}")
_FIGURE_PATH = re.compile(r"\\graphicspath\s*\{((?:\s*\{[^{}]{0,300}\}){1,20})")
_LARGEST = 16_000_000  # bytes of one file of text
_MOST_FILES = 500


def is_latex(path: Path) -> bool:
    """Whether a file is a LaTeX source by its name."""
    return path.suffix.lower() in TEX_SUFFIXES


def bundle(main: Path) -> bytes | None:
    """A main file with all that it includes as a ZIP archive; None for one that stands alone.

    Only files in its folder and below are taken. The same files make the same bytes.
    """
    folder = main.parent.resolve()
    texts = _included(main, folder)
    files = {path: file_bytes(path) for path in texts}
    for path in [*_databases(texts, folder), folder / f"{main.stem}.bbl"]:
        if _is_inside(path, folder) and path.is_file() and path.stat().st_size <= _LARGEST:
            files[path] = file_bytes(path)
    if len(files) == 1:
        return None
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in files.items():
            entry = zipfile.ZipInfo(path.relative_to(folder).as_posix())
            archive.writestr(entry, data, compress_type=zipfile.ZIP_DEFLATED)
    return made.getvalue()


def without_parts(files: Sequence[Path]) -> list[Path]:
    """The files without those that are parts of a LaTeX paper among them.

    Parts are sources that lie beside or below a main file, and the figures that a paper includes.
    Without a main file all of them stay.
    """
    texts = {path: _text(path) for path in files if is_latex(path)}
    mains = [path for path, text in texts.items() if is_main(text)]
    folders = [path.parent.resolve() for path in mains]
    parts = {
        path
        for path in texts
        if path not in mains and any(_is_inside(path, folder) for folder in folders)
    }
    included = {
        found
        for main in mains
        for found in _included(main, main.parent.resolve())
        if found != main.resolve()
    }
    figures = {place.resolve() for main in mains for place in _figures(main, [main, *parts], texts)}
    gone = figures | included | {path.resolve() for path in parts}
    return [path for path in files if path.resolve() not in gone]


def _included(main: Path, folder: Path) -> dict[Path, str]:
    """A file and those that it includes, and they in turn, with their texts."""
    found: dict[Path, str] = {}
    waiting = [main.resolve()]
    while waiting and len(found) < _MOST_FILES:
        path = waiting.pop(0)
        if path in found or not _is_inside(path, folder) or not path.is_file():
            continue
        found[path] = _text(path)
        for name in included_names(found[path]):
            for base in (folder, path.parent):
                place = base / name
                candidates = [place, *(place.parent / f"{place.name}{end}" for end in TEX_SUFFIXES)]
                waiting += [file.resolve() for file in candidates if is_latex(file)]
    return found


def _databases(texts: dict[Path, str], folder: Path) -> list[Path]:
    """The BibTeX databases that the texts name."""
    names = (name.strip() for text in texts.values() for match in _DATABASE.finditer(text)
             for name in match[1].split(","))  # fmt: skip
    return [
        (folder / (name if name.endswith(".bib") else f"{name}.bib")).resolve() for name in names
    ]


def _figures(main: Path, sources: Iterable[Path], texts: dict[Path, str]) -> Iterable[Path]:
    folder = main.parent
    folders = [folder]
    for path in sources:
        for match in _FIGURE_PATH.finditer(texts[path]):
            folders += [folder / place for place in re.findall(r"\{([^{}]*)\}", match[1])]
    for path in sources:
        for match in _FIGURE.finditer(texts[path]):
            for place in folders:
                named = place / match[1].strip()
                yield from (named, named.parent / f"{named.name}.pdf")


def _is_inside(path: Path, folder: Path) -> bool:
    return path.resolve().is_relative_to(folder)


def _text(path: Path) -> str:
    """A file's text without comments; "" for one that cannot be read or is too large."""
    try:
        if path.stat().st_size > _LARGEST:
            return ""
        return without_comments(decode(file_bytes(path)))
    except (OSError, SourceError):
        return ""
