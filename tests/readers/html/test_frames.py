"""Frames whose pages stand in the attribute srcdoc, as in saved pages."""

from __future__ import annotations

from html import escape

import pytest

from assistant.readers import read_bytes
from assistant.readers.html.frames import open_frames
from assistant.readers.html.hidden_text import take_out_hidden
from assistant.readers.html.tree import text_of, tree_of

PROSE = "The Amber river carries sand to a wide delta, where it forms bars in spring. "


def text(body: str) -> str:
    """What a reader of a page sees."""
    root = tree_of(f"<html><body>{body}</body></html>".encode(), "page.html")
    open_frames(root)
    take_out_hidden(root, is_page=True)
    return text_of(root)


def frame(page: str, attributes: str = "") -> str:
    return f'<iframe {attributes} srcdoc="{escape(page)}">no frames</iframe>'


def test_a_frame_s_page_stands_in_its_place() -> None:
    assert text(f"<p>One</p>{frame('<p>two</p>')}<p>three</p>").split() == ["One", "two", "three"]
    assert text(frame("bare text")) == "bare text"
    assert text(f"a {frame(frame('<p>inner</p>'))} z").split() == ["a", "inner", "z"]


def test_a_frame_s_styles_are_for_it_alone() -> None:
    page = "<html><head><style>p{display:none}</style></head><body><p>no</p><b>yes</b></body>"
    assert text(f"<p>One</p>{frame(page)}").split() == ["One", "yes"]


@pytest.mark.parametrize("attributes", ["width=0", "height=1", "style='display:none'"])
def test_frames_that_nobody_sees_show_nothing(attributes: str) -> None:
    assert text(f"<p>One</p>{frame('<p>two</p>', attributes)}") == "One"


def test_frames_without_a_page_of_their_own_show_nothing() -> None:
    assert text("<p>One</p><iframe src=x>two</iframe><iframe srcdoc=' '>three</iframe>") == "One"


def test_an_article_in_a_frame_is_read() -> None:
    article = f"<h1>Sand in Rivers</h1><p>{PROSE * 8}</p><h2>Scope</h2><p>{PROSE * 8}</p>"
    page = f"<html><head><title>Saved</title></head><body>{frame(article)}</body></html>"
    document = read_bytes(page.encode(), "saved.html")
    assert [section.title for section in document.sections if section.title][-1] == "Scope"
    assert PROSE.strip() in {sentence.text for _, sentence in document.sentences()}
