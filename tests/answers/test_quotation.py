"""Which evidence sentence is quoted where no claim holds."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from langchain_core.language_models import FakeListChatModel

from assistant.answers import quotation
from assistant.answers.answer import Answer, write
from assistant.answers.question import Question
from assistant.answers.quotation import (
    BEHIND,
    NAT,
    best,
    best_within,
    mutual_information,
    quotations,
)
from assistant.documents.survey import Survey
from assistant.errors import ModelCrashed
from assistant.evidence.evidence import Evidence
from assistant.models.chat import LlamaChatModel
from tests.texts import numbered
from vectorstore.analyzer import estimate_tokens

SURVEY = Survey("s", "Rivers", (), None, None, None)
TRADE = ("Barges carry coal on rivers.", "Ferries carry sheep on rivers.", "Rafts carry timber.")


def evidence(*scores: float) -> list[Evidence]:
    return [
        Evidence(f"S{n}", text, SURVEY, "d", "r.md", "Trade", "body", None, n, score=score)
        for n, (text, score) in enumerate(zip(TRADE, scores, strict=False))
    ]


def test_the_quotation_follows_what_the_model_meant() -> None:
    items = evidence(1.0, 0.9)
    assert best(items, 1) == items[:1]
    assert best(items, 1, {"sheep", "ferri"}) == items[1:]


def test_the_best_within_a_budget_stay_in_reading_order() -> None:
    items = evidence(0.1, 0.9, 0.8)
    cost = sum(estimate_tokens(item.text) for item in items[1:])
    assert best_within(items, cost) == items[1:]
    assert best_within(items, 1) == items[1:2]


def test_a_small_model_chooses_among_what_fits_nearly_as_well(
    real_model: LlamaChatModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[list[str]] = []

    def heard(model: LlamaChatModel, question: str, texts: list[str]) -> list[float]:
        asked.append(list(texts))
        return [0.0, 0.1 / NAT, 0.0][: len(texts)]

    monkeypatch.setattr(quotation, "mutual_information", heard)
    near, far = 1.0 - 0.05, 1.0 - BEHIND - 0.01
    (claim,) = quotations((), evidence(1.0, near, far), Question("What is carried?"), real_model)
    assert claim.text == TRADE[1] and claim.quoted
    assert asked == [list(TRADE[:2])], "what is far behind is not asked about"
    (claim,) = quotations((), evidence(1.0, far, far), Question("What is carried?"), real_model)
    assert claim.text == TRADE[0]
    assert len(asked) == 1, "with one sentence ahead of all there is nothing to ask"


def test_other_models_have_no_say(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> list[float]:
        raise AssertionError("asked")

    monkeypatch.setattr(quotation, "mutual_information", never)
    for model in (None, FakeListChatModel(responses=["Sheep."])):
        (claim,) = quotations((), evidence(1.0, 0.99), Question("What is carried?"), model)
        assert claim.text == TRADE[0]


def test_a_small_model_is_not_asked_about_chinese(
    real_model: LlamaChatModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quotation, "mutual_information", lambda *_: [0.0, 999.0])
    (claim,) = quotations((), evidence(1.0, 0.99), Question("河流运输什么？"), real_model)
    assert claim.text == TRADE[0]


def test_a_model_that_fails_costs_only_its_say(
    real_model: LlamaChatModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies(*_: object) -> list[float]:
        raise ModelCrashed("The model process died.")

    monkeypatch.setattr(quotation, "mutual_information", dies)
    (claim,) = quotations((), evidence(1.0, 0.99), Question("What is carried?"), real_model)
    assert claim.text == TRADE[0]


@pytest.mark.model
def test_a_reply_to_the_question_has_more_to_do_with_it(real_model: LlamaChatModel) -> None:
    texts = ["Ferries carry sheep across the river.", "The survey has nine sections."]
    ferries, sections = mutual_information(
        real_model.likelihoods, "Which animals do ferries carry?", texts
    )
    assert ferries > sections
    ferries, sections = mutual_information(
        real_model.likelihoods, "How many sections does the survey have?", texts
    )
    assert sections > ferries


def test_what_is_quoted_is_not_struck_through_above() -> None:
    model = FakeListChatModel(responses=[f"{TRADE[2]} Sheep swim."])
    items = tuple(evidence(1.0, 0.9, 0.8))
    question = Question("Which animals travel?")
    answer = Answer(question.text, evidence=items)
    *_, answer = write(answer, question, model, time.monotonic())
    assert [claim.text for claim in answer.claims] == ["Sheep swim.", TRADE[2]]
    assert answer.text == TRADE[2]


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
