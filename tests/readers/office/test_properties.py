"""Properties of office files."""

from __future__ import annotations

from assistant.readers.archive import Archive
from assistant.readers.office.properties import core_properties
from evals.datasets.office_files import docx


def test_core_properties_have_no_year() -> None:
    properties = (
        '<p xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Rivers</dc:title><dc:creator>'
        "Anna Lee; Bob Ray</dc:creator><created>2013-01-01</created><dc:identifier>"
        "doi:10.1234/r.5</dc:identifier></p>"
    )
    found = core_properties(Archive(docx(properties=properties), "a.docx"))
    assert (found.title, found.authors, found.year) == ("Rivers", ("Anna Lee", "Bob Ray"), None)
    assert found.doi == "10.1234/r.5"
    assert core_properties(Archive(docx(), "a.docx")).title == ""
