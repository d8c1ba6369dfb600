"""Fitting the evidence model: one schedule over a mixture of records, with checkpoints."""

from __future__ import annotations

import json
import random
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional

from assistant.models.base_model import Base
from assistant.models.files.evidence_file import OUTPUTS
from evals.training.batches import NOT_SUPPORTED, Batch, Example, Mixture, batches, collate
from evals.training.encoder import NEVER, Encoder
from evals.training.progress import Progress, measure
from evals.training.records import Record

SPAN_WEIGHT = 0.25
HEADS_RATE = 5.0
WARM_UP = 0.05
LAST_RATE = 0.02


@dataclass(frozen=True)
class Plan:
    """How to train: ``minutes`` by the clock, or until ``tokens`` were seen (0: no limit)."""

    minutes: float
    rate: float = 2e-4
    batch_tokens: int = 2048
    support_share: float = 0.4
    smoothing: float = 0.05
    dropout: float = 0.1
    seed: int = 1
    threads: int = 2
    bfloat: bool = True
    check_minutes: float = 10.0
    tokens: int = 0


def rate_at(done: float) -> float:
    """The share of the highest learning rate where a share of the schedule is done."""
    return min(1.0, done / WARM_UP + LAST_RATE) * max(LAST_RATE, 1 - done)


def loss_of(encoder: Encoder, batch: Batch, plan: Plan) -> Tensor:
    """The mean loss over a batch of one kind, in nats; the heads in full precision."""
    with torch.autocast(batch.rows.device.type, torch.bfloat16, enabled=plan.bfloat):
        outputs = encoder(batch.rows, batch.mask)
    outputs = outputs.float()
    if batch.examples[0].is_claim:
        return _claim_loss(encoder.verdict(outputs[:, 0]), batch.examples, plan.smoothing)
    return _answer_loss(encoder, outputs, batch)


def _claim_loss(logits: Tensor, examples: Sequence[Example], smoothing: float) -> Tensor:
    wanted = torch.tensor([item.verdict for item in examples], device=logits.device)
    known = wanted != NOT_SUPPORTED
    losses = torch.zeros(len(examples), device=logits.device)
    if known.any():
        losses[known] = functional.cross_entropy(
            logits[known], wanted[known], label_smoothing=smoothing, reduction="none"
        )
    if not known.all():
        log = logits[~known].log_softmax(-1)
        losses[~known] = -log[:, 1:].logsumexp(-1)
    return losses.mean()


def _answer_loss(encoder: Encoder, outputs: Tensor, batch: Batch) -> Tensor:
    logits = encoder.sentence_logits(outputs, batch.sentences)
    gold = torch.zeros_like(logits, dtype=torch.bool)
    for number, item in enumerate(batch.examples):
        for sentence in item.gold or (-1,):
            gold[number, sentence + 1] = True
    log = logits.log_softmax(-1)
    right = log.masked_fill(~gold, NEVER).logsumexp(-1)
    spans = encoder.span(outputs).masked_fill(
        ~_may_answer(batch).unsqueeze(-1).to(outputs.device), NEVER
    )
    starts = torch.tensor([item.start for item in batch.examples], device=outputs.device)
    ends = torch.tensor([item.end for item in batch.examples], device=outputs.device)
    span = functional.cross_entropy(spans[..., 0], starts)
    span = span + functional.cross_entropy(spans[..., 1], ends)
    return -right.mean() + SPAN_WEIGHT * span


def _may_answer(batch: Batch) -> Tensor:
    """The tokens at which a span may stand: the passage's, and the first for no answer."""
    allowed = batch.sentences >= 0
    allowed[:, 0] = True
    return allowed


