"""Retrieval on its own: the sets in their formats, and a run over a few passages."""

from __future__ import annotations

import pytest

from assistant.settings import Settings
from evals.report.measured import measure
from evals.task import run
from evals.tasks import retrieval
from evals.tasks.retrieval import abstract
from tests.evals.conftest import MakeContext


def test_a_printed_list_of_sentences_is_read() -> None:
    printed = "['One is here.'\n \"Crohn's disease isn't.\" 'It''s over.']"
    assert abstract(printed).startswith("One is here. Crohn's disease isn't.")


def test_claims_without_an_abstract_are_left_out(make_context: MakeContext) -> None:
    samples, passages = retrieval.scifact(make_context())
    assert {sample.question: sample.evidence for sample in samples} == {
        "Wild bees pollinate apple orchards.": ("1",),
        "Rivers carry sediment.": ("0",),
    }
    assert passages[1].text.startswith("Bees in Orchards. We ask how wild bees pollinate")


def test_each_japanese_paragraph_is_a_passage(make_context: MakeContext) -> None:
    samples, passages = retrieval.jaquad(make_context())
    assert [passage.document_id for passage in passages] == ["paragraph-0", "paragraph-1"]
    assert {sample.id: sample.evidence for sample in samples} == {
        "川": ("paragraph-0",),
        "蜂": ("paragraph-1",),
    }


@pytest.mark.model
def test_a_run_finds_the_passages_that_claims_are_about(
    make_context: MakeContext, real_settings: Settings
) -> None:
    for task in retrieval.tasks(make_context(real_settings)):
        found = measure(run(task))
        assert found.solvers == ("fused", "dense alone", "BM25 alone")
        for solver in ("fused", "BM25 alone"):
            recall = found.figure("recall@10", solver, None)
            assert recall is not None and recall.value == 1.0, (task.name, solver)
