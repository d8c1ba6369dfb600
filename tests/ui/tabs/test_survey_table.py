"""The table of surveys: pages, words that find surveys, and which survey a row is."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import gradio as gr
import pytest

from assistant.documents.document import Document
from assistant.library import Library
from assistant.readers import read_bytes
from assistant.storage.database import LibraryDatabase
from assistant.storage.surveys import Store
from assistant.ui.tabs.survey_table import FEW, ROWS, SurveyTable, build, has_words
from tests.ui.pages import Shown, in_a_loop, request, survey

COUNT = 2 * ROWS + 3


def document(number: int) -> Document:
    title = f"Volume {number} of rivers and their mouths"
    read = read_bytes(f"# {title}\n\nRiver {number} is long.".encode(), f"{number}.md")
    return replace(read, id=f"document-{number}", title=title, authors=(f"Author{number} Lee",))


def stored(library: Library, count: int) -> None:
    database = LibraryDatabase(library.folder / "library.sqlite3", 30.0)
    for number in range(count):
        Store(database).add(document(number))
    database.close()


@pytest.fixture
def table(library: Library) -> SurveyTable:
    def make() -> SurveyTable:
        with gr.Blocks():
            return build(library)

    return in_a_loop(make)


def places(table: SurveyTable, updates: dict[Any, Any]) -> list[int]:
    return [row[0] for row in updates[table.rows]["value"]]


def test_pages_hold_all_surveys_once_and_bear_their_places(
    table: SurveyTable, library: Library
) -> None:
    stored(library, COUNT)
    pages = [table.updates("", number, "en") for number in (1, 2, 3)]
    assert [place for page in pages for place in places(table, page)] == list(range(1, COUNT + 1))
    assert [len(places(table, page)) for page in pages] == [ROWS, ROWS, 3]
    assert all(page[table.turning]["visible"] and page[table.words]["visible"] for page in pages)
    assert Shown(pages[1][table.position]).text == f"{ROWS + 1} to {2 * ROWS} of {COUNT} surveys"
    last = table.turn_on("", 3, request())
    assert places(table, last) == places(table, pages[2]) and last[table.number] == 3
    assert table.turn_back("", 3, request())[table.number] == 2
    assert table.turn_back("", 1, request())[table.number] == 1


def test_words_find_surveys_and_their_rows_choose_them(
    table: SurveyTable, library: Library
) -> None:
    stored(library, COUNT)
    wanted = library.surveys()[90]
    found = table.find("author90 riv", request("zh"))
    assert places(table, found) == [91] and table.words not in found
    row = found[table.rows]["value"][0]
    chosen = table.survey_of(row)
    assert chosen is not None and chosen.id == wanted.id
    assert table.survey_of([COUNT + 1]) is None and table.survey_of([0]) is None
    none = table.find("glaciers", request())
    assert places(table, none) == [] and str(COUNT) in Shown(none[table.position]).text


def test_a_few_surveys_are_shown_without_pages_and_search(
    table: SurveyTable, library: Library
) -> None:
    stored(library, FEW)
    updates = table.updates("glaciers", 4, "ja")
    assert places(table, updates) == list(range(1, FEW + 1))
    assert not updates[table.turning]["visible"] and not updates[table.words]["visible"]


def test_words_are_looked_for_in_all_that_names_a_survey() -> None:
    one = replace(survey("Rivers of ice"), doi="10.1145/77")
    assert all(has_words(one, words) for words in ("RIVER", "jane ice", "2020", "1145/77", ""))
    assert not has_words(one, "rivers doe mud")
