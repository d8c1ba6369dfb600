"""Tables that no caption names, and what only looks like them."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from assistant.documents.table import Table
from assistant.readers import read_bytes
from assistant.readers.pdf.page.view import Rectangle
from assistant.readers.pdf.tables.drawing import Drawing, Rule, Word
from assistant.readers.pdf.tables.regions import Region
from assistant.readers.pdf.tables.uncaptioned import uncaptioned_grids
from tests.readers.pdf.tables.pages import RIVERS, booktabs
from tests.readers.pdf.tables.words import line
from tests.readers.pdf_writer import Page, pdf

WHERE = "Here is what was measured at each mouth."
WORDS = (
    *line(112, (0, "River"), (100, "Flow")),
    *line(130, (0, "Amazon"), (100, "209000")),
    *line(144, (0, "Congo"), (100, "41200")),
)
RULES = tuple(Rule(0, 200, at) for at in (100.0, 118.0, 150.0))


def tables(*pages: Page) -> tuple[Table, ...]:
    return read_bytes(pdf(list(pages)), "rivers.pdf").tables


def count(
    words: Sequence[Word] = WORDS,
    rules: Sequence[Rule] = RULES,
    *,
    captions: Sequence[Rectangle] = (),
    prose: Sequence[Rectangle] = (),
    known: Sequence[Region] = (),
) -> int:
    """How many tables a page has that has these words and rules."""
    drawing = Drawing(tuple(words), tuple(rules), ())
    return sum(1 for _ in uncaptioned_grids(drawing, known, captions, prose))


def test_three_rules_and_lines_of_cells_are_a_table() -> None:
    (table,) = tables(booktabs(WHERE))
    assert (table.label, table.caption, table.page) == ("", "", 1)
    assert [statement.text for statement in table.statements()] == [
        f"Table, row {row[0]}, column {RIVERS[0][place]}: {row[place]}."
        for row in RIVERS[1:]
        for place in (1, 2)
    ]


def test_one_with_a_caption_keeps_it_and_is_read_once() -> None:
    first, second = tables(booktabs(), booktabs(WHERE))
    assert (first.label, first.page) == ("Table 1", 1)
    assert (second.label, second.page) == ("", 2)
    assert count() == 1 and count(known=[Region(0, 95, 200, 160)]) == 0


def test_what_holds_a_caption_or_running_text_is_none() -> None:
    assert count(captions=[(0.0, 120.0, 190.0, 131.0)]) == 0
    assert count(prose=[(0.0, 125.0, 190.0, 146.0)]) == 1, "cells that were taken for sentences"
    sentence = line(130, (0, "Rivers carry water to the sea"))
    more = [word for base in (144, 158, 172) for word in line(base, (0, "Nile"), (100, "28"))]
    lines, rules = (*WORDS[:2], *sentence, *more), (*RULES[:2], Rule(0, 200, 180))
    assert count(lines, rules) == 1
    assert count(lines, rules, prose=[(0.0, 121.0, 190.0, 131.0)]) == 0


def test_two_columns_of_names_may_be_two_lists() -> None:
    names = (*line(130, (0, "Nile"), (100, "Amazon")), *line(144, (0, "Congo"), (100, "Ganges")))
    assert count((*WORDS[:2], *names)) == 0


@pytest.mark.parametrize(
    ("words", "rules"),
    [
        (WORDS, RULES[::2]),
        (WORDS[:4], RULES),
        (
            (*WORDS, *line(158, (0, "Rivers carry water to the seas")),
             *line(172, (0, "of the whole world and the seas"))),
            (*RULES[:2], Rule(0, 200, 180)),
        ),
        (WORDS, [Rule(0, 200, at) for at in (60.0, 118.0, 250.0)]),
        (
            (*line(112, (0, "1"), (100, "2")), *line(130, (0, "3"), (100, "4")), *WORDS[4:]),
            RULES,
        ),
        (
            (
                *line(112, (0, "River"), (50, "Flow"), (90, "Age"), (130, "Sea"), (170, "Mud")),
                *line(130, (0, "Amazon"), (50, "209")), *line(144, (0, "Congo"), (90, "9")),
                *line(158, (0, "Rhine"), (130, "7")), *line(172, (0, "Nile"), (170, "8")),
            ),
            (*RULES[:2], Rule(0, 200, 180)),
        ),
    ],
    ids=["two rules", "one row", "lines of one cell", "a chart", "no names above", "gaps"],
)  # fmt: skip
def test_what_is_not_like_one_in_all(words: Sequence[Word], rules: Sequence[Rule]) -> None:
    assert count(words, rules) == 0