class Fit:
    """A training that can be stopped and gone on with."""

    def __init__(self, encoder: Encoder, base: Base, plan: Plan, folder: Path) -> None:
        self.encoder, self.plan, self.folder = encoder, plan, folder
        self._base = base
        encoder.dropout = plan.dropout
        named = list(encoder.named_parameters())
        heads = [p for name, p in named if name.split(".")[0] in OUTPUTS]
        body = [p for name, p in named if name.split(".")[0] not in OUTPUTS]
        self._optimizer = torch.optim.AdamW(
            [
                {"params": body, "base": plan.rate},
                {"params": heads, "base": HEADS_RATE * plan.rate},
            ],
            lr=plan.rate,
            weight_decay=0.01,
        )
        self._spent, self._tokens, self._records = 0.0, 0, 0
        folder.mkdir(parents=True, exist_ok=True)

    def run(
        self,
        answers: Sequence[Record],
        support: Sequence[Record],
        favour: dict[str, float],
        dev: dict[str, Sequence[Record]],
    ) -> None:
        """Train to the plan's end; the curve goes to ``curve.jsonl``, weights to ``last.pt``."""
        plan = self.plan
        torch.set_num_threads(plan.threads)
        torch.manual_seed(plan.seed + self._records)
        chance = random.Random(plan.seed + self._records)
        sources = [Mixture(answers, favour, chance), Mixture(support, favour, chance)]
        streams = [
            batches(iter(s), self._base.tokenizer, plan.batch_tokens, chance) for s in sources
        ]
        progress, checked = Progress(), self._spent
        began = time.monotonic() - self._spent
        while (done := self._share_done(time.monotonic() - began)) < 1:
            self._step(streams, chance, done, progress)
            self._spent = time.monotonic() - began
            if self._spent - checked > 60 * plan.check_minutes:
                checked = self._spent
                self._check(progress, dev)
                began = time.monotonic() - self._spent
        self._check(progress, dev)

    def _share_done(self, seconds: float) -> float:
        if self.plan.tokens:
            return self._tokens / self.plan.tokens
        return seconds / (60 * self.plan.minutes)

    def _step(
        self,
        streams: Sequence[Iterator[list[Example]]],
        chance: random.Random,
        done: float,
        progress: Progress,
    ) -> None:
        kind = int(chance.random() < self.plan.support_share)
        batch = collate(next(streams[kind]), self._base)
        rate = rate_at(done)
        for group in self._optimizer.param_groups:
            group["lr"] = group["base"] * rate
        self.encoder.train()
        loss = loss_of(self.encoder, batch, self.plan)
        self._optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.encoder.parameters(), 1.0)
        self._optimizer.step()
        self._tokens += batch.tokens
        self._records += len(batch.examples)
        progress.add(kind, loss.item())

    def _check(self, progress: Progress, dev: dict[str, Sequence[Record]]) -> None:
        figures = {
            "minutes": round(self._spent / 60, 1),
            "tokens": self._tokens,
            "records": self._records,
            **progress.means(),
        }
        for name, records in dev.items():
            figures |= measure(self.encoder, self._base, name, records)
        with (self.folder / "curve.jsonl").open("a") as file:
            file.write(json.dumps(figures) + "\n")
        sys.stdout.write(json.dumps(figures) + "\n")
        sys.stdout.flush()
        self.save()

    def save(self) -> None:
        """Weights, optimizer and counts, so that the training can go on."""
        state = {
            "encoder": self.encoder.state_dict(),
            "layers": self.encoder.layers_of_base,
            "optimizer": self._optimizer.state_dict(),
            "spent": self._spent,
            "tokens": self._tokens,
            "records": self._records,
            "plan": asdict(self.plan),
        }
        torch.save(state, self.folder / "writing.pt")
        (self.folder / "writing.pt").replace(self.folder / "last.pt")

    def resume(self, checkpoint: Path) -> None:
        """Go on from a checkpoint of the same training."""
        state = torch.load(checkpoint, weights_only=True)
        self.encoder.load_state_dict(state["encoder"])
        self._optimizer.load_state_dict(state["optimizer"])
        self._spent, self._tokens = state["spent"], state["tokens"]
        self._records = state["records"]
