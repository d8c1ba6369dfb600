"""Formulas of Word as text."""

from __future__ import annotations

import pytest

from assistant.readers.office.word_formulas import formula_of
from assistant.readers.xml_tree import xml_root


def run(text: str) -> str:
    return f"<r><t>{text}</t></r>"


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        (f"<f><num>{run('a+b')}</num><den>{run('2')}</den></f>", "(a+b)/2"),
        (f"<sSup><e>{run('x')}</e><sup>{run('n-1')}</sup></sSup>", "x^(n-1)"),
        (f"<rad><deg>{run('3')}</deg><e>{run('y')}</e></rad>", "3√y"),
        (f"<d><e>{run('p')}</e></d>", "(p)"),
        (
            f'<nary><naryPr><chr val="∑"/></naryPr><sub>{run("i")}</sub><sup>{run("n")}</sup>'
            f"<e>{run('i')}</e></nary>",
            "∑_i^n i",
        ),
    ],
)
def test_a_formula_is_readable(markup: str, text: str) -> None:
    assert formula_of(xml_root(f"<oMath>{markup}</oMath>".encode(), "a.docx")) == text
