"""An answer on the page: what is said comes first, what was left out and read is closed below."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from assistant.answers.answer import Answer, Usage
from assistant.evidence.claims import Claim, quote
from assistant.evidence.evidence import Reading
from assistant.messages import Message
from assistant.ui.state.session import Exchange
from assistant.ui.views.answer import answer_html, claims_on_page, left_out_line
from tests.texts import LAKES, cited, sentence
from tests.ui.pages import HOSTILE, Shown, citation, harmless

HELD = Claim("It holds.", "supported", (citation("Q."),))
LEFT = Claim("It does not.", "unsupported", reason=Message("no evidence sentence says this"))
QUOTED = Claim("Q two.", "supported", (citation("Q two."),), quoted=True)
LEAD = Claim("Q lead.", "supported", (citation("Q lead."),), quoted=True)
FOUND = (sentence("Rivers carry sand."), sentence("Lakes are deep.", 1))


def html(answer: Answer, language: str = "en", **changes: Any) -> str:
    return answer_html(replace(Exchange("Q?", answer), **changes), "chat-1-", language)


def finished(*claims: Claim) -> Answer:
    return Answer("What holds?", claims, finished=True)


def above_the_foot(shown: str) -> str:
    return Shown(shown.split('<div class="sa-foot">')[0]).text


def test_quotes_keep_their_place_before_what_is_said() -> None:
    text = Shown(html(finished(HELD, QUOTED))).text
    assert text.index("best that the surveys say") < text.index("Q two.") < text.index("It holds.")
    alone = Shown(html(finished(QUOTED))).text
    assert alone.index("best that the surveys say") < alone.index("Q two.")


def test_what_did_not_pass_is_counted_and_its_reasons_are_closed() -> None:
    shown = html(finished(LEFT, HELD, LEFT))
    assert "It does not." not in above_the_foot(shown)
    closed = re.search(r'<details class="sa-left">.*?</details>', shown)
    assert closed is not None and "open" not in closed[0].split("<summary>")[0]
    inside = Shown(closed[0]).text
    assert inside.startswith("2 sentences left out")
    assert inside.count("It does not. (no evidence sentence says this)") == 2
    assert not {"s", "del"} & set(Shown(shown).elements)
    assert "left out" not in Shown(html(finished(HELD))).text
    assert left_out_line(1, "en") == "1 sentence left out"
    assert left_out_line(2, "ja") == "2 文を省略"


def test_the_first_quote_keeps_its_place_while_text_comes() -> None:
    answer = Answer("What holds?", (), FOUND, lead=LEAD)
    states = [
        answer,
        replace(answer, pending="It ho"),
        replace(answer, claims=(LEFT,)),
        replace(answer, claims=(LEFT, HELD), pending="And then"),
    ]
    shown = [html(state) for state in states]
    until = [page[: page.index("</blockquote>")] for page in shown]
    assert len(set(until)) == 1
    assert "Q lead." in Shown(until[0]).text
    text = Shown(shown[-1]).text
    assert text.index("Q lead.") < text.index("It holds.") < text.index("And then")
    assert "It does not." not in text
    assert "<details" not in shown[-1]


def test_a_quote_that_stays_after_the_last_word_does_not_move() -> None:
    coming = html(Answer("What holds?", (LEFT,), FOUND, lead=LEAD))
    done = html(replace(finished(LEFT, LEAD), evidence=FOUND))
    start = coming.index("<p"), done.index("<p")
    end = coming.index("</blockquote>"), done.index("</blockquote>")
    assert coming[start[0] : end[0]] == done[start[1] : end[1]]


def test_a_sentence_that_repeats_the_quote_is_not_said_twice() -> None:
    copied = Claim("Q lead.", "supported", LEAD.citations)
    coming = Shown(html(Answer("What holds?", (copied,), FOUND, lead=LEAD))).text
    assert coming.count("Q lead.") == 1
    assert "<blockquote" in html(finished(copied))


def test_the_words_that_answer_are_bold_in_the_quote() -> None:
    claim = quote(replace(sentence("Rivers carry sand."), span=(13, 17)))
    assert 'Rivers carry <strong class="sa-words">sand</strong>&#46;' in html(finished(claim))


def test_several_surveys_have_their_say_one_by_one() -> None:
    here = Claim("R.", "supported", (cited("R."),), quoted=True)
    there = Claim("L.", "supported", (cited("L.", LAKES),), quoted=True)
    shown = html(Answer("Which?", (here, there), finished=True))
    text = Shown(shown).text
    order = [
        text.index(part) for part in ("What the surveys say", "Reed (2021)", "R.", "Lund", "L.")
    ]
    assert order == sorted(order)
    assert shown.count("<h4>") == 2


def test_two_things_stand_side_by_side() -> None:
    lake = Claim("Lakes rest.", "supported", (cited("Lakes rest."),), quoted=True)
    river = Claim("Rivers flow.", "supported", (cited("Rivers flow."),), quoted=True)
    shown = html(Answer("How do lakes and rivers differ?", (river, lake), finished=True))
    beside = shown[shown.index("sa-beside") :]
    text = Shown(beside).text
    assert text.index("lakes") < text.index("Lakes rest.") < text.index("Rivers flow.")


def test_claims_that_are_no_sentences_are_a_list() -> None:
    one, two = (replace(HELD, text=text) for text in ("one", "two"))
    assert "li" in Shown(html(finished(one, two))).elements
    assert "li" not in Shown(html(finished(HELD, HELD))).elements


def test_an_answer_that_may_be_none_says_so_first() -> None:
    doubt = Message(
        "This may not answer the question. {why}",
        why=Message("{words} does not occur in the surveys asked.", words="“seas”"),
    )
    text = Shown(html(replace(finished(HELD), reason=doubt), "zh")).text
    assert text.index("这可能没有回答问题") < text.index("It holds.")
    assert "没有出现" in text


def test_a_sentence_in_work_is_one_line_until_the_answer_is_settled() -> None:
    long = "word " * 60 + "the end"
    coming = Shown(html(Answer("Q?", (), FOUND, pending=long, lead=LEAD))).text
    assert coming.endswith("the end") and "…word" in coming and long not in coming
    assert "the end" not in Shown(html(replace(finished(LEAD), pending=long))).text


def test_one_who_waits_is_told_what_is_done_or_how_many_come_first() -> None:
    waiting = Answer("Q?")
    assert "Searching the library" in Shown(html(waiting)).text
    assert "3 before you" in Shown(html(waiting, ahead=3)).text
    assert 'aria-busy="true"' in html(waiting)
    reading = replace(waiting, evidence=FOUND)
    assert "Reading the evidence" in Shown(html(reading)).text
    writing = replace(reading, usage=Usage(first_token_seconds=1.0))
    assert "Writing and checking" in Shown(html(writing)).text


def test_what_ended_an_answer_is_said() -> None:
    stopped = html(Answer("Q?", (), FOUND, lead=LEAD), stopped=True)
    assert "Stopped." in Shown(stopped).text and "Q lead." in Shown(stopped).text
    broken = html(Answer("Q?"), error="It broke.")
    assert "It broke." in Shown(broken).text
    assert 'role="alert"' in broken and 'aria-busy="false"' in broken


def test_declining_says_why() -> None:
    reason = Message("No passage in the surveys asked fits the question well enough.")
    text = Shown(html(Answer("Q?", abstained=True, reason=reason, finished=True))).text
    assert text.index("the evidence is too weak") < text.index("fits the question")


def test_what_was_read_and_how_long_it_took_is_closed_below() -> None:
    usage = Usage(retrieval_seconds=0.25, first_token_seconds=1.25, seconds=4.0)
    shown = html(replace(finished(HELD), evidence=FOUND, usage=usage))
    closed = re.search(r'<details class="sa-steps">.*?</details>', shown)
    assert closed is not None
    text = Shown(closed[0]).text
    assert text.startswith("2 sentences read · 4.0 s")
    assert "searched 0.2 s · read 1.0 s · wrote and checked 2.8 s" in text
    assert "Rivers carry sand." in text and "Rivers carry sand." not in above_the_foot(shown)


def test_how_much_of_the_whole_text_was_read_is_said() -> None:
    answer = replace(finished(HELD), evidence=FOUND, read=Reading(412, 38, 2))
    assert "412 sentences in 38 sections · 0.0 s" in Shown(html(answer)).text
    assert "38 节共 412 句" in Shown(html(answer, "zh")).text


def test_what_other_surveys_say_comes_last_and_is_named_so() -> None:
    other = Claim("L.", "supported", (cited("L.", LAKES),), quoted=True)
    answer = replace(finished(HELD), elsewhere=(other,))
    text = Shown(html(answer)).text
    assert text.index("It holds.") < text.index("Elsewhere in the library") < text.index("Lund")
    assert claims_on_page(answer) == [HELD, other]


def test_citations_are_numbered_in_the_order_of_the_page() -> None:
    answer = finished(LEFT, QUOTED, HELD)
    assert claims_on_page(answer) == [QUOTED, HELD]
    assert claims_on_page(replace(answer, lead=LEAD))[0] == LEAD


def test_nothing_of_an_answer_is_executed() -> None:
    claim = Claim(HOSTILE, "supported", (citation(HOSTILE, title=HOSTILE),))
    left = replace(claim, verdict="unsupported")
    item = sentence(HOSTILE)
    for shown in (
        html(Answer(HOSTILE, (claim, left), (item,), finished=True)),
        html(Answer(HOSTILE, (claim,), (item,), pending=HOSTILE, lead=quote(item))),
        html(Answer(HOSTILE), error=HOSTILE),
    ):
        assert harmless(shown)
        assert HOSTILE in Shown(shown).text
