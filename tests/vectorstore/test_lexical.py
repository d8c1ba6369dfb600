"""Full-text queries from whatever a user types."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vectorstore.analyzer import MAX_TERMS, analyse, query_terms
from vectorstore.database import Database
from vectorstore.lexical import LexicalIndex, match_expression
from vectorstore.passage import Passage

SPITEFUL = (
    'AND OR NOT NEAR(a b, 2) "x* -y ^z col:val {a b}: (',
    "'; DROP TABLE passages; --",
    'a"b"c""',
    "\x00nul\x00",
    "*",
    "“quoted phrase of words” and 'more'",
    "²³ ½ Ⅷ ٣ १",
    "e\u0301 \u200b\u202e zero",
    "強 化 「学習の 目的」",
    "𝔘𝔫𝔦𝔠𝔬𝔡𝔢 😀",
    "x" * 100_000,
    "word " * 20_000,
    "“" * 5000,
    "強" * 50_000,
    "\ud800 half",
    '"rivers" NEAR (*^ ' * 60_000,  # a megabyte
)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LexicalIndex]:
    path: Path = tmp_path_factory.mktemp("lexical") / "library.sqlite3"
    database = Database(path)
    found = LexicalIndex(database)
    found.add(
        [
            Passage("a:0", "a", "Rivers › Sand", "body", "Rivers carry sand. 強化学習の研究。"),
            Passage("a:1", "a", "Ice", "body", "Glaciers carry nothing that rivers do not."),
            Passage("b:0", "b", "Rivers", "caption", "Figure 1: naïve models of NEAR misses."),
        ]
    )
    yield found
    database.close()


@pytest.mark.parametrize("text", SPITEFUL, ids=range(len(SPITEFUL)))
def test_spiteful_questions_are_plain_words(index: LexicalIndex, text: str) -> None:
    index.search(text, 5)
    index.frequency(text)
    assert len(query_terms(text)) <= MAX_TERMS
    assert index.count() == 3


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.text(max_size=80) | st.text(alphabet='"*()^:{}+-NEARODT ab強化', max_size=40))
def test_any_text_is_a_valid_query(text: str) -> None:
    expression = match_expression(text)
    with sqlite3.connect(":memory:") as connection:
        connection.execute("CREATE VIRTUAL TABLE t USING fts5(body)")
        connection.execute("INSERT INTO t VALUES (?)", (analyse(text),))
        if expression:
            connection.execute("SELECT * FROM t WHERE t MATCH ?", (expression,)).fetchall()
    connection.close()


def test_a_title_counts_less_than_the_text(index: LexicalIndex) -> None:
    assert [i for i, _ in index.search("sand", 5)] == ["a:0"]
    assert index.search("rivers", 5)[0][0] != "b:0"
    assert {i for i, _ in index.search("rivers", 5)} == {"a:0", "a:1", "b:0"}


def test_accents_and_endings_do_not_matter(index: LexicalIndex) -> None:
    assert [i for i, _ in index.search("naive model", 5)] == ["b:0"]
    assert [i for i, _ in index.search("学習", 5)] == ["a:0"]
    assert [i for i, _ in index.search("river", 5, ["b"])] == ["b:0"]


def test_frequencies(index: LexicalIndex) -> None:
    assert index.frequency("rivers") == 3
    assert index.frequency("volcano") == 0
    assert index.frequency("") == 0


def test_passages_come_back_whole_and_in_order(index: LexicalIndex) -> None:
    assert [p.id for p in index.of_document("a")] == ["a:0", "a:1"]
    assert index.passages(["a:1", "nowhere"])["a:1"].section == "Ice"
    assert len(index.passages(["a:0"] * 1200)) == 1


@pytest.fixture
def many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LexicalIndex]:
    """An empty index of which a search ranks twenty passages at most."""
    monkeypatch.setattr("vectorstore.lexical.MOST_RANKED", 20)
    database = Database(tmp_path / "library.sqlite3")
    yield LexicalIndex(database)
    database.close()


def numbered(first: int, last: int, text: str) -> list[Passage]:
    return [Passage(f"doc:{n}", "doc", "", "body", text.format(n)) for n in range(first, last)]


def test_of_very_many_passages_those_with_a_rare_term_are_ranked(many: LexicalIndex) -> None:
    many.add(numbered(0, 40, "The river {} carries sand and gravel."))
    many.add(numbered(40, 41, "The river Amber carries otters past a mill."))
    question = "Does the river Amber carry sand, gravel or otters?"
    assert [found for found, _ in many.search(question, 1)] == ["doc:40"]
    assert next(found for found, _ in many.search("otters gravel", 99)) == "doc:40"
    # A phrase counts whatever its words are.
    assert len(many.search('"sand and gravel" of the Amber', 30)) == 30


def test_common_terms_count_among_passages_with_a_rare_one(many: LexicalIndex) -> None:
    many.add(numbered(0, 30, "The river {} carries sand and gravel."))
    many.add(numbered(30, 31, "Otters live far from here and there and anywhere else."))
    many.add(numbered(31, 32, "Otters live in the river upon sand and upon gravel."))
    found = many.search("Which otters live with sand and gravel?", 2)
    assert [key for key, _ in found] == ["doc:31", "doc:30"]


def test_common_terms_of_very_many_passages_need_not_stand_together(many: LexicalIndex) -> None:
    many.add(numbered(0, 20, "The river {} carries sand."))
    many.add(numbered(20, 40, "The lake {} is full of gravel."))
    many.add(numbered(40, 41, "Sand lies upon gravel."))
    assert [found for found, _ in many.search("sand gravel", 1)] == ["doc:40"]
    assert len(many.search("sand gravel", 99)) == 41
    assert len(many.search("sand", 99)) == 21
    assert len(many.search("sand gravel", 5, ["doc"])) == 5
