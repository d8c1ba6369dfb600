"""A library's passages as LangChain documents."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.library import Library

TEXTS = {"Rivers": "Rivers carry sand to the sea in spring.", "Lakes": "Lakes freeze in winter."}


@pytest.fixture
def library(make_library: Callable[..., Library], survey_file: Callable[..., Path]) -> Library:
    library = make_library()
    for name, text in TEXTS.items():
        library.add(survey_file(f"A Survey of {name}", body=text))
    return library


def test_passages_come_with_their_place(library: Library) -> None:
    best, *_ = library.retriever().invoke("Which rivers carry sand?")
    assert best.page_content == TEXTS["Rivers"]
    assert best.metadata["title"] == "A Survey of Rivers"
    assert best.metadata["section"] == "Findings" and best.metadata["page"] is None
    assert best.id and best.metadata["score"] > 0


def test_only_the_surveys_that_were_chosen_are_searched(library: Library) -> None:
    passages = library.retriever(surveys=["lakes"]).invoke("Which rivers carry sand?")
    assert {passage.metadata["title"] for passage in passages} <= {"A Survey of Lakes"}


def test_no_more_come_than_were_asked_for(library: Library) -> None:
    assert len(library.retriever(k=1).invoke("sand winter")) == 1


def test_they_are_what_search_finds(library: Library) -> None:
    passages = library.retriever(k=3).invoke("sand in spring")
    hits = library.search("sand in spring", k=3)
    assert [passage.id for passage in passages] == [hit.passage.id for hit in hits]
