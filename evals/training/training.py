"""What every training here does: steps by the clock, a curve of figures, checkpoints."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from torch import Tensor

# The rate rises over the first part of the schedule, and ends at this share of the highest.
WARM_UP = 0.05
LAST_RATE = 0.02
WEIGHT_DECAY = 0.01
LARGEST_GRADIENT = 1.0
CURVE, CHECKPOINT = "curve.jsonl", "last.pt"


@dataclass(frozen=True)
class Plan:
    """How to train: ``minutes`` by the clock, ``rate`` the highest learning rate."""

    minutes: float
    rate: float
    batch_tokens: int = 2048
    seed: int = 1
    threads: int = 2
    bfloat: bool = True
    check_minutes: float = 10.0


@dataclass(frozen=True)
class Step:
    """A batch's mean loss in nats, and how much it was computed from."""

    loss: Tensor
    tokens: int
    records: int


class Training:
    """A training that can be stopped and gone on with.

    ``weights`` names the model's weights in the checkpoint, beside ``also``.
    """

    def __init__(
        self,
        model: torch.nn.Module,
        optimizer: torch.optim.Optimizer,
        plan: Plan,
        folder: Path,
        weights: str,
        **also: object,
    ) -> None:
        self._model, self._optimizer, self._plan = model, optimizer, plan
        self._folder, self._weights, self._also = folder, weights, also
        self._spent, self._tokens, self.records = 0.0, 0, 0
        for group in optimizer.param_groups:
            group["base"] = group["lr"]
        folder.mkdir(parents=True, exist_ok=True)

    def run(self, step: Callable[[], Step], measure: Callable[[], Mapping[str, float]]) -> None:
        """Take steps to the plan's end; figures go to ``curve.jsonl``, weights to ``last.pt``.

        The time that ``measure`` takes does not count.
        """
        torch.set_num_threads(self._plan.threads)
        checked, began = self._spent, time.monotonic() - self._spent
        while self._spent < 60 * self._plan.minutes:
            self._descend(step(), rate_at(self._spent / (60 * self._plan.minutes)))
            self._spent = time.monotonic() - began
            if self._spent - checked > 60 * self._plan.check_minutes:
                self._note(measure())
                checked, began = self._spent, time.monotonic() - self._spent
        self._note(measure())

    def _descend(self, step: Step, rate: float) -> None:
        for group in self._optimizer.param_groups:
            group["lr"] = group["base"] * rate
        self._optimizer.zero_grad()
        step.loss.backward()
        torch.nn.utils.clip_grad_norm_(self._model.parameters(), LARGEST_GRADIENT)
        self._optimizer.step()
        self._tokens += step.tokens
        self.records += step.records

    def _note(self, measured: Mapping[str, float]) -> None:
        figures = {
            "minutes": round(self._spent / 60, 1),
            "tokens": self._tokens,
            "records": self.records,
            **measured,
        }
        line = json.dumps(figures) + "\n"
        with (self._folder / CURVE).open("a") as file:
            file.write(line)
        sys.stdout.write(line)
        sys.stdout.flush()
        self._save()

    def _save(self) -> None:
        state = {
            self._weights: self._model.state_dict(),
            "optimizer": self._optimizer.state_dict(),
            "spent": self._spent,
            "tokens": self._tokens,
            "records": self.records,
            "plan": asdict(self._plan),
            **self._also,
        }
        torch.save(state, self._folder / "writing.pt")
        (self._folder / "writing.pt").replace(self._folder / CHECKPOINT)

    def resume(self, checkpoint: Path) -> None:
        """Go on from a checkpoint of the same training."""
        state = torch.load(checkpoint, weights_only=True)
        self._model.load_state_dict(state[self._weights])
        self._optimizer.load_state_dict(state["optimizer"])
        self._spent, self._tokens = state["spent"], state["tokens"]
        self.records = state["records"]


def rate_at(done: float) -> float:
    """The share of the highest learning rate where a share of the schedule is done."""
    return min(1.0, done / WARM_UP + LAST_RATE) * max(LAST_RATE, 1 - done)
