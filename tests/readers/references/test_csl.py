"""References in CSL-JSON."""

from __future__ import annotations

import json

from assistant.readers.references.csl import csl_references, is_csl

ITEM = {
    "id": "lee", "type": "article", "title": "Rivers", "DOI": "10.1234/r.5",
    "author": [{"family": "Berg", "given": "Anna", "non-dropping-particle": "van den"},
               {"literal": "The Water Group"}, "odd"],
    "issued": {"date-parts": [["2020", 3]]}, "file": "files/a.pdf;b.html",
    "attachments": [{"path": "c.pdf"}, {"title": "none"}],
}  # fmt: skip


def test_an_item_with_its_people_its_year_and_its_files() -> None:
    (found,) = csl_references(json.dumps([ITEM, {"id": "no title"}, "odd"]))
    stated = found.stated
    assert (stated.title, stated.year, stated.doi) == ("Rivers", 2020, "10.1234/r.5")
    assert stated.authors == ("Anna van den Berg", "The Water Group")
    assert [file.path for file in found.files] == ["files/a.pdf", "b.html", "c.pdf"]


def test_years_and_wrappers_as_programs_write_them() -> None:
    raw = ITEM | {"issued": {"raw": "May 2019"}}
    (found,) = csl_references(json.dumps({"items": [raw]}))
    assert found.stated.year == 2019
    for odd in ({"issued": []}, {"issued": {"date-parts": [[]]}}, {"issued": {"date-parts": 3}}):
        assert csl_references(json.dumps([ITEM | odd]))[0].stated.year is None
    assert is_csl(b' [{"type": "book"}]') and not is_csl(b"words")
