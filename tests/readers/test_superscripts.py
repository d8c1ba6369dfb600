"""Superscripts of marked-up text, in the trees of HTML and of XML."""

from __future__ import annotations

import pytest

from assistant.readers.superscripts import plain_superscripts
from assistant.readers.xml_tree import xml_root


@pytest.mark.parametrize(
    ("marked", "plain"),
    [
        ("arrays<sup>17</sup> and", "arrays and"),
        ('arrays<a href="#r"><sup>17</sup></a> and', "arrays and"),
        ('arrays<sup><xref rid="r">17</xref>,<xref rid="s">18</xref></sup> and', "arrays and"),
        ("<i>arrays</i><sup>17</sup> and", "arrays and"),
        ("about 10<sup>9</sup> words", "about 10^9 words"),
        ("x<sup>2</sup> grows", "x2 grows"),
        ("<sup>1</sup>Institute of Rivers", "1Institute of Rivers"),
    ],
)
def test_marks_of_references_go_and_exponents_are_told(marked: str, plain: str) -> None:
    root = xml_root(f"<p>{marked}</p>".encode(), "a.xml")
    plain_superscripts(root)
    assert "".join(root.itertext()) == plain
