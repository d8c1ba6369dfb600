"""Books: chapters in their order, what the book states of itself, and what is refused."""

from __future__ import annotations

import pytest

from assistant.errors import UnreadableSource
from assistant.readers import read_bytes
from evals.datasets import office_files
from evals.datasets.office_files import ABSTRACT, AUTHORS, TITLE, epub, zipped


def test_chapters_are_sections_and_the_package_states_the_rest() -> None:
    found = read_bytes(epub(), "book.epub")
    assert (found.format, found.title, found.authors) == ("epub", TITLE, AUTHORS)
    assert (found.year, found.doi, found.abstract) == (2021, "10.1234/rivers.5", ABSTRACT)
    titles = [section.title for section in found.sections]
    assert titles == ["Abstract", *(heading for heading, _ in office_files.SECTIONS)]
    assert found.references[0] == "[1] Ann Birch. On rivers. Water 3, 2001."


def test_what_its_style_sheet_hides_is_left_out_and_told() -> None:
    words = "Nobody reads these words."
    seen, hidden = (read_bytes(epub(style=style), "a.epub") for style in ("", ".x{display:none}"))
    assert any(sentence.text == words for _, sentence in seen.sentences())
    assert not any(sentence.text == words for _, sentence in hidden.sentences())
    assert [warning for warning in hidden.warnings if words in warning]


def test_a_protected_book_is_refused_and_scrambled_fonts_are_no_protection() -> None:
    def listed(algorithm: str) -> str:
        return f'<encryption><EncryptionMethod Algorithm="{algorithm}"/></encryption>'

    locked = epub(encryption=listed("http://www.w3.org/2001/04/xmlenc#aes256-cbc"))
    with pytest.raises(UnreadableSource, match="protected with a password"):
        read_bytes(locked, "book.epub")
    fonts = epub(encryption=listed("http://www.idpf.org/2008/embedding"))
    assert read_bytes(fonts, "book.epub").title == TITLE


def test_a_book_without_its_package_is_refused() -> None:
    data = zipped({"mimetype": "application/epub+zip", "META-INF/container.xml": "<container/>"})
    with pytest.raises(UnreadableSource, match="no EPUB file that can be read"):
        read_bytes(data, "book.epub")
