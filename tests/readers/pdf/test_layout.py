# ruff: noqa: E501  (texts stand as they are)
"""The PDF reader on layouts that trip readers: each test makes the page that once went wrong."""

from __future__ import annotations

from assistant.documents.document import Document
from assistant.readers import read_bytes
from tests.readers.pdf.test_reader import LEFT, RIGHT, texts
from tests.readers.pdf_writer import Page, pdf


def read(*pages: Page) -> Document:
    return read_bytes(pdf(list(pages)), "paper.pdf")


def titles(document: Document) -> list[str]:
    return [section.title for section in document.sections if section.title]


def words(document: Document) -> str:
    return " ".join(texts(document))


def titled() -> Page:
    return Page().text(150, 60, "Learning What People Want", size=20, font="F2")


def numbered(page: Page, lines: list[str], first: int, *, size: float = 6) -> int:
    for place, _ in enumerate(lines):
        page.text(30, 140 + 12 * place, str(first + place), size=size)
    return first + len(lines)


def test_line_numbers_in_the_margin_are_left_out() -> None:
    first, second = titled(), Page()
    after = numbered(first, LEFT, 1)
    first.lines(50, 140, LEFT)
    numbered(second, RIGHT[:3], after)  # too few to be told by this page alone
    second.lines(50, 140, RIGHT[:3])
    found = words(read(first, second))
    assert "the goals that a model is given and with" in found
    assert "A policy finds out what the reward model likes" in found
    assert not any(character.isdigit() for character in found)


def test_numbers_of_references_are_no_line_numbers() -> None:
    page = titled()
    page.text(50, 320, "References", size=13, font="F2")
    page.lines(50, 140, LEFT)
    for number in range(1, 11):
        y = 326 + 14 * number
        page.text(50, y, "[").text(53.5, y, str(number)).text(58.5 if number < 10 else 63.5, y, "]")
        page.text(75, y, f"A. Author. A work of that kind, part {number}. Journal, 2020.")
    document = read(page)
    assert len(document.references) == 10
    assert document.references[4].startswith("[5] A. Author")


def test_three_columns_are_read_one_after_the_other() -> None:
    page = titled()
    narrow = [line[:32] for line in [*LEFT, *RIGHT]]
    ends = [
        "the first column ends here and",
        "the second column ends here and",
        "the third one ends here.",
    ]
    for column, end in enumerate(ends):
        page.lines(40 + 180 * column, 120, [*narrow[:11], end])
    found = words(read(page))
    places = [found.index(end.rstrip(" and")) for end in ends]
    assert places == sorted(places)
    assert "ends here and Surveys of alignment" in found


def test_a_wide_table_does_not_hide_the_columns_below_it() -> None:
    pages = []
    for number in range(3):
        page = titled() if number == 0 else Page()
        page.lines(50, 140, LEFT)
        page.lines(320, 140, RIGHT)
        pages.append(page)
    table = Page()
    for row in range(30):
        for column, cell in enumerate(("Model", "twelve", "news", "no", "pairs", "0.71")):
            table.text(60 + 85 * column, 60 + 11 * row, cell, size=8)
    table.lines(50, 450, LEFT)
    table.lines(320, 450, RIGHT)
    document = read(*pages, table)
    last = [sentence.text for _, sentence in document.sentences() if sentence.page == 4]
    assert any(text.endswith("the step in which most of the trouble begins.") for text in last)


def test_the_short_last_line_of_a_wide_caption_stays_with_it() -> None:
    page = titled()
    page.text(
        50,
        130,
        "Figure 1: The loop of training and of judging, drawn with all of the steps that the text names and with",
        size=9,
    )
    page.text(50, 141, "the data that goes in.", size=9)
    page.lines(50, 180, LEFT)
    page.lines(320, 180, RIGHT)
    document = read(page)
    (caption,) = document.captions
    assert caption.text.endswith("names and with the data that goes in.")


