"""Measures of a judge on training records: the right sentence, answerable, supported."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np

from evals.scorers.classification import (
    accuracy,
    area_under_curve,
    best_balanced_accuracy,
    recall_at_precision,
)
from evals.solvers.judges import Judge, Ranking
from evals.task import Pool, mean
from evals.training.records import LABELS, AnswersRecord, SupportRecord

R = TypeVar("R")
J = TypeVar("J")
PAIRS = 32


@dataclass(frozen=True)
class Measure(Generic[R, J]):
    """A figure over judged records: ``values`` of one (None: it does not count), and the pool.

    ``classes`` tells whether only a judge that knows three classes has it.
    """

    name: str
    values: Callable[[R, J], tuple[float, ...] | None]
    pool: Pool = mean
    classes: bool = False


def rank_answers(
    judge: Judge, records: Sequence[AnswersRecord], progress: Callable[[int, int], None]
) -> list[Ranking]:
    """The judge's ranking of each record's passage."""
    found = []
    for done, record in enumerate(records, start=1):
        found += judge.rank(record.question, [record.passage])
        progress(done, len(records))
    return found


def verify_claims(
    judge: Judge, records: Sequence[SupportRecord], progress: Callable[[int, int], None]
) -> list[np.ndarray]:
    """The judge's shares of supported, refuted and neither for each record, shape (3,) each."""
    found: list[np.ndarray] = []
    for start in range(0, len(records), PAIRS):
        part = records[start : start + PAIRS]
        found.extend(judge.verify([(record.claim, record.evidence) for record in part]))
        progress(len(found), len(records))
    return found


def answers_measures() -> tuple[Measure[AnswersRecord, Ranking], ...]:
    """The right sentence first within its passage; whether a passage answers at all."""

    def first(record: AnswersRecord, ranking: Ranking) -> tuple[float, ...] | None:
        if not record.answers:
            return None
        return (float(ranking.best in {answer.sentence for answer in record.answers}),)

    def answerable(record: AnswersRecord, ranking: Ranking) -> tuple[float, ...]:
        return float(bool(record.answers)), ranking.answerable

    return (
        Measure("right sentence first (hit@1)", first),
        Measure("answerable or not, AUC", answerable, area_under_curve),
    )


def support_measures() -> tuple[Measure[SupportRecord, np.ndarray], ...]:
    """Supported or not by one score, and the three classes where the judge knows them."""

    def supported(record: SupportRecord, shares: np.ndarray) -> tuple[float, ...]:
        return float(record.label == "supported"), float(shares[0])

    def verdict(record: SupportRecord, shares: np.ndarray) -> tuple[float, ...]:
        return float(LABELS.index(record.label)), float(shares.argmax())

    return (
        Measure("supported or not, AUC", supported, area_under_curve),
        Measure("supported that pass at precision 0.9", supported, recall_at_precision(0.9)),
        Measure("supported that pass at precision 0.95", supported, recall_at_precision(0.95)),
        Measure("balanced accuracy, best threshold", supported, best_balanced_accuracy),
        Measure("accuracy on three classes", verdict, accuracy, classes=True),
    )


def pool_values(
    measure: Measure[R, J], records: Iterable[R], judgements: Iterable[J]
) -> np.ndarray | None:
    """The values of the records that count, shape (records, values); None where none does."""
    found = [measure.values(r, j) for r, j in zip(records, judgements, strict=True)]
    rows = [values for values in found if values is not None]
    return np.array(rows) if rows else None
