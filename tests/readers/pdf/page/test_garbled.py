"""Fonts that draw other letters than the file says: told, left out, and no evidence."""

from __future__ import annotations

import pytest

from assistant.errors import EmptySource
from assistant.readers.pdf.page.garbled import is_garbled
from tests.readers.pdf.test_reader import LEFT, RIGHT, read, texts
from tests.readers.pdf_writer import Page

PROSE = " ".join(LEFT)


def test_a_page_in_a_garbled_font_is_told_and_is_no_evidence() -> None:
    first, second = Page(), Page()
    first.text(50, 100, "1 Introduction", size=14, font="F2")
    first.lines(50, 120, [*LEFT, *RIGHT])
    second.lines(50, 120, RIGHT, font="F6")
    document = read([first, second])
    assert {sentence.page for _, sentence in document.sentences()} == {1}
    assert "page 2: many characters cannot be read (broken font maps)" in document.warnings
    assert document.readable_share < 0.7
    assert "The gap is known as reward hacking" in " ".join(texts(document))


def test_a_document_in_a_garbled_font_is_refused_with_the_reason() -> None:
    page = Page()
    page.lines(50, 120, [*LEFT, *RIGHT], font="F6")
    with pytest.raises(EmptySource, match="many characters cannot be read"):
        read([page])


@pytest.mark.parametrize(
    ("text", "drawn", "garbled"),
    [
        (PROSE, True, False),
        (
            "R> ex <- data.frame(y = rnorm(12), x = gl(3, 4, labels = c('a', 'b')))\n" * 4,
            True,
            False,
        ),
        ("0.25 & 0.50 & 0.75 & 1.00 & 12.3 & 45.6\n" * 8, True, False),
        ("✓ ✗ ✓ " * 60, False, False),
        ("❚❤❡ t❡r♠ s♣❤❡r✐❝❛❧ r❡❢❡rs t♦ t❤❡ ❢❛❝t " * 6, False, True),
        ("1\"1()%#&2(33'0 4')( 1 ! '5*6%!* !)%3\"7 " * 6, False, True),
        ("JGKLMNOPPOGMQRSQSMSTOUKVMWRMVRSNXYWRM`!$MVSOK&R%K~" * 4, True, True),
        ("JGKLMNOPPOGMQRSQSMSTOUKVMWRMVRSNXYWRM`!$MVSOK&R%K~" * 4, False, False),
        ("大規模な言語モデルは多くの課題を解くことができる。" * 8, True, False),
    ],
)
def test_text_of_signs_or_without_words_is_garbled(text: str, drawn: bool, garbled: bool) -> None:
    assert is_garbled(text, drawn=drawn) is garbled