def test_running_heads_that_change_are_left_out() -> None:
    pages = []
    for number, head in enumerate(
        ("1 Goals of people", "2 Ways of judging", "3 What is left", "4 Ends"), 1
    ):
        page = Page().text(50, 90, head, size=10).text(540, 90, str(number), size=10)
        page.lines(50, 130, [line + f" {number}x" for line in LEFT])
        pages.append(page)
    found = words(read(*pages))
    assert "Ways of judging" not in found
    assert "What is left" not in found


def test_page_numbers_in_a_deep_foot_are_left_out() -> None:
    pages = [Page().text(300, 690, str(number)) for number in range(1, 5)]
    for page in pages:
        page.lines(50, 130, LEFT)
    assert not any(character.isdigit() for character in words(read(*pages)))


def test_headings_in_small_capitals_and_letters() -> None:
    page = titled()
    page.text(260, 120, "I. I", size=10).text(271.7, 120, "NTRODUCTION", size=8)
    y = page.lines(50, 140, LEFT)
    page.text(265, y + 15, "II. M", size=10).text(287.5, y + 15, "ETHODS", size=8)
    page.text(50, y + 34, "A. Preference data", font="F2")
    page.lines(50, y + 48, RIGHT)
    outline = [(s.title, s.level) for s in read(page).sections if s.title]
    assert outline == [("I. INTRODUCTION", 1), ("II. METHODS", 1), ("A. Preference data", 2)]


def test_a_numbered_heading_that_opens_its_paragraph() -> None:
    page = titled()
    page.text(50, 120, "1  Introduction", size=13, font="F2")
    y = page.lines(50, 140, LEFT)
    page.text(50, y + 16, "1.1. Preference data.", font="F2")
    page.text(150, y + 16, "Annotators put pairs of answers in order, and the")
    page.lines(50, y + 28, RIGHT)
    document = read(page)
    assert titles(document) == ["1 Introduction", "1.1. Preference data"]
    assert any(
        text.startswith("Annotators put pairs of answers in order") for text in texts(document)
    )


def test_a_heading_below_another_or_below_a_full_line_is_its_own() -> None:
    page = titled()
    page.text(50, 120, "1  Introduction", size=13, font="F2")
    y = page.lines(50, 140, LEFT[:-1])
    y = page.lines(50, y, ["be by the training, which is a step that takes long."])
    page.text(50, y + 4, "1.1  Data")  # as close and as small as text
    y = page.lines(50, y + 20, RIGHT)
    page.text(50, y + 16, "2  Methods", size=13, font="F2")
    page.text(50, y + 32, "2.1  Models", size=12, font="F2")
    page.lines(50, y + 48, LEFT)
    assert titles(read(page)) == ["1 Introduction", "1.1 Data", "2 Methods", "2.1 Models"]


def test_a_chapter_and_its_title_are_one_heading() -> None:
    first, second = titled(), Page()
    first.lines(50, 140, LEFT)
    second.text(50, 80, "Chapter 1", size=20, font="F2").text(
        50, 120, "Goals and Values", size=24, font="F2"
    )
    second.text(50, 160, "1.1  Data", size=13, font="F2")
    second.lines(50, 180, RIGHT)
    assert titles(read(first, second))[-2:] == ["Chapter 1 Goals and Values", "1.1 Data"]


def test_displayed_formulas_are_no_sentences() -> None:
    page = titled()
    y = page.lines(50, 140, LEFT[:-1])
    y = page.lines(50, y, ["be by the training that follows, which is written as"])
    page.text(140, y + 6, "L(w) = r(x, y) \xb1 b log p(y | x)").text(265, y + 6, "(1)")
    page.lines(50, y + 24, ["where the weight is chosen by the people who train it.", *RIGHT[9:]])
    assert any(
        text.endswith(
            "which is written as L(w) = r(x, y) ± b log p(y | x) (1) "
            "where the weight is chosen by the people who train it."
        )
        for text in texts(read(page))
    )


