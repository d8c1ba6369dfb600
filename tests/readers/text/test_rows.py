"""Lines of a text as rows: what each is, which belong together, and which are a page's clutter."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.readers.text.rows import (
    Row,
    is_counter,
    is_navigation,
    is_page,
    kind_of_row,
    leading_labels,
    prose_of_page,
    rows_of,
    width,
)
from assistant.text.scripts import is_cjk

SENTENCE = "Rivers carry sand and gravel from the hills to the sea."
CHINESE = "河流把沙子和砾石从山上带到海里去。"
JAPANESE = "川は山から海まで砂と小石を運んでいく。"


def texts(*lines: str) -> list[str]:
    """The texts of the rows of these lines."""
    return [row.text for row in rows_of(lines)]


def leads(*lines: str, page: bool = False) -> list[str]:
    """The labels among these lines that head something."""
    rows = rows_of(lines)
    chosen = leading_labels(rows, page=page)
    assert len(chosen) == len(rows)
    return [row.text for row, lead in zip(rows, chosen, strict=True) if lead]


@pytest.mark.parametrize(("text", "cells"), [("", 0), ("river", 5), ("河流", 4), ("川 a", 4)])
def test_a_chinese_character_is_as_wide_as_two_letters(text: str, cells: int) -> None:
    assert width(text) == cells


@pytest.mark.parametrize("sentence", [SENTENCE, CHINESE, JAPANESE])
def test_sentences_are_sentences_and_items_with_a_bullet(sentence: str) -> None:
    assert kind_of_row(sentence) == "sentence"
    for bullet in ("- ", "• ", "(2) ", "① ", "[7] ", "［7］"):
        assert kind_of_row(bullet + sentence) == "item"


@pytest.mark.parametrize(
    "text",
    ["Rivers", "河流", "2.1 Rivers of the North", "IV. Rivers", "三、河流", "第二章 河流",
     "Reed et al.", "It flows.", "© Rivers Ltd.", "https://rivers.example/a"],
)  # fmt: skip
def test_short_lines_are_labels(text: str) -> None:
    assert kind_of_row(text) == "label"


def test_a_long_line_is_running_text_whatever_it_ends_with() -> None:
    assert kind_of_row("river " * 14 + "river") == "label"
    assert kind_of_row("river " * 15) == "sentence"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1,204", True), ("12k views", True), ("3.2万 阅读", True), ("2024-05-01", True),
        ("1.1 Scope of Rivers", False), ("12 rivers of the far north", False), ("Rivers 12", False),
        ("12 " + "3 " * 40, False), ("", False),
    ],
)  # fmt: skip
def test_what_only_counts(text: str, expected: bool) -> None:
    assert is_counter(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Home | Papers | About", True), ("首页｜论文", True), ("Home › Papers", True),
        ("© Rivers", True), ("ada@reed.org", True), ("-----", True), ("", False),
        (SENTENCE, False), ("P(a|b) is small | and so on " * 9, False),
    ],
)  # fmt: skip
def test_what_leads_to_other_pages(text: str, expected: bool) -> None:
    assert is_navigation(text) is expected


def test_empty_lines_part_blocks() -> None:
    rows = rows_of(["", "One", "", "", "Two", "Three", ""])
    assert [(row.text, row.block) for row in rows] == [("One", 0), ("Two", 1), ("Three", 1)]
    assert rows_of([]) == [] == rows_of(["", ""])


def test_wrapped_lines_are_one_row_and_lines_of_their_own_are_not() -> None:
    wrapped = [
        "Rivers carry sand and gravel from the hills",
        "and leave it where the water is slow, which",
        "is mostly near the sea.",
    ]
    assert texts(*wrapped) == [" ".join(wrapped)]
    assert texts("Rivers", "and lakes") == ["Rivers", "and lakes"], "short lines were not wrapped"
    assert texts(SENTENCE, "Ice melts.") == [SENTENCE, "Ice melts."]


def test_a_word_parted_at_the_end_of_a_line_is_whole_again() -> None:
    (row,) = texts("Rivers of the north carry much more sedi-", "ment than those of the south.")
    assert "carry much more sediment than" in row


def test_chinese_lines_are_joined_without_a_space() -> None:
    lines = [
        "河流把沙子和砾石从很远的山上一直带到海里去并",
        "在水流缓慢的地方留下来形成了一片宽阔的三角",
    ]
    assert texts(*lines, "洲。") == ["".join(lines) + "洲。"]


@pytest.mark.parametrize("start", ["- Ice", "2.1 Ice", "[3] Ice", "三、冰", "12 views"])
def test_items_and_headings_begin_a_row_of_their_own(start: str) -> None:
    before = "Rivers carry sand and gravel from the hills,"
    assert texts(before, start) == [before, start]


@pytest.mark.parametrize(("times", "expected"), [(2, False), (3, True)])
def test_a_short_line_is_repeated_from_the_third_time_on(times: int, expected: bool) -> None:
    rows = rows_of(["Reading Circle", "", CHINESE, ""] * times)
    assert {row.repeated for row in rows if row.text == "Reading Circle"} == {expected}


def test_a_label_heads_the_prose_under_it() -> None:
    assert leads("Rivers", "", SENTENCE) == ["Rivers"]
    assert leads("2 Great rivers", "2.1 Ice", SENTENCE) == ["2 Great rivers", "2.1 Ice"]
    assert leads(SENTENCE, "", "Rivers") == [], "there is nothing under it"
    assert leads("of the rivers,", "", SENTENCE) == [], "it is a piece of a sentence"


def test_the_end_of_a_menu_is_no_heading_of_a_page_unless_it_says_what_for() -> None:
    assert leads("Home", "Papers", "About", SENTENCE, page=True) == []
    assert leads("Home", "Papers", "摘要", CHINESE, page=True) == ["摘要"]


def test_a_menu_or_counters_make_a_page_and_a_papers_headings_do_not() -> None:
    assert is_page(rows_of(["Home", "Papers", "About", "", SENTENCE]))
    assert is_page(rows_of([SENTENCE, "", "12 views", "3 likes", "45 reads", "", SENTENCE]))
    assert not is_page(rows_of(["1 Introduction", "2 Rivers", "3 Ice", "", SENTENCE]))
    assert not is_page(rows_of([SENTENCE, "", JAPANESE]))
    assert not is_page([])


def test_a_page_keeps_its_prose_and_its_headings() -> None:
    lines = ["Home", "Papers", "About", "", "摘要", CHINESE, "", "12 views", "", SENTENCE]
    kept = [row.text for row in prose_of_page(rows_of(lines))]
    assert kept == ["摘要", CHINESE, SENTENCE]


LINES = st.lists(
    st.sampled_from(["", "Rivers", "2.1 Ice", "- Ice melts.", "12 views", "Home | Papers", "摘要"])
    | st.sampled_from([SENTENCE, CHINESE, JAPANESE, "Rivers carry sand and gravel from the hills,"])
    | st.text(max_size=60).map(lambda text: " ".join(text.split())),
    max_size=25,
)


@given(LINES)
def test_no_letter_is_lost_from_the_rows_and_blocks_only_grow(lines: list[str]) -> None:
    rows = rows_of(lines)
    assert "".join("".join(row.text for row in rows).split()).replace("-", "") == (
        "".join("".join(lines).split()).replace("-", "")
    )
    blocks = [row.block for row in rows]
    assert blocks == sorted(blocks)
    assert all(width(row.text) == len(row.text) + sum(map(is_cjk, row.text)) for row in rows)


@given(LINES)
def test_the_prose_of_a_page_is_some_of_its_rows_in_order(lines: list[str]) -> None:
    rows = rows_of(lines)
    places = [next(n for n, row in enumerate(rows) if row is kept) for kept in prose_of_page(rows)]
    assert places == sorted(set(places))
    sentences = [row for row in rows if row.kind == "sentence"]
    assert not sentences or prose_of_page(rows), "a page with sentences keeps some"


def test_rows_know_whether_they_are_prose() -> None:
    assert Row("x", "sentence", 0).is_prose and Row("x", "item", 0).is_prose
    assert not Row("x", "label", 0).is_prose and not Row("x", "counter", 0).is_prose


def test_short_headings_that_count_up_are_headings() -> None:
    lines = ["1 Introduction", SENTENCE, "", "2 Data", SENTENCE, "", "3 Models", SENTENCE]
    assert leads(*lines) == ["1 Introduction", "2 Data", "3 Models"]


def test_a_count_alone_is_no_heading() -> None:
    kinds = [row.kind for row in rows_of(["Rivers", "", "2 Likes", "", SENTENCE, "", "7 Views"])]
    assert kinds == ["label", "counter", "sentence", "counter"]
