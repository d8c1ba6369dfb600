"""People's questions: only the half to develop on, the covering sentence as the answer."""

from __future__ import annotations

from pathlib import Path

from evals.datasets.papers import BAMBOO, LEVAL, bamboo, leval
from evals.task import Sample
from evals.training.synthetic.questions import answering, question_records

SENTENCES = (
    "The buoy floats.",
    "The buoy finds 91 percent of all floods.",
    "Most floods come in spring.",
)


def test_the_sentence_that_covers_the_answer_answers() -> None:
    sample = Sample("a", "What does the buoy find?", ("91 percent of floods",))
    assert answering(sample, SENTENCES) == [1]


def test_a_question_that_no_sentence_covers_is_left_out() -> None:
    sample = Sample("a", "What does the buoy find?", ("a crack of three millimetres",))
    assert answering(sample, SENTENCES) == []


def test_a_sentence_outside_the_gold_passage_does_not_answer() -> None:
    sample = Sample("a", "When?", ("floods",), evidence=("Most floods come in spring.",))
    assert answering(sample, SENTENCES) == [2]


def test_the_half_to_confirm_with_is_never_read(small_data: Path) -> None:
    samples = [*leval(small_data / LEVAL).samples, *bamboo(small_data / BAMBOO).samples]
    confirm = {sample.id for sample in samples if sample.half == "confirm"}
    records = list(question_records(small_data, 1))
    assert confirm and records
    assert not any(record.id.startswith(tuple(confirm)) for record in records)
    for record in records:
        assert all(answer.text in record.passage for answer in record.answers)
