"""What a tuned model writes: from numbered sentences, each line checked against those it names."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from langchain_core.language_models import FakeListChatModel

from assistant.answers.answer import Answer
from assistant.answers.question import Question
from assistant.answers.writing.manner import manner_of
from assistant.answers.writing.write import write
from assistant.evidence.evidence import Evidence
from assistant.models.capabilities import Capabilities
from tests.chat_templates import SMOLLM
from tests.texts import sentence
from tests.tiny_models import write_model

TEXTS = (
    "Barges carry coal and grain on slow rivers, because their holds are flat and wide.",
    "Ferries carry sheep across the estuary in spring.",
    "Rafts were built of pine logs until 1911.",
)
QUESTION = Question("What do barges carry?")


class TunedModel(FakeListChatModel):
    """Says what is given; by its file it is small, and it was tuned."""

    file: Path
    asked: list[dict[str, Any]]

    @property
    def capabilities(self) -> Capabilities:
        """A small model that was taught to answer from numbered sentences."""
        return Capabilities("tuned", file=self.file, is_tuned=True)

    def _stream(self, messages: Any, stop: Any = None, run_manager: Any = None, **options: Any):  # type: ignore[no-untyped-def]
        self.asked.append({"text": messages[-1].text, **options})
        return super()._stream(messages, stop, run_manager, **options)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_model(tmp_path_factory.mktemp("tuned") / "tiny.gguf", SMOLLM)


def evidence() -> tuple[Evidence, ...]:
    return tuple(sentence(text, n, score=1.0 - n / 10) for n, text in enumerate(TEXTS))


def answered(file: Path, reply: str, question: Question = QUESTION) -> tuple[Answer, TunedModel]:
    model = TunedModel(responses=[reply], file=file, asked=[])
    *_, last = write(Answer(question.text, evidence=evidence()), question, model, time.monotonic())
    return last, model


def test_it_reads_the_best_sentences_by_number_as_it_was_taught(file: Path) -> None:
    _, model = answered(file, "[0]")
    (asked,) = model.asked
    assert asked["adapted"] and f"[1] {TEXTS[0]}\n[2] {TEXTS[1]}" in asked["text"]


def test_what_holds_is_shown_with_the_sentence_that_it_names(file: Path) -> None:
    answer, _ = answered(file, "[1] Barges carry coal and grain on slow rivers.")
    (claim,) = answer.claims
    assert claim.supported and not claim.quoted
    assert [citation.quote for citation in claim.citations] == [TEXTS[0]]


def test_several_lines_are_several_claims(file: Path) -> None:
    answer, _ = answered(
        file,
        "[1] Barges carry coal and grain on slow rivers.\n"
        "[2] Ferries carry sheep across the estuary in spring.",
    )
    assert [c.citations[0].quote for c in answer.claims if c.supported] == list(TEXTS[:2])


def test_in_place_of_what_does_not_hold_stands_the_sentence_that_it_names(file: Path) -> None:
    answer, _ = answered(file, "[2] Ferries carry 40 cows across the estuary in winter.")
    assert "cows" not in answer.text
    assert [claim.supported for claim in answer.claims] == [False, True]
    assert answer.text == TEXTS[1], "the choice counts, if the words do not"


def test_a_true_sentence_is_not_carried_by_another_that_it_names(file: Path) -> None:
    answer, _ = answered(file, "[3] Barges carry coal and grain on slow rivers.")
    assert answer.text == TEXTS[2]


@pytest.mark.parametrize("reply", ["[0]", "\n", "[9]", "[1]", "[1] What do barges carry?"])
def test_where_it_says_nothing_the_best_sentence_is_quoted(file: Path, reply: str) -> None:
    answer, _ = answered(file, reply)
    assert answer.claims[0].text == TEXTS[0] and all(claim.quoted for claim in answer.claims)


def test_a_question_in_another_language_is_not_put_to_it(file: Path) -> None:
    model = TunedModel(responses=["[0]"], file=file, asked=[])
    assert manner_of(model, evidence(), crosses=True) is None
    assert manner_of(model, evidence(), crosses=False) is not None
