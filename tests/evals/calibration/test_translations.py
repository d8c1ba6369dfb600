"""True and false translations: what the set holds, and how scores of them are told."""

from __future__ import annotations

import json

from evals.calibration.translations import report, translations
from evals.tasks.languages import QUESTIONS


def test_each_sentence_stands_in_the_digests_and_is_said_truly_and_falsely() -> None:
    pairs = translations()
    facts = map(json.loads, QUESTIONS.read_text("utf-8").splitlines())
    sentences = {sentence for fact in facts for sentence in fact["evidence"]}
    assert all(pair.evidence in sentences for pair in pairs)
    for language in ("zh", "ja"):
        own = [pair for pair in pairs if pair.language == language]
        assert len(own) >= 40 and sum(pair.true for pair in own) * 2 == len(own)
    assert len({pair.claim for pair in pairs}) == len(pairs)


def test_the_area_is_told_for_each_language() -> None:
    pairs = translations()
    told = report(pairs, [float(pair.true) for pair in pairs], "oracle").splitlines()
    assert told == ["oracle, zh: AUC 1.00", "oracle, ja: AUC 1.00"]
