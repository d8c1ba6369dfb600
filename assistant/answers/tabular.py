"""Which cells of tables answer a question: those whose row and column it names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from assistant.answers.candidates import Looked
from assistant.answers.question import Question
from assistant.answers.selection import as_evidence
from assistant.documents.survey import Survey
from assistant.documents.table import Stated, stated
from assistant.evidence.evidence import Evidence
from assistant.text.wording import Wording
from assistant.text.words import without_markers

# Of the cells that a question may mean, the most that are shown.
MOST_CELLS = 3
# What it is worth that a question names a cell's row and column in full, on the scale of
# ``ranking.Relevance``; of two cells the better named one goes first whatever stands beside it.
NAMED = 2.0
# The share of a row's name that is enough where the column is not named.
ALMOST_ALL = 0.75
# What the cosine of a question and a cell is worth: it tells "how large" from "how new".
ALIKE = 2.0
_UNIT = re.compile(r"\s*[(（\[][^()（）\[\]]*[)）\]]|[／/][^\s／/]*$")  # behind a column's name
# How far behind the best sentence a cell may be.
BEHIND = 0.6
# Cells that are so much worse than the best one are not what is meant.
WORSE = 0.5


@dataclass(frozen=True)
class _Cell:
    """A cell by its place among the candidates, and how likely it answers."""

    place: int
    score: float


def cells_for(
    question: Question, looked: Looked, surveys: Mapping[str, Survey], best: float
) -> tuple[Evidence, ...]:
    """The cells of tables that answer a question, best first; none where sentences are likelier.

    ``looked`` has the statements of tables that were found, ``surveys`` the survey of each
    document id; ``best`` is the score of the best sentence of the text.
    """
    cells = sorted(_cells(question, looked), key=lambda cell: -cell.score)
    if not cells or cells[0].score < best - BEHIND:
        return ()
    near = [cell for cell in cells if cell.score >= cells[0].score - WORSE]
    chosen = {cell.place: cell.score for cell in near[:MOST_CELLS]}
    return as_evidence(looked, chosen, surveys)


def _cells(question: Question, looked: Looked) -> Iterator[_Cell]:
    """The cells whose row and column the question names, at least in part.

    One whose column it does not name, or has none, must have its row named nearly in full, by
    something that is a name. Of a row that has several cells under no header none is meant: such
    rows are headers themselves.
    """
    relevances = looked.relevances(question, looked.ranks)
    asked = question.wording.bag
    found = {place: stated(looked.candidates[place].text) for place in relevances}
    nameless = Counter(
        _row(looked, place, parts) for place, parts in found.items() if parts and not parts.column
    )
    for place, relevance in relevances.items():
        parts = found[place]
        if parts is None or (not parts.column and nameless[_row(looked, place, parts)] > 1):
            continue
        row = _share(_words(without_markers(parts.row)), asked, looked.rarity)
        column = _share(_words(_UNIT.sub("", parts.column)), asked, looked.rarity)
        sure = row >= ALMOST_ALL and Wording(parts.row).names & question.wording.names
        if not row or (not column and not sure):
            continue
        named = NAMED * (row + column) / 2 + ALIKE * looked.similarity[place]
        yield _Cell(place, relevance + named)


def _row(looked: Looked, place: int, parts: Stated) -> tuple[str, str, str]:
    """Which row a cell is in: the document, the table's section, the row's name."""
    passage = looked.candidates[place].passage
    return passage.document_id, passage.section, parts.row


def _words(label: str) -> Collection[str]:
    return Wording(label).bag


def _share(label: Collection[str], asked: Collection[str], rarity: Mapping[str, float]) -> float:
    """The share of a header's words that a question has, by how rare they are."""
    whole = sum(rarity.get(word, 1.0) for word in label)
    return sum(rarity.get(word, 1.0) for word in label if word in asked) / whole if whole else 0.0
