"""The field task: what counts as a fact told, as one work, and a run over small files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.settings import Settings
from evals.datasets.spliced import splice
from evals.solvers.context import PRODUCT, TWO_SENTENCES, Context
from evals.solvers.corpus import Corpus
from evals.task import Claim, EvalError, Output, Result, Sample, run
from evals.tasks import field

SAMPLE = Sample("s", "How many papers?", targets=("73",), source="a.pdf")


def _told(*claims: Claim, pattern: str = "73", **output: object) -> tuple[float, ...] | None:
    made = Output(claims=claims, **output)  # type: ignore[arg-type]
    found = field.fact_told({"s": pattern}).score(SAMPLE, made)
    return found.values if found is not None else None


def test_a_fact_is_told_by_a_supported_claim_or_its_quote() -> None:
    assert _told(Claim("There are 73.", "supported")) == (1.0,)
    assert _told(Claim("Many.", "supported", quotes=("We review 73 papers.",))) == (1.0,)
    assert _told(Claim("There are 73.", "unsupported", quotes=("73",))) == (0.0,)
    assert _told(text="There are 73.") == (1.0,)  # a solver that makes no claims


def test_a_number_must_stand_by_itself() -> None:
    assert _told(Claim("There are 1739.", "supported")) == (0.0,)
    assert _told(Claim("ONE hundred", "supported"), pattern="141|one hundred") == (1.0,)


def test_an_answer_that_was_declined_tells_nothing() -> None:
    assert _told(Claim("73.", "supported"), abstained=True) == (0.0,)
    unanswerable = Sample("s", "q", answerable=False)
    assert field.fact_told({"s": ""}).score(unanswerable, Output()) is None


def test_questions_stay_with_their_paper_and_its_half() -> None:
    records = [
        {"document": "waskom2021_joss.pdf", "question": "A?", "gold": "x", "pattern": "x"},
        {"document": "b.pdf", "question": "B?", "gold": "y", "pattern": "y"},
        {"document": "b.pdf", "question": "C?", "gold": "z", "pattern": "z"},
        {"document": None, "question": "D?", "gold": None, "pattern": None},
    ]
    patterns, samples = field.asked(records)
    assert list(patterns.values()) == ["x", "y", "z", ""]
    assert samples[0].half == "confirm", "the gold reading of this paper says so"
    assert samples[1].half == samples[2].half
    assert [sample.answerable for sample in samples] == [True, True, True, False]


def test_a_question_about_a_paper_that_was_refused_is_declined() -> None:
    made = Corpus(None, {}, {}, None)  # type: ignore[arg-type]
    solve = field.of_readable(made, lambda sample: Output(text="73"))
    assert solve(SAMPLE).abstained
    assert solve(Sample("t", "q")).text == "73"


@pytest.fixture
def context(tmp_path: Path, real_settings: Settings) -> Context:
    small = tmp_path / "field" / "small"
    small.mkdir(parents=True)
    for year, name in ((2018, "same-title-1"), (2022, "same-title-2")):
        author = "Ann Alder" if year == 2018 else "Bob Birch"
        text = f"# Deep learning for crops\n\n{author}, {year}\n\nThere are {year} works here.\n"
        (small / f"{name}.md").write_text(text, encoding="utf-8")
    (small / "empty.md").write_text("", encoding="utf-8")
    papers = tmp_path / "field" / "pdf"
    papers.mkdir()
    sentences = [
        "This survey reviews 73 papers about rivers.",
        "Rivers carry water and sediment from the mountains to the sea.",
        "Dams keep back the sediment that deltas are built of.",
        "Fish ladders help salmon to reach the gravel where they spawn.",
    ]
    paper = splice("A Survey of Rivers", sentences, "Floods renew the meadows.", "PDF")
    (papers / "rivers.pdf").write_bytes(paper.data)
    question = "What do rivers carry from the mountains to the sea?"
    record = {"document": "rivers.pdf", "question": question,
              "gold": "water and sediment", "pattern": "sediment"}  # fmt: skip
    (tmp_path / "field" / "questions.jsonl").write_text(json.dumps(record), encoding="utf-8")
    return Context(real_settings, tmp_path, None, True, tmp_path / "work", lambda *told: None)


@pytest.mark.model
def test_a_run_over_small_files(context: Context) -> None:
    results: dict[str, Result] = {task.name: run(task) for task in field.tasks(context)}
    assert list(results) == ["field-reading", "field-merging", "field-questions"]
    (paper,) = results["field-reading"].records
    kept = {tally.name: tally for tally in paper.outputs[PRODUCT].tallies}
    assert kept["text kept"].right > 20
    assert len(kept) == 2, "whole lines, and pieces of them"
    merged = {r.sample.id: r.outputs[PRODUCT].text for r in results["field-merging"].records}
    assert merged["same-title-1.md"] == "one survey"
    assert merged["empty.md"].startswith("refused: ")
    (question,) = results["field-questions"].records
    told = {solver: s for (solver, name), s in question.scores.items() if name == field.FACT}
    assert set(told) == {PRODUCT, field.ALL, TWO_SENTENCES}
    assert told[PRODUCT].values == (1.0,), question.outputs[PRODUCT]


def test_a_folder_without_papers_is_named(tmp_path: Path) -> None:
    (tmp_path / "field").mkdir()
    empty = Context(Settings(), tmp_path, None, False, tmp_path, lambda *told: None)
    with pytest.raises(EvalError, match=r"No PDFs in .*pdf"):
        next(field.tasks(empty))
