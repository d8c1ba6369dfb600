# ruff: noqa: E501  (texts stand as they are)
"""Passages: whole sentences of one section, within a number of tokens."""

from __future__ import annotations

import pytest

from assistant.documents.document import Caption, Document, Section, Sentence
from assistant.documents.passages import split


def section(title: str, kind: str, *texts: str, page: int | None = 1) -> Section:
    sentences = tuple(Sentence(text, page) for text in texts)
    return Section(title, 1, kind, sentences, (title,))  # type: ignore[arg-type]


def document(*sections: Section, captions: tuple[Caption, ...] = ()) -> Document:
    return Document("ab" * 32, "a.pdf", "pdf", sections, title="T", captions=captions)


def words(text: str) -> int:
    return len(text.split())


def test_passages_are_whole_sentences_within_the_limit() -> None:
    texts = [f"Sentence number {place} has exactly seven words." for place in range(10)]
    made = split(document(section("A", "body", *texts)), max_tokens=20, count=words)
    assert [len(passage.spans) for passage in made] == [2, 2, 2, 2, 2]
    assert all(words(passage.text) <= 20 for passage in made)
    found = [passage.sentence(span) for passage in made for span in passage.spans]
    assert found == texts
    assert [span.sentence for passage in made for span in passage.spans] == list(range(10))


def test_sections_are_not_mixed_and_ids_count_on() -> None:
    made = split(document(section("A", "body", "One."), section("B", "method", "Two."), captions=(
        Caption("Figure 1", "Three.", 2),)))  # fmt: skip
    assert [(p.section, p.kind, p.text) for p in made] == [
        ("A", "body", "One."), ("B", "method", "Two."), ("Figure 1", "caption", "Three."),
    ]  # fmt: skip
    assert [p.id for p in made] == [f"{'ab' * 8}:{place}" for place in range(3)]
    assert made[2].page == 2


def test_references_and_front_give_none_but_still_count_as_sentences() -> None:
    made = split(document(
        section("", "front", "Names."), section("R", "references", "[1] A."), section("A", "body", "Text."),
    ))  # fmt: skip
    assert [(p.text, p.spans[0].sentence) for p in made] == [("Text.", 2)]


@pytest.mark.parametrize("text", ["word " * 100, "x" * 500, "对齐方法" * 100])
def test_an_over_long_sentence_is_cut(text: str) -> None:
    made = split(document(section("A", "body", text.strip())), max_tokens=30)
    assert len(made) > 1
    assert "".join(p.text for p in made).replace(" ", "") == text.replace(" ", "")
    assert {span.sentence for p in made for span in p.spans} == {0}


def test_chinese_sentences_stand_without_blanks() -> None:
    (passage,) = split(document(section("A", "body", "对齐很重要。", "因为有风险。")))
    assert passage.text == "对齐很重要。因为有风险。"


def test_silly_limits_are_refused() -> None:
    with pytest.raises(ValueError, match="at least 8"):
        split(document(), max_tokens=3)
