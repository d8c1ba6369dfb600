"""Which sentences serve which field of a review."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.models.evidence_model import EvidenceModel
from assistant.models.llama.protocol import Rankings, VerdictShares
from assistant.reviews.candidates import FEW_LEAST, candidates, sentences_by_field
from assistant.reviews.fields import fields
from tests.texts import numbered


class Likes:
    """An engine that finds an answer in what has a word, and none in anything else."""

    def __init__(self, word: str) -> None:
        self.word = word
        self.read: list[list[str]] = []

    def rank(self, question: str, passages: Sequence[Sequence[str]], *, urgent: bool) -> Rankings:
        self.read += [list(passage) for passage in passages]
        scores = [
            [(0.0, 0.5, 0, 9, 1.0, 4.0 if self.word in text else -4.0) for text in passage]
            for passage in passages
        ]
        return Rankings([0.0] * len(passages), scores)

    def verify(self, claims: Sequence[tuple[str, Sequence[str]]], *, urgent: bool) -> VerdictShares:
        raise AssertionError("nothing is verified to find sentences")


def serving(name: str, *texts: str, kind: str = "conclusion", section: str = "8") -> list[str]:
    field = next(field for field in fields() if field.name == name)
    found = candidates(field, numbered(*texts, kind=kind, section=section))
    return [item.text for item in found]


def test_points_of_a_list_serve_what_the_list_is_about() -> None:
    texts = (
        "Future research on rivers will go two ways: (1) gauges become cheap for towns.",
        "(2) Satellites see the silt of every large river.",
    )
    assert texts[1] in serving("future", *texts)
    assert texts[1] not in serving("future", "Rivers were seen in Nepal by many.", texts[1])


def test_captions_references_and_notes_on_the_page_never_serve() -> None:
    text = "Future research on rivers should be improved by towns."
    assert serving("future", text) == [text]
    for kind in ("caption", "references", "front", "appendix"):
        assert serving("future", text, kind=kind) == []
    assert serving("future", "Please cite our future research on rivers and towns.") == []


def test_each_sentence_serves_one_field_and_repeats_are_left_out() -> None:
    texts = numbered(
        "We found that rivers carry more sand in spring than in autumn.",
        "We found that rivers carry more sand in spring than in autumn, too.",
        "Future research should measure the small streams of the north.",
        kind="conclusion",
        section="8 Conclusion",
    )
    shares = sentences_by_field(texts, EvidenceModel(Likes("found")))
    told = [item.text for items in shares.values() for item in items]
    assert len(told) == len(set(told)) == 2
    assert [item.text for item in shares["future"]] == [texts[2].text]
    assert all(item.score >= FEW_LEAST for items in shares.values() for item in items)


def test_the_evidence_model_decides_between_sentences_that_may_serve() -> None:
    texts = (
        "Future work on rivers may start from bridges of steel.",
        "Future work on rivers should measure the silt of every stream.",
        "Future research may bring ships to the lakes of the north.",
    )
    field = next(field for field in fields() if field.name == "future")
    asked = numbered(*texts, kind="conclusion", section="8")
    first = [candidates(field, asked, EvidenceModel(Likes(word)))[0] for word in ("silt", "ships")]
    assert [item.text for item in first] == [texts[1], texts[2]]
