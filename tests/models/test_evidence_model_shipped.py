"""The evidence model that ships: what it finds in three languages, and in a library."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from langchain_core.language_models import FakeListChatModel

from assistant.library import Library
from assistant.models.embeddings import EngineEmbeddings
from assistant.models.evidence_model import EvidenceModel
from assistant.models.files.evidence_file import (
    ENGLISH_EVIDENCE_MODEL,
    read_evidence_file,
)
from assistant.settings import Settings
from assistant.text.scripts import is_english
from evals.training.pairs import pairs

pytestmark = pytest.mark.model

PASSAGES = {
    "en": (
        "The old mill stands at the mouth of the Amber river.",
        "It was built by Ada Moss in 1871 from local oak.",
        "Its wheel turned 14 times a minute and drove three saws.",
        "Today 40,000 people visit it every year.",
    ),
    "zh": (
        "老磨坊位于琥珀河的河口。",
        "它由艾达·莫斯于1871年用当地的橡木建造。",
        "水轮每分钟转动14次，带动三把锯。",
        "如今每年有四万人参观。",
    ),
    "ja": (
        "古い水車小屋はアンバー川の河口に立っている。",
        "1871年にエイダ・モスが地元のオーク材で建てた。",
        "水車は毎分14回転し、3台の鋸を動かした。",
        "現在では毎年4万人が訪れている。",
    ),
}
QUESTIONS = [
    ("en", "Who built the mill?", 1),
    ("en", "Where does the mill stand?", 0),
    ("en", "How many people visit the mill every year?", 3),
    ("en", "How often did the wheel turn?", 2),
    ("zh", "磨坊是谁建造的？", 1),
    ("zh", "磨坊位于哪里？", 0),
    ("zh", "每年有多少人参观磨坊？", 3),
    ("zh", "水轮每分钟转动多少次？", 2),
    ("ja", "水車小屋は誰が建てましたか。", 1),
    ("ja", "水車小屋はどこに立っていますか。", 0),
    ("ja", "毎年何人が訪れていますか。", 3),
    ("ja", "水車は毎分何回転しましたか。", 2),
]
RIGHT = 10
REFERENCE = Path(__file__).parent / "evidence_logits.json"
# What 8 bits and half-precision attention may cost.
TOLERANCE = 0.02


def test_the_sentence_that_answers_is_mostly_first(real_evidence_model: EvidenceModel) -> None:
    right = 0
    for language, question, gold in QUESTIONS:
        (found,) = real_evidence_model.rank(question, [PASSAGES[language]])
        right += found.best == gold
    assert right >= RIGHT


def test_what_a_passage_does_not_answer_is_less_likely(real_evidence_model: EvidenceModel) -> None:
    answered, not_answered = [], []
    for language, question, gold in QUESTIONS:
        whole = PASSAGES[language]
        rest = [text for place, text in enumerate(whole) if place != gold]
        with_it, without = real_evidence_model.rank(question, [whole, rest])
        answered.append(max(score.probability for score in with_it.sentences))
        not_answered.append(max(score.probability for score in without.sentences))
    assert sum(answered) > 1.5 * sum(not_answered)


def test_llama_cpp_says_what_torch_says(real_evidence_model: EvidenceModel) -> None:
    """On 100 questions and 100 claims; ``evals.training export --reference`` wrote what torch says.

    Probabilities: of each sentence before calibration, and of the verdicts after it.
    """
    reference = json.loads(REFERENCE.read_text("utf-8"))
    chosen, cool = pairs(), read_evidence_file(ENGLISH_EVIDENCE_MODEL).heads.calibration.temperature
    claims = [(pair.question, pair.passage) for pair in chosen]
    verdicts = real_evidence_model.verify(claims)
    for pair, logits, judged, verdict in zip(
        chosen, reference["answers"], reference["verdicts"], verdicts, strict=True
    ):
        if not (is_english(pair.question) and is_english(" ".join(pair.passage))):
            continue  # the model in all languages reads it
        (found,) = real_evidence_model.rank(pair.question, [pair.passage])
        ours = softmax([found.none, *(score.logit for score in found.sentences)])
        assert ours == pytest.approx(softmax(logits), abs=TOLERANCE)
        shares = [verdict.supported, verdict.refuted, verdict.neither]
        assert shares == pytest.approx(softmax([x / cool for x in judged]), abs=TOLERANCE)


def softmax(logits: Sequence[float]) -> list[float]:
    odds = [math.exp(logit - max(logits)) for logit in logits]
    return [odd / sum(odds) for odd in odds]


def test_evidence_has_the_words_that_answer_marked(
    tmp_path: Path, real_settings: Settings, real_embeddings: EngineEmbeddings,
    real_evidence_model: EvidenceModel,
) -> None:  # fmt: skip
    text = "\n\n".join(["# The Mill", "## History", " ".join(PASSAGES["en"])])
    (tmp_path / "mill.md").write_text(text, encoding="utf-8")
    with Library.open(
        tmp_path / "library",
        chat_model=FakeListChatModel(responses=["Nothing."]),
        embeddings=real_embeddings,
        evidence_model=real_evidence_model,
        settings=real_settings,
    ) as library:
        library.add(tmp_path / "mill.md")
        evidence = library.ask("Who built the mill?").evidence
    (built,) = (item for item in evidence if item.text == PASSAGES["en"][1])
    assert built.span is not None
    assert "Ada Moss" in built.text[slice(*built.span)]
    likeliest = max(evidence, key=lambda item: item.probability or 0.0)
    assert likeliest is built


def test_the_setting_names_the_shipped_one_another_or_none(
    tmp_path: Path, real_settings: Settings, real_embeddings: EngineEmbeddings
) -> None:
    model = FakeListChatModel(responses=["Nothing."])
    (tmp_path / "mill.md").write_text(f"# The Mill\n\n{' '.join(PASSAGES['en'])}\n")
    for setting, read in (("none", False), ("shipped", True), (str(ENGLISH_EVIDENCE_MODEL), True)):
        with Library.open(
            tmp_path / "library",
            chat_model=model,
            embeddings=real_embeddings,
            settings=replace(real_settings, evidence_model=setting),
        ) as library:
            library.add(tmp_path / "mill.md")
            evidence = library.ask("Who built the mill?").evidence
            assert all((item.probability is not None) is read for item in evidence)
