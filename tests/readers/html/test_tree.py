"""HTML bytes to a tree in any encoding, and an element's text as it is read."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import UnreadableSource
from assistant.readers.html.tree import (
    MOST_BYTES,
    formula,
    having,
    text_of,
    tree_of,
    without_control,
)


def text(markup: str, without: str = "") -> str:
    """The text of a page with this body."""
    root = tree_of(f"<html><body>{markup}</body></html>".encode(), "page.html")
    return text_of(root, without=re.compile(without) if without else None)


@pytest.mark.parametrize("words", ["River ice melts.", "河流里的冰融化了。", "川の氷が融ける。"])
@pytest.mark.parametrize(
    "head", ["", "<meta charset=utf-8>", '<?xml version="1.0" encoding="UTF-8"?>']
)
def test_utf8_is_read_whether_it_is_declared_or_not(words: str, head: str) -> None:
    page = f"{head}<html><body><p>{words * 4}</p></body></html>"
    assert text_of(tree_of(page.encode(), "page.html")) == words * 4


@pytest.mark.parametrize(
    ("encoding", "words"),
    [
        ("gb18030", "河流里的冰融化了"),
        ("shift_jis", "川の氷が融ける"),
        ("latin-1", "Flüsse, Öl"),
    ],
)
def test_a_declared_encoding_is_followed(encoding: str, words: str) -> None:
    page = f"<html><head><meta charset='{encoding}'></head><body><p>{words}</p></body></html>"
    assert text_of(tree_of(page.encode(encoding), "page.html")) == words


@pytest.mark.parametrize("encoding", ["no-such-code", "utf-16", "ascii"])
def test_a_declaration_that_is_wrong_does_not_spoil_the_text(encoding: str) -> None:
    page = (
        f"<html><head><meta charset='{encoding}'></head><body><p>川の氷が融ける</p></body></html>"
    )
    assert text_of(tree_of(page.encode(), "page.html")) == "川の氷が融ける"


@given(st.binary(max_size=200))
def test_any_bytes_give_one_line_or_are_refused_by_name(data: bytes) -> None:
    try:
        words = text_of(tree_of(data, "page.html"))
    except UnreadableSource as error:
        assert "'page.html'" in str(error)
    else:
        assert words == words.strip() and "\n" not in words


@given(st.text())
def test_what_is_without_control_characters_can_be_put_into_a_tree(words: str) -> None:
    cleaned = without_control(words)
    assert len(cleaned) == len(words)
    tree_of(b"<p>here</p>", "a.html").set("title", cleaned)


def test_more_bytes_than_are_read_are_refused_with_both_sizes() -> None:
    with pytest.raises(UnreadableSource, match=r"'long\.html' has 21 MB of HTML; 20 MB .*Split it"):
        tree_of(b"<p>" + b"river " * (MOST_BYTES // 6 + 100_000), "long.html")


def test_an_element_of_a_block_parts_words_and_one_of_a_line_does_not() -> None:
    assert text("<p>One</p><p>two</p>three<br>four") == "One two three four"
    assert text("<p>Al<b>pi</b>ne <i>rivers</i></p>") == "Alpine rivers"


@pytest.mark.parametrize(
    "tag", ["script", "style", "noscript", "nav", "button", "textarea", "audio", "dialog", "canvas"]
)
def test_the_workings_of_a_page_are_no_text_and_what_follows_them_is(tag: str) -> None:
    assert text(f"<p>Rivers <{tag}>workings</{tag}>flow.</p>") == "Rivers flow."


def test_comments_and_notes_go_without_the_text_behind_them() -> None:
    assert text("<p>Rivers<!-- no --> flow<span class=ltx_note>1</span>.</p>") == "Rivers flow."


def test_classes_to_leave_out_may_be_named() -> None:
    markup = "<p>Rivers <span class='edit'>[edit]</span>flow.</p>"
    assert text(markup) == "Rivers [edit]flow."
    assert text(markup, without="edit") == "Rivers flow."


def test_an_element_has_a_class_only_as_a_whole_word() -> None:
    root = tree_of(b"<div><p class='a note'>1</p><p class='notes'>2</p></div>", "a.html")
    assert [text_of(found) for found in having(root, "note")] == ["1"]


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        ("<math alttext='x_i^2'><mi>other</mi></math>", "x_i^2"),
        ("<math><msub><mi>x</mi><mi>i</mi></msub></math>", "x_i"),
        ("<math><msup><mi>x</mi><mrow><mi>n</mi><mo>+</mo><mn>1</mn></mrow></msup></math>",
         "x^(n+1)"),
        ("<math><mfrac><mn>1</mn><mi>N</mi></mfrac></math>", "1/N"),
        ("<math><msqrt><mi>a</mi></msqrt></math>", "√a"),
        ("<math><mi>n</mi><mo>≤</mo><mn>3</mn></math>", "n ≤ 3"),
        ("<math></math>", ""),
    ],
)  # fmt: skip
def test_a_formula_is_one_readable_line(marks: str, expected: str) -> None:
    (math,) = tree_of(f"<p>{marks}</p>".encode(), "a.html").iter("math")
    assert formula(math) == expected


def test_a_formula_nested_without_end_is_bounded() -> None:
    deep = "<msqrt>" * 900 + "<mi>x</mi>" + "</msqrt>" * 900
    assert len(text(f"<p>We say <math>{deep}</math> here.</p>")) < 300
