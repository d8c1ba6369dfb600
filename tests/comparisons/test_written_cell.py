"""Cells in a capable model's words: what holds by its words, by its meaning, and what does not."""

from __future__ import annotations

import pytest
from langchain_core.language_models import FakeListChatModel

from assistant.comparisons.written_cell import write_cell
from assistant.evidence.claims import Claim
from assistant.models.evidence_model import EvidenceModel
from tests.texts import sentence

GAUGES = "Gauges of steel are read every morning in all 12 towns."
ANNOTATORS = "Annotators preferred the longer summaries in most comparisons."
RIVER = "大坝使下游的泥沙减少了百分之四十。"


def written(
    aspect: str, said: str, *texts: str, judge: EvidenceModel | None = None
) -> Claim | None:
    items = [sentence(text, place) for place, text in enumerate(texts)]
    return write_cell(aspect, items, FakeListChatModel(responses=[said]), judge)


@pytest.mark.parametrize(
    ("aspect", "said", "text", "holds"),
    [
        ("gauges", "Gauges of steel", GAUGES, True),
        ("towns", "12 towns", GAUGES, True),
        ("towns", "13 towns", GAUGES, False),
        ("gauges", "Gauges of copper", GAUGES, False),
        ("reading", "are read every morning in all 12 towns", GAUGES, False),
        ("泥沙", "泥沙减少了百分之四十", RIVER, True),
        ("泥沙", "泥沙增加了百分之八十", RIVER, False),
    ],
)
def test_short_values_hold_by_their_words(aspect: str, said: str, text: str, holds: bool) -> None:
    claim = written(aspect, said, text)
    assert (claim is not None) == holds
    if claim is not None:
        assert claim.supported and claim.citations[0].quote == text


@pytest.mark.model
def test_a_sentence_holds_where_the_judge_finds_it_carried(
    real_evidence_model: EvidenceModel,
) -> None:
    said = "Longer summaries were favoured by the annotators most of the time."
    assert written("preferences", said, ANNOTATORS, GAUGES) is None
    claim = written("preferences", said, ANNOTATORS, GAUGES, judge=real_evidence_model)
    assert claim is not None and [c.quote for c in claim.citations] == [ANNOTATORS]
    changed = said.replace("Longer", "Shorter")
    assert written("preferences", changed, ANNOTATORS, GAUGES, judge=real_evidence_model) is None
