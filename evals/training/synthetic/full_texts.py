"""Full texts of computer-science papers (GROBID's text with spans), as sections of sentences."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.text.sentences import split_sentences
from evals.datasets.papers import read_lines
from evals.tasks.tables import FULL_TEXTS, TABLES

FIELD = "Computer Science"
FIGURES = ("figure", "table", "fig.", "fig ")


@dataclass(frozen=True)
class PaperSection:
    """The sentences of a section, in order, under its heading."""

    heading: str
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class Paper:
    """A paper's sections, in order."""

    id: str
    sections: tuple[PaperSection, ...]

    @property
    def sentences(self) -> tuple[str, ...]:
        """All sentences, in order."""
        return tuple(sentence for part in self.sections for sentence in part.sentences)


def read_papers(data: Path) -> list[Paper]:
    """The papers of computer science that no table to measure with is about, by id."""
    tables = [record["table"] for record in read_lines(data / TABLES)]
    measured = {key for table in tables for column in table.values() for key in column}
    found = []
    for path in sorted((data / FULL_TEXTS).glob("*.json")):
        if path.stem not in measured:
            record = json.loads(path.read_text(encoding="utf-8"))
            if FIELD in (record["metadata"].get("fields_of_study") or ""):
                found.append(_paper(path.stem, record["content"]["grobid"]))
    return found


def read_paper(data: Path, key: str) -> Paper:
    """The paper of that id, whatever it is about."""
    record = json.loads((data / FULL_TEXTS / f"{key}.json").read_text(encoding="utf-8"))
    return _paper(key, record["content"]["grobid"])


def _paper(key: str, grobid: Mapping[str, Any]) -> Paper:
    text, annotations = grobid["contents"], grobid["annotations"]
    figures = list(_spans(annotations, "figure"))
    parts: list[tuple[str, list[str]]] = [("", [])]
    marks = [(*span, True) for span in _spans(annotations, "section_header")]
    marks += [(*span, False) for span in _spans(annotations, "paragraph")]
    for start, end, heads in sorted(marks):
        if any(a <= start < b for a, b in figures):
            continue
        plain = " ".join(text[start:end].split())
        if heads and not plain.lower().startswith(FIGURES):
            parts.append((plain, []))
        elif not heads:
            parts[-1][1].extend(split_sentences(plain))
    sections = tuple(PaperSection(heading, tuple(found)) for heading, found in parts if found)
    return Paper(key, sections)


def _spans(annotations: Mapping[str, Any], name: str) -> Iterator[tuple[int, int]]:
    for span in json.loads(annotations.get(name) or "[]"):
        yield int(span["start"]), int(span["end"])
