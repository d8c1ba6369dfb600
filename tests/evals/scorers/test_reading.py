"""Each measure of a reading, on a document of two pages and what a person sees on them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.documents.box import Box
from assistant.documents.document import Caption, Document, Section, Sentence
from evals.datasets.reading_gold import Gold, GoldCaption, Heading, Quote
from evals.scorers import reading

BOX = Box(1, 0.1, 0.1, 0.9, 0.2)
ABSTRACT = "Rivers are long. We measure ten of them."
RIVERS = Section(
    "1 Rivers",
    1,
    "introduction",
    (
        Sentence("A river carries water to the sea.", 1, (BOX,)),
        Sentence("Few rivers end in a desert.", 1, (BOX,)),
    ),
)
DAMS = Section(
    "2 Dams", 1, "body", (Sentence("A dam holds a river back.", 2, (replace(BOX, page=2),)),)
)
LIST = Section("References", 1, "references", (Sentence("Lee. Lakes. 2020.", 2),))
DOCUMENT = Document(
    id="0" * 64,
    name="rivers.pdf",
    format="pdf",
    sections=(RIVERS, DAMS, LIST),
    title="On Rivers",
    authors=("Ann Lee", "Bo Wu"),
    year=2021,
    abstract=ABSTRACT,
    captions=(Caption("Figure 1", "Ten rivers by length.", 1),),
    references=("Lee. Lakes. 2020.",),
)
GOLD = Gold(
    file="rivers.pdf",
    half="develop",
    language="en",
    columns=1,
    title="On Rivers",
    authors=(("Ann Lee", "A. Lee"), ("Bo Wu",)),
    year=2021,
    abstracts=(),
    abstract_ends=("Rivers are long", "ten of them."),
    headings=(Heading("1 Rivers", 1, 1), Heading("2 Dams", 1, 2), Heading("References", 0, 2)),
    asides=("Outlook",),
    captions=(GoldCaption("Fig. 1", 1, "Ten rivers"),),
    references=1,
    openings=("Lee. Lakes.",),
    order=(("A river carries", "A dam holds"),),
    quotes=(Quote("end in a desert. A dam", 1), Quote("holds a river back", 2)),
)


def test_a_document_as_it_is_on_the_pages_has_everything_right() -> None:
    pages = [["A river carries water to the sea."], ["A dam holds a river back."]]
    for tally in reading.compare(GOLD, DOCUMENT, pages):
        assert tally.right == tally.wanted > 0, tally
        assert tally.given in (None, tally.wanted) and tally.misses == (), tally


@pytest.mark.parametrize(
    ("measure", "document", "right", "miss"),
    [
        (reading.title, replace(DOCUMENT, title="On Lakes"), 0, "'On Lakes'"),
        (reading.authors, replace(DOCUMENT, authors=("A. Lee",)), 1, "missed: Bo Wu"),
        (reading.authors, replace(DOCUMENT, authors=("Bo Wu", "X")), 1, "not an author: 'X'"),
        (reading.first_author, replace(DOCUMENT, authors=("Bo Wu",)), 0, "'Ann Lee'"),
        (reading.year, replace(DOCUMENT, year=1999), 0, "read 1999"),
        (reading.abstract, replace(DOCUMENT, abstract=""), 0, "none read"),
        (reading.abstract, replace(DOCUMENT, abstract=f"X {ABSTRACT}"), 0, "begins"),
        (reading.abstract, replace(DOCUMENT, abstract=f"{ABSTRACT} X"), 0, "ends"),
        (reading.captions, replace(DOCUMENT, captions=()), 0, "missed: p. 1 Fig. 1"),
        (
            reading.captions,
            replace(DOCUMENT, captions=(Caption("Figure 1", "Ten rivers by length.", 2),)),
            0,
            "on p. 2",
        ),
        (
            reading.captions,
            replace(DOCUMENT, captions=(Caption("Figure 1", "No map at all here.", 1),)),
            0,
            "other words",
        ),
        (reading.references, replace(DOCUMENT, references=()), 0, "0 entries"),
    ],
)
def test_what_is_wrong_is_counted_and_told(
    measure: object, document: Document, right: int, miss: str
) -> None:
    assert callable(measure)
    tally = measure(GOLD, document)
    assert tally.right == right
    assert any(miss in line for line in tally.misses), tally.misses


def test_an_abstract_with_a_digest_is_compared_whole() -> None:
    gold = replace(GOLD, abstracts=("no digest of it",))
    assert reading.abstract(gold, DOCUMENT).misses == (
        "both ends are right, something between them is not",
    )


def test_headings_are_found_by_words_and_judged_by_level_and_page() -> None:
    deeper = replace(DAMS, level=2)
    sections = (RIVERS, deeper, replace(DAMS, title="Bold words"), replace(LIST, title="Outlook"))
    found, levels, pages = reading.headings(GOLD, replace(DOCUMENT, sections=sections))
    assert (found.right, found.wanted, found.given) == (2, 3, 3)
    assert "missed: p. 2 'References'" in found.misses
    assert any(line.startswith("false: p. 2 'Bold words'") for line in found.misses)
    assert not any("Outlook" in line for line in found.misses), "an aside is not held against it"
    assert (levels.right, levels.wanted) == (1, 2) and "level 2, not 1" in levels.misses[0]
    assert (pages.right, pages.wanted) == (2, 2)


def test_the_order_of_paragraphs_is_that_of_a_person() -> None:
    turned = reading.stream(replace(DOCUMENT, sections=(DAMS, RIVERS)))
    assert reading.order(GOLD, turned).misses == ("'A dam holds' comes before 'A river carries'",)
    shorter = reading.stream(replace(DOCUMENT, sections=(RIVERS,)))
    assert reading.order(GOLD, shorter).misses == ("not found: 'A dam holds'",)


def test_quotes_are_found_on_their_page_and_in_a_box_there() -> None:
    bare = replace(DAMS, sentences=(Sentence("A dam holds a river back.", 2),))
    made = reading.stream(replace(DOCUMENT, sections=(RIVERS, bare)))
    found, placed, boxed = reading.quotes(GOLD, made)
    assert (found.right, placed.right, boxed.right) == (2, 2, 1)
    astray = replace(GOLD, quotes=(Quote("Few rivers end", 7), Quote("no such words", 1)))
    found, placed, _ = reading.quotes(astray, made)
    assert (found.right, placed.right) == (1, 0)
    assert placed.misses[-1].startswith("on p. [1]")


def test_entries_of_references_that_reach_a_passage_are_counted() -> None:
    leaked = replace(LIST, kind="body", title="3 More")
    assert reading.references_kept_out(GOLD, DOCUMENT).right == 1
    found = reading.references_kept_out(GOLD, replace(DOCUMENT, sections=(RIVERS, leaked)))
    assert (found.right, found.misses) == (0, ("in a passage: 'Lee. Lakes.'",))


def test_lines_of_the_file_that_the_document_lacks_are_lost_letters() -> None:
    pages = [["Few rivers end in a desert.", "short"], ["Nothing of this was read at all."]]
    whole, letters = reading.text_kept(DOCUMENT, pages)
    assert whole.right == len("fewriversendinadesert") < whole.wanted
    assert whole.misses[0].startswith("p. 2: 1 lines, 25 letters")
    assert whole.right <= letters.right <= letters.wanted == whole.wanted


def test_another_parser_is_a_second_witness() -> None:
    text = " ".join(sentence.text for _, sentence in DOCUMENT.sentences())
    order, heads = reading.compare_parsers(DOCUMENT, text, ["2. Dams", "3. Lakes"])
    assert order.right == order.wanted > 0
    assert (heads.right, heads.wanted, heads.misses) == (1, 2, ("no such heading: '3. Lakes'",))
