"""Bytes in the encodings that papers' notes and pages are saved in, long and short."""

from __future__ import annotations

import pytest

from assistant.text.encodings import decode

CHINESE = "机器评判其他机器的做法越来越常见，本文对此进行了综述，并讨论了问题。"
TRADITIONAL = "機器評判其他機器的做法越來越常見，本文對此進行了綜述，並討論了問題。"
JAPANESE = "機械が機械を評価する研究が増えており、本稿ではそれらを調査し、課題を論じる。"
GERMAN = "Müllers Übersicht – „Gedächtnis“ – zählt 63 Studien; ältere Menschen profitierten nicht."
FRENCH = "Cette étude rassemble les résultats d’enquêtes menées à l’étranger, çà et là."
ENGLISH = "The survey’s authors say “old forests” store carbon – about a third of it."


@pytest.mark.parametrize("length", [14, 30, 2000])
@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8", CHINESE), ("utf-8-sig", JAPANESE), ("utf-16", CHINESE), ("utf-16", GERMAN),
        ("gb2312", CHINESE), ("gb18030", CHINESE), ("big5", TRADITIONAL), ("shift_jis", JAPANESE),
        ("euc_jp", JAPANESE), ("iso2022_jp", JAPANESE), ("cp1252", GERMAN), ("cp1252", FRENCH),
        ("cp1252", ENGLISH), ("latin-1", "Größere Häuser können süße Früchte für später aufheben."),
    ],
)  # fmt: skip
def test_text_is_read_in_the_encoding_that_it_is_written_in(
    encoding: str, text: str, length: int
) -> None:
    text = (text * (1 + length // len(text)))[:length]
    assert decode(text.encode(encoding)) == text


def test_what_is_declared_goes_first() -> None:
    assert decode("Привет".encode("koi8-r"), "koi8-r") == "Привет"
    assert decode("“Müller”".encode("cp1252"), "iso-8859-1") == "“Müller”"
    assert decode("㐂評価".encode("gb18030"), "gb2312") == "㐂評価"


@pytest.mark.parametrize("declared", ["", "utf-9000", "hex", "rot13", "\x00", "idna"])
def test_a_declaration_that_makes_no_sense_is_passed_over(declared: str) -> None:
    assert decode(GERMAN.encode(), declared) == GERMAN


def test_a_few_broken_bytes_do_not_change_the_encoding() -> None:
    broken = CHINESE.encode() * 20 + b"\xff" + CHINESE.encode() * 20
    assert decode(broken) == CHINESE * 20 + "\ufffd" + CHINESE * 20
    broken = (JAPANESE * 20).encode("euc_jp") + b"\xff" + (JAPANESE * 20).encode("euc_jp")
    assert decode(broken, "euc-jp").count("\ufffd") == 1


def test_bytes_that_fit_nothing_are_marked() -> None:
    assert "\ufffd" in decode(bytes(range(128, 256)) * 3)
