"""Displayed formulas of office texts, in the sentence that runs through them."""

from __future__ import annotations

import pytest

from assistant.readers import read_bytes
from assistant.readers.office.blocks import Block
from assistant.readers.office.formulas import formula_row, is_apart, with_formulas
from assistant.readers.table_rows import RowCell
from evals.datasets.office_files import docx

MATH = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
FORMULA = f"<m:oMath {MATH}><m:r><m:t>a = b</m:t></m:r></m:oMath>"


def paragraph(inner: str, style: str = "") -> str:
    head = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{head}{inner}</w:p>"


def words(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


def cell(inner: str) -> str:
    return f"<w:tc>{paragraph(inner)}</w:tc>"


@pytest.mark.parametrize(
    "displayed",
    [
        paragraph(FORMULA + words(" (2)")),
        f"<w:tbl><w:tr>{cell('')}{cell(FORMULA)}{cell(words('(2)'))}</w:tr></w:tbl>",
    ],
)
def test_a_formula_of_its_own_stands_in_the_sentence_around_it(displayed: str) -> None:
    data = docx(
        extra=paragraph(words("Rates"), "Heading1")
        + paragraph(words("The rate is defined as:"))
        + displayed
        + paragraph(words("where b is the number of weights. It is small."))
        + paragraph(words("The next paragraph begins here."))
    )
    texts = [sentence.text for _, sentence in read_bytes(data, "a.docx").sentences()]
    assert texts[-3:] == [
        "The rate is defined as: a = b (2) where b is the number of weights.",
        "It is small.",
        "The next paragraph begins here.",
    ]


def test_a_formula_after_a_whole_sentence_is_a_paragraph() -> None:
    blocks = [Block("paragraph", "This is all."), Block("formula", "a = b"),
              Block("paragraph", "where b is known")]  # fmt: skip
    made = with_formulas(blocks)
    assert [(block.kind, block.text) for block in made] == [
        ("paragraph", "This is all."), ("paragraph", "a = b"), ("paragraph", "where b is known"),
    ]  # fmt: skip


def test_rows_of_values_place_no_formula() -> None:
    assert formula_row([RowCell("a = b"), RowCell("(3)")], [0]) == "a = b (3)"
    assert formula_row([RowCell("a = b"), RowCell("72.8")], [0]) == ""
    assert formula_row([RowCell("(1)"), RowCell("(3)")], []) == ""
    assert is_apart(" （3.1）.") and not is_apart("for all b")
