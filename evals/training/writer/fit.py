"""Fitting the writer's adapter: batches of its records, the loss of what is to be said."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional

from evals.training.training import WEIGHT_DECAY, Plan, Step, Training
from evals.training.writer.examples import (
    KEY_WEIGHT,
    Encoding,
    Example,
    collate,
)
from evals.training.writer.llama import Llama
from evals.training.writer.records import WriterRecord, draw

# Batches are cut out of so many examples, sorted by length, that few tokens are padding.
POOL = 64


@dataclass(frozen=True)
class WriterPlan(Plan):
    """How the adapter is trained: ``longest`` in tokens; batches count their padding."""

    rate: float = 8e-4
    rank: int = 16
    scale: float = 2.0
    longest: int = 600


class WriterFit:
    """The training of an adapter."""

    def __init__(self, model: Llama, encoding: Encoding, plan: WriterPlan, folder: Path) -> None:
        self._model, self._encoding, self._plan = model, encoding, plan
        optimizer = torch.optim.AdamW(model.parameters(), plan.rate, weight_decay=WEIGHT_DECAY)
        self._training = Training(model, optimizer, plan, folder, "adapter")

    def resume(self, checkpoint: Path) -> None:
        """Go on from a checkpoint of the same training."""
        self._training.resume(checkpoint)

    def run(self, records: Sequence[WriterRecord], dev: Sequence[WriterRecord]) -> None:
        """Train to the plan's end; figures on ``dev`` go to the curve."""
        chance = random.Random(self._plan.seed + self._training.records)
        stream = self._batches(records, chance)
        watched = [self._encoding.example(record) for record in dev]
        noted: list[float] = []

        def step() -> Step:
            batch = next(stream)
            losses, weights, _ = losses_of(self._model, batch)
            loss = (losses * weights).sum() / weights.sum()
            noted.append(loss.item())
            return Step(loss, sum(len(item.ids) for item in batch), len(batch))

        def figures() -> dict[str, float]:
            found: dict[str, float] = measure(self._model, watched)
            found["loss"] = round(sum(noted) / max(1, len(noted)), 3)
            noted.clear()
            return found

        self._training.run(step, figures)

    def _batches(
        self, records: Sequence[WriterRecord], chance: random.Random
    ) -> Iterator[list[Example]]:
        """Batches without end; every record comes once before any comes again."""
        pool: list[Example] = []
        while True:
            for record in chance.sample(list(records), len(records)):
                example = self._encoding.example(draw(record, chance))
                if len(example.ids) <= self._plan.longest:
                    pool.append(example)
                if len(pool) >= POOL:
                    batches = list(self._cut(sorted(pool, key=lambda item: len(item.ids))))
                    chance.shuffle(batches)
                    yield from batches
                    pool = []

    def _cut(self, examples: Sequence[Example]) -> Iterator[list[Example]]:
        batch: list[Example] = []
        for example in examples:
            if batch and len(example.ids) * (len(batch) + 1) > self._plan.batch_tokens:
                yield batch
                batch = []
            batch.append(example)
        if batch:
            yield batch


def losses_of(model: Llama, batch: Sequence[Example]) -> tuple[Tensor, Tensor, Tensor]:
    """Of each token to be said: its loss in nats, what it counts, and whether it came first."""
    ids, following, weights = collate(batch)
    outputs = model(ids)
    said = weights > 0
    logits = model.logits(outputs[said]).float()
    wanted = following[said]
    losses = functional.cross_entropy(logits, wanted, reduction="none")
    return losses, weights[said], logits.argmax(-1) == wanted


@torch.no_grad()
def measure(model: Llama, examples: Sequence[Example]) -> dict[str, float]:
    """Mean nats a token of words and of numbers, and the share of right first numbers.

    A reply's first number is its second token.
    """
    found: dict[str, list[float]] = {"dev words": [], "dev numbers": [], "dev first": []}
    for example in examples:
        losses, weights, right = losses_of(model, [example])
        is_key = weights == KEY_WEIGHT
        found["dev words"] += losses[~is_key].tolist()
        found["dev numbers"] += losses[is_key].tolist()
        found["dev first"].append(float(right[1]))
    return {name: round(sum(each) / max(1, len(each)), 3) for name, each in found.items()}
