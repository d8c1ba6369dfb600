"""Fitting the evidence model: the losses of its heads over a mixture of records."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
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
from evals.training.training import WEIGHT_DECAY, Plan, Step, Training

SPAN_WEIGHT = 0.25
HEADS_RATE = 5.0


@dataclass(frozen=True)
class EncoderPlan(Plan):
    """How the encoder is trained: ``support_share`` of the batches are claims."""

    support_share: float = 0.4
    smoothing: float = 0.05
    dropout: float = 0.1


def loss_of(encoder: Encoder, batch: Batch, plan: EncoderPlan) -> Tensor:
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
    """The training of an encoder."""

    def __init__(self, encoder: Encoder, base: Base, plan: EncoderPlan, folder: Path) -> None:
        self.encoder, self._base, self._plan = encoder, base, plan
        encoder.dropout = plan.dropout
        named = list(encoder.named_parameters())
        heads = [p for name, p in named if name.split(".")[0] in OUTPUTS]
        body = [p for name, p in named if name.split(".")[0] not in OUTPUTS]
        groups = [{"params": body}, {"params": heads, "lr": HEADS_RATE * plan.rate}]
        optimizer = torch.optim.AdamW(groups, lr=plan.rate, weight_decay=WEIGHT_DECAY)
        self._training = Training(
            encoder, optimizer, plan, folder, "encoder", layers=encoder.layers_of_base
        )

    def resume(self, checkpoint: Path) -> None:
        """Go on from a checkpoint of the same training."""
        self._training.resume(checkpoint)

    def run(
        self,
        answers: Sequence[Record],
        support: Sequence[Record],
        favour: dict[str, float],
        dev: dict[str, Sequence[Record]],
    ) -> None:
        """Train to the plan's end; figures on ``dev`` go to the curve."""
        plan = self._plan
        torch.manual_seed(plan.seed + self._training.records)
        chance = random.Random(plan.seed + self._training.records)
        sources = [Mixture(answers, favour, chance), Mixture(support, favour, chance)]
        streams = [
            batches(iter(s), self._base.tokenizer, plan.batch_tokens, chance) for s in sources
        ]
        progress = Progress()

        def step() -> Step:
            kind = int(chance.random() < plan.support_share)
            batch = collate(next(streams[kind]), self._base)
            self.encoder.train()
            loss = loss_of(self.encoder, batch, plan)
            progress.add(kind, loss.item())
            return Step(loss, batch.tokens, len(batch.examples))

        def figures() -> dict[str, float]:
            found = progress.means()
            for name, records in dev.items():
                found |= measure(self.encoder, self._base, name, records)
            return found

        self._training.run(step, figures)
