"""Gold answers in the model's place: which samples there are, and what passes."""

from __future__ import annotations

import random

import pytest

from assistant.settings import Settings
from evals.datasets.papers import BAMBOO, LEVAL, bamboo, leval
from evals.solvers.context import PRODUCT
from evals.task import QUOTED, Claim, Output, Sample, run
from evals.tasks.claims import change_fact, claims, passing_claim, tasks
from tests.evals.conftest import MakeContext


def test_each_gold_answer_is_a_true_claim_and_a_changed_one(make_context: MakeContext) -> None:
    found = list(claims(leval(make_context().file(LEVAL))))
    by_id = {sample.id: sample for sample in found}
    assert set(by_id) == {
        "leval-00-00-true", "leval-00-00-changed", "leval-01-00-true", "leval-01-00-changed",
    }  # fmt: skip
    assert by_id["leval-00-00-true"].targets == ("91 percent of all floods.",)
    assert by_id["leval-00-00-true"].kinds == ("true", "true near copy")
    assert by_id["leval-00-00-changed"].targets != by_id["leval-00-00-true"].targets


def test_answers_of_few_words_are_no_claims(make_context: MakeContext) -> None:
    found = bamboo(make_context().file(BAMBOO))
    assert {sample.id for sample in claims(found)} == {"bamboo-000-true", "bamboo-000-changed"}


@pytest.mark.parametrize(
    ("text", "changed"),
    [
        ("Two dams break.", "Four dams break."),
        ("The dam is higher.", "The dam is lower."),
        ("GPT-2 breaks.", "BERT breaks."),
        ("Dams are walls.", "Dams are not walls."),
        ("Dams break.", None),
    ],
)
def test_one_fact_is_changed(text: str, changed: str | None) -> None:
    assert change_fact(text, "We compare BERT.", random.Random(1)) == changed


def test_a_quotation_does_not_pass_for_a_claim() -> None:
    sample = Sample("a", "What?")
    quote = Claim("Dams break.", "supported", QUOTED)
    refused = Claim("Dams hold.", "unsupported", "no evidence")
    own = Claim("A dam breaks.", "supported")
    assert passing_claim(sample, Output(claims=(quote, refused))) is None
    assert passing_claim(sample, Output(claims=(refused, own))) == own


@pytest.mark.model
def test_a_copied_answer_passes_and_a_changed_one_does_not(
    make_context: MakeContext, real_settings: Settings
) -> None:
    running = tasks(make_context(real_settings))
    task = next(running)
    records = {record.sample.id: record for record in run(task).records}
    true, changed = records["bamboo-000-true"], records["bamboo-000-changed"]
    assert true.scores[PRODUCT, "true claims that pass"].values == (1.0,)
    assert changed.scores[PRODUCT, "changed claims that pass"].values == (0.0,)
    assert task.details is not None
    assert "true near copy" in task.details(list(records.values()))
