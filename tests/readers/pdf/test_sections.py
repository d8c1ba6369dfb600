"""Back matter is a kind of its own, with or without headings."""

from __future__ import annotations

from assistant.documents.passages import split
from tests.readers.pdf.test_layout import titled
from tests.readers.pdf.test_reader import LEFT, RIGHT, read
from tests.readers.pdf_writer import Page

NOTES = (
    ("Funding", "This work was paid for by nobody at all, and by no one else."),
    ("Author contributions", "Ann wrote the text, and Bo has read it since then."),
    ("Conflict of interest", "The authors declare that they have none to speak of."),
)


def paper() -> Page:
    page = titled()
    page.text(50, 100, "1 Introduction", size=13, font="F2")
    y = page.lines(50, 118, LEFT)
    page.text(50, y + 20, "2 Future work and limitations", size=13, font="F2")
    page.lines(50, y + 40, RIGHT)
    return page


def test_back_matter_under_headings_is_no_evidence() -> None:
    page = paper()
    y = 470.0
    for heading, text in NOTES:
        page.text(50, y, heading, size=11, font="F2")
        page.text(50, y + 16, text)
        y += 44
    document = read([page])
    kinds = {section.title: section.kind for section in document.sections}
    assert [kinds[heading] for heading, _ in NOTES] == ["back"] * len(NOTES)
    assert not any("nobody at all" in passage.text for passage in split(document))


def test_back_matter_with_labels_in_bold_is_no_evidence() -> None:
    page = paper()
    y = 470.0
    for heading, text in NOTES:
        page.text(50, y, heading, font="F2")
        page.text(60 + 5.3 * len(heading), y, text)
        y += 20
    document = read([page])
    said = {section.kind for section, s in document.sentences() if "paid for by nobody" in s.text}
    assert said == {"back"}
    first = {section.title: s.text for section, s in document.sentences() if section.kind == "back"}
    assert first["Funding"].startswith("This work was paid for")
    future = [s.text for section, s in document.sentences() if section.kind == "limitations"]
    assert any("reward hacking" in text for text in future)
    assert not any("declare" in text for text in future)


def test_names_and_codes_in_the_back_matter_are_kept() -> None:
    page = paper()
    page.text(50, 470, "Acknowledgements", size=11, font="F2")
    page.text(50, 486, "We are grateful to the people who have read the text.")
    page.text(50, 520, "Ann Lee1, Bo Chen2, Cy Dorn3, Di Evans4, Ed Frank5, Flo Gray6")
    back = [s.text for section, s in read([page]).sentences() if section.kind == "back"]
    assert any("Cy Dorn" in text for text in back)


def test_names_in_a_list_are_read_and_labels_of_a_drawing_are_not() -> None:
    page = paper()
    page.text(50, 500, "Judge 1.0 Contributors", size=13, font="F2")
    people = "Ann Lee, Bo Chen, Carla Diaz, Dan Eck, Eva Fox, Finn Gale"
    page.text(50, 520, people).text(50, 532, people.replace("a", "o"))
    document = read([page])
    said = " ".join(sentence.text for _, sentence in document.sentences())
    assert "Carla Diaz" in said
