"""The reading task: its gold, its measures on small made documents, and a run on a made PDF."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from pathlib import Path

import pytest

from assistant.documents.document import Box, Caption, Document, Section, Sentence
from assistant.settings import Settings
from evals.bench.bare_pdf import legible, page_lines, without_running_heads
from evals.bench.pdf_writer import pdf
from evals.datasets import reading_gold
from evals.datasets.reading_gold import Gold, GoldCaption, Heading, Quote
from evals.report.measured import measure
from evals.scorers import reading as reading_scores
from evals.scorers.normalized import normalize
from evals.scorers.word_order import common_order
from evals.solvers.context import Context
from evals.task import EvalError, Tally, run
from evals.tasks import reading

ABSTRACT = "We read pages. They are read well."
GOLD = Gold(
    file="made.pdf",
    half="develop",
    language="en",
    columns=2,
    title="On the Reading of Pages",
    authors=(("Ada Writer", "A. Writer"), ("Bo Scribe",)),
    year=2020,
    abstracts=(hashlib.sha256(normalize(ABSTRACT).encode()).hexdigest(),),
    abstract_ends=("We read pages.", "They are read well."),
    headings=(
        Heading("1 Introduction", 1, 1),
        Heading("1.1 Columns", 2, 1),
        Heading("2 Method", 1, 2),
        Heading("References", 1, 2),
    ),
    asides=("Bold opening.",),
    captions=(GoldCaption("Fig. 1", 2, "A page with two columns of"),),
    references=2,
    openings=("A. Writer and B. Scribe. On reading",),
    order=(("The left column opens", "The right column opens"),),
    quotes=(Quote("left column opens with these words", 1), Quote("the method reads on", 2)),
)


def _sentence(text: str, page: int) -> Sentence:
    return Sentence(text, page, (Box(page, 0.1, 0.1, 0.5, 0.2),))


def _document() -> Document:
    """What a reader that makes no mistakes gives for the paper of ``GOLD``."""
    references = ("A. Writer and B. Scribe. On reading. 2020.", "B. Scribe. On ink. 2021.")
    return Document(
        id="0" * 64,
        name="made.pdf",
        format="pdf",
        title="On the reading of pages",
        authors=("A. Writer", "Bo Scribe"),
        year=2020,
        abstract=ABSTRACT,
        sections=(
            Section("Abstract", 1, "abstract", (_sentence(ABSTRACT, 1),)),
            Section("1 Introduction", 1, "introduction", ()),
            Section(
                "1.1 Columns",
                2,
                "body",
                (
                    _sentence("The left column opens with these words.", 1),
                    _sentence("The right column opens with others.", 1),
                ),
            ),
            Section("Bold opening.", 2, "body", (_sentence("It goes on in plain type.", 2),)),
            Section("2. Method", 1, "method", (_sentence("Here the method reads on.", 2),)),
            Section("References", 1, "references", tuple(_sentence(r, 2) for r in references)),
        ),
        captions=(Caption("Figure 1", "A page with two columns of text.", 2),),
        references=references,
        page_count=2,
    )


LINES = [
    ["On the Reading of Pages", ABSTRACT, "The left column opens", "with these words."],
    ["Here the method reads on.", "B. Scribe. On ink. 2021."],
]


def _tallies(document: Document, gold: Gold = GOLD) -> dict[str, Tally]:
    return {t.name: t for t in reading_scores.compare(gold, document, LINES)}


def _with_section(number: int, **changes: object) -> Document:
    document = _document()
    sections = list(document.sections)
    sections[number] = dataclasses.replace(sections[number], **changes)  # type: ignore[arg-type]
    return dataclasses.replace(document, sections=tuple(sections))


def test_a_paper_that_is_read_right_has_no_misses() -> None:
    for name, tally in _tallies(_document()).items():
        assert tally.misses == (), name
        assert tally.right == tally.wanted > 0, name
        assert tally.given in (None, tally.wanted), name


def test_title_and_abstract_are_right_letter_for_letter_or_wrong() -> None:
    document = dataclasses.replace(
        _document(), title="On the Reading of Pages A. Writer", abstract=f"{ABSTRACT} Keywords: ink"
    )
    found = _tallies(document)
    assert found["title"].right == 0
    assert found["abstract"].right == 0
    assert "ends 'We read pages. They are read well. Keywords: ink'" in found["abstract"].misses[0]
    inside = dataclasses.replace(
        _document(), abstract="We read pages. Nothing. They are read well."
    )
    assert "between" in _tallies(inside)["abstract"].misses[0]
    assert _tallies(dataclasses.replace(_document(), abstract=""))["abstract"].misses == (
        "none read",
    )


def test_authors_count_once_and_strangers_cost_precision() -> None:
    document = dataclasses.replace(_document(), authors=("Ada Writer", "Ada Writer", "Ink Press"))
    tally = _tallies(document)["authors"]
    assert (tally.right, tally.wanted, tally.given) == (1, 2, 3)
    assert tally.misses[0] == "missed: Bo Scribe"


def test_a_heading_is_its_number_and_its_words() -> None:
    cut = _tallies(_with_section(2, title="1.1 Col"))["headings"]
    assert (cut.right, cut.wanted, cut.given) == (3, 4, 4)
    assert cut.misses == ("missed: p. 1 '1.1 Columns'", "false: p. 1 '1.1 Col'")
    other = _tallies(_with_section(2, title="1.2 Columns"))["headings"]
    assert other.right == 3
    unnumbered = _tallies(_with_section(2, title="Columns"))["headings"]
    assert unnumbered.misses == ()


def test_a_heading_found_twice_is_false_once() -> None:
    document = _document()
    again = dataclasses.replace(document, sections=(*document.sections, document.sections[4]))
    tally = _tallies(again)["headings"]
    assert (tally.right, tally.given) == (4, 5)


def test_levels_and_pages_are_judged_of_the_headings_that_are_found() -> None:
    found = _tallies(_with_section(2, level=1))
    assert found["heading levels"].misses == ("level 1, not 2: p. 1 '1.1 Columns'",)
    # Without a section below it, "1 Introduction" has no text of its own, and so no page.
    assert (found["heading pages"].right, found["heading pages"].wanted) == (3, 3)
    moved = _with_section(4, sentences=(_sentence("Here the method reads on.", 1),))
    assert _tallies(moved)["heading pages"].misses == ("p. 1, not 2: '2 Method'",)


def test_a_level_of_zero_is_not_judged() -> None:
    headings = (dataclasses.replace(GOLD.headings[0], level=0), *GOLD.headings[1:])
    gold = dataclasses.replace(GOLD, headings=headings)
    assert _tallies(_document(), gold)["heading levels"].wanted == 3


def test_reading_order_sees_columns_that_are_swapped_or_lost() -> None:
    left, right = _document().sections[2].sentences
    swapped = _tallies(_with_section(2, sentences=(right, left)))["reading order"]
    assert swapped.misses == ("'The right column opens' comes before 'The left column opens'",)
    lost = _tallies(_with_section(2, sentences=(left,)))["reading order"]
    assert (lost.right, lost.misses) == (0, ("not found: 'The right column opens'",))


def test_quotes_are_found_on_their_page_and_boxed_there() -> None:
    astray = _with_section(4, sentences=(_sentence("Here the method reads on.", 1),))
    found = _tallies(astray)
    assert found["quotes found"].right == 2
    assert found["quotes on their page"].misses == ("on p. [1]: p. 2 'the method reads on'",)
    unboxed = _tallies(_with_section(4, sentences=(Sentence("Here the method reads on.", 2),)))
    assert unboxed["quotes on their page"].right == 2
    assert unboxed["quotes boxed there"].misses == ("boxes on []: p. 2 'the method reads on'",)
    gone = _tallies(_with_section(4, sentences=()))
    assert gone["quotes found"].right == gone["quotes on their page"].right == 1


def test_text_that_was_taken_for_references_is_lost() -> None:
    found = _tallies(_with_section(4, kind="references"))
    assert found["quotes found"].misses == ("not found: p. 2 'the method reads on'",)


def test_a_quote_over_two_sentences_and_a_page_break_belongs_to_both_pages() -> None:
    document = _with_section(
        4, sentences=(_sentence("Here the method", 1), _sentence("reads on.", 2))
    )
    assert _tallies(document)["quotes boxed there"].misses == ()


def test_captions_need_their_label_words_and_page() -> None:
    def tally(*found: Caption) -> Tally:
        return _tallies(dataclasses.replace(_document(), captions=found))["captions"]

    assert tally().misses == ("missed: p. 2 Fig. 1 'A page with two columns of'",)
    assert "on p. 1" in tally(Caption("Figure 1", "A page with two columns of text.", 1)).misses[0]
    assert "other words" in tally(Caption("Figure 1", "", 2)).misses[0]
    both = tally(
        Caption("Figure 1", "shows what we mean by a page.", 1),
        Caption("FIG. 1", "A page with two columns of text.", 2),
    )
    assert (both.right, both.given, len(both.misses)) == (1, 2, 1)


def test_references_are_counted_and_kept_out_of_passages() -> None:
    document = dataclasses.replace(_document(), references=("one",))
    assert _tallies(document)["references"].misses == ("1 entries, on the pages 2",)
    leaked = _with_section(5, kind="body")
    assert _tallies(leaked)["references kept out"].right == 0


def test_lines_that_a_document_lost_are_named_by_page() -> None:
    tally = _tallies(_with_section(4, sentences=()))["text kept"]
    assert tally.misses == ("p. 2: 1 lines, 20 letters: Here the method reads on.",)
    assert tally.wanted - tally.right == 20


def test_running_heads_and_page_numbers_are_not_lost_text(tmp_path: Path) -> None:
    path = tmp_path / "made.pdf"
    pages = [
        ["On Reading", f"Body number {word} stands.", f"{n}"]
        for n, word in enumerate(("one", "two", "three"), start=1)
    ]
    path.write_bytes(pdf(pages))
    assert page_lines(path) == pages
    assert without_running_heads(pages) == [[page[1]] for page in pages]


def test_pages_whose_fonts_say_nothing_are_not_counted() -> None:
    pages = [["A method reads on, hyphen\x02ated."], ["\x1e\x1f)%#&2(33'0 4')(\x1f"]]
    assert legible(pages) == [pages[0], []]


def test_word_order_is_that_of_the_other_parser() -> None:
    left, right = "one two three four five six seven", "a b c d e f g"
    assert common_order(f"{left} {right}", f"{left} {right}") == (9, 9)
    in_order, shared = common_order(f"{left} {right}", f"{right} {left}")
    assert (in_order, shared) == (2, 4)


def test_a_parsed_record_gives_its_text_and_numbered_heads() -> None:
    text = "Method. The left column opens with these words. Figure 1: Introduction"
    notes = {
        "paragraph": json.dumps([{"start": 8, "end": 47}]),
        "section_header": json.dumps(
            [
                {"start": 58, "end": 70, "attributes": {"n": "1"}},
                {"start": 48, "end": 57},
                {"start": 0, "end": 6, "attributes": {"n": "2"}},
            ]
        ),
    }
    record = {"content": {"grobid": {"contents": text, "annotations": notes}}}
    paragraphs, heads = reading.grobid(record)
    assert paragraphs == "The left column opens with these words."
    assert heads == ["Method", "Introduction"]
    order, found = reading_scores.compare_parsers(_document(), paragraphs, [*heads, "Results"])
    assert (order.right, order.wanted) == (2, 2)
    assert found.misses == ("no such heading: 'Results'",)


def test_the_first_author_and_the_year_are_those_on_the_page() -> None:
    document = dataclasses.replace(_document(), authors=("Bo Scribe", "Ada Writer"), year=2019)
    found = _tallies(document)
    assert found["first author"].misses == ("read 'Bo Scribe', on the page 'Ada Writer'",)
    assert found["year"].misses == ("read 2019, on the page 2020",)
    nobody = dataclasses.replace(_document(), authors=(), year=None)
    assert _tallies(nobody)["first author"].right == 0
    assert _tallies(nobody)["year"].right == 0


def test_what_nobody_wrote_down_is_not_judged() -> None:
    gold = dataclasses.replace(GOLD, year=None, captions=None, order=(), quotes=(), openings=())
    found = _tallies(_document(), gold)
    for name in ("year", "captions", "reading order", "quotes found", "references kept out"):
        assert found[name].wanted == 0, name
    ends = dataclasses.replace(GOLD, abstracts=())
    assert _tallies(_document(), ends)["abstract"].right == 1
    longer = dataclasses.replace(_document(), abstract=f"{ABSTRACT} Keywords: ink")
    assert _tallies(longer, ends)["abstract"].right == 0


@pytest.mark.parametrize("gold", reading_gold.load(), ids=lambda gold: gold.file)
def test_the_shipped_gold_is_whole(gold: Gold) -> None:
    assert all(len(digest) == 64 for digest in gold.abstracts)
    assert all(gold.abstract_ends) and gold.title and gold.authors
    pages = [heading.page for heading in gold.headings]
    assert pages == sorted(pages)
    assert gold.references >= len(gold.openings)
    if gold.quotes:
        assert len(gold.quotes) >= 6
        assert gold.columns == 1 or len(gold.order) >= 15
    # Numbers of IEEE's style ("B.") start anew in every section.
    numbers = [heading.number for heading in gold.headings if heading.number[:1].isdigit()]
    assert len(numbers) == len(set(numbers))
    for heading in gold.headings:
        if heading.level and heading.number[:1].isdigit():
            assert heading.level == heading.number.count(".") + 1, heading


def test_some_papers_are_kept_to_confirm_on() -> None:
    papers = reading_gold.load()
    confirm = [gold for gold in papers if gold.half == "confirm"]
    assert len(confirm) >= 5
    assert len({gold.file for gold in papers}) == len(papers)


def test_a_run_reads_the_papers_that_are_there_and_reports_each(tmp_path: Path) -> None:
    folder = tmp_path / "papers"
    folder.mkdir()
    context = Context(Settings(), tmp_path, None, False, tmp_path, lambda *told: None)
    with pytest.raises(EvalError, match="None of the papers"):
        list(reading.tasks(context))
    gold = next(gold for gold in reading_gold.load() if gold.file.startswith("Attention"))
    page = [gold.title, "", "Abstract", "", "This is another paper, under a borrowed name."]
    (folder / gold.file).write_bytes(pdf([page]))
    (task,) = reading.tasks(context)
    found = measure(run(task))
    assert found.samples == 1
    recall = found.figure("headings recall", "survey-assistant", None)
    assert recall is not None
    assert recall.value < 0.1
    assert "| abstracts right on the English papers | 1.00 | 0 of 1 | 0.000 | missed |" in (
        found.details
    )
    assert "- missed: p. 13 'Attention Visualizations'" in found.details
