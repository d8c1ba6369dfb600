"""Records made from abstracts: true claims, changed ones, claims of other papers."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest

from evals.training.records import SupportRecord
from evals.training.synthetic.abstracts import (
    SCITLDR,
    Abstract,
    answers_records,
    read_abstracts,
    support_records,
)


@pytest.fixture
def abstracts(small_data: Path) -> list[Abstract]:
    return read_abstracts(small_data / SCITLDR)


def _by_kind(records: list[SupportRecord]) -> dict[str, list[SupportRecord]]:
    found = defaultdict(list)
    for record in records:
        found[record.id.rpartition("-")[2]].append(record)
    return found


def test_the_central_sentence_is_the_one_nearest_to_the_summary(abstracts: list[Abstract]) -> None:
    assert [abstract.central for abstract in abstracts] == [1, 1, 1]


def test_summaries_are_supported_by_their_abstract(abstracts: list[Abstract]) -> None:
    found = _by_kind(list(support_records(abstracts, 1)))
    assert [record.label for record in found["true"]] == ["supported"] * 3
    for record, abstract in zip(found["true"], abstracts, strict=True):
        assert record.claim in abstract.summaries
        assert set(record.evidence) <= set(abstract.sentences)


def test_changed_summaries_are_refuted(abstracts: list[Abstract]) -> None:
    found = _by_kind(list(support_records(abstracts, 1)))
    changed = [*found["number"], *found["negation"], *found["sides"]]
    assert len(changed) == 3
    told = {summary for abstract in abstracts for summary in abstract.summaries}
    assert all(record.label == "refuted" and record.claim not in told for record in changed)


def test_another_papers_name_or_abstract_decides_nothing(abstracts: list[Abstract]) -> None:
    found = _by_kind(list(support_records(abstracts, 1)))
    undecided = [*found["name"], *found["other"]]
    assert found["name"] and found["other"]
    assert all(record.label == "neither" for record in undecided)


def test_what_a_paper_contributes_is_its_central_sentence(abstracts: list[Abstract]) -> None:
    records = [record for seed in range(5) for record in answers_records(abstracts, seed)]
    assert records
    for record in records:
        (answer,) = record.answers
        assert answer.text == record.passage[answer.sentence]
        assert answer.text in {abstract.sentences[1] for abstract in abstracts}
