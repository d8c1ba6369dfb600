"""Conversations in the database: begun, continued, searched, shared, rated, dropped."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.storage.conversations import ConversationRows, TurnRow
from assistant.storage.database import LibraryDatabase


@pytest.fixture
def rows(tmp_path: Path) -> Iterator[ConversationRows]:
    """The conversations of an empty library."""
    database = LibraryDatabase(tmp_path / "library.sqlite3", 1.0)
    yield ConversationRows(database)
    database.close()


def turn(question: str, text: str = "Water runs.") -> TurnRow:
    """A turn with an answer of one claim."""
    return TurnRow(question, f"{question} (alone)", f'{{"claims": [{{"text": "{text}"}}]}}')


def ids(rows: ConversationRows, words: str = "", reader: str | None = None) -> list[int]:
    """Who is in the list, in its order."""
    return [conversation.id for conversation in rows.mentioning(words, reader)]


def test_turns_are_numbered_and_come_back_whole(rows: ConversationRows) -> None:
    key, number = rows.append(None, turn("What runs?"), "Rivers")
    assert number == 1
    assert rows.append(key, turn("Where to?", "To the sea."), "not used") == (key, 2)
    first, second = rows.turns(key)
    assert (first.number, first.question, first.standalone) == (
        1, "What runs?", "What runs? (alone)",
    )  # fmt: skip
    assert second.answer == '{"claims": [{"text": "To the sea."}]}'
    assert (second.rating, second.follow_ups) == ("", ())
    found = rows.conversation(key, None)
    assert found is not None and found.title == "Rivers"
    assert rows.turns(99) == [] and rows.conversation(99, None) is None


def test_a_deleted_conversation_begins_anew(rows: ConversationRows) -> None:
    key, _ = rows.append(None, turn("What runs?"), "Rivers", "ann")
    rows.delete(key)
    assert ids(rows) == [] and rows.turns(key) == []
    again, number = rows.append(key, turn("And then?"), "Then", "ann")
    assert number == 1 and ids(rows, reader="ann") == [again]


def test_the_latest_comes_first_whatever_the_clock_says(
    rows: ConversationRows, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = rows.begin("first")
    monkeypatch.setattr(time, "time", lambda: 0.0)
    second = rows.begin("second")
    assert ids(rows) == [second, first]
    rows.append(first, turn("More?"), "")
    assert ids(rows) == [first, second]


def test_words_are_looked_for_in_titles_questions_and_claims(rows: ConversationRows) -> None:
    rivers, _ = rows.append(None, turn("What runs?", "Water runs 100% of the time."), "Rivers")
    lakes, _ = rows.append(None, turn("What stands?", "Nothing."), "Lakes_")
    assert ids(rows, "river") == [rivers]
    assert ids(rows, "stands") == [lakes]
    assert ids(rows, "water") == [rivers]
    assert ids(rows, "100%") == [rivers] and ids(rows, "s_") == [lakes]
    assert ids(rows, "claims") == [], "only what people read"
    assert ids(rows, "'; DROP TABLE turns") == []


def test_readers_see_their_own_and_what_is_shared(rows: ConversationRows) -> None:
    hers, _ = rows.append(None, turn("Hers?"), "Hers", "ann")
    his, _ = rows.append(None, turn("His?"), "His", "bo")
    assert ids(rows) == [his, hers], "without a reader everything is there"
    assert ids(rows, reader="ann") == [hers]
    assert rows.conversation(his, "ann") is None
    rows.share(his, True)
    rows.share(his, True)
    found = rows.conversation(his, "ann")
    assert found is not None and found.shared and not found.own
    assert ids(rows, reader="ann") == [his, hers]
    rows.share(his, False)
    assert ids(rows, reader="ann") == [hers]


def test_ratings_and_proposals_belong_to_a_turn(rows: ConversationRows) -> None:
    key, number = rows.append(None, turn("What runs?"), "Rivers")
    rows.rate(key, number, "good")
    rows.rate(key, number, "bad")
    rows.propose(key, number, ["Where to?", "何故?"])
    rows.rate(key, 7, "good")
    rows.propose(key, 7, ["Nothing?"])
    assert [(t.rating, t.follow_ups) for t in rows.turns(key)] == [("bad", ("Where to?", "何故?"))]
    rows.rate(key, number, "")
    assert rows.turns(key)[0].rating == ""


def test_turns_are_dropped_from_a_number_on_and_titles_change(rows: ConversationRows) -> None:
    key, _ = rows.append(None, turn("One?"), "Rivers")
    for question in ("Two?", "Three?"):
        rows.append(key, turn(question), "")
    rows.drop_from(key, 2)
    assert [t.question for t in rows.turns(key)] == ["One?"]
    assert rows.append(key, turn("Two again?"), "") == (key, 2)
    rows.rename(key, "Streams")
    assert [c.title for c in rows.mentioning("", None)] == ["Streams"]
