"""What a training tells of itself: mean losses, and figures on the dev records."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

import numpy as np
import torch

from assistant.models.base_model import Base
from evals.training.batches import Example, collate, example
from evals.training.encoder import Encoder
from evals.training.records import Record

KEPT = 200
KINDS = ("answers", "support")
TEXTS = 16


class Progress:
    """The mean losses of the last steps."""

    def __init__(self) -> None:
        self._losses = [deque[float](maxlen=KEPT) for _ in KINDS]

    def add(self, kind: int, loss: float) -> None:
        """Note a step's loss, of answers (0) or of support (1)."""
        self._losses[kind].append(loss)

    def means(self) -> dict[str, float]:
        """The mean loss by kind."""
        return {
            f"loss {name}": round(float(np.mean(losses)), 3)
            for name, losses in zip(KINDS, self._losses, strict=True)
            if losses
        }


@torch.no_grad()
def predict(encoder: Encoder, base: Base, examples: Sequence[Example]) -> list[np.ndarray]:
    """For each example the logits of no answer and of each sentence, or those of the verdicts."""
    encoder.eval()
    order = sorted(range(len(examples)), key=lambda i: len(examples[i].text.ids))
    logits: list[np.ndarray] = [np.zeros(0)] * len(examples)
    for first in range(0, len(order), TEXTS):
        chosen = order[first : first + TEXTS]
        batch = collate([examples[i] for i in chosen], base)
        outputs = encoder(batch.rows, batch.mask)
        if batch.examples[0].is_claim:
            rows = encoder.verdict(outputs[:, 0])
        else:
            rows = encoder.sentence_logits(outputs, batch.sentences)
        for i, row in zip(chosen, rows.numpy(), strict=True):
            logits[i] = row
    return logits


def measure(encoder: Encoder, base: Base, name: str, records: Sequence[Record]) -> dict[str, float]:
    """Figures on records of one kind: right sentence first and AUC, or AUC and share at 0.9."""
    examples = [found for record in records if (found := example(base.tokenizer, record))]
    logits = predict(encoder, base, examples)
    if examples[0].is_claim:
        supported = np.array([item.verdict == 0 for item in examples])
        scores = np.array([row[0] - np.logaddexp(row[1], row[2]) for row in logits])
        figures = {"auc": auc(supported, scores), "p90": share_at(supported, scores, 0.9)}
    else:
        pairs = [(row, item) for row, item in zip(logits, examples, strict=True) if item.gold]
        right = [int(row[1:].argmax()) in item.gold for row, item in pairs]
        scores = np.array([row[1:].max() - row[0] for row in logits])
        answered = np.array([bool(item.gold) for item in examples])
        figures = {"hit": float(np.mean(right)), "auc": auc(answered, scores)}
    return {f"{name} {key}": round(value, 3) for key, value in figures.items()}


def auc(positive: np.ndarray, scores: np.ndarray) -> float:
    """The chance that a positive one scores higher than a negative one."""
    ranks = scores.argsort().argsort() + 1
    count, others = int(positive.sum()), int((~positive).sum())
    if not count or not others:
        return float("nan")
    return float((ranks[positive].sum() - count * (count + 1) / 2) / (count * others))


def share_at(positive: np.ndarray, scores: np.ndarray, precision: float) -> float:
    """The largest share of the positive ones that pass at this precision."""
    good = positive[np.argsort(-scores)]
    precise = np.cumsum(good) / np.arange(1, len(good) + 1) >= precision
    last = int(np.flatnonzero(precise).max()) + 1 if precise.any() else 0
    return float(good[:last].sum() / max(1, positive.sum()))
