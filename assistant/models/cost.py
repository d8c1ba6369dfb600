"""What a model of the catalogue costs on this machine: memory, and seconds an answer.

Seconds are estimated from one model that was measured here: reading a prompt takes time in
proportion to a model's parameters, writing in proportion to the bytes that each token reads.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from assistant.models.files.catalogue import CatalogueModel
from assistant.models.files.gguf import check_gguf
from assistant.models.files.resolve import file_here
from assistant.models.files.weights import ANSWER_TOKENS, PROMPT_TOKENS
from assistant.models.llama.speed import Speed

# Seconds that most people wait for a whole answer.
PATIENCE = 30.0
_NOTE = "speed.json"


@dataclass(frozen=True)
class Throughput:
    """A model's speed as it was measured here: tokens a second, its parameters and its bytes."""

    parameters: int
    size_bytes: int
    prompt: float
    generation: float

    def seconds(self, model: CatalogueModel) -> float:
        """About how many seconds an answer of another model takes here."""
        reading = PROMPT_TOKENS / self.prompt * model.active_weights / self.parameters
        active_bytes = model.size_bytes * model.active_weights / model.weights
        writing = ANSWER_TOKENS / self.generation * active_bytes / self.size_bytes
        return reading + writing


@dataclass(frozen=True)
class Offer:
    """A model of the catalogue on this machine.

    ``file`` is its file where it is here; ``seconds`` an answer of it, None where nothing was
    measured yet.
    """

    model: CatalogueModel
    file: str | None
    fits: bool
    seconds: float | None


def note_speed(folder: Path, file: Path, speed: Speed) -> None:
    """Keep the speed of a model file that was measured, in the models folder."""
    info = check_gguf(file)
    if not info.parameters:
        return
    found = Throughput(info.parameters, info.size_bytes, speed.prompt, speed.generation)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / _NOTE).write_text(json.dumps(asdict(found)), encoding="utf-8")


def noted_speed(folder: Path) -> Throughput | None:
    """The speed that was measured last; None where none was."""
    try:
        return Throughput(**json.loads((folder / _NOTE).read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def offers(models: Sequence[CatalogueModel], folder: Path, free_bytes: int) -> list[Offer]:
    """The models as this machine can run them, what suits it best first.

    First come those that fit its free memory and answer within half a minute, the largest first;
    then those that fit and are slower; then those that do not fit, the smallest first. Where no
    speed was measured size alone decides.
    """
    speed = noted_speed(folder)
    found = [
        Offer(
            model=model,
            file=file_here(model, folder),
            fits=model.memory_bytes <= free_bytes,
            seconds=speed.seconds(model) if speed else None,
        )
        for model in models
    ]
    return sorted(found, key=_suits)


def _suits(offer: Offer) -> tuple[int, float]:
    if not offer.fits:
        return 2, offer.model.memory_bytes
    if offer.seconds is not None and offer.seconds > PATIENCE:
        return 1, offer.seconds
    return 0, -offer.model.weights if offer.seconds is not None else offer.model.weights
