"""What torch says of the shipped evidence model, for the test that llama.cpp says the same."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from assistant.models.base_model import Base
from assistant.models.files.evidence_file import read_evidence_file
from assistant.models.heads import overlaps
from evals.training.batches import example
from evals.training.pairs import pairs
from evals.training.progress import predict
from evals.training.records import AnswersRecord, SupportRecord
from evals.training.start import encoder_of

DIGITS = 4


def reference(base: Base, file: Path) -> str:
    """For each pair the logits of no answer and of each sentence, and those of the verdicts."""
    encoder = encoder_of(base, file).eval()
    chosen = pairs()
    answers = [AnswersRecord("", p.question, p.passage, (), "en", "demo") for p in chosen]
    claims = [SupportRecord("", p.question, p.passage, "neither", "en", "demo") for p in chosen]

    overlap = read_evidence_file(file).heads.calibration.overlap

    def logits(records: Sequence[AnswersRecord | SupportRecord]) -> list[list[float]]:
        examples = [found for record in records if (found := example(base.tokenizer, record))]
        rows = predict(encoder, base, examples)
        for item, row in zip(examples, rows, strict=True):
            if not item.is_claim:
                count = max(item.text.sentences) + 1
                row[1 : 1 + count] += overlap * np.array(overlaps(item.text, count))
        return [[round(float(value), DIGITS) for value in row if value > -1e3] for row in rows]

    made = {"answers": logits(answers), "verdicts": logits(claims)}
    return json.dumps(made) + "\n"
