"""Questions across languages: the set holds what it says, and the task runs."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from assistant.demo import demo_sources
from assistant.settings import Settings
from evals.report.measured import measure
from evals.scorers.text import contains
from evals.task import run
from evals.tasks import languages
from tests.evals.conftest import MakeContext

RECORDS = [json.loads(line) for line in languages.QUESTIONS.read_text("utf-8").splitlines()]
TEXTS = {
    path.name.split("-")[0]: path.read_text("utf-8")
    for path in (*demo_sources(), *languages.FOREIGN.glob("*.md"))
}


def test_every_answer_stands_in_its_document() -> None:
    assert len({record["id"] for record in RECORDS}) == len(RECORDS)
    for record in RECORDS:
        texts = [TEXTS[key] for key in record["documents"]]
        for sentence in record["evidence"]:
            assert any(sentence in text for text in texts), record["id"]
        assert bool(record["evidence"]) == bool(record["documents"])


def test_there_are_enough_questions_of_each_language() -> None:
    asked = Counter(
        f"{language}→{record['language']}"
        for record in RECORDS
        if record["evidence"]
        for language in record["questions"]
    )
    assert asked["zh→en"] >= 60 and asked["ja→en"] >= 60
    assert min(asked["de→en"], asked["fr→en"], asked["es→en"]) >= 20
    assert asked["en→zh"] + asked["en→ja"] >= 40


def test_one_fact_is_in_one_half_and_a_wrong_document_does_not_answer() -> None:
    samples = languages.samples()
    halves = {
        sample.group: {s.half for s in samples if s.group == sample.group} for sample in samples
    }
    assert all(len(found) == 1 for found in halves.values())
    sizes = Counter(sample.half for sample in samples)
    assert abs(sizes["develop"] - sizes["confirm"]) < 30
    evidence = {record["id"]: record["evidence"] for record in RECORDS}
    for sample in samples:
        if "wrong" in sample.kinds:
            assert not any(contains(TEXTS[sample.source], gold) for gold in evidence[sample.group])


@pytest.mark.model
def test_a_run_tells_languages_apart(make_context: MakeContext, real_settings: Settings) -> None:
    context = make_context(real_settings, limit=12)
    for task in languages.tasks(context):
        found = measure(run(task))
        assert found.solvers == ("survey-assistant",)
        names = [scorer.name for scorer in task.scorers]
        assert any(name.startswith("recall@5, ") for name in names)
        assert any(name.startswith("wrong document declined, ") for name in names)
