"""Displayed formulas: found by their place and number, and put into the sentence around them."""

from __future__ import annotations

from assistant.documents.document import Document, Sentence
from tests.readers.pdf.test_reader import read
from tests.readers.pdf_writer import HEIGHT, WIDTH, Page

BEFORE = [
    "The rate at which a network can be made smaller is known from the number",
    "of its weights, which is counted before and after. It is defined for both as",
]
AFTER = [
    "where the first is the number of weights of the network that was trained,",
    "and the second is what is left of them. Both are told for every network here.",
]


def page() -> Page:
    made = Page().text(150, 60, "Making Networks Smaller", size=18, font="F2")
    made.text(60, 120, "1  Introduction", size=12, font="F2")
    made.lines(60, 150, [*AFTER[1:], *BEFORE, *AFTER, *BEFORE], size=10)
    return made


def around(document: Document) -> Sentence:
    found = [s for _, s in document.sentences() if s.text.startswith("It is defined for both as")]
    return found[-1]


def test_a_formula_of_one_row_is_text_of_the_sentence_that_runs_through_it() -> None:
    made = page()
    made.text(150, 252, "r(a, b) = a").text(190, 254, "i", size=6).text(194, 252, "+ b")
    made.text(207, 248, "2k", size=6).text(370, 252, "(4)")
    made.lines(60, 270, AFTER)
    text = around(read([made])).text
    assert "defined for both as r(a, b) = a_i + b^(2k) (4) where the first is" in text


def test_a_formula_of_several_rows_is_a_mark_that_has_its_place_on_the_page() -> None:
    made = page()
    made.text(200, 248, "a").text(150, 255, "r(a, b) =").text(370, 255, "(8)").text(199, 263, "b .")
    made.lines(60, 285, AFTER)
    document = read([made])
    sentence = around(document)
    assert sentence.text == "It is defined for both as [formula (8)]."
    box = sentence.boxes[-1]
    assert box.left * WIDTH < 151 and box.right * WIDTH > 380
    assert box.top * HEIGHT < 243 and box.bottom * HEIGHT > 262
    assert document.readable_share < 1.0  # its letters were not read


def test_a_formula_without_a_sentence_that_leads_to_it_is_left_out() -> None:
    made = page().text(60, 246, "This is all.")
    made.text(150, 265, "r(a, b) = a + b").text(370, 265, "(4)")
    made.lines(60, 285, ["The next of them is another one, which is told of in a later part here."])
    texts = [sentence.text for _, sentence in read([made]).sentences()]
    assert not any("=" in text or "formula" in text for text in texts)


def test_numbers_in_running_text_are_those_of_no_formula() -> None:
    lines = ["The two weights are equal where a = b holds, as is required for rule (3)",
             "and for the rules that come after it in this part of the text as well."]  # fmt: skip
    made = page()
    made.lines(60, 246, lines)
    texts = " ".join(sentence.text for _, sentence in read([made]).sentences())
    assert "where a = b holds, as is required for rule (3) and for the rules" in texts
    assert "[formula" not in texts