def test_a_caption_ends_where_its_table_begins() -> None:
    page = titled()
    page.text(60, 130, "Table 1: The sets that all of the models were trained on")
    for row, cells in enumerate(
        (("Method", "Acc.", "F1"), ("Ours", "72.8", "64.0"), ("Base", "61.3", "55.9"))
    ):
        for column, cell in enumerate(cells):
            page.text(120 + 55 * column, 146 + 12 * row, cell)
    page.lines(50, 220, LEFT)
    document = read(page)
    (caption,) = document.captions
    assert caption.text == "The sets that all of the models were trained on"
    assert "72.8" not in words(document)


def test_a_sentence_that_begins_a_line_with_a_figure_is_no_caption() -> None:
    page = titled()
    lines = [
        *LEFT[:5],
        "work. How such a reward is learnt and used is shown in",
        "Figure 1. It can be parted into four steps that follow.",
    ]
    page.lines(50, 140, [*lines, *RIGHT])
    document = read(page)
    assert document.captions == ()
    assert "is shown in Figure 1." in words(document)


def test_a_caption_beside_text_is_taken_out_of_it() -> None:
    page = titled()
    y = page.lines(50, 140, LEFT)
    narrow = [
        "A policy finds out what the",
        "reward model likes rather than",
        "what people like, and the two",
        "are not the same at all.",
    ]
    page.lines(50, y, narrow)
    page.lines(
        230, y, ["Figure 2: What a policy", "learns in each of the steps", "of its training."]
    )
    page.lines(50, y + 48, RIGHT[4:])
    document = read(page)
    (caption,) = document.captions
    assert caption.text == "What a policy learns in each of the steps of its training."
    assert any(
        "likes rather than what people like, and the two are not" in text
        for text in texts(document)
    )


ENTRIES = [
    "[1] D. Dunn. On judging. Journal of Judges, 2019.",
    "[2] E. Ely and F. Fox. A long title that runs over to",
    "    2020. In Proceedings of a meeting, pages 1-9.",
    "[3] G. Gray. Notes. 2021.",
    "[4] H. Hall. More of the notes. 2021.",
    "[5] I. Iles. The last of the notes. 2022.",
    "[6] J. Jung. An index of the notes. 2022.",
]


def test_a_reference_list_without_a_heading_is_kept_out_of_evidence() -> None:
    page = titled()
    page.text(50, 120, "1  Introduction", size=13, font="F2")
    y = page.lines(50, 140, LEFT)
    page.lines(50, y + 30, ENTRIES, size=9)
    document = read(page)
    assert len(document.references) == 6
    assert document.references[1].endswith("2020. In Proceedings of a meeting, pages 1-9.")
    assert "Journal of Judges" not in " ".join(
        sentence.text for section, sentence in document.sentences() if section.kind != "references"
    )


def test_entries_are_counted_by_their_numbers() -> None:
    page = titled().text(50, 320, "References", size=13, font="F2")
    page.lines(50, 140, LEFT)
    lines = []
    for number in range(1, 9):
        lines += [
            f"{number}. A. Author. A work whose pages are many, volume {number}, pages",
            "120. A publisher, 2020.",
        ]
    page.lines(50, 340, lines)
    assert len(read(page).references) == 8


def test_an_abstract_without_a_name() -> None:
    page = titled().text(200, 90, "Ann Lee and Bo Chen", size=12)
    page.lines(90, 130, LEFT[:6], size=9)
    page.text(50, 220, "1  Introduction", size=13, font="F2")
    page.lines(50, 240, RIGHT * 2)
    document = read(page)
    assert document.abstract.startswith("Surveys of alignment start")
    assert document.abstract.endswith("the question of")


def test_an_abstract_ends_where_the_type_changes() -> None:
    page = titled().text(270, 120, "Abstract", size=12, font="F2")
    y = page.lines(100, 140, [*LEFT[:7], "how to learn what people want."])
    page.text(
        50,
        y + 30,
        "Department of Computing, University of Somewhere, mail box 12, and others.",
        size=7.5,
    )
    second = Page().text(50, 60, "1  Introduction", size=13, font="F2")
    second.lines(50, 80, RIGHT)
    assert read(page, second).abstract.endswith("how to learn what people want.")


