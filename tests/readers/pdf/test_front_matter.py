"""The PDF reader on first pages: what is a title, who wrote it, where the abstract ends."""

from __future__ import annotations

import pytest

from assistant.documents.passages import split
from assistant.readers import read_bytes
from tests.readers.pdf.test_layout import read, titled, titles
from tests.readers.pdf.test_reader import LEFT, RIGHT
from tests.readers.pdf_writer import Page, pdf


@pytest.mark.parametrize(
    "other",
    [
        "February 8, 1988",
        "11. 11. 2011",
        "version 3.6 [19-Sep-2021]",
        "reward.bst :",
        "https://example.org/judges",
        "E E",
    ],
)
def test_a_date_a_version_a_file_or_an_address_is_no_title(other: str) -> None:
    page = Page().text(150, 60, "Learning What People Want", size=16)
    page.text(150, 100, other, size=20)
    page.lines(50, 160, LEFT)
    assert read(page).title == "Learning What People Want"


def test_one_word_is_a_title_where_nothing_else_comes_near_its_size() -> None:
    page = Page().text(250, 60, "Rewarding", size=20)
    page.text(240, 90, "Ann Lee", size=12).text(240, 110, "February 8, 1988", size=12)
    page.lines(50, 160, LEFT)
    document = read(page)
    assert document.title == "Rewarding"
    assert document.authors == ("Ann Lee",)


def test_one_large_word_does_not_take_the_place_of_a_title() -> None:
    page = Page().text(50, 40, "REVIEW", size=17)
    page.text(150, 80, "Learning What People Want", size=18, font="F2")
    page.lines(50, 160, LEFT)
    assert read(page).title == "Learning What People Want"


def test_the_name_of_a_journal_is_no_title() -> None:
    page = Page().text(220, 60, "Machines and Judges", size=20)
    page.text(200, 80, "journal homepage: example.org/judges", size=8)
    page.text(60, 130, "Learning What People Want", size=16)
    page.text(60, 150, "Ann Lee, Bo Chen", size=12)
    page.lines(50, 200, LEFT)
    document = read(page)
    assert document.title == "Learning What People Want"
    assert document.authors == ("Ann Lee", "Bo Chen")


def test_a_name_that_holds_the_letters_of_a_country() -> None:
    page = titled().text(200, 100, "Susan Kusaka", size=12)
    page.lines(50, 160, LEFT)
    assert read(page).authors == ("Susan Kusaka",)


def test_chinese_names_set_wide() -> None:
    page = Page().text(200, 60, "强化学习研究综述", size=18, font="F3")
    for x, name in ((180, "高"), (208, "阳"), (252, "陈世福"), (319, "陆"), (346, "鑫")):
        page.text(x, 100, name, size=13, font="F3")
    page.lines(
        50, 160, ["本文的研究是以环境的反馈为输入的一种方法，在这里介绍它的原理。"] * 6, font="F3"
    )
    assert read(page).authors == ("高阳", "陈世福", "陆鑫")


def test_an_abstract_ends_before_codes_below_a_gap() -> None:
    page = titled().text(270, 120, "Abstract", size=12, font="F2")
    y = page.lines(100, 140, [*LEFT[:7], "how to learn what people want."])
    page.text(100, y + 16, "MSC: 65N30, 68T05")
    second = Page().text(50, 60, "1  Introduction", size=13, font="F2")
    second.lines(50, 80, RIGHT)
    assert read(page, second).abstract.endswith("how to learn what people want.")


def test_authors_side_by_side_above_two_columns() -> None:
    page = titled()
    for x, name in ((60, "Ann Lee"), (190, "Bo Chen"), (320, "Carla Diaz"), (450, "Dev Eze")):
        page.text(x, 100, name, size=11).text(x - 5, 113, "City, Country", size=9)
    page.text(50, 150, "Abstract", size=11, font="F2")
    lines = ["学习的目标是从人们的偏好中得到一个奖励函数并用它"] * 14
    page.lines(50, 166, lines, font="F3")
    page.lines(320, 150, lines, font="F3")
    document = read(page)
    assert document.authors == ("Ann Lee", "Bo Chen", "Carla Diaz", "Dev Eze")
    assert titles(document) == ["Abstract"]


