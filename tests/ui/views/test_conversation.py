"""A conversation on the page: its messages, ratings, proposals and evidence."""

from __future__ import annotations

from dataclasses import replace

from assistant.answers.answer import Answer
from assistant.evidence.claims import Claim
from assistant.library import Library
from assistant.messages import Message
from assistant.ui.state.session import Session
from assistant.ui.state.visitors import Visitor
from assistant.ui.views.conversation import (
    GO_DEEPER,
    citation_count,
    evidence,
    exchange_places,
    messages,
    ratings,
)
from assistant.ui.views.evidence import EvidenceView
from tests.texts import sentence
from tests.ui.pages import HOSTILE, Shown, citation, harmless

HELD = Claim("It holds.", "supported", (citation("Q."),))
STRUCK = Claim("It does not.", "unsupported", reason=Message("no evidence sentence says this"))


def conversation(language: str = "en", *questions: str) -> Session:
    """A session in which each question was answered with a claim that holds."""
    session = Session(None, visitor=Visitor(language))  # type: ignore[arg-type]
    for question in questions:
        session.begin(question).answer = Answer(question, (HELD,), finished=True)
    return session


def test_nothing_of_a_question_or_an_answer_is_executed() -> None:
    session = conversation("en", HOSTILE)
    claim = Claim(HOSTILE, "supported", (citation(HOSTILE, title=HOSTILE),))
    session.exchanges[0].answer = Answer(HOSTILE, (claim,), pending=HOSTILE)
    for message in messages(session):
        html = str(message.content["value"])  # type: ignore[index]
        assert harmless(html)
        assert HOSTILE in Shown(html).text


def test_each_message_knows_its_exchange() -> None:
    session = conversation("en", "One?", "Two?")
    assert [message.role for message in messages(session)] == ["user", "assistant"] * 2
    assert exchange_places(session) == [0, 0, 1, 1]
    session.exchanges[0].rating = "Like"
    assert ratings(session) == ["Like", None]
    assert messages(None) == [] == ratings(None)


def test_a_reason_for_a_rating_is_in_the_language_of_the_page() -> None:
    session = conversation("zh", "一?")
    session.exchanges[0].rating = "Incomplete"
    (rating,) = ratings(session)
    assert rating and rating != "Incomplete"


def test_only_the_last_answer_proposes_what_to_ask_next() -> None:
    session = conversation("en", "One?", "Two?")
    for exchange in session.exchanges:
        exchange.follow_ups = ("And then?",)
    options = [message.options for message in messages(session) if message.role == "assistant"]
    assert not options[0]
    assert options[1] == [{"label": "And then?", "value": "And then?"}]


def test_the_last_answer_offers_to_read_the_whole_text_once() -> None:
    session = conversation("zh", "One?")
    (exchange,) = session.exchanges
    exchange.answer = replace(exchange.answer, evidence=(sentence("Rivers flow."),))
    options = messages(session)[-1].options
    assert [option["value"] for option in options] == [GO_DEEPER]
    assert options[0]["label"] == "深入：通读全文"
    exchange.deeper = True
    assert messages(session)[-1].options == []
    assert "全文" in str(messages(session)[0].content["value"])  # type: ignore[index]


def test_evidence_of_the_last_answer_is_open_and_that_of_others_folded(library: Library) -> None:
    view = EvidenceView(library)
    session = conversation("en", "One?", "Two?")
    html = evidence(session, view)
    assert html.index('id="chat-2-1"') < html.index('id="chat-1-1"')
    assert html.count("<details") == 1
    assert "One" in Shown(html).text
    assert citation_count(session.exchanges[0]) == 1
    assert "the quotes that carry the answer appear here" in Shown(evidence(None, view)).text


def test_an_answer_without_citations_says_so(library: Library) -> None:
    session = conversation("en", "One?")
    session.exchanges[0].answer = Answer("One?", (STRUCK,), finished=True)
    assert "cites nothing" in Shown(evidence(session, EvidenceView(library))).text
