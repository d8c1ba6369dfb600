"""Word files of reviews and comparisons, opened again."""

from __future__ import annotations

import io
from dataclasses import replace

import docx

from assistant.export.docx import comparison_docx, review_docx
from tests.export.values import SPITE, review, spiteful


def word_text(data: bytes) -> str:
    """Every paragraph of a Word file, those of its tables too."""
    word = docx.Document(io.BytesIO(data))
    cells = [cell for table in word.tables for row in table.rows for cell in row.cells]
    return "\n".join(
        paragraph.text
        for part in (word, *cells)
        for paragraph in part.paragraphs  # type: ignore[attr-defined]
    )


def test_a_word_file_of_a_review_opens_with_its_quotes() -> None:
    made = replace(review(), language="zh")
    data = review_docx(made)
    told = word_text(data)
    shown = " ".join(SPITE.replace("\u202e", "").replace("\x07", "").split())
    for field in made.fields:
        assert field.heading in told
    assert "节中未找到。" in told and "证据" in told
    assert "[1] " in told and "[2] " in told and f": “{shown[:40]}" in told
    word = docx.Document(io.BytesIO(data))
    struck = [run.text.strip() for p in word.paragraphs for run in p.runs if run.font.strike]
    assert struck == [shown]
    assert [p.style.name for p in word.paragraphs].count("List Bullet 2") == 1


def test_a_word_file_of_a_comparison_has_its_table_and_quotes() -> None:
    table = spiteful()
    data = comparison_docx(table)
    word = docx.Document(io.BytesIO(data))
    first, *rest = word.tables
    assert len(first.rows) == len(table.aspects) + 1
    assert len(first.columns) == len(table.surveys) + 1
    assert len(rest) == bool(table.synthesis.matches)
    told = word_text(data)
    assert "Evidence" in told and "[1]" in told
    assert "not stated (=note)" in told and "(edited)" in told and "…" in told


def test_an_unfinished_or_spiteful_comparison_opens_in_word() -> None:
    for made in (spiteful(), replace(spiteful(), cells=(), finished=False)):
        assert "Comparison" in word_text(comparison_docx(made))
