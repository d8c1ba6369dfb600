"""Questions made from sentences of a full text."""

from __future__ import annotations

from pathlib import Path

import pytest

from evals.training.records import AnswersRecord
from evals.training.synthetic.full_texts import read_papers
from evals.training.synthetic.paper_questions import paper_questions, question_templates


@pytest.fixture
def answered(small_data: Path) -> dict[str, AnswersRecord]:
    records = paper_questions(read_papers(small_data), 1)
    return {record.id.split("-", 2)[2]: record for record in records if record.answers}


def test_every_form_of_sentence_found_its_question(answered: dict[str, AnswersRecord]) -> None:
    assert set(answered) == {
        "definition", "datasets", "count", "figure", "future", "proposal", "acronym",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "asked", "answer"),
    [
        ("definition", "PocketSort", "a sorting algorithm for phones with little memory"),
        ("count", "phones", "12"),
        ("figure", "Table 2", "the time that every phone took"),
        ("acronym", "BST", "Binary Search Tree"),
        ("future", "", "In future work, we plan to sort on watches."),
    ],
)
def test_the_answer_is_the_part_that_the_question_asks_for(
    answered: dict[str, AnswersRecord], kind: str, asked: str, answer: str
) -> None:
    record = answered[kind]
    assert asked in record.question
    assert record.answers[0].text == answer


def test_a_passage_without_the_answer_is_told_from_one_with_it(small_data: Path) -> None:
    (paper,) = read_papers(small_data)
    for record in paper_questions([paper], 1):
        assert set(record.passage) <= set(paper.sentences)
        if record.id.endswith("-none"):
            assert not record.answers


def test_templates_ask_with_the_words_that_their_pattern_finds() -> None:
    for template in question_templates():
        groups = dict.fromkeys(template.pattern.groupindex, "words")
        for question in template.questions:
            assert question.format(**groups).endswith(("?", "."))
        assert template.open != any("{" in question for question in template.questions)
