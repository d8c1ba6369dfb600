"""The details of a work, in one form for every source of them."""

from __future__ import annotations

import json
from dataclasses import asdict, fields

import pytest

from assistant.documents.identity import Identity
from assistant.documents.metadata import Metadata, doubt, doubts, without_doubts
from assistant.ingest.arxiv import Stated
from assistant.readers.html.metadata import PageStated
from assistant.readers.pdf.front_matter import Front

DETAILS = ("title", "authors", "year", "arxiv_id", "doi", "abstract")


def test_what_is_stated_and_what_is_not() -> None:
    assert Metadata().stated() == {}
    found = Metadata("Rivers", ("Ann Lee",), doi="10.1145/3641289")
    assert found.stated() == {"title": "Rivers", "authors": ("Ann Lee",), "doi": "10.1145/3641289"}
    assert Stated("Rivers", warnings=("a warning",)).stated() == {"title": "Rivers"}


@pytest.mark.parametrize("source", [Identity, Stated, PageStated, Front])
def test_every_source_has_the_details_under_the_same_names(source: type[Metadata]) -> None:
    assert tuple(field.name for field in fields(source))[: len(DETAILS)] == DETAILS
    values = json.loads(json.dumps(asdict(source("Rivers", ("Ann Lee",), 2021))))
    assert [values[name] for name in DETAILS] == ["Rivers", ["Ann Lee"], 2021, None, None, ""]


def test_a_doubt_is_a_warning_until_the_detail_is_corrected_by_hand() -> None:
    warnings = ("page 3: a scan", doubt("year", "2016"), doubt("title", "Rivers"))
    assert doubts(warnings, "year") == ["the year is in doubt: 2016 is named as well"]
    assert doubts(warnings, "number") == []
    assert without_doubts(warnings, ["year", "doi"]) == (warnings[0], warnings[2])
