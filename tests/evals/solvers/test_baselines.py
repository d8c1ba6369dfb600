"""The baselines: the tutorial pipeline with fakes and with the real model, the model alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from langchain_core.embeddings import DeterministicFakeEmbedding
from langchain_core.language_models import FakeListChatModel

from assistant.demo import demo_sources
from assistant.library import Library
from assistant.models.embeddings import EngineEmbeddings
from evals.solvers.baselines import (
    CHUNK_CHARACTERS,
    K,
    Tutorial,
    bare_model,
    plain_prompt,
    with_cache,
)
from evals.task import Claim, Output, Sample
from evals.tasks import demo

TEXTS = {
    "rivers": " ".join(f"Paragraph {n} says that rivers carry silt." for n in range(80)),
    "bees": "Bees carry pollen.",
}
SAMPLES = (Sample("s0", "Question 0?"),)


def _with_fakes(*answers: str) -> Tutorial:
    model = FakeListChatModel(responses=list(answers))
    return Tutorial(TEXTS, model, DeterministicFakeEmbedding(size=16))


@pytest.fixture(scope="module")
def tutorial(demo_library: Library, real_embeddings: EngineEmbeddings) -> Tutorial:
    texts = {path.name: path.read_text("utf-8") for path in demo_sources()}
    return Tutorial(texts, demo_library.chat_model, real_embeddings)


def test_a_question_with_a_source_sees_that_text_alone() -> None:
    output = _with_fakes("Silt.")(Sample("s", "What do rivers carry?", source="rivers"))
    assert output.text == "Silt."
    assert len(output.evidence) == K
    assert all(text in TEXTS["rivers"] for text in output.texts)
    assert all(len(text) <= CHUNK_CHARACTERS for text in output.texts)


def test_a_question_without_a_source_sees_all_texts() -> None:
    found = _with_fakes("x").retrieve("Who carries pollen?", "", 20)
    assert TEXTS["bees"] in {chunk.page_content for chunk in found}
    assert len(found) > K


def test_the_chunks_that_hold_the_gold_sentence_are_the_relevant_ones() -> None:
    gold = "Paragraph 79 says that rivers carry silt."
    output = _with_fakes("x")(Sample("s", "q", evidence=(gold,), source="rivers"))
    (last,) = output.relevant
    assert last == str(max(int(key) for key in output.ranked))


def test_a_text_that_declines_is_an_abstention() -> None:
    tutorial = _with_fakes("I don't know the answer.", "Silt.")
    sample = Sample("s", "q", source="bees")
    assert tutorial(sample).abstained
    assert not tutorial(sample).abstained


def test_the_prompt_holds_the_chunks_and_ends_with_the_question() -> None:
    system, human = _with_fakes("x").prompt("Who carries pollen?", "bees")
    assert "Bees carry pollen." in system.text
    assert human.text == "Who carries pollen?"


def test_a_plain_prompt_is_asked_as_it_stands() -> None:
    model = FakeListChatModel(responses=["In short: rivers."])
    output = plain_prompt(model, lambda sample: f"Sum up {sample.question}")(Sample("s", "Rivers"))
    assert output.text == "In short: rivers."
    assert output.evidence == ()


def test_a_baseline_is_asked_once(tmp_path: Path) -> None:
    asked: list[str] = []

    def solve(sample: Sample) -> Output:
        asked.append(sample.id)
        return Output("x", claims=(Claim("a", quotes=("b",)),), ranked=("1",))

    file = tmp_path / "kept" / "baselines.jsonl"
    one = with_cache(solve, file, lambda sample: sample.question)(SAMPLES[0])
    again = with_cache(solve, file, lambda sample: sample.question)(SAMPLES[0])
    assert one == again
    assert asked == ["s0"]
    with_cache(solve, file, lambda sample: "other")(SAMPLES[0])
    assert asked == ["s0", "s0"]


def test_what_another_version_of_the_baselines_said_is_asked_again(tmp_path: Path) -> None:
    file = tmp_path / "baselines.jsonl"
    file.write_text('{"version": "old", "key": "k", "output": {"gone": 1}}\n', encoding="utf-8")
    solve = with_cache(lambda sample: Output("new"), file, lambda sample: "k")
    assert solve(SAMPLES[0]).text == "new"
    assert len(file.read_text("utf-8").splitlines()) == 2


@pytest.mark.model
def test_the_tutorial_pipeline_answers_from_four_chunks(tutorial: Tutorial) -> None:
    sample = next(s for s in demo.samples() if s.id == "demo-001")
    output = tutorial(sample)
    assert output.text
    assert len(output.evidence) == K
    assert output.prompt_tokens > 300
    assert 0 < output.first_token_seconds < output.seconds
    assert "outer alignment" in " ".join(output.evidence)
    assert output.relevant and set(output.relevant) & set(output.ranked)


@pytest.mark.model
def test_the_tutorial_pipeline_keeps_to_the_source_it_is_asked_about(tutorial: Tutorial) -> None:
    names = [path.name for path in demo_sources()]
    for name in names:
        chunks = tutorial.retrieve("What does it say about evaluation?", name, 3)
        text = next(path for path in demo_sources() if path.name == name).read_text("utf-8")
        assert all(chunk.page_content in text for chunk in chunks)


@pytest.mark.model
def test_the_model_alone_sees_no_evidence(demo_library: Library) -> None:
    output = bare_model(demo_library.chat_model)(Sample("s", "What is BadGPT?"))
    assert output.text and not output.evidence
    assert output.prompt_tokens < 100
