"""RIS for reference managers: the entries, and quotes as notes; our own reader reads them."""

from __future__ import annotations

from dataclasses import replace

from assistant.documents.survey import Survey
from assistant.evidence.claims import Citation, Claim
from assistant.export.ris import ris
from assistant.readers.references.ris import ris_references

RIVERS = Survey(
    "r", "Rivers  of\nAsia", ("Anna van Lee", "Homer"), 2020, "2001.00001", "10.1234/r.5"
)
LAKES = Survey("l", "Lakes", (), None, None, None)


def claim(survey: Survey, quote: str, verdict: str = "supported", page: int | None = 3) -> Claim:
    citation = Citation(survey, "d", "a.pdf", "Flow", page, quote, 1, verdict == "supported")
    return Claim(quote, verdict, (citation,))  # type: ignore[arg-type]


def test_quotes_are_notes_of_their_survey_each_once() -> None:
    claims = [claim(RIVERS, "They flow."), claim(RIVERS, "They flow."), claim(LAKES, "Still.")]
    claims += [claim(RIVERS, "Not so.", "unsupported"), claim(replace(LAKES, id="x"), "Other.")]
    text = ris([RIVERS, LAKES], claims)
    assert text.count("N1  - ") == 2
    assert "N1  - “They flow.” (Lee and Homer (2020), Flow, p. 3)\r\n" in text
    assert "AU  - Lee, Anna van\r\nAU  - Homer\r\nPY  - 2020\r\nDO  - 10.1234/r.5\r\n" in text
    assert text.count("ER  - ") == 2


def test_what_is_written_can_be_read_again() -> None:
    rivers, lakes = ris_references(ris([RIVERS, LAKES], []))
    assert (rivers.stated.title, rivers.stated.authors) == ("Rivers of Asia", RIVERS.authors)
    assert (rivers.stated.doi, rivers.stated.arxiv_id) == (RIVERS.doi, RIVERS.arxiv_id)
    assert lakes.stated.title == "Lakes"
