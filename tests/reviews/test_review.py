"""A review field by field: what stands in each, in which order, and where it comes from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from assistant.documents.document import Caption
from assistant.evidence.claims import Claim, quote
from assistant.evidence.whole_text import WholeText, whole_text
from assistant.reviews.review import (
    MOST_FIGURES,
    ORDER,
    Language,
    Review,
    ReviewField,
    write_review,
)
from assistant.text.words import content_words
from tests.texts import RIVERS, document, no_cosines, sentence

ABSTRACT = "This survey reviews how rivers carry sand, and sorts the methods into two groups."
FOUND = "We found that rivers carry more sand in spring than in autumn."
LIMITS = "A limitation of this survey is that it covers papers in English only."
FUTURE = "Future work should measure how small dams change the banks."
DOCUMENT = document(
    (1, "Abstract", [ABSTRACT]),
    (1, "1 Field methods", ["Field methods measure sand in the river itself with nets."]),
    (1, "2 Laboratory methods", ["Laboratory methods measure sand in tanks of glass."]),
    (1, "3 Findings", [FOUND, "Sand moves at night, too."]),
    (1, "4 Limitations", [LIMITS]),
    (1, "5 Future work", [FUTURE]),
)
KINDS = {"Abstract": "abstract", "4 Limitations": "limitations", "5 Future work": "future"}


def text(figures: int = 0) -> WholeText:
    sections = tuple(
        replace(section, kind=KINDS.get(section.title, "body"))  # type: ignore[arg-type]
        for section in DOCUMENT.sections
    )
    captions = tuple(
        Caption(f"Figure {number}", f"Sand at place {number}.", number, ())
        for number in range(1, figures + 1)
    )
    return whole_text(RIVERS, [replace(DOCUMENT, sections=sections, captions=captions)])


def written(language: Language = "en", figures: int = 0) -> Review:
    *_, last = write_review(Review(RIVERS, language), text(figures), no_cosines)
    return last


def field(review: Review, name: str) -> ReviewField:
    found = review.field(name)
    assert found is not None
    return found


def test_what_was_not_found_says_how_much_was_looked_through() -> None:
    looked = Review(RIVERS, "en", sections_read=12, sections=13)
    assert looked.nothing == "Not found in the 12 sections that were looked through."
    read = replace(looked, thorough=True, parts=4, parts_read=4)
    assert read.nothing == "Not stated."
    assert replace(read, parts_read=3, parts_failed=1).nothing == looked.nothing


def shared_words(query: str, texts: Sequence[str]) -> np.ndarray:
    """A cosine of a half for texts that share a word with a query."""
    asked = set(content_words(query))
    return np.array([0.5 * bool(asked & set(content_words(text))) for text in texts])


def test_a_review_tells_how_it_was_made() -> None:
    method = document(
        (
            1,
            "1 Method",
            ["We searched Scopus, PubMed, ERIC and Crossref.", "41 papers are included."],
        )
    )
    sections = tuple(replace(section, kind="method") for section in method.sections)
    whole = whole_text(RIVERS, [replace(method, sections=sections)])
    *_, last = write_review(Review(RIVERS, "en"), whole, shared_words)
    told = [claim.text for claim in field(last, "protocol").items]
    counted, searched = told
    assert "Information sources" in searched and "Studies included" in counted
    assert searched.endswith("We searched Scopus, PubMed, ERIC and Crossref.")
    assert not field(written(), "protocol").items


def test_a_review_grows_field_by_field_in_its_order() -> None:
    grown = list(write_review(Review(RIVERS, "en"), text(), no_cosines))
    assert [len(review.fields) for review in grown] == [*range(1, len(ORDER) + 1), len(ORDER)]
    assert [review.finished for review in grown] == [False] * len(ORDER) + [True]
    assert tuple(part.name for part in grown[-1].fields) == tuple(ORDER)
    assert grown[-1].field("nothing") is None


def test_every_item_is_carried_by_a_quote() -> None:
    claims = [claim for part in written(figures=2).fields for claim in part.items]
    assert claims
    assert all(claim.supported and claim.citations for claim in claims)


def test_sentences_stand_in_the_field_of_their_section() -> None:
    review = written()
    assert [claim.text for claim in field(review, "abstract").items] == [ABSTRACT]
    for name, part in (("limitations", LIMITS), ("future", FUTURE), ("findings", FOUND)):
        assert part in [claim.citations[0].quote for claim in field(review, name).items], name


def test_headings_and_notes_are_in_the_language_of_the_review() -> None:
    english, chinese, japanese = (written(language) for language in ("en", "zh", "ja"))
    headings = {
        tuple(part.heading for part in review.fields) for review in (english, chinese, japanese)
    }
    assert len(headings) == 3
    assert field(chinese, "abstract").note != field(english, "abstract").note != ""


def test_a_taxonomy_has_depths_and_says_where_it_is_from() -> None:
    tree = field(written(), "taxonomy")
    names = [claim.text for claim in tree.items]
    assert "Field methods" in names and "Laboratory methods" in names
    assert len(tree.depths) == len(tree.items) and tree.note


def test_more_figures_than_are_shown_are_counted() -> None:
    few, many = (field(written(figures=count), "figures") for count in (2, MOST_FIGURES + 3))
    assert next(claim.text for claim in few.items) == "Figure 1: Sand at place 1."
    assert len(many.items) == MOST_FIGURES
    assert "3" in many.note and not few.note


def test_what_a_model_noted_is_added_where_it_is_new() -> None:
    new = replace(quote(sentence("Ice breaks the banks of northern rivers.", 3)), quoted=False)
    same = replace(quote(sentence(LIMITS, 6)), quoted=False)
    noted: dict[str, list[Claim]] = {"limitations": [new, same]}
    *_, review = write_review(Review(RIVERS, "en"), text(), no_cosines, noted)
    texts = [claim.text for claim in field(review, "limitations").items]
    assert new.text in texts
    assert sum("English only" in item for item in texts) == 1


def test_a_survey_that_says_nothing_has_empty_fields() -> None:
    *_, empty = write_review(Review(RIVERS, "en"), whole_text(RIVERS, []), no_cosines)
    assert empty.finished
    assert not any(part.items for part in empty.fields)


def alike(query: str, texts: Sequence[str]) -> np.ndarray:
    """One for a text about sand with another about sand, in English or in Chinese."""
    return np.array([float(("sand" in query or "沙" in query) == ("sand" in t)) for t in texts])


def test_an_abstract_in_two_languages_stands_sentence_by_sentence() -> None:
    sentences = (
        sentence("本文综述河流怎样带走沙。", 0, "abstract", "摘要"),
        sentence("This survey reviews how rivers carry sand.", 1, "translation", "Abstract"),
    )
    both = WholeText(sentences, (), 1, 1, None)
    *_, review = write_review(Review(RIVERS, "zh"), both, alike)
    found = field(review, "abstract")
    assert [claim.text for claim in found.items] == [item.text for item in sentences]
    assert found.depths == (0, 1) and not found.is_prose and "逐句" in found.note
    alone = WholeText(sentences[:1], (), 1, 1, None)
    *_, review = write_review(Review(RIVERS, "zh"), alone, alike)
    assert field(review, "abstract").is_prose