def test_marks_and_line_ends_within_the_authors_names() -> None:
    page = titled()
    page.text(100, 100, "Ann Lee", size=12).text(142, 95, "a,b", size=7).text(
        156, 100, ", Bo Chen", size=12
    ).text(208, 95, "b", size=7)
    page.text(212, 100, ", Carla", size=12)
    page.text(100, 116, "Diaz", size=12).text(124, 111, "a", size=7)
    page.text(150, 135, "University of Somewhere", size=10)
    page.text(50, 160, "Abstract", size=12, font="F2")
    page.lines(50, 180, LEFT)
    assert read(page).authors == ("Ann Lee", "Bo Chen", "Carla Diaz")


def test_accents_drawn_over_their_letters() -> None:
    page = titled()
    page.lines(50, 140, LEFT[:3])
    page.text(50, 176, "that a machine").text(110, 176, "of Ren").text(
        136.1, 176, "e is able to follow"
    ).text(136.6, 176, "\xb4")
    page.lines(50, 188, LEFT[4:])
    assert "of René is able" in words(read(page))


def test_a_title_no_larger_than_the_text() -> None:
    page = Page().text(70, 60, "A SHORT SURVEY OF REWARD MODELS", font="F2")
    page.text(120, 90, "ANN LEE AND BO CHEN", size=8)
    page.text(60, 120, "Abstract. We look at what reward models learn from people.", size=8)
    page.lines(50, 150, LEFT)
    document = read(page)
    assert document.title == "A SHORT SURVEY OF REWARD MODELS"
    assert document.abstract == "We look at what reward models learn from people."


def test_numbers_of_references_at_the_foot_and_the_head_of_pages_are_no_page_numbers() -> None:
    first, second = titled(), Page()
    first.lines(50, 140, LEFT)
    first.text(50, 560, "References", size=13, font="F2")
    for number in range(1, 13):
        page, y = (first, 570 + 14 * number) if number < 12 else (second, 40)
        page.text(50, y, f"{number}.")
        page.text(75, y, f"Author, A. A work of that kind, part {number}. Journal 7, 1-9 (2020).")
    second.lines(50, 120, RIGHT)
    assert len(read(first, second).references) >= 12


def test_a_doi_that_blanks_part_is_whole_in_its_entry() -> None:
    page = titled()
    page.lines(50, 140, LEFT)
    page.text(50, 320, "References", size=13, font="F2")
    page.text(
        50, 340, "[1] A. Lee. Rivers. Journal, 2020. https://doi.org/10. 1234/j. riv.2020. 12"
    )
    page.text(50, 354, "[2] A. Lee. Lakes. Journal, 2021. https://doi.org/10.1234/lak.5. Elsevier.")
    page.text(50, 368, "[3] A. Lee. Seas. Journal, 2022. https://doi.org/10.1234/ s11301-02")
    found = [entry.partition("doi.org/")[2] for entry in read(page).references]
    assert found == ["10.1234/j.riv.2020.12", "10.1234/lak.5. Elsevier.", "10.1234/s11301-02"]


def test_an_abstract_beside_a_narrow_column_of_dates_and_keywords() -> None:
    page = titled().text(60, 90, "Ann Lee, Bo Chen", size=12)
    page.text(40, 130, "article info", size=9).text(220, 130, "abstract", size=9)
    told = ["Article history:", "Received 12 May 2014", "Accepted 13 June 2015", "Keywords:"]
    for place, text in enumerate([*told, "Judges", "Rivers", "A river's judge"]):
        page.text(40, 150 + 10 * place, text, size=7)
    whole = [*LEFT[:4], "which is the end of the matter."]
    for place, line in enumerate(whole):
        page.text(220, 150 + 11 * place, f"{line} and {line.lower()}"[:88].ljust(88, "s"), size=8)
    page.text(40, 300, "1. Introduction", size=11, font="F2")
    page.lines(40, 320, [*LEFT, *LEFT])
    page.lines(320, 300, [*RIGHT, *RIGHT])
    document = read(page)
    assert document.abstract.startswith("Surveys of alignment")
    assert "Received" not in document.abstract
    assert "Judges" not in document.abstract
