"""One browser's conversation: asked, stopped, kept, taken back, and opened again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.errors import UnknownName
from assistant.library import Library
from assistant.scheduling import FairQueue
from assistant.ui.state.session import Session
from assistant.ui.state.visitors import Visitor

ME, YOU = Visitor("en", "me"), Visitor("en", "you")
QUESTION = "Where does water flow?"
Survey = Callable[..., Path]


@pytest.fixture
def rivers(library: Library, survey_file: Survey) -> Library:
    library.add(survey_file())
    return library


def ask(library: Library, session: Session, question: str = QUESTION) -> None:
    exchange = session.begin(question)
    for _ in session.grow(library, FairQueue(), exchange, None):
        pass


def test_an_answer_is_kept_and_opened_again(rivers: Library) -> None:
    session = Session(rivers.conversation(), visitor=ME)
    assert session.settled
    ask(rivers, session)
    assert session.settled and session.kept is not None
    again = Session.reopen(rivers, session.kept, ME)
    assert [exchange.question for exchange in again.exchanges] == [QUESTION]
    assert again.exchanges[0].answer.reason == session.exchanges[0].answer.reason
    assert again.settled and again.own


def test_nobody_else_can_open_it(rivers: Library) -> None:
    session = Session(rivers.conversation(), visitor=ME)
    ask(rivers, session)
    assert session.kept is not None
    with pytest.raises(UnknownName):
        Session.reopen(rivers, session.kept, YOU)


def test_what_is_asked_in_a_shared_conversation_begins_ones_own(rivers: Library) -> None:
    session = Session(rivers.conversation(), visitor=ME)
    ask(rivers, session)
    assert session.kept is not None
    rivers.conversations.share(session.kept, True)
    reading = Session.reopen(rivers, session.kept, YOU)
    assert not reading.own
    reading.rate(rivers, 0, "Like")
    assert Session.reopen(rivers, session.kept, ME).exchanges[0].rating == ""
    ask(rivers, reading, "And how many rivers does it name?")
    assert reading.own and reading.kept not in (None, session.kept)
    assert len(Session.reopen(rivers, session.kept, ME).exchanges) == 1


def test_stopping_keeps_what_there_is(rivers: Library) -> None:
    session = Session(rivers.conversation(), visitor=ME)
    exchange = session.begin(QUESTION)
    queue = FairQueue()
    growing = session.grow(rivers, queue, exchange, None)
    with queue.ticket():
        next(growing)
        growing.close()  # type: ignore[attr-defined]
    assert exchange.stopped and session.settled
    assert session.kept is not None
    assert Session.reopen(rivers, session.kept, ME).exchanges[0].stopped


def test_one_waits_for_those_who_asked_before(rivers: Library) -> None:
    session, queue = Session(rivers.conversation(), visitor=ME), FairQueue()
    exchange = session.begin(QUESTION)
    growing = session.grow(rivers, queue, exchange, None)
    with queue.ticket():
        assert next(growing), "there is something to show"
        assert exchange.ahead == 1
        assert not next(growing), "and nothing new"
    for _ in growing:
        pass
    assert exchange.ahead == 0 and exchange.answer.finished


def test_taking_a_question_back_forgets_it_and_what_came_after(rivers: Library) -> None:
    session = Session(rivers.conversation(), visitor=ME)
    for question in (QUESTION, "How many rivers does it name?", "And lakes?"):
        ask(rivers, session, question)
    assert session.take_back(rivers, 1) == "How many rivers does it name?"
    assert [exchange.question for exchange in session.exchanges] == [QUESTION]
    assert session.kept is not None
    assert len(rivers.conversations.turns(session.kept, ME.reader)) == 1


def test_a_rating_and_proposals_are_kept_with_the_answer(rivers: Library) -> None:
    session = Session(rivers.conversation(), visitor=ME)
    ask(rivers, session)
    session.rate(rivers, 0, "Incomplete")
    session.propose(rivers, session.exchanges[0], ["And lakes?"])
    assert session.kept is not None
    again = Session.reopen(rivers, session.kept, ME).exchanges[0]
    assert (again.rating, again.follow_ups) == ("Incomplete", ("And lakes?",))


def test_an_error_is_shown_and_not_kept(rivers: Library) -> None:
    session = Session(rivers.conversation(), visitor=ME)
    exchange = session.begin(QUESTION)
    for _ in session.grow(rivers, FairQueue(), exchange, ["no such survey"]):
        pass
    assert "no such survey" in exchange.error
    assert session.settled and session.kept is None
