"""A conversation on the page: what is written, quoted, struck out, in work, and why."""

from __future__ import annotations

from dataclasses import replace

from assistant.answers.answer import Answer, Usage
from assistant.evidence.claims import Claim
from assistant.library import Library
from assistant.messages import Message
from assistant.ui.state.session import Session
from assistant.ui.state.visitors import Visitor
from assistant.ui.views.conversation import (
    citation_count,
    evidence,
    exchange_places,
    messages,
    ratings,
)
from assistant.ui.views.evidence import EvidenceView
from tests.ui.pages import HOSTILE, Shown, citation, harmless

HELD = Claim("It holds.", "supported", (citation("Q."),))
STRUCK = Claim("It does not.", "unsupported", reason=Message("no evidence sentence says this"))


def shown_answer(*claims: Claim, finished: bool = True) -> str:
    session = Session(None)  # type: ignore[arg-type]
    exchange = session.begin(HOSTILE)
    exchange.answer = Answer(HOSTILE, claims, pending="And then", finished=finished)
    return str(messages(session)[-1].content["value"])  # type: ignore[index]


def test_an_answer_says_what_its_quotes_are_for() -> None:
    held = Claim("It holds.", "supported", (citation("Q."),))
    struck = Claim("It does not.", "unsupported", reason="no evidence")
    quoted = Claim("Q two.", "supported", (citation("Q two."),), quoted=True)
    assert "The evidence supports none of this" in Shown(shown_answer(struck, quoted)).text
    both = Shown(shown_answer(held, struck, quoted)).text
    assert "Nothing of that" not in both
    assert both.index("It holds.") < both.index("own words") < both.index("Q two.")
    assert "1 of 2 sentences supported" in both
    assert "li" in Shown(shown_answer(Claim("one", "partly"), Claim("two", "partly"))).elements
    assert "li" not in Shown(shown_answer(held, struck)).elements


def test_an_answer_that_may_be_none_says_so_first() -> None:
    session = Session(None, visitor=Visitor("zh"))  # type: ignore[arg-type]
    exchange = session.begin("Which rivers?")
    claim = Claim("Rivers flow.", "supported", (citation("Rivers flow."),))
    doubt = Message(
        "This may not answer the question. {why}",
        why=Message("{words} does not occur in the surveys asked.", words="“seas”"),
    )
    exchange.answer = Answer("Which rivers?", (claim,), reason=doubt, finished=True)
    shown = str(messages(session)[-1].content["value"])  # type: ignore[index]
    text = Shown(shown).text
    assert text.index("这可能没有回答问题") < text.index("Rivers flow.")
    assert "没有出现" in text


def test_a_sentence_in_work_is_shown_until_the_answer_is_settled() -> None:
    assert "And then" in Shown(shown_answer(finished=False)).text
    assert "And then" not in Shown(shown_answer()).text


def conversation(language: str = "en", *questions: str) -> Session:
    """A session in which each question was answered with a claim that holds."""
    session = Session(None, visitor=Visitor(language))  # type: ignore[arg-type]
    for question in questions:
        session.begin(question).answer = Answer(question, (HELD,), finished=True)
    return session


def html_of(session: Session) -> str:
    return str(messages(session)[-1].content["value"])  # type: ignore[index]


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


def test_one_who_waits_is_told_how_many_come_first() -> None:
    session = Session(None)  # type: ignore[arg-type]
    exchange = session.begin("One?")
    assert "Searching the library" in Shown(html_of(session)).text
    exchange.ahead = 3
    assert "3 before you" in Shown(html_of(session)).text
    assert 'aria-busy="true"' in html_of(session)


def test_what_ended_an_answer_is_said() -> None:
    session = conversation("en", "One?")
    session.exchanges[0].answer = Answer("One?")
    session.exchanges[0].stopped = True
    assert "Stopped." in Shown(html_of(session)).text
    session.exchanges[0].error = "It broke."
    assert "It broke." in Shown(html_of(session)).text
    assert 'role="alert"' in html_of(session)
    assert 'aria-busy="false"' in html_of(session)


def test_declining_says_why() -> None:
    session = conversation("en", "One?")
    reason = Message("No passage in the surveys asked fits the question well enough.")
    session.exchanges[0].answer = Answer("One?", abstained=True, reason=reason, finished=True)
    text = Shown(html_of(session)).text
    assert text.index("the evidence is too weak") < text.index("fits the question")


def test_the_time_that_an_answer_took_stands_below_it() -> None:
    session = conversation("en", "One?")
    usage = replace(Usage(), first_token_seconds=1.25, seconds=4.0)
    session.exchanges[0].answer = replace(session.exchanges[0].answer, usage=usage)
    text = Shown(html_of(session)).text
    assert "first word after 1.2 s" in text and "done in 4.0 s" in text


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
