"""Codes of TeX's two encodings that have no characters."""

from __future__ import annotations

import pytest

from assistant.readers.pdf.page.tex_codes import OT1, T1, tex_codes


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
