"""What a reader returns: paths in one line, pages of a section, sentences in order."""

from __future__ import annotations

import dataclasses

import pytest

from assistant.documents.document import Box, Document, Section, Sentence
from assistant.serialization import dump, load


def section(*pages: int | None, path: tuple[str, ...] = ("Rivers",)) -> Section:
    """A section with a sentence on each of these pages."""
    sentences = tuple(Sentence(f"Sentence {number}.", page) for number, page in enumerate(pages))
    return Section(path[-1] if path else "", len(path), "body", sentences, path)


@pytest.mark.parametrize(
    ("pages", "expected"),
    [
        ((), None), ((None, None), None), ((3,), (3, 3)), ((2, 3, 5), (2, 5)), ((None, 4), (4, 4)),
        ((5, 2), (2, 5)),
    ],
)  # fmt: skip
def test_the_pages_of_a_section(
    pages: tuple[int | None, ...], expected: tuple[int, int] | None
) -> None:
    assert section(*pages).pages == expected


@pytest.mark.parametrize(
    ("path", "title", "label"),
    [
        (("3 Rivers", "3.1 Ice"), "A Survey", "3 Rivers › 3.1 Ice"),
        (("A Survey", "Rivers", "Ice"), "A Survey", "Rivers › Ice"),
        (("A Survey",), "A Survey", "A Survey"),
        (("河流综述", "冰"), "河流综述", "冰"),
        (("概要",), "川の調査", "概要"),
        (("Rivers", "A Survey"), "A Survey", "Rivers › A Survey"),
        ((), "A Survey", "A Survey"),
        ((), "", ""),
    ],
)
def test_a_label_is_the_path_without_the_documents_own_title(
    path: tuple[str, ...], title: str, label: str
) -> None:
    assert section(path=path).label(title) == label


def test_a_section_without_a_path_is_labelled_by_its_title() -> None:
    assert Section("Ice", 1, "body", ()).label("A Survey") == "Ice"


def test_sentences_come_in_reading_order_with_their_section() -> None:
    one, two = section(1, 2), section(3, path=("Rivers", "Ice"))
    empty = section(path=("Lakes",))
    document = Document("d1", "a.md", "markdown", (one, empty, two))
    found = list(document.sentences())
    assert [made.page for _, made in found] == [1, 2, 3]
    assert [within for within, _ in found] == [one, one, two]
    assert list(Document("d1", "a.md", "markdown", ()).sentences()) == []


def test_what_a_source_does_not_state_is_empty() -> None:
    document = Document("d1", "a.md", "markdown", ())
    assert (document.title, document.authors, document.abstract) == ("", (), "")
    assert (document.year, document.arxiv_id, document.doi, document.page_count) == (None,) * 4
    assert (document.warnings, document.references, document.captions) == ((), (), ())


def test_a_document_is_the_same_after_it_was_kept() -> None:
    box = Box(2, 0.1, 0.2, 0.5, 0.25)
    text = Section("冰", 1, "results", (Sentence("川の氷。", 2, (box,), True),), ("冰",))
    document = Document("d1", "川.pdf", "pdf", (text,), authors=("Ada Reed",), year=2021)
    assert load(Document, dump(document)) == document


def test_a_document_is_never_changed() -> None:
    document = Document("d1", "a.md", "markdown", ())
    with pytest.raises(dataclasses.FrozenInstanceError):
        document.title = "Other"  # type: ignore[misc]
    assert hash(document) == hash(dataclasses.replace(document))
