"""Which evidence sentence is quoted where no claim holds."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from langchain_core.language_models import FakeListChatModel

from assistant.answers.answer import Answer
from assistant.answers.question import Question
from assistant.answers.quotation import (
    AS_NEAR,
    BEHIND,
    BEHIND_EXPLAINED,
    MOST_QUOTES,
    best_within,
    further_sentences,
    quotations,
)
from assistant.answers.writing.write import write
from assistant.documents.survey import Survey
from assistant.evidence.claims import quote
from assistant.evidence.evidence import Evidence
from tests.texts import numbered
from vectorstore.analyzer import estimate_tokens

SURVEY = Survey("s", "Rivers", (), None, None, None)
TRADE = ("Barges carry coal on rivers.", "Ferries carry sheep on rivers.", "Rafts carry timber.")


def evidence(*scores: float) -> list[Evidence]:
    return [
        Evidence(f"S{n}", text, SURVEY, "d", "r.md", "Trade", "body", None, n, score=score)
        for n, (text, score) in enumerate(zip(TRADE, scores, strict=False))
    ]


def test_the_best_within_a_budget_stay_in_reading_order() -> None:
    items = evidence(0.1, 0.9, 0.8)
    cost = sum(estimate_tokens(item.text) for item in items[1:])
    assert best_within(items, cost) == items[1:]
    assert best_within(items, 1) == items[1:2]


def test_a_capable_model_that_said_what_holds_needs_no_quotes() -> None:
    items, asked = evidence(1.0, 0.9), Question("What is carried?")
    claim = quote(items[0])
    assert quotations([claim], items, asked, capable=True) == []
    assert quotations([claim], items, asked)[0] == claim, "a small model's sentences come after it"


def test_what_is_quoted_is_not_struck_through_above() -> None:
    model = FakeListChatModel(responses=[f"{TRADE[2]} Sheep swim."])
    items = tuple(evidence(1.0, 0.9, 0.8))
    question = Question("Which animals travel?")
    answer = Answer(question.text, evidence=items)
    *_, answer = write(answer, question, model, time.monotonic())
    assert [claim.text for claim in answer.claims if not claim.supported] == ["Sheep swim."]
    assert TRADE[2] in answer.text


ASKED = Question("Which goods do rivers carry?")
FIRST = Evidence(
    key="S1", text="The goods that rivers carry are timber and grain.", survey=SURVEY,
    document_id="d1", document="a.md", section="Trade", kind="other", page=1, sentence=0, score=3.0,
)  # fmt: skip


def sentence(number: int, text: str, score: float = 2.9) -> Evidence:
    return replace(FIRST, key=f"S{number}", text=text, sentence=number, score=score)


COAL = sentence(1, "Broad rivers carry goods such as coal from northern mines too.")
SALT = sentence(2, "Salt and wine are goods that slow southern rivers carry in barrels.", 2.8)
TEA = sentence(3, "Tea and silk are goods that narrow eastern rivers carry in crates.", 2.7)


def test_what_tells_more_follows_best_first() -> None:
    found = further_sentences([FIRST, COAL, SALT, TEA], ASKED)
    assert found == [COAL, SALT] and len(found) == MOST_QUOTES - 1


def test_what_is_behind_or_beside_or_the_same_again_is_not_quoted() -> None:
    behind = replace(COAL, score=FIRST.score - BEHIND - 0.1)
    text = "Barges of the northern mines have broad and flat bottoms."
    beside = replace(sentence(4, text), share=0.2)
    again = sentence(5, "Timber and grain are the goods that rivers carry.")
    leaning = sentence(6, "They carry such goods as coal from many northern river mines.")
    assert further_sentences([FIRST, behind, beside, again, leaning], ASKED) == []


def test_what_something_is_may_be_said_farther_behind() -> None:
    behind = replace(COAL, score=FIRST.score - BEHIND_EXPLAINED)
    assert further_sentences([FIRST, behind], Question("What are rivers?")) == [behind]
    assert further_sentences([FIRST, behind], ASKED) == []


def test_across_languages_what_comes_as_near_is_quoted_too() -> None:
    asked = Question("河流上运什么？", crosses=True)
    near, far = evidence(0.9, 0.9 - AS_NEAR / 2, 0.1), evidence(0.9, 0.9 - 2 * AS_NEAR)
    assert further_sentences(near, asked) == near[1:2]
    assert further_sentences(far, asked) == []


def test_one_number_or_date_needs_one_sentence() -> None:
    for text in ("How many goods do rivers carry?", "When did rivers carry goods?"):
        assert further_sentences([FIRST, COAL], Question(text)) == []
    assert further_sentences([], ASKED) == []


@pytest.mark.parametrize(
    ("texts", "count"),
    [
        (("Rafts have drawbacks.", "First, rafts are slow.", "Rafts are also wet.", "So."), 3),
        (("木筏有一些缺点。", "首先，木筏很慢。", "木筏也很湿。"), 3),
        (("Rafts have drawbacks.", "Rafts are slow.", "Rafts are also wet."), 1),
        (("First, rafts are slow.", "First aid is far.", "Rafts are wet."), 1),
    ],
)
def test_points_that_a_sentence_announces_are_quoted_with_it(
    texts: tuple[str, ...], count: int
) -> None:
    opener, *points = numbered(*texts)
    items = [replace(opener, score=1.0), *points]
    quoted = quotations((), items, Question("What are the drawbacks of rafts?"))
    assert [claim.text for claim in quoted] == list(texts[:count])


def test_of_how_a_review_was_made_the_best_sentence_alone_may_be_said() -> None:
    screened, included = numbered("We screened 2,022 articles.", "We included 60 articles.")
    facts = (replace(screened, fact=0.9, score=1.0), replace(included, fact=1.0, score=2.0))
    question = Question("How many articles does this review include?")
    model = FakeListChatModel(responses=["We screened 2,022 articles."])
    *_, said = write(Answer(question.text, (), facts), question, model, time.monotonic())
    assert said.text == "We included 60 articles."


@pytest.mark.parametrize(
    ("both", "order"),
    [("Rafts and barges drift.", (1, 3, 2)), ("Rafts differ from barges in shape.", (2, 1, 3))],
)
def test_two_compared_things_get_the_best_about_each_and_what_names_both(
    both: str, order: tuple[int, ...]
) -> None:
    texts = {
        "Rafts sink often.": (0.9, ""),
        "Rafts are logs that are tied together.": (0.5, "rafts"),
        both: (0.7, ""),
        "Barges are boats with a flat bottom.": (0.4, "barges"),
    }
    items = [
        replace(evidence(score)[0], text=text, sentence=n, about=about)
        for n, (text, (score, about)) in enumerate(texts.items())
    ]
    found = quotations([], items, Question("How do rafts and barges differ?"))
    assert [claim.text for claim in found] == [list(texts)[i] for i in order]
