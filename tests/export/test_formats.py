"""Which files are written: every ending has a writer and a label, and JSON comes back equal."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.comparisons.comparison import Comparison
from assistant.errors import AssistantError
from assistant.export.formats import (
    COMPARISON_FILES,
    LABELS,
    REVIEW_FILES,
    comparison_file,
    listed,
    review_file,
)
from assistant.export.writers import COMPARISON_WRITERS, REVIEW_WRITERS
from assistant.reviews.review import Review
from assistant.serialization import load, schema
from tests.export.values import review, spiteful

SCHEMAS = Path(__file__).parents[2] / "assistant" / "export" / "schemas"


def test_every_ending_has_a_writer_and_a_label() -> None:
    assert set(REVIEW_FILES) == set(REVIEW_WRITERS)
    assert set(COMPARISON_FILES) == set(COMPARISON_WRITERS)
    assert set(LABELS) == {*REVIEW_FILES, *COMPARISON_FILES}
    assert len(set(LABELS.values())) == len(LABELS)


def test_endings_as_a_sentence_has_them() -> None:
    assert listed(("md",)) == ".md"
    assert listed(("md", "html")) == ".md and .html"
    assert listed(("md", "html", "tex"), "or") == ".md, .html or .tex"


@pytest.mark.parametrize(
    "table", [spiteful(), replace(spiteful(), cells=(), finished=False), Comparison((), ())]
)
def test_tables_come_back_equal_and_every_format_takes_them(table: Comparison) -> None:
    assert load(Comparison, str(comparison_file(table, "json"))) == table
    for ending in COMPARISON_FILES:
        comparison_file(table, ending)


def test_reviews_come_back_equal_and_every_format_takes_them() -> None:
    for made in (review(), replace(review(), fields=(), finished=False)):
        assert load(Review, str(review_file(made, "json"))) == made
        for ending in REVIEW_FILES:
            assert review_file(made, f".{ending.upper()}")


@pytest.mark.parametrize(("name", "kind"), [("review", Review), ("comparison", Comparison)])
def test_the_published_schemas_are_those_of_the_files(name: str, kind: type) -> None:
    published = json.loads((SCHEMAS / f"{name}.json").read_text("utf-8"))
    assert published == schema(kind)


def test_an_unknown_ending_names_the_known_ones() -> None:
    with pytest.raises(AssistantError, match=r"\.docx.*\.tex"):
        comparison_file(spiteful(), ".odt")
    with pytest.raises(AssistantError, match=r"\.html"):
        review_file(review(), "csv")