def test_authors_in_capitals_before_their_affiliation() -> None:
    page = titled()
    page.text(50, 100, "ANN B. LEE", size=12, font="F2").text(
        122, 100, ", University of Somewhere, France", size=10
    )
    page.text(50, 116, "BO CHEN & CARLA DIAZ", size=12, font="F2").text(
        200, 116, ", Institute of Judges, Norway", size=10
    )
    page.text(50, 160, "Abstract", size=12, font="F2")
    page.lines(50, 180, LEFT)
    assert read(page).authors == ("Ann B. Lee", "Bo Chen", "Carla Diaz")


def test_dates_and_versions_are_no_part_of_a_name() -> None:
    page = titled().text(200, 90, "version 6.3.4", size=12).text(200, 104, "January 2022", size=12)
    page.text(200, 118, "Ann Lee", size=12).text(200, 132, "April Chen", size=12)
    page.lines(50, 170, LEFT)
    assert read(page).authors == ("Ann Lee", "April Chen")


def test_a_chinese_sentence_below_the_title_holds_no_names() -> None:
    page = Page().text(200, 60, "强化学习研究综述", size=18, font="F3")
    page.text(150, 100, "本文有四章，共三十页。", size=12, font="F3")
    page.lines(
        50, 160, ["本文的研究是以环境的反馈为输入的一种方法，在这里介绍它的原理。"] * 6, font="F3"
    )
    assert read(page).authors == ()


def test_small_capitals_in_private_places() -> None:
    from assistant.readers.pdf.page.runs import SMALL_CAPITALS

    assert "The \uf762\uf761\uf773 of \uf731\uf739".translate(SMALL_CAPITALS) == "The bas of 19"


def test_addresses_and_dates_of_a_first_page_are_kept_as_front_matter() -> None:
    page = titled().text(200, 90, "Ann Lee, Bo Chen", size=12)
    page.text(180, 110, "University of Somewhere, Old Town, Norway")
    page.text(50, 150, "Abstract", font="F2")
    page.lines(50, 165, [*LEFT[:-1], "be by the training that follows."])
    page.text(50, 320, "1 Introduction", size=13, font="F2")
    y = page.lines(50, 340, RIGHT)
    page.text(50, y + 200, "1 School of Forests, New Town. Received 3 May 2020.", size=8)
    document = read(page)
    front = " ".join(s.text for section, s in document.sentences() if section.kind == "front")
    assert "University of Somewhere" in front and "School of Forests, New Town" in front
    assert not any("School of Forests" in passage.text for passage in split(document))


def test_how_to_cite_a_paper_and_its_licence_above_the_abstract_are_no_evidence() -> None:
    page = titled().text(200, 90, "Ann Lee, Bo Chen", size=12)
    page.text(50, 120, "Suggested Citation:", font="F2")
    page.text(50, 132, "Lee A. and Chen B. (2020). Learning What People Want. Journal 1, 2-3.")
    page.text(50, 144, "https://doi.org/10.1234/lee.v1i2.5")
    page.text(50, 160, "This is an open-access article, distributed under the terms of a licence")
    page.text(50, 172, "that lets it be read by everybody and for as long as they like.")
    page.text(50, 200, "Abstract", font="F2")
    page.lines(50, 215, [*LEFT[:-1], "be by the training that follows."])
    page.text(50, 370, "1 Introduction", size=13, font="F2")
    page.lines(50, 390, RIGHT)
    document = read(page)
    assert document.authors == ("Ann Lee", "Bo Chen")
    assert document.doi == "10.1234/lee.v1i2.5"
    assert not any("open-access" in passage.text for passage in split(document))
    front = " ".join(s.text for section, s in document.sentences() if section.kind == "front")
    assert "open-access article" in front and "Lee A. and Chen B. (2020)" in front


