"""Names below a title, and what else stands there."""

from __future__ import annotations

import pytest

from tests.readers.pdf.test_layout import read, titled
from tests.readers.pdf.test_reader import LEFT
from tests.readers.pdf_writer import Page


def names(*lines: str, font: str = "F1", size: float = 12) -> tuple[str, ...]:
    page = (
        titled() if font == "F1" else Page().text(150, 60, "强化学习研究综述", size=20, font=font)
    )
    for place, line in enumerate(lines):
        page.text(60, 95 + 16 * place, line, size=size, font=font)
    page.text(60, 190, "Abstract", size=11, font="F2")
    page.lines(60, 210, LEFT)
    return read(page).authors


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("Yu Cheng, Member, IEEE, and Tao Zhang, Senior Member, IEEE", ("Yu Cheng", "Tao Zhang")),
        (
            "Ann Lee, Life Fellow, IEEE, and Bo Chen, Graduate Student Member",
            ("Ann Lee", "Bo Chen"),
        ),
        ("Authors: Ann Lee and Bo Chen", ("Ann Lee", "Bo Chen")),
        ("E. -Detlef Schulze, Ann Lee", ("E.-Detlef Schulze", "Ann Lee")),
        ("Jean-Luc Øst, Zoë Müller & Æva Þór", ("Jean-Luc Øst", "Zoë Müller", "Æva Þór")),
    ],
)
def test_names_on_a_line(line: str, authors: tuple[str, ...]) -> None:
    assert names(line) == authors


def test_a_label_ends_the_names() -> None:
    assert names("Ann Lee, Bo Chen", "Suggested Citation:", "Edited by: Carla Diaz") == (
        "Ann Lee",
        "Bo Chen",
    )


def test_chinese_names_behind_their_label() -> None:
    assert names("作者：赵鑫，周昆 *，李军毅", "中文校对：胡译文，邓欣", font="F3") == (
        "赵鑫",
        "周昆",
        "李军毅",
    )


def test_letters_that_point_to_affiliations_are_no_part_of_a_name() -> None:
    page = titled()
    page.text(60, 100, "Kristof Coussement", size=12).text(161, 95, "a", size=7)
    page.text(165, 100, ", Kazim Topuz", size=12).text(240, 95, "e", size=7)
    page.text(60, 160, "Abstract", size=11, font="F2")
    page.lines(60, 180, LEFT)
    assert read(page).authors == ("Kristof Coussement", "Kazim Topuz")


def test_an_accent_drawn_over_the_last_letter_of_a_piece() -> None:
    page = titled().text(60, 100, "Annett Bo", size=12)
    page.text(105, 100, "¨", size=12).text(110.5, 100, "rner", size=12)
    page.text(150, 100, ", Ann Lee", size=12)
    page.text(60, 160, "Abstract", size=11, font="F2")
    page.lines(60, 180, LEFT)
    assert read(page).authors == ("Annett Börner", "Ann Lee")


@pytest.mark.parametrize(
    ("lines", "authors"),
    [
        (
            ("Ann Lee, Bo Chen and Judge 1.0 Contributors",),
            ("Ann Lee", "Bo Chen", "Judge 1.0 Contributors"),
        ),
        (
            ("Ann Lee and Bo Chen on behalf of the Initiative for Rivers",),
            ("Ann Lee", "Bo Chen", "Initiative for Rivers"),
        ),
        (("Ann Lee, Bo Chen and Carla Diaz",), ("Ann Lee", "Bo Chen", "Carla Diaz")),
        (
            ("ANN LEE* and B.O. CHEN, Institute for Rivers, Here", "CARLA DIAZ, Somewhere, There"),
            ("Ann Lee", "B.O. Chen", "Carla Diaz"),
        ),
        (("A. Lee,1, b) B. Chen,1, c) and C. Diaz2, d)",), ("A. Lee", "B. Chen", "C. Diaz")),
    ],
)
def test_groups_capitals_and_marks_of_notes(
    lines: tuple[str, ...], authors: tuple[str, ...]
) -> None:
    assert names(*lines) == authors
