"""The evidence model as the app asks it: in its process, in requests that leave room for others."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from assistant.errors import ModelError
from assistant.models.evidence_model import REQUEST_BYTES, EvidenceModel
from assistant.models.files.defaults import default_vocabulary
from assistant.models.files.packed import read_packed
from assistant.models.heads import NEVER, SentenceScore
from assistant.models.llama.process import LlamaProcess
from assistant.models.llama.protocol import Rankings, VerdictShares
from assistant.settings import Settings
from tests.evidence_weights import write_random_model

LONG = "Outer alignment asks whether the objective that is given is what people want. " * 3
PASSAGES = [[LONG, "Short."], ["Short."], [], [LONG] * 12, ["内部アライメント。", LONG]]


class Lengths:
    """An engine whose logits are the lengths of sentences, and that keeps its requests."""

    def __init__(self) -> None:
        self.asked: list[list[Sequence[str]]] = []

    def rank(self, question: str, passages: Sequence[Sequence[str]], *, urgent: bool) -> Rankings:
        self.asked.append(list(passages))
        return Rankings(
            [float(len(passage)) for passage in passages],
            [[(float(len(s)), 0.5, 0, 1, -float(len(s))) for s in passage] for passage in passages],
        )

    def verify(self, claims: Sequence[tuple[str, Sequence[str]]], *, urgent: bool) -> VerdictShares:
        self.asked.append([evidence for _, evidence in claims])
        return VerdictShares([[len(claim) / 10, 0.0, 0.0] for claim, _ in claims])


def test_scores_come_back_in_order_whatever_the_lengths() -> None:
    engine = Lengths()
    scores = EvidenceModel(engine).rank("Why?", PASSAGES)
    assert [score.none for score in scores] == [2, 1, 0, 12, 2]
    assert scores[0].sentences[1] == SentenceScore(6.0, 0.5, 0, 1, -6.0)
    assert [score.best for score in scores] == [0, 0, None, 0, 1]
    assert scores[4].span == (0, scores[4].sentences[0]) and scores[2].span is None
    assert len(engine.asked) > 1
    for passages in engine.asked:
        letters = sum(len(sentence) for passage in passages for sentence in passage)
        assert len(passages) == 1 or letters <= REQUEST_BYTES


def test_what_is_closed_asks_no_more() -> None:
    engine = Lengths()
    rankings = EvidenceModel(engine).rankings("Why?", [[LONG] * 12] * 5)
    next(rankings)
    rankings.close()
    assert len(engine.asked) == 1


def test_verdicts_come_back_in_order() -> None:
    claims = [("abc", [LONG] * 12), ("a", []), ("ab", [LONG])]
    verdicts = EvidenceModel(Lengths()).verify(claims)
    assert [verdict.supported for verdict in verdicts] == [0.3, 0.1, 0.2]


@pytest.fixture(scope="module")
def process(
    real_settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[LlamaProcess]:
    """A process with an evidence model of two layers and random heads."""
    vocabulary = default_vocabulary(real_settings)
    path = tmp_path_factory.mktemp("evidence") / "evidence.gguf"
    write_random_model(path, read_packed(vocabulary))
    process = LlamaProcess(None, None, evidence_models=[path], models_folder=vocabulary.parent)
    yield process
    process.close()


@pytest.mark.model
def test_the_process_ranks_and_verifies(process: LlamaProcess) -> None:
    model = EvidenceModel(process)
    scores = model.rank("What is outer alignment?", PASSAGES)
    assert [len(score.sentences) for score in scores] == [len(passage) for passage in PASSAGES]
    for score, passage in zip(scores, PASSAGES, strict=True):
        for sentence, text in zip(score.sentences, passage, strict=True):
            if sentence.logit != NEVER:
                assert 0 <= sentence.start < sentence.end <= len(text)
                assert 0 < sentence.probability < 1
    assert scores[3].sentences[-1] == SentenceScore(NEVER, 0.0), "beyond 384 tokens"
    verdicts = model.verify([("Rivers carry sand.", [LONG]), ("\ud800 and \x00", [])])
    for verdict in verdicts:
        assert verdict.supported + verdict.refuted + verdict.neither == pytest.approx(1.0)


@pytest.mark.model
def test_others_get_their_turn_in_between(process: LlamaProcess) -> None:
    """A claim is verified while a long ranking goes on, long before its end."""
    model = EvidenceModel(process)
    model.rank("Why?", [["Once."]])
    ended: dict[str, float] = {}

    def rank() -> None:
        model.rank("What is outer alignment?", [[LONG] * 7] * 60)
        ended["rank"] = time.monotonic()

    worker = threading.Thread(target=rank)
    worker.start()
    time.sleep(0.1)
    started = time.monotonic()
    model.verify([("A claim.", ["Its evidence."])])
    ended["verify"] = time.monotonic()
    worker.join()
    assert ended["verify"] - started < 0.3 * (ended["rank"] - started)


@pytest.mark.model
def test_without_its_file_it_says_so(tmp_path: Path) -> None:
    process = LlamaProcess(None, None)
    missing = LlamaProcess(
        None, None, evidence_models=[tmp_path / "e.gguf"], models_folder=tmp_path
    )
    try:
        with pytest.raises(ModelError, match="No evidence model is set"):
            EvidenceModel(process).rank("Why?", [["So."]])
        with pytest.raises(ModelError, match=r"e.gguf could not be loaded"):
            EvidenceModel(missing).verify([("Why?", ["So."])])
    finally:
        process.close()
        missing.close()
