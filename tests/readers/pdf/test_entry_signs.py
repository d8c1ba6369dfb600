"""Where lists of references begin and end, told by their entries as well as by their heading."""

from __future__ import annotations

from tests.readers.pdf.test_layout import titled, titles, words
from tests.readers.pdf.test_reader import LEFT, RIGHT, read
from tests.readers.pdf_writer import Page

NAMES = "Abel Bach Cato Dahl Ekman Falk Gould Hayes Irwin Jonas Kant Lind".split()
ENTRIES = [
    f"{name}, A. B. and Moss, C. (20{place + 10}). Growth of {name.lower()} parts."
    f" Journal of Parts {place + 1}, {place}1-{place}9."
    for place, name in enumerate(NAMES)
]


def kinds(pages: list[Page]) -> dict[str, str]:
    return {section.title: section.kind for section in read(pages).sections}


def entries(page: Page, y: float, chosen: list[str], *, x: float = 50) -> float:
    """Write entries with the first line indented, in two lines each."""
    for text in chosen:
        middle = text.index(" Growth")
        page.text(x + 12, y, text[:middle], size=8)
        page.text(x, y + 10, text[middle + 1 :], size=8)
        y += 22
    return y


def test_entries_with_an_indented_first_line_are_cut_apart() -> None:
    page = titled()
    page.lines(50, 120, LEFT)
    page.text(50, 290, "References", size=13, font="F2")
    entries(page, 310, ENTRIES)
    document = read([page])
    assert len(document.references) == len(ENTRIES)
    assert document.references[3].startswith("Dahl, A. B. and Moss")


def test_a_row_of_a_table_named_references_opens_no_list() -> None:
    first, second = titled(), Page()
    first.lines(50, 120, LEFT)
    first.text(50, 290, "References", size=10, font="F2")
    first.lines(50, 320, RIGHT)
    first.lines(50, 500, LEFT)
    second.lines(50, 80, RIGHT)
    second.text(50, 260, "References", size=13, font="F2")
    entries(second, 280, ENTRIES)
    document = read([first, second])
    assert len(document.references) == len(ENTRIES)
    assert "which most of the trouble begins. A policy finds out" in " ".join(
        s.text for section, s in document.sentences() if section.kind == "body"
    )


def test_a_list_goes_on_below_back_matter_that_stands_beside_it() -> None:
    first, second = titled(), Page()
    first.lines(50, 120, LEFT)
    first.text(50, 300, "Author contributions", size=13, font="F2")
    first.lines(50, 320, ["AB wrote the text and CD read all of it."])
    first.text(50, 350, "References", size=13, font="F2")
    entries(first, 370, ENTRIES[:6])
    second.text(50, 60, "Conflict of interest", size=13, font="F2")
    second.lines(50, 80, ["The authors declare that there is none, and that nobody paid them."])
    entries(second, 120, ENTRIES[6:])
    document = read([first, second])
    assert len(document.references) == len(ENTRIES)
    found = kinds([first, second])
    assert found["Author contributions"] == found["Conflict of interest"] == "back"
    assert not any(s.kind in ("future", "limitations") for s in document.sections)


def test_a_list_without_a_heading_ends_where_its_entries_end() -> None:
    page = titled()
    page.text(50, 110, "1  Introduction", size=13, font="F2")
    page.lines(50, 130, LEFT)
    numbered = [f"{place + 1}. {text}" for place, text in enumerate(ENTRIES)]
    y = page.lines(50, 320, numbered, size=8, leading=11)
    page.text(50, y + 14, "Acknowledgements", size=8, font="F2")
    page.text(124, y + 14, "We thank all of the people who let us look at their parts.", size=8)
    document = read([page])
    assert len(document.references) == len(ENTRIES)
    assert not any("thank" in entry for entry in document.references)
    assert {s.kind for s, x in document.sentences() if "We thank" in x.text} == {"back"}


def test_running_text_with_names_and_years_is_no_list() -> None:
    page = titled()
    page.text(50, 120, "1  Introduction", size=13, font="F2")
    cited = [
        "The first of these is due to Abel (2011), and it was soon found to be too",
        "weak by Bach and Cato (2012), who then went on to show that there is a limit",
        "to what can be done with it. Dahl et al. (2013) say that this is not so bad,",
        "and that it has been in use since 1990 in most of the places that need it.",
    ]
    y = page.lines(50, 140, cited)
    page.lines(50, y + 20, RIGHT)
    document = read([page])
    assert document.references == ()
    assert "Bach and Cato (2012)" in words(document)
    assert titles(document) == ["1 Introduction"]
