"""Records made from computer-science papers, in the form of the other training records.

What held-back tasks measure on stays out: records that hold a sentence of such a text are dropped.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from evals.training.records import AnswersRecord, Record, SupportRecord, write_records
from evals.training.synthetic.abstracts import (
    SCITLDR,
    answers_records,
    read_abstracts,
    support_records,
)
from evals.training.synthetic.full_texts import read_papers
from evals.training.synthetic.held_back import held_back_sentences, is_held_back
from evals.training.synthetic.paper_claims import paper_claims
from evals.training.synthetic.paper_questions import paper_questions
from evals.training.synthetic.questions import question_records

ANSWERS_FILE, SUPPORT_FILE = "answers.made.jsonl.gz", "support.made.jsonl.gz"
SEED = 20
R = TypeVar("R", AnswersRecord, SupportRecord)


@dataclass(frozen=True)
class Made:
    """The records that were made, by kind."""

    answers: tuple[AnswersRecord, ...]
    support: tuple[SupportRecord, ...]

    def counts(self) -> Mapping[str, Counter[str]]:
        """How many records each source has, by label (answered, none, supported, …)."""
        found: dict[str, Counter[str]] = {}
        records: list[Record] = [*self.answers, *self.support]
        for record in records:
            found.setdefault(record.source, Counter())[_label(record)] += 1
        return dict(sorted(found.items()))


def make_records(data: Path, seed: int = SEED) -> Made:
    """All records that the data folder allows to make; equal for equal data and seed."""
    abstracts = read_abstracts(data / SCITLDR)
    papers = read_papers(data)
    answers = [
        *answers_records(abstracts, seed),
        *paper_questions(papers, seed),
        *question_records(data, seed),
    ]
    support = [*support_records(abstracts, seed), *paper_claims(papers, seed)]
    held = held_back_sentences(data)
    kept_answers = [r for r in _distinct(answers) if not is_held_back(r, held)]
    kept_support = [r for r in _distinct(support) if not is_held_back(r, held)]
    random.Random(seed).shuffle(kept_answers)
    random.Random(seed).shuffle(kept_support)
    return Made(tuple(kept_answers), tuple(kept_support))


def write_made(made: Made, folder: Path) -> tuple[Path, Path]:
    """Write both files into a folder and give their paths."""
    answers, support = folder / ANSWERS_FILE, folder / SUPPORT_FILE
    write_records(answers, made.answers)
    write_records(support, made.support)
    return answers, support


def _distinct(records: Iterable[R]) -> list[R]:
    """The first of records that say the same under other ids."""
    kept: dict[tuple[object, ...], R] = {}
    for record in records:
        kept.setdefault(_content(record), record)
    return list(kept.values())


def _content(record: Record) -> tuple[str, Sequence[str]]:
    if isinstance(record, AnswersRecord):
        return record.question, record.passage
    return record.claim, record.evidence


def _label(record: Record) -> str:
    if isinstance(record, AnswersRecord):
        return "answered" if record.answers else "none"
    return record.label
