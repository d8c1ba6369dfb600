"""Which passages the evidence model reads for a field, and in which language it is asked."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.models.evidence_model import EvidenceModel
from assistant.models.llama.protocol import Rankings, VerdictShares
from assistant.reviews.field_reading import read_places
from assistant.text.scripts import Language
from tests.texts import numbered

ASKED: dict[Language, str] = {"en": "What is left open?", "zh": "还有什么？", "ja": "何が残るか。"}


class Engine:
    """An engine that notes what it was asked of which passages; its logits are lengths."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, tuple[str, ...]]] = []

    def rank(self, question: str, passages: Sequence[Sequence[str]], *, urgent: bool) -> Rankings:
        self.asked += [(question, tuple(passage)) for passage in passages]
        scores = [
            [(float(len(text)), 0.5, 0, 1, 0.0, 0.0) for text in passage] for passage in passages
        ]
        return Rankings([0.0] * len(passages), scores)

    def verify(self, claims: Sequence[tuple[str, Sequence[str]]], *, urgent: bool) -> VerdictShares:
        raise AssertionError("nothing is verified to read")


def test_a_sentence_is_read_with_its_neighbours_of_the_same_section() -> None:
    texts = [
        *numbered("One.", "Two two.", "Three three.", "Four.", section="1"),
        *numbered("Five five five.", section="2"),
    ]
    engine = Engine()
    found = read_places(EvidenceModel(engine), ASKED, texts, [1, 4])
    passages = {passage for _, passage in engine.asked}
    assert passages == {("One.", "Two two.", "Three three."), ("Five five five.",)}
    assert {place: score.logit for place, score in found.items()} == {
        place: float(len(texts[place].text)) for place in (0, 1, 2, 4)
    }


def test_a_long_run_is_cut_and_each_passage_asked_in_its_own_language() -> None:
    texts = [
        *numbered(
            *["Rivers carry a great deal of silt to the sea in spring. " * 8] * 4, section="1"
        ),
        *numbered("河流每年春天把大量泥沙带入大海。", section="2"),
    ]
    engine = Engine()
    found = read_places(EvidenceModel(engine), ASKED, texts, range(5))
    assert sorted(found) == [0, 1, 2, 3, 4]
    asked = [question for question, _ in engine.asked]
    assert asked.count(ASKED["zh"]) == 1 and asked.count(ASKED["en"]) > 1
