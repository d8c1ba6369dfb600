"""Codes of TeX's two encodings that have no characters."""

from __future__ import annotations

import pytest

from assistant.readers.pdf.page.tex_codes import LOST_GLYPH, OT1, T1, lost_ligature, tex_codes


@pytest.mark.parametrize(
    ("texts", "word", "meant"),
    [
        (["signi\x1ccant", "\x1dow", "\x0bx"], "coe\x1ecient", "coefficient"),
        (["signi\x0ccant", "\x0dow", "Peders\x1cn"], "coe\x0ecient", "coefficient"),
    ],
)
def test_the_ligatures_of_words_tell_the_encoding(texts: list[str], word: str, meant: str) -> None:
    assert word.translate(tex_codes(texts)) == meant


def test_without_ligatures_it_is_the_older_one() -> None:
    assert tex_codes(["no codes at all", "\x1b["]) is OT1
    assert tex_codes(["e\x1bect"]) is T1


@pytest.mark.parametrize(
    ("cut", "meant"),
    [("a\x00airs", "affairs"), ("\x00 item", "\x00 item"), ("the o\x00 switch", "the off switch")],
)
def test_a_glyph_without_a_character_is_what_other_words_say(cut: str, meant: str) -> None:
    texts = ["di\x00erent e\x00ects, and", "different effects in a field"]
    assert LOST_GLYPH.sub(lost_ligature(texts), cut) == meant


def test_one_word_is_too_few_to_say() -> None:
    assert lost_ligature(["di\x00erent", "different effects"]) == ""
