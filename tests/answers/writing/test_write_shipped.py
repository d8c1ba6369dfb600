"""The writer that ships: the default model cuts what would be quoted to what was asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from assistant import Library
from assistant.demo import demo_sources
from assistant.models.embeddings import EngineEmbeddings
from assistant.models.evidence_model import EvidenceModel
from assistant.settings import SHIPPED_WRITER, Settings

QUESTIONS = (
    "What does HHH stand for?",
    "How is factuality evaluated?",
    "Which parameter-efficient training methods are covered?",
    "What is scalable oversight?",
    "How is instruction data collected?",
    "Which attacks on aligned models are discussed?",
)


@pytest.fixture(scope="module")
def tuned(
    tmp_path_factory: pytest.TempPathFactory,
    real_embeddings: EngineEmbeddings,
    real_evidence_model: EvidenceModel,
    real_settings: Settings,
) -> Iterator[Library]:
    """The demo digests, with the default model as it was tuned."""
    with Library.open(
        tmp_path_factory.mktemp("tuned"),
        embeddings=real_embeddings,
        evidence_model=real_evidence_model,
        settings=replace(real_settings, writer=SHIPPED_WRITER),
    ) as library:
        for source in demo_sources():
            library.add(source)
        yield library


@pytest.mark.model
def test_it_says_in_fewer_words_what_is_quoted_without_it(
    tuned: Library, demo_library: Library
) -> None:
    cut = 0
    for question in QUESTIONS:
        answer, quoted = tuned.ask(question), demo_library.ask(question)
        shown = [claim for claim in answer.claims if claim.supported]
        assert {c.citations[0].quote for c in shown} == {
            c.citations[0].quote for c in quoted.claims if c.supported
        }
        for claim in shown:
            if not claim.quoted:
                cut += 1
                assert len(claim.text) < len(claim.citations[0].quote) + 20
        assert answer.usage.prompt_tokens < quoted.usage.prompt_tokens
    assert cut >= len(QUESTIONS) // 2


def test_a_writer_that_is_not_there_is_named(tmp_path: Path, real_settings: Settings) -> None:
    settings = replace(real_settings, writer=str(tmp_path / "no.gguf"))
    with (
        Library.open(tmp_path / "library", settings=settings) as library,
        pytest.raises(Exception, match="There is no writer"),
    ):
        library.warm_up()
