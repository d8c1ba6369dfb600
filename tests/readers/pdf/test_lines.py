"""The PDF reader on text that lies in the wrong place: beside floats, after lists, in scans."""

from __future__ import annotations

import pytest

from assistant.errors import EmptySource
from assistant.readers.pdf.blocks import Block
from assistant.readers.pdf.headings import mark_blind_headings
from assistant.readers.pdf.lines import Line
from assistant.readers.pdf.style import Style
from tests.readers.pdf.test_layout import read, titled, titles, words
from tests.readers.pdf.test_reader import LEFT, RIGHT
from tests.readers.pdf_writer import Page

NARROW = [
    "学习的目标是从人们的偏好中得到一个奖励函数并用它来训练",
    "模型，在训练的过程中模型会发现奖励函数所喜欢的东西而不",
    "是人们所喜欢的东西，这两者并不相同，因此需要对奖励函数",
    "进行检验，检验的方法是让另外的一些人对模型的回答再做一",
    "次比较，比较的结果与奖励函数的分数放在一起，两者的差别",
    "就是奖励函数的误差，这个误差在训练的后期会变得越来越大",
    "所以训练要在误差变大之前停止，停止的时间由检验来决定的",
]
WIDE = (
    "以上的方法在所有的数据集上都做了检验，结果与人们的判断是一致的，而且在新的数据集上也是如此。"
)


def table(page: Page, x: float) -> None:
    for row in range(9):
        for column, cell in enumerate(("news", "12", "0.7")):
            page.text(x + 60 * column, 131 + 11.3 * row, cell, size=8)
    page.text(x, 236, "Table 2: The sets", size=9)


def test_text_beside_a_table_is_kept_whole() -> None:
    page = Page()
    page.lines(50, 100, [WIDE], font="F3", leading=14)
    page.lines(50, 128, NARROW, font="F3", leading=14)
    table(page, 360)
    page.lines(50, 226, [WIDE, WIDE], font="F3", leading=14)
    document = read(page)
    said = words(document)
    assert "".join(NARROW).rstrip("的") in said.replace(" ", "")
    assert "news" not in said
    assert [caption.label for caption in document.captions] == ["Table 2"]


def test_superscripts_in_the_margin_are_no_line_numbers() -> None:
    page = titled()
    page.lines(50, 140, LEFT)
    for place in range(10):
        page.text(30, 140 + 12 * place, "²", size=6)
        page.text(590, 60 + 12 * place, "³", size=6)
    found = words(read(page))
    assert "Surveys of alignment start with the goals that a" in found
    assert "²" in found


def test_a_list_of_references_ends_at_a_new_page_in_another_type() -> None:
    first, second = titled(), Page()
    first.lines(50, 120, LEFT)
    first.text(50, 320, "References", size=13, font="F2")
    entries = [f"[{n}] A. Author. A work of part {n}. Journal, 20{n + 10}." for n in range(1, 9)]
    first.lines(50, 340, entries, size=8)
    second.lines(50, 80, ["Ann Lee was born in Oslo and is a reader of surveys there."], size=9)
    second.text(50, 120, "Background", size=9, font="F2")
    second.lines(
        62, 132, ["The work was part of a larger one on what people say that they"], size=9
    )
    second.lines(50, 143, ["want, and on what they want, which is not the same thing."], size=9)
    document = read(first, second)
    assert len(document.references) == 8
    assert "Background" in titles(document)
    assert "born in Oslo" in words(document)
    assert not any("Oslo" in entry for entry in document.references)


def test_tiny_chinese_commas_stay_in_their_line() -> None:
    page = Page()
    for row in range(6):
        y = 100 + 16 * row
        page.text(50, y, "学习的目标是从偏好中得到奖励", size=10, font="F3")
        page.text(195, y - 6, "，", size=3, font="F3")
        page.text(201, y, "并且用它来训练这个模型的行为", size=10, font="F3")
    assert "得到奖励，并且用它" in words(read(page))


def line(text: str, y: float, *, left: float = 50, size: float = 9) -> Line:
    right = min(left + size * len(text), 450)
    made = Line(text, left, y - size, right, y, y, size, False, False, "S", 1, [(0, left)])
    made.column_left, made.column_right = 50, 450
    return made


def test_headings_without_numbers() -> None:
    style = Style(9.0, "S", False, 15.0)
    full = "这是一段占满了整行的文字用来说明学习的方法以及它的结果和人们的判断之间的关系是怎样的呢"
    blocks = [Block("heading", [line("学习的原理", 40 + place, size=12)], 3) for place in range(3)]
    blocks.append(Block("heading", [line("一步", 60, size=14.4)], 1))
    text = [line("学习的基本结构", 80, left=75), line(full, 95, left=75), line(full, 110)]
    blocks.append(Block("text", [line("上一段的结尾", 65), *text]))
    mark_blind_headings(blocks, style)
    assert [(block.kind, block.level) for block in blocks] == [
        *[("heading", 1)] * 3,
        ("clutter", 1),
        ("text", 0),
        ("heading", 2),
        ("text", 0),
    ]
    assert blocks[5].plain() == "学习的基本结构"


def test_type_of_no_size_does_not_stop_the_reader() -> None:
    page = Page()
    page.lines(50, 100, [text[:20] for text in RIGHT], size=0.1, leading=2)
    page.lines(50, 300, LEFT[:3])
    assert "alignment" in words(read(page))


def test_a_letter_without_running_text_is_read_all_the_same() -> None:
    page = Page().text(50, 100, "Joanna Public").text(50, 130, "1 Hillside, Samplestead")
    page.text(50, 200, "12th October 2022").text(50, 240, "Dear Madam Chair,")
    assert "Samplestead" in words(read(page))


def test_a_drawing_with_a_few_labels_is_refused_for_what_it_is() -> None:
    page = Page().text(50, 100, "0").text(150, 100, "10").text(250, 100, "f(x)")
    with pytest.raises(EmptySource, match="only labels of 2 letters"):
        read(page)


def test_an_initial_over_several_lines_is_a_letter_of_its_word() -> None:
    page = titled().text(50, 164, "S", size=36)
    page.lines(72, 140, ["urveys of alignment start with the goals that a", *LEFT[1:3]])
    page.lines(50, 176, LEFT[3:])
    assert "Surveys of alignment start with the goals" in words(read(page))


def test_an_address_that_goes_on_below_is_one_word() -> None:
    page = titled()
    lines = [*LEFT[:-1], "be. The data are at https://example.org/sets/", "judges of that name."]
    lines += [
        "The paper itself is at the place https://doi.org/10.",
        "1234/forests.5678 since then.",
    ]
    page.lines(50, 140, lines)
    said = words(read(page))
    assert "https://example.org/sets/judges of" in said
    assert "https://doi.org/10.1234/forests.5678" in said
