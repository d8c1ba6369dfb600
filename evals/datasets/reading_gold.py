"""What a person sees on the pages of a paper: the gold of the reading task."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.text.scripts import CJK_LETTERS
from evals.scorers.normalized import normalize
from evals.task import Half

FOLDER = Path(__file__).parents[1] / "data" / "reading"
_NUMBER = re.compile(rf"\s*(\d+(?:\.\d+)*|[A-Z](?:\.\d+)*)\.?(?=[\s{CJK_LETTERS}])")
_LABEL = re.compile(
    r"\s*(fig(?:ure)?s?\.?|tables?|tab\.|図|图|圖|表)\s*([a-z]?\d+)?", re.IGNORECASE
)


@dataclass(frozen=True)
class Heading:
    """A heading as it is printed; ``level`` 0 is not judged (unnumbered, in a size of its own)."""

    text: str
    level: int
    page: int

    @property
    def number(self) -> str:
        """Its number, empty where it has none."""
        return split_number(self.text)[0]


@dataclass(frozen=True)
class GoldCaption:
    """A caption's label, page and first words."""

    label: str
    page: int
    first: str


@dataclass(frozen=True)
class Quote:
    """Some words of the running text and the page that they stand on, counted from 1."""

    text: str
    page: int


@dataclass(frozen=True)
class Gold:
    """One paper, as a person who looks at its pages would describe it.

    ``half`` says whether readers may be mended by looking at this paper. ``authors`` holds every
    spelling of each name. ``abstracts`` are SHA-256 digests of the letters and digits of the
    abstract: one, two where note marks may be read or left out, none where only its ends were
    written down. ``year`` and ``captions`` are None where nobody wrote them down.
    ``asides`` are lines that may be taken for headings but need not be (bold openings of
    paragraphs, a table of contents). ``openings`` begin reference entries. ``order`` are pairs of
    openings of paragraphs of which the first is read first.
    """

    file: str
    half: Half
    language: str
    columns: int
    title: str
    authors: tuple[tuple[str, ...], ...]
    year: int | None
    abstracts: tuple[str, ...]
    abstract_ends: tuple[str, str]
    headings: tuple[Heading, ...]
    asides: tuple[str, ...]
    captions: tuple[GoldCaption, ...] | None
    references: int
    openings: tuple[str, ...]
    order: tuple[tuple[str, str], ...]
    quotes: tuple[Quote, ...]


def load(folder: Path = FOLDER) -> list[Gold]:
    """The gold of every paper, by file name."""
    found = [json.loads(path.read_text(encoding="utf-8")) for path in folder.glob("*.json")]
    return sorted((_gold(values) for values in found), key=lambda gold: gold.file)


def _gold(values: Mapping[str, Any]) -> Gold:
    return Gold(
        file=values["file"],
        half=values["half"],
        language=values["language"],
        columns=values["columns"],
        title=values["title"],
        authors=tuple(tuple(name.split(" / ")) for name in values["authors"]),
        year=values.get("year"),
        abstracts=tuple(values["abstract"].get("sha256", ())),
        abstract_ends=(values["abstract"]["first"], values["abstract"]["last"]),
        headings=tuple(Heading(h["text"], h["level"], h["page"]) for h in values["headings"]),
        asides=tuple(line["text"] for line in [*values["run_in"], *values.get("optional", [])]),
        captions=_captions(values.get("captions")),
        references=values["references"]["count"],
        openings=tuple(values["references"]["openings"]),
        order=tuple((first, then) for first, then in values.get("order", ())),
        quotes=tuple(Quote(q["text"], q["page"]) for q in values.get("quotes", ())),
    )


def _captions(values: Sequence[Mapping[str, Any]] | None) -> tuple[GoldCaption, ...] | None:
    if values is None:
        return None
    return tuple(GoldCaption(c["label"], c["page"], c["first"]) for c in values)


def split_number(heading: str) -> tuple[str, str]:
    """A heading's number and the letters of the rest.

    >>> split_number("2. 1 Method")
    ('2.1', 'method')
    >>> split_number("Related work")
    ('', 'relatedwork')
    """
    plain = re.sub(r"(?<=\d)\.\s+(?=\d)", ".", unicodedata.normalize("NFKC", heading))
    match = _NUMBER.match(plain)
    return (match.group(1), normalize(plain[match.end() :])) if match else ("", normalize(plain))


def label_key(label: str) -> str:
    """One key for the ways in which a figure or a table is named.

    >>> label_key("Fig. 3") == label_key("FIGURE 3:") == label_key("図3")
    True
    """
    match = _LABEL.match(unicodedata.normalize("NFKC", label))
    if not match:
        return normalize(label)
    kind = "figure" if match.group(1)[0].lower() in "f図图圖" else "table"
    return f"{kind} {(match.group(2) or '').lower()}"
