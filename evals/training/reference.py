"""What torch says of the shipped evidence model, for the test that llama.cpp says the same."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from assistant.models.base_model import Base
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

    def logits(records: Sequence[AnswersRecord | SupportRecord]) -> list[list[float]]:
        examples = [found for record in records if (found := example(base.tokenizer, record))]
        rows = predict(encoder, base, examples)
        return [[round(float(value), DIGITS) for value in row if value > -1e3] for row in rows]

    made = {"answers": logits(answers), "verdicts": logits(claims)}
    return json.dumps(made) + "\n"
