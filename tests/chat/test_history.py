"""Conversations that a library keeps: listed, searched, renamed, rated, exported, and whose."""

from __future__ import annotations

import threading

import pytest

from assistant.answers.answer import Answer
from assistant.chat.conversation import Turn
from assistant.documents.survey import Survey
from assistant.errors import LibraryError, UnknownName
from assistant.evidence.claims import Citation, Claim
from assistant.export.markdown import conversation_markdown
from assistant.library import Library
from assistant.ui.state.session import Session
from assistant.ui.state.visitors import Visitor

HOSTILE = "# <script>x</script> **b** [l](javascript:x)"


def turn(question: str, text: str = "Water flows downhill.") -> Turn:
    quoted = Citation(
        Survey("s1", "Rivers", ("Jane Doe",), 2020, None, None),
        "d1", "rivers.md", "Findings", 4, "Water flows downhill, always.", 2, True,
    )  # fmt: skip
    claim = Claim(text, "supported", (quoted,))
    return Turn(question, question, Answer(question, (claim,), finished=True))


def test_kept_turns_come_back_equal_and_in_order(library: Library) -> None:
    kept = library.conversations
    number, first = kept.keep(None, turn("Where does water flow?"))
    assert kept.keep(number, turn("And why?")) == (number, first + 1)
    found = kept.turns(number)
    assert [item.turn.question for item in found] == ["Where does water flow?", "And why?"]
    assert found[0].turn == turn("Where does water flow?")
    assert kept.title(number) == "Where does water flow?"


def test_search_takes_words_of_titles_questions_and_answers_literally(library: Library) -> None:
    kept = library.conversations
    rivers, _ = kept.keep(None, turn("Rivers?", "Half of it: 50% is water."))
    kept.keep(None, turn("Stars?", "They shine."))
    assert [item.id for item in kept.listed("50%")] == [rivers]
    assert kept.listed("5_%") == [] == kept.listed("\\")
    assert [item.title for item in kept.listed("SHINE")] == ["Stars?"]
    assert len(kept.listed()) == 2


def test_renaming_deleting_rating_and_dropping(library: Library) -> None:
    kept = library.conversations
    number, first = kept.keep(None, turn("One?"))
    _, second = kept.keep(number, turn("Two?"))
    kept.rename(number, f" {HOSTILE}\n ")
    assert kept.title(number) == HOSTILE
    with pytest.raises(LibraryError, match="needs a title"):
        kept.rename(number, "  ")
    kept.rate(number, first, "Wrong quote")
    kept.rate(number, second, "Like")
    kept.rate(number, second, "")
    assert [item.rating for item in kept.turns(number)] == ["Wrong quote", ""]
    markdown = conversation_markdown(kept.title(number), kept.turns(number))
    assert "<script>" not in markdown and "Wrong quote" in markdown
    assert "Water flows downhill, always." in markdown and "p. 4" in markdown
    kept.drop_from(number, second)
    assert len(kept.turns(number)) == 1
    kept.delete(number)
    with pytest.raises(UnknownName, match="no conversation"):
        kept.turns(number)
    again, _ = kept.keep(number, turn("Written while it was deleted?"))
    assert kept.title(again) == "Written while it was deleted?"


def test_a_reader_finds_only_what_is_theirs(library: Library) -> None:
    kept = library.conversations
    ours, _ = kept.keep(None, turn("Ours?"), "us")
    theirs, _ = kept.keep(None, turn("Theirs?"), "them")
    alone, _ = kept.keep(None, turn("Nobody's?"))
    assert [item.id for item in kept.listed(reader="us")] == [ours]
    assert {item.id for item in kept.listed()} == {ours, theirs, alone}
    for other in (theirs, alone):
        with pytest.raises(UnknownName):
            kept.turns(other, "us")
        with pytest.raises(UnknownName):
            Session.reopen(library, other, Visitor("en", "us"))
    everybody = Session.reopen(library, theirs, Visitor())
    assert [exchange.question for exchange in everybody.exchanges] == ["Theirs?"]


def test_what_is_shared_can_be_read_by_all_and_is_still_ones_own(library: Library) -> None:
    kept = library.conversations
    ours, _ = kept.keep(None, turn("Ours?"), "us")
    assert kept.listed(reader="them") == []
    kept.share(ours)
    kept.share(ours)
    assert [(item.id, item.own, item.shared) for item in kept.listed(reader="them")] == [
        (ours, False, True)
    ]
    assert kept.one(ours, "us").own
    # Who asks on in it, takes back or rates there begins a conversation or changes nothing.
    reading = Session.reopen(library, ours, Visitor("en", "them"))
    reading.rate(library, 0, "Like")
    exchange = reading.begin("Theirs?")
    exchange.answer = turn("Theirs?").answer
    reading.settle(library)
    assert [item.title for item in kept.listed(reader="them") if item.own] == ["Theirs?"]
    again = Session.reopen(library, ours, Visitor("en", "them"))
    assert again.take_back(library, 0) == "Ours?"
    assert [item.turn.question for item in kept.turns(ours)] == ["Ours?"]
    assert kept.turns(ours)[0].rating == ""
    kept.share(ours, False)
    with pytest.raises(UnknownName):
        kept.turns(ours, "them")
    with pytest.raises(UnknownName):
        kept.share(ours + 100)
    kept.share(ours)
    kept.delete(ours)
    assert [item.title for item in kept.listed(reader="them")] == ["Theirs?"]


def test_what_was_proposed_comes_back_with_the_conversation(library: Library) -> None:
    session = Session(library.conversation(), visitor=Visitor("en", "us"))
    exchange = session.begin("Ours?")
    exchange.answer = turn("Ours?").answer
    session.settle(library)
    session.propose(library, exchange, ["And theirs?", "Why?"])
    assert session.kept is not None
    again = Session.reopen(library, session.kept, Visitor("en", "us"))
    assert again.exchanges[0].follow_ups == ("And theirs?", "Why?")
    library.conversations.drop_from(session.kept, 1)
    session.propose(library, exchange, ["Nothing to keep this with"])


def test_many_threads_keep_their_turns(library: Library) -> None:
    def keep(reader: str) -> None:
        number, _ = library.conversations.keep(None, turn(f"{reader}?"), reader)
        library.conversations.keep(number, turn("And?"), reader)

    threads = [threading.Thread(target=keep, args=(f"r{n}",)) for n in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for n in range(12):
        (item,) = library.conversations.listed(reader=f"r{n}")
        assert [k.number for k in library.conversations.turns(item.id)] == [1, 2]
