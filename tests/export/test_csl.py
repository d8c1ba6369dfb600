"""Lists of references: in the shipped style, and in one of one's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.documents.survey import Survey
from assistant.errors import AssistantError
from assistant.export.csl import LARGEST_STYLE, reference_list

RIVERS = Survey("r", "Rivers of Asia", ("Anna van Lee", "Homer"), 2020, "2001.00001", None)
LAKES = Survey("l", "Lakes & <b>Ponds</b>", ("Bo Abe",), 2018, None, "10.1234/l.5")
DEEP = Survey("d", "深度强化学习综述", ("刘全", "翟建伟"), 2018, None, None)

STYLE = """<?xml version="1.0" encoding="utf-8"?>
<style xmlns="http://purl.org/net/xbiblio/csl" class="in-text" version="1.0">
  <info><title>Numbers</title><id>numbers</id><updated>2020-01-01T00:00:00+00:00</updated></info>
  <citation><layout><text variable="citation-number"/></layout></citation>
  <bibliography><layout>
    <text variable="citation-number" prefix="[" suffix="] "/>
    <text variable="title" suffix=". "/><date variable="issued" form="numeric" date-parts="year"/>
  </layout></bibliography>
</style>
"""


def test_author_and_year_without_a_style() -> None:
    lakes, lee, deep = reference_list([RIVERS, LAKES, DEEP])
    assert lakes.startswith("Abe, B. (2018) “Lakes & <b>Ponds</b>”")
    assert lakes.endswith("https://doi.org/10.1234/l.5.")
    assert lee.startswith("van Lee, A. and Homer (2020) “Rivers of Asia”")
    assert "https://arxiv.org/abs/2001.00001" in lee
    assert deep.startswith("刘全 and 翟建伟 (2018)")


def test_a_style_of_ones_own(tmp_path: Path) -> None:
    path = tmp_path / "numbers.csl"
    path.write_text(STYLE, encoding="utf-8")
    assert reference_list([RIVERS, LAKES], path) == [
        "[1] Rivers of Asia. 2020",
        "[2] Lakes & <b>Ponds</b>. 2018",
    ]


def test_works_of_which_little_is_known() -> None:
    (only,) = reference_list([Survey("x", "Untold", (), None, None, None)])
    assert "Untold" in only
    assert reference_list([]) == []


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("no style", "no style in XML"),
        ("<style xmlns='http://purl.org/net/xbiblio/csl'><info/></style>", "depends on another"),
        ("<style <bibliography", "XMLSyntaxError"),
        ("<style><bibliography/></style>", "cannot be used as a style"),
        ("<!DOCTYPE a [<!ENTITY b 'c'>]><style><bibliography/></style>", "no style in XML"),
        ("<style>" + " " * LARGEST_STYLE, "no style in XML"),
    ],
)
def test_what_is_no_style_is_told(content: str, reason: str, tmp_path: Path) -> None:
    path = tmp_path / "odd.csl"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(AssistantError, match=reason):
        reference_list([RIVERS], path)


def test_a_style_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(AssistantError, match="No such file"):
        reference_list([RIVERS], tmp_path / "none.csl")
