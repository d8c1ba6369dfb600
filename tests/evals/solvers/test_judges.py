"""The baselines that judge records: words in common, and the embedder's cosine."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from assistant.models.embeddings import EngineEmbeddings
from assistant.models.evidence_model import EvidenceModel
from assistant.models.llama.protocol import Rankings, VerdictShares
from evals.solvers.judges import EVEN, Cosine, Evidence, Judge, Ranking, WordOverlap
from vectorstore.embedding import Role

PASSAGE = ("Rivers carry silt.", "Bees nest in stems.")
WORDS = ("bees", "nest", "rivers", "silt")


class CountedWords:
    """Unit vectors of which of four words a text holds."""

    embedder_name = "counted words"

    def embed(self, texts: Sequence[Sequence[str]], role: Role) -> list[np.ndarray]:
        """As an embedding engine, for texts of one part."""
        rows = np.array([[word in " ".join(text).lower() for word in WORDS] for text in texts])
        rows = rows / np.linalg.norm(rows, axis=1, keepdims=True)
        return [np.stack([row, row]).astype(np.float32) for row in rows]


class CountedLogits:
    """An evidence engine: a sentence's logit is its length, no answer's is 1, all is refuted."""

    def rank(self, question: str, passages: Sequence[Sequence[str]], *, urgent: bool) -> Rankings:
        """As the evidence model's engine."""
        scores = [[(float(len(text)), 0.5, 0, 0, 0.0) for text in passage] for passage in passages]
        return Rankings([1.0] * len(passages), scores)

    def verify(self, claims: Sequence[tuple[str, Sequence[str]]], *, urgent: bool) -> VerdictShares:
        """As the evidence model's engine."""
        return VerdictShares([(0.1, 0.7, 0.2)] * len(claims))


@pytest.fixture(params=["overlap", "cosine"])
def judge(request: pytest.FixtureRequest) -> Judge:
    if request.param == "overlap":
        return WordOverlap()
    return Cosine(EngineEmbeddings(CountedWords()))


def test_a_sentence_with_the_questions_words_comes_first(judge: Judge) -> None:
    first, second = judge.rank("Where do bees nest?", [PASSAGE, PASSAGE[:1]])
    assert first.best == 1 and len(first.sentences) == 2
    assert first.answerable > second.answerable


def test_a_claim_is_the_more_supported_the_more_words_it_shares(judge: Judge) -> None:
    claim = "Bees nest in stems."
    shares = judge.verify([(claim, PASSAGE[1:]), (claim, PASSAGE[:1])])
    assert shares.shape == (2, 3)
    assert shares[0, 0] > shares[1, 0]
    assert not judge.verdicts and not shares[:, 1:].any()


def test_the_evidence_model_gives_chances_and_three_shares() -> None:
    judge: Judge = Evidence(EvidenceModel(CountedLogits()))
    assert judge.verdicts
    assert judge.rank("Where?", [PASSAGE]) == [Ranking((0.5, 0.5), EVEN)]
    assert judge.verify([("Bees nest.", PASSAGE)] * 2).tolist() == [[0.1, 0.7, 0.2]] * 2


def test_the_first_of_equal_sentences_is_best() -> None:
    assert Ranking((0.0, 1.0, 1.0)).best == 1
    assert Ranking((0.0, 1.0), none=3.0).answerable == -2.0


def test_overlap_of_words_that_say_nothing_is_nothing() -> None:
    assert WordOverlap().rank("?", [PASSAGE])[0].sentences == (0.0, 0.0)
