"""Claims made from sentences of a full text."""

from __future__ import annotations

from pathlib import Path

from evals.training.synthetic.full_texts import read_papers
from evals.training.synthetic.paper_claims import paper_claims


def test_claims_are_true_changed_or_beside_their_evidence(small_data: Path) -> None:
    papers = read_papers(small_data)
    (paper,) = papers
    records = [record for seed in range(8) for record in paper_claims(papers, seed)]
    by_kind = {record.id.rpartition("-")[2]: record for record in records}
    assert {"clause", "negation", "neighbour"} <= set(by_kind)
    assert {kind: record.label for kind, record in by_kind.items()}.items() <= {
        "clause": "supported", "number": "refuted", "negation": "refuted", "sides": "refuted",
        "hedge": "neither", "neighbour": "neither",
    }.items()  # fmt: skip
    for record in records:
        assert set(record.evidence) <= set(paper.sentences)
        assert 1 <= len(record.evidence) <= 4
        assert record.claim not in record.evidence


def test_the_same_seed_makes_the_same_claims(small_data: Path) -> None:
    papers = read_papers(small_data)
    assert list(paper_claims(papers, 3)) == list(paper_claims(papers, 3))
