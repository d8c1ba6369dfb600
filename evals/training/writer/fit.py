"""Fitting the writer's adapter: one schedule over the records, with checkpoints and a curve."""

from __future__ import annotations

import json
import random
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional

from evals.training.fit import rate_at
from evals.training.writer.examples import (
    KEY_WEIGHT,
    Encoding,
    Example,
    collate,
)
from evals.training.writer.llama import Llama
from evals.training.writer.records import WriterRecord, drawn

# Batches are cut out of so many examples, sorted by length, that few tokens are padding.
POOL = 64


@dataclass(frozen=True)
class WriterPlan:
    """How to train: ``minutes`` by the clock; ``batch_tokens`` with the padding."""

    minutes: float
    rate: float = 8e-4
    rank: int = 16
    scale: float = 2.0
    batch_tokens: int = 2048
    longest: int = 600
    seed: int = 1
    threads: int = 2
    bfloat: bool = True
    check_minutes: float = 10.0


@dataclass(frozen=True)
class Progress:
    """Means over a stretch: nats a token of words and of numbers, right first choices."""

    words: float
    numbers: float
    first: float


class WriterFit:
    """A training of an adapter that can be stopped and gone on with."""

    def __init__(self, model: Llama, encoding: Encoding, plan: WriterPlan, folder: Path) -> None:
        self.model, self.plan, self.folder = model, plan, folder
        self._encoding = encoding
        self._optimizer = torch.optim.AdamW(model.parameters(), lr=plan.rate, weight_decay=0.01)
        self._spent, self._tokens, self._records = 0.0, 0, 0
        folder.mkdir(parents=True, exist_ok=True)

    def run(self, records: Sequence[WriterRecord], dev: Sequence[WriterRecord]) -> None:
        """Train to the plan's end; figures go to ``curve.jsonl``, the adapter to ``last.pt``."""
        plan = self.plan
        torch.set_num_threads(plan.threads)
        chance = random.Random(plan.seed + self._records)
        stream = self._batches(records, chance)
        checked, began = self._spent, time.monotonic() - self._spent
        losses: list[float] = []
        while self._spent < 60 * plan.minutes:
            losses.append(self._step(next(stream), self._spent / (60 * plan.minutes)))
            self._spent = time.monotonic() - began
            if self._spent - checked > 60 * plan.check_minutes:
                self._check(losses, dev)
                losses = []
                began = time.monotonic() - self._spent
                checked = self._spent
        self._check(losses, dev)

    def _batches(
        self, records: Sequence[WriterRecord], chance: random.Random
    ) -> Iterator[list[Example]]:
        """Batches without end; every record comes once before any comes again."""
        pool: list[Example] = []
        while True:
            for record in chance.sample(list(records), len(records)):
                example = self._encoding.example(drawn(record, chance))
                if len(example.ids) <= self.plan.longest:
                    pool.append(example)
                if len(pool) >= POOL:
                    batches = list(self._cut(sorted(pool, key=lambda item: len(item.ids))))
                    chance.shuffle(batches)
                    yield from batches
                    pool = []

    def _cut(self, examples: Sequence[Example]) -> Iterator[list[Example]]:
        batch: list[Example] = []
        for example in examples:
            if batch and len(example.ids) * (len(batch) + 1) > self.plan.batch_tokens:
                yield batch
                batch = []
            batch.append(example)
        if batch:
            yield batch

    def _step(self, batch: Sequence[Example], done: float) -> float:
        for group in self._optimizer.param_groups:
            group["lr"] = self.plan.rate * rate_at(done)
        losses, weights, _ = losses_of(self.model, batch)
        loss = (losses * weights).sum() / weights.sum()
        self._optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self._optimizer.step()
        self._tokens += sum(len(item.ids) for item in batch)
        self._records += len(batch)
        return float(loss.item())

    def _check(self, losses: Sequence[float], dev: Sequence[WriterRecord]) -> None:
        found = measure(self.model, [self._encoding.example(record) for record in dev])
        figures = {
            "minutes": round(self._spent / 60, 1),
            "tokens": self._tokens,
            "records": self._records,
            "loss": round(sum(losses) / max(1, len(losses)), 3),
            "dev words": round(found.words, 3),
            "dev numbers": round(found.numbers, 3),
            "dev first": round(found.first, 3),
        }
        with (self.folder / "curve.jsonl").open("a") as file:
            file.write(json.dumps(figures) + "\n")
        sys.stdout.write(json.dumps(figures) + "\n")
        sys.stdout.flush()
        self.save()

    def save(self) -> None:
        """The adapter, optimizer and counts, so that the training can go on."""
        state = {
            "adapter": self.model.state_dict(),
            "optimizer": self._optimizer.state_dict(),
            "counts": (self._spent, self._tokens, self._records),
        }
        torch.save(state, self.folder / "writing.pt")
        (self.folder / "writing.pt").replace(self.folder / "last.pt")

    def resume(self, checkpoint: Path) -> None:
        """Go on from a checkpoint of the same training."""
        state = torch.load(checkpoint, weights_only=True)
        self.model.load_state_dict(state["adapter"])
        self._optimizer.load_state_dict(state["optimizer"])
        self._spent, self._tokens, self._records = state["counts"]


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
def measure(model: Llama, examples: Sequence[Example]) -> Progress:
    """The means over examples; a reply's first number is its second token."""
    words, numbers, first = list[float](), list[float](), list[float]()
    for example in examples:
        losses, weights, right = losses_of(model, [example])
        is_key = weights == KEY_WEIGHT
        words += losses[~is_key].tolist()
        numbers += losses[is_key].tolist()
        first.append(float(right[1]))
    return Progress(*(sum(found) / max(1, len(found)) for found in (words, numbers, first)))