def test_the_text_at_the_foot_of_a_first_page_that_is_set_smaller_is_text() -> None:
    first = Page().text(250, 60, "Reward Machines", size=18, font="F2")
    first.text(50, 100, "Abstract", size=9.4, font="F2")
    y = first.lines(50, 115, [*LEFT[:-1], "be by the training that follows."], size=9.4)
    first.text(50, y + 300, "INTRODUCTION", size=9.4, font="F2")
    first.lines(
        50,
        y + 315,
        ["A code is a mapping of messages, and nothing more than", *RIGHT[:4]],
        size=9.4,
    )
    second = Page()
    second.lines(50, 80, [*RIGHT[4:], *LEFT, *RIGHT, *LEFT, *RIGHT])
    body = [s.text for section, s in read(first, second).sentences() if section.kind != "front"]
    assert any(text.startswith("A code is a mapping of messages") for text in body)


def test_the_doi_of_another_work_that_is_cited_is_not_the_paper_s() -> None:
    page = titled().text(200, 90, "Ann Lee, Bo Chen", size=12)
    page.text(50, 120, "Abstract", font="F2")
    page.lines(50, 135, [*LEFT[:-1], "be by the training that follows."])
    page.text(50, 290, "1 Introduction", size=13, font="F2")
    y = page.lines(50, 310, RIGHT[:3])
    page.text(50, y, "The first to be cited: Dorn (2019), https://doi.org/10.1234/dorn.7 here.")
    page.lines(50, y + 12, RIGHT[3:])
    assert read(page).doi is None


def test_a_title_that_begins_like_an_introduction() -> None:
    page = Page().text(100, 60, "Introduction to the Ways of Judges", size=18)
    page.text(240, 90, "Ann Lee", size=12)
    page.text(50, 130, "1  Introduction", size=13, font="F2")
    page.lines(50, 150, LEFT)
    document = read(page)
    assert document.title == "Introduction to the Ways of Judges"
    assert document.authors == ("Ann Lee",)
    assert titles(document) == ["1 Introduction"]


def test_names_beside_the_title_where_there_are_none_below() -> None:
    page = Page().text(50, 40, "River J Sci 2009; 39 (3): 361-365", size=9)
    page.text(50, 70, "Ann LEE", size=9)
    page.text(150, 100, "Learning What People Want", size=18, font="F2")
    page.text(50, 150, "Abstract", size=11, font="F2")
    page.lines(50, 170, LEFT)
    assert read(page).authors == ("Ann LEE",)


def test_an_abstract_without_a_heading_above_keywords() -> None:
    page = titled().text(60, 95, "Ann Lee", size=12)
    page.lines(60, 120, [*LEFT[2:7], "they make, which is the end of the matter."])
    page.text(60, 200, "Keywords: judges, rivers, rewards, and what they have in common")
    page.text(60, 240, "1  Introduction", size=13, font="F2")
    page.lines(60, 260, RIGHT)
    document = read(page)
    assert document.abstract.startswith("The first question is whose")
    assert document.abstract.endswith("the end of the matter.")


def test_how_to_cite_a_paper_is_front_matter() -> None:
    page = titled().text(60, 95, "Ann Lee", size=12)
    page.lines(60, 120, [*LEFT[2:7], "they make, which is the end of the matter."])
    page.text(60, 205, "Keywords: judges, rivers, rewards, and what they have in common")
    page.text(60, 225, "ACM Reference Format:", font="F2")
    cited = "Ann Lee. 2018. Learning What People Want. Rivers 7, 1, Article 5 (May 2018), 9 pages."
    page.lines(60, 237, [cited, "In a river of judges, " * 4, "that is all of it, " * 4])
    page.text(60, 290, "1  Introduction", size=13, font="F2")
    page.lines(60, 310, RIGHT)
    document = read(page)
    assert document.abstract.startswith("The first question is whose")
    assert not any("Article 5" in passage.text for passage in split(document))


def test_a_title_that_only_the_file_states_above_pages_without_front_matter() -> None:
    page = Page()
    page.text(50, 60, "1  Introduction", size=13, font="F2")
    page.lines(50, 80, LEFT)
    document = read_bytes(pdf([page], info_title="Learning What People Want"), "paper.pdf")
    assert document.title == "Learning What People Want"
    assert document.authors == ()
