"""The files of a LaTeX source: which is the main one, and its text with what it includes."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass

from assistant.documents.detection import is_tarball, is_zip
from assistant.errors import UnreadableSource
from assistant.readers.archive import Archive
from assistant.text.encodings import decode

TEX_SUFFIXES = (".tex", ".ltx")
_MOST_CHARACTERS = 16_000_000
_MOST_FILES = 2_000
_DEEPEST = 12
INCLUDE = re.compile(
    r"\\(?:(?:input|include|subfile|loadglsentries)\s*\{([^{}\n]{1,300})\}"
    r"|(?:sub)?import\*?\s*\{([^{}\n]{0,300})\}\s*\{([^{}\n]{1,300})\}"
    r"|input\s+([\w./-]{1,300}))"
)
_MAIN = re.compile(r"\\document(?:class|style)\b")
# Environments whose text is no prose: programs, comments, other files.
_VERBATIM = ("verbatim", "verbatim*", "lstlisting", "minted", "comment", "filecontents",
             "filecontents*", "alltt", "Verbatim", "CCSXML")  # fmt: skip
# What may hold a "%" that opens no comment, and what does.
_COMMENT = re.compile(
    r"(\\(?:url|path|href|nolinkurl)\s*\{[^{}\n]{0,2000}\}|\\.)|%[^\n]*(?:\n[ \t]*)?"
)


@dataclass(frozen=True)
class Project:
    """A LaTeX source: the main file's text with all that it includes, and the bibliography's.

    ``compiled`` is what BibTeX made (.bbl), ``databases`` are .bib files; "" where there is none.
    """

    text: str
    compiled: str = ""
    databases: str = ""


def project_of(data: bytes, name: str) -> Project:
    """The source in a .tex file or in an archive of one; UnreadableSource without one."""
    if not (is_zip(data) or is_tarball(data)):
        return Project(without_comments(decode(data)))
    archive = Archive(data, name)
    wanted = [
        file for file in archive.names if file.lower().endswith((*TEX_SUFFIXES, ".bbl", ".bib"))
    ]
    if len(wanted) > _MOST_FILES:
        raise _no_main(name)
    files = {file: decode(archive.read(file)) for file in wanted}
    texts = {file: without_comments(text) for file, text in files.items()
             if file.lower().endswith(TEX_SUFFIXES)}  # fmt: skip
    main = main_file(texts)
    if main is None:
        raise _no_main(name)
    root, stem = posixpath.dirname(main), posixpath.splitext(main)[0]
    compiled = [file for file in files if file.lower().endswith(".bbl")]
    compiled.sort(key=lambda file: file != f"{stem}.bbl")
    databases = [text for file, text in files.items() if file.lower().endswith(".bib")]
    return Project(
        expanded(texts, main, root),
        without_comments(files[compiled[0]]) if compiled else "",
        "\n".join(databases),
    )


def is_main(text: str) -> bool:
    """Whether a text declares a document class, as a paper's main file does."""
    return bool(_MAIN.search(without_comments(text)))


def main_file(texts: Mapping[str, str]) -> str | None:
    """The file that includes most: of those with a document class that none other includes."""
    mains = [file for file, text in texts.items() if _MAIN.search(text)]
    sizes = {file: len(expanded(texts, file, posixpath.dirname(file))) for file in mains[:50]}
    return max(sizes, key=lambda file: sizes[file], default=None)


def expanded(texts: Mapping[str, str], file: str, root: str) -> str:
    """A file's text with the files that it includes in their places, up to a limit."""
    left = [_MOST_CHARACTERS]

    def unfold(place: str, depth: int, above: tuple[str, ...]) -> str:
        text = texts.get(place, "")
        left[0] -= len(text)
        if left[0] < 0 or depth > _DEEPEST:
            return ""

        def included(match: re.Match[str]) -> str:
            found = find(texts, _named(match), (root, posixpath.dirname(place)))
            return unfold(found, depth + 1, (*above, place)) if found and found not in above else ""

        return INCLUDE.sub(included, text)

    return unfold(file, 0, (file,))


def _named(match: re.Match[str]) -> str:
    if match[3]:
        return posixpath.join((match[2] or "").strip(), match[3].strip())
    return (match[1] or match[4] or "").strip().strip('"')


def find(texts: Mapping[str, str], name: str, folders: tuple[str, ...]) -> str | None:
    """The file of a name as LaTeX looks for it: in these folders, with or without its ending."""
    for folder in folders:
        place = posixpath.normpath(posixpath.join(folder, name))
        for candidate in (place, *(f"{place}{suffix}" for suffix in TEX_SUFFIXES)):
            if candidate in texts:
                return candidate
    return None


def included_names(text: str) -> list[str]:
    """The names of the files that a text without comments includes."""
    return [_named(match) for match in INCLUDE.finditer(text)]


def without_comments(text: str) -> str:
    """A text without comments, and without environments that hold no prose."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    for name in _VERBATIM:
        text = _without(text, f"\\begin{{{name}}}", f"\\end{{{name}}}")
    text = _COMMENT.sub(lambda match: match[1] or "", text)
    return _without(text, "\\iffalse", "\\fi")


def _without(text: str, opening: str, closing: str) -> str:
    """The text without what stands between two marks; a mark that is not closed stays."""
    pieces, place = [], 0
    while (start := text.find(opening, place)) >= 0:
        end = text.find(closing, start)
        if end < 0:
            break
        pieces.append(text[place:start])
        place = end + len(closing)
    return "".join([*pieces, text[place:]])


def _no_main(name: str) -> UnreadableSource:
    return UnreadableSource(
        "'{name}' has no main LaTeX file: none with a document class. Add the folder or an archive "
        "of all of its files.",
        name=name,
    )
