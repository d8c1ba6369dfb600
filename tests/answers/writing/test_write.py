"""What a tuned model writes: each line checked against the sentence that it names."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from langchain_core.language_models import FakeListChatModel

from assistant.answers.answer import Answer
from assistant.answers.question import Question
from assistant.answers.writing.manner import manner_of
from assistant.answers.writing.write import write
from assistant.evidence.claims import quote
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
    """Three sentences that are all quoted, the first of them first."""
    items = (sentence(text, n, score=1.0 - n / 10) for n, text in enumerate(TEXTS))
    return tuple(replace(item, share=1.0) for item in items)


def answered(file: Path, reply: str, question: Question = QUESTION) -> tuple[Answer, TunedModel]:
    model = TunedModel(responses=[reply], file=file, asked=[])
    *_, last = write(Answer(question.text, evidence=evidence()), question, model, time.monotonic())
    return last, model


def test_it_reads_what_would_be_quoted_by_number_as_it_was_taught(file: Path) -> None:
    _, model = answered(file, "[0]")
    (asked,) = model.asked
    numbered = "\n".join(f"[{n}] {text}" for n, text in enumerate(TEXTS, start=1))
    assert asked["adapted"] and numbered in asked["text"]


def test_what_holds_stands_in_place_of_the_sentence_that_it_names(file: Path) -> None:
    answer, _ = answered(file, "[2] Ferries carry sheep across the estuary.")
    assert [claim.text for claim in answer.claims] == [
        TEXTS[0],
        "Ferries carry sheep across the estuary.",
        TEXTS[2],
    ]
    written = answer.claims[1]
    assert written.supported and not written.quoted
    assert [citation.quote for citation in written.citations] == [TEXTS[1]]


def test_each_line_stands_in_its_place_whatever_their_order(file: Path) -> None:
    lines = ("[3] Rafts were built of pine logs.", "[1] Barges carry coal and grain.")
    answer, _ = answered(file, "\n".join(lines))
    assert [claim.text for claim in answer.claims if claim.supported] == [
        "Barges carry coal and grain.",
        TEXTS[1],
        "Rafts were built of pine logs.",
    ]


@pytest.mark.parametrize(
    "reply",
    [
        "[2] Ferries carry 40 cows across the estuary in winter.",
        "[3] Barges carry coal and grain on slow rivers.",
        "[2] Rafts carry sheep across the estuary.",
    ],
)
def test_what_its_sentence_does_not_carry_is_left_out_and_counted(file: Path, reply: str) -> None:
    answer, _ = answered(file, reply)
    assert answer.text == " ".join(TEXTS)
    assert [claim.text for claim in answer.claims if not claim.supported] == [reply[4:]]


@pytest.mark.parametrize("reply", ["[0]", "\n", "[9]", "[1]", "[1] What do barges carry?", "Coal."])
def test_where_it_says_nothing_of_a_sentence_the_quotes_stand(file: Path, reply: str) -> None:
    answer, _ = answered(file, reply)
    assert answer.text == " ".join(TEXTS) and all(claim.quoted for claim in answer.claims)


def test_a_question_in_another_language_is_not_put_to_it(file: Path) -> None:
    model = TunedModel(responses=["[0]"], file=file, asked=[])
    quoted = [quote(item) for item in evidence()]
    assert manner_of(model, evidence(), quoted, crosses=True) is None
    assert manner_of(model, evidence(), quoted, crosses=False) is not None
