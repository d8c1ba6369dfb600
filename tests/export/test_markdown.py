"""Markdown files: markup in texts is shown as text, and each quote has one number."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from assistant.answers.answer import Answer
from assistant.comparisons.cells import Cell
from assistant.comparisons.comparison import Comparison
from assistant.documents.survey import Survey
from assistant.evidence.claims import Claim
from assistant.export.markdown import (
    Notes,
    answer_markdown,
    comparison_markdown,
    coverage,
    escape,
    review_markdown,
    synthesis_parts,
    visible,
)
from tests.export.values import review, spiteful
from tests.texts import LAKES, RIVERS, cited

MARKUP = "<script>alert(1)</script> [x](javascript:y) ![i](http://x/i) | `a` *b* _c_ \\ # ~~d~~"
QUOTE = cited("Sand moves.")
CLAIM = Claim(MARKUP, "supported", (QUOTE,))
SURVEY = Survey("s1", MARKUP, (MARKUP,), 2024, None, None)


def table(*cells: Cell) -> Comparison:
    return Comparison((RIVERS, LAKES), ("findings\n| x",), cells, finished=True)


def html(text: str) -> str:
    return MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(text)


def test_markup_is_shown_as_text() -> None:
    made = replace(review(), survey=SURVEY)
    for text in (
        comparison_markdown(table(Cell("s1", "findings\n| x", (CLAIM,)))),
        answer_markdown(Answer(MARKUP, claims=(CLAIM,), finished=True)),
        review_markdown(made),
    ):
        shown = html(text)
        assert "<script" not in shown and "<a " not in shown and "<img" not in shown
        assert "&lt;script&gt;" in shown


def test_a_cell_makes_no_row_of_its_own() -> None:
    text = comparison_markdown(table(Cell("s1", "findings\n| x", (CLAIM,))))
    found = [line for line in text.splitlines() if line.startswith("|")]
    assert len(found) == 3
    for row in found:
        assert row.replace("\\|", "").count("|") == 4


@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Cf"]), min_size=1))
def test_an_escaped_text_reads_as_it_was(text: str) -> None:
    shown = html(f"x{escape(text)}x")
    plain = re.sub(r"<[^>]*>", "", shown)
    for entity, character in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&")):
        plain = plain.replace(entity, character)
    # A text that spells an entity is the one thing that is not kept letter for letter.
    if "&" not in text:
        assert "".join(plain.split()) == "".join(f"x{text}x".split())


def test_what_nobody_can_see_is_left_out() -> None:
    assert visible("a\u202eb\x07c\n d\u200b") == "abc d"


def test_a_quote_has_one_number_wherever_it_is_cited() -> None:
    notes = Notes()
    other = replace(QUOTE, page=3)
    assert notes.marks(Claim("a", "supported", (QUOTE, other, QUOTE))) == "[1][2]"
    assert notes.marks(Claim("b", "supported", (other,))) == "[2]"
    assert notes.citations == [QUOTE, other]


def test_an_answer_names_its_evidence_and_counts_what_is_left_out() -> None:
    wrong = Claim("The moon is cheese.", "unsupported", reason="no word of it")
    text = answer_markdown(Answer("What moves?", claims=(CLAIM, wrong), finished=True))
    assert text.startswith("**What moves?**\n")
    assert "*1 sentence left out: it did not pass the check.*" in text
    assert "cheese" not in text and "~~" not in text
    assert text.endswith("1. Reed (2021), Sand moves., p. 2: “Sand moves.”\n")
    declined = answer_markdown(Answer("What moves?", abstained=True, reason="Nothing is said."))
    assert "Nothing is said." in declined and "Evidence" not in declined


def test_an_answer_has_a_part_for_each_survey() -> None:
    here = Claim("Sand moves.", "supported", (QUOTE,), quoted=True)
    there = Claim("Lakes rest.", "supported", (cited("Lakes rest.", LAKES),), quoted=True)
    text = answer_markdown(Answer("What moves?", claims=(here, there), finished=True))
    parts = ("**Reed (2021)**\n\n- “Sand moves.” [1]", "**Lund (2022)**\n\n- “Lakes rest.” [2]")
    assert text.index(parts[0]) < text.index(parts[1]) < text.index("**Evidence**")


def test_a_review_states_how_much_was_read_in_its_language() -> None:
    for language, word in (("en", "sections read"), ("zh", "已读"), ("ja", "読了")):
        made = replace(review(), language=language)
        assert word in coverage(made) and "3" in coverage(made) and "4" in coverage(made)
        assert coverage(made) in review_markdown(made)
    thorough = replace(review(), thorough=True, parts_read=2, parts=9)
    assert "the model read 2 of 9 parts" in coverage(thorough)


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        (Cell("s1", "findings\n| x"), "not stated"),
        (Cell("s1", "findings\n| x", (CLAIM,), edited=True), "*(edited)*"),
    ],
)
def test_a_cell_says_what_it_is(cell: Cell, shown: str) -> None:
    text = comparison_markdown(table(cell))
    assert shown in text and "| … |" in text, "the other cell is not made yet"


def test_only_parts_of_the_synthesis_that_say_something_are_shown() -> None:
    parts = synthesis_parts(spiteful())
    assert parts and all(claims for _, claims in parts)
    assert synthesis_parts(table()) == []
