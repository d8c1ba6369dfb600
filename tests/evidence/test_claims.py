"""Claims and citations: places in one line, quotations marked as such."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from assistant.documents.document import Recognition
from assistant.documents.survey import DocumentInfo
from assistant.evidence.claims import Citation, Claim, around, cite, quote
from assistant.serialization import dump, load
from tests.texts import sentence


@pytest.mark.parametrize(
    ("page", "section", "place"),
    [
        (4, "3 Rivers", "Reed (2021), 3 Rivers, p. 4"),
        (None, "3 Rivers", "Reed (2021), 3 Rivers"),
        (4, "", "Reed (2021), p. 4"),
        (None, "", "Reed (2021)"),
    ],
)
def test_a_citation_has_its_place_in_one_line(page: int | None, section: str, place: str) -> None:
    item = replace(sentence("Water flows."), page=page, section=section)
    assert cite(item, True).place == place


def test_a_quote_from_a_page_that_was_recognised_says_so() -> None:
    item = replace(sentence("Water flows."), page=4, section="")
    scan = DocumentInfo(
        item.document_id, "a.pdf", "pdf", 9, ("en",), 1.0, (), (Recognition(4, 0.968),)
    )
    item = replace(item, survey=replace(item.survey, documents=(scan,)))
    assert cite(item, True).place == "Reed (2021), p. 4, recognised from an image (97% sure)"
    assert cite(replace(item, page=5), True).place == "Reed (2021), p. 5"


def test_a_quote_from_an_older_version_says_so() -> None:
    item = replace(sentence("Water flows."), page=4, section="")
    item = replace(item, survey=replace(item.survey, newer="Reed (2023)"))
    told = "Reed (2021), p. 4, perhaps an older version of Reed (2023)"
    assert cite(item, True).place == told


def test_a_quotation_is_the_sentence_itself() -> None:
    item = sentence("Water flows downhill [3].", number=7)
    claim = quote(item)
    assert claim.text == item.text and claim.quoted and claim.supported
    (citation,) = claim.citations
    assert (citation.quote, citation.sentence, citation.supported) == (item.text, 7, True)


@pytest.mark.parametrize("verdict", ["partly", "unsupported"])
def test_only_a_supported_claim_is(verdict: str) -> None:
    claim = Claim("Water flows uphill.", verdict, reason="no evidence")  # type: ignore[arg-type]
    assert not claim.supported
    assert load(Claim, dump(claim)) == claim


def test_a_quotation_knows_the_words_that_answer() -> None:
    item = replace(sentence("Water flows downhill."), span=(12, 20))
    claim = quote(item)
    assert claim.parts == claim.citations[0].parts == ("Water flows ", "downhill", ".")
    written = Claim("It flows down.", "supported", claim.citations)
    assert written.parts == ("It flows down.", "", "")
    assert load(Claim, dump(claim)) == claim


@pytest.mark.parametrize("span", [None, (0, 0), (5, 5), (4, 2), (-3, 4), (0, 99), (5, 6)])
def test_what_is_no_part_of_a_quote_is_not_set_apart(span: tuple[int, int] | None) -> None:
    assert around("Water flows.", span) == ("Water flows.", "", "")


def test_citations_kept_without_the_words_that_answer_are_loaded() -> None:
    citation = cite(sentence("Water flows."), True)
    older = json.loads(dump(citation))
    del older["span"]
    assert load(Citation, json.dumps(older)) == citation
