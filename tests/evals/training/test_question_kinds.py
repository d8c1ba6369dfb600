"""Fitting what questions ask for: files of questions, subjects in slots, two models."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from assistant.text.question_kinds import AIMS, kinds_of
from evals.task import EvalError
from evals.training.question_kinds import (
    FOLDER,
    KINDS,
    SUBJECT,
    UNKNOWN,
    figures,
    known_tokens,
    of_records,
    read_questions,
    vector_heads,
    with_subjects,
    words_model,
)
from evals.training.records import AnswersRecord, Span

OWN = "\n".join(
    (
        "authors,works\ten\twho wrote {x}?",
        "authors,works\ten\twho wrote the survey on {x}",
        "year,date\ten\twhen was {x} published?",
        "year,date\ten\twhen was the survey on {x} published",
        "other\ten\twhat is {x}?",
        "other\ten\twhat is {x} for",
    )
)


def record(question: str, answer: str) -> AnswersRecord:
    return AnswersRecord(question, question, (answer,), (Span(0, 0, answer),), "en", "made")


@pytest.fixture
def own(tmp_path: Path) -> Path:
    path = tmp_path / "own.tsv"
    path.write_text(OWN, encoding="utf-8")
    return path


def test_the_words_of_a_few_questions_tell_others(own: Path) -> None:
    questions = read_questions(own)
    model = words_model(questions, known_tokens(questions))
    assert SUBJECT not in model.known
    assert kinds_of(model.logits("Who wrote the survey on deep seas?")).aim == "authors"
    assert kinds_of(model.logits("When was Deep Seas published?")).has("date")
    table = figures(lambda text: kinds_of(model.logits(text)), questions)
    assert "| authors | 2 | 1.000 | 1.000 |" in table
    assert "| right aim | 6 | 1.000 | |" in table


def test_vectors_that_can_be_parted_are(own: Path) -> None:
    questions = read_questions(own)
    places = [AIMS.index(item.aim) for item in questions]
    vectors = np.eye(len(AIMS))[places] + 5
    heads = vector_heads(questions, vectors, "small", 1.0)
    found = [kinds_of(heads.logits(vector).tolist()).aim for vector in vectors]
    assert found == [item.aim for item in questions]


def test_of_records_it_is_known_what_answers() -> None:
    year, count, name = of_records(
        [record("When?", "In 1986"), record("How many?", "12 mills"), record("Who?", "Ann Ox")]
    )
    number, date, works = (KINDS.index(kind) for kind in ("number", "date", "works"))
    assert (year.wanted[date], year.wanted[number]) == (1, 0)
    assert (count.wanted[date], count.wanted[number]) == (0, 1)
    assert name.wanted[works] == UNKNOWN
    assert {item.aim for item in (year, count, name)} == {"other"}


def test_slots_are_filled_with_answers_of_records(own: Path) -> None:
    filled = with_subjects(read_questions(own), [record("What?", "river deltas")])
    assert filled[0].text == "who wrote river deltas ?"


@pytest.mark.parametrize("line", ["authors\ten", "writer\ten\twho?", "authors,soon\ten\twho?"])
def test_a_line_that_is_no_question_is_told(tmp_path: Path, line: str) -> None:
    path = tmp_path / "wrong.tsv"
    path.write_text(f"hello\ten\thi\n{line}\n", encoding="utf-8")
    with pytest.raises(EvalError, match="line 2"):
        read_questions(path)


def test_no_question_to_measure_on_is_trained_on() -> None:
    taught = [*read_questions(FOLDER / "slots.tsv"), *read_questions(FOLDER / "train.tsv")]
    texts = {item.text.lower() for item in taught}
    for half in ("develop", "confirm"):
        assert not texts & {item.text.lower() for item in read_questions(FOLDER / f"{half}.tsv")}
