"""Which weights of a model are the right ones here: the note beside its file, and what it says.

Beside ``NAME.gguf`` lies ``NAME.weights.json`` once its weights were written anew in other types
and tried on this machine; where one of them is kept, it is ``NAME-as-TYPE.gguf``. A note that does
not fit the files any more says nothing: then the file that came is used.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from assistant.models.files.checksum import stamp_of

# Tokens of an answer: evidence with the prompt around it, and two or three sentences.
PROMPT_TOKENS, ANSWER_TOKENS = 500, 80
_MARK = "-as-"


@dataclass(frozen=True)
class Trial:
    """How one type of weights did: tokens a second while it reads and writes, and perplexity."""

    quantization: str
    size_bytes: int
    prompt: float
    generation: float
    perplexity: float

    @property
    def seconds(self) -> float:
        """Seconds that a usual answer takes."""
        return PROMPT_TOKENS / self.prompt + ANSWER_TOKENS / self.generation


@dataclass(frozen=True)
class Choice:
    """The weights that are kept for a model, out of those tried; the first of them came.

    ``came`` tells the file that came from others of its name (its stamp); ``conditions`` are what
    the figures hold for: processor, threads, version of llama.cpp.
    """

    came: str
    conditions: str
    kept: str
    why: str
    trials: Sequence[Trial]

    def line(self) -> str:
        """The choice in one line, with the figures."""
        figures = "; ".join(
            f"{trial.quantization} {trial.prompt:.0f} and {trial.generation:.0f} tokens/s, "
            f"perplexity {trial.perplexity:.1f}"
            for trial in self.trials
        )
        return f"{self.kept}: {self.why} ({figures})"


def note_path(model: Path) -> Path:
    """Where the note on a model's weights lies."""
    return model.with_name(f"{model.stem}.weights.json")


def rewritten_path(model: Path, quantization: str) -> Path:
    """Where a model lies with weights of another type."""
    return model.with_name(f"{model.stem}{_MARK}{quantization}.gguf")


def original_path(path: Path) -> Path:
    """The file that came, where a note beside it says that this one was made of it; else this one.

    >>> original_path(Path("small.Q4_1.gguf")).name
    'small.Q4_1.gguf'
    """
    stem, mark, _ = path.stem.rpartition(_MARK)
    original = path.with_name(f"{stem}.gguf")
    return original if mark and note_path(original).is_file() else path


def read_choice(model: Path) -> Choice | None:
    """The choice noted for a model; None without one, or where it fits the files no more."""
    try:
        values = json.loads(note_path(model).read_text(encoding="utf-8"))
        trials = tuple(Trial(**trial) for trial in values.pop("trials"))
        choice = Choice(**values, trials=trials)
        fits = choice.came == stamp_of(model)
        kept = next(trial for trial in trials if trial.quantization == choice.kept)
        path = _kept_path(model, choice)
        return choice if fits and path.stat().st_size == kept.size_bytes else None
    except (OSError, ValueError, KeyError, TypeError, StopIteration):
        return None


def write_choice(model: Path, choice: Choice) -> None:
    """Note a choice, whole or not at all."""
    path = note_path(model)
    unfinished = path.with_name(f".{path.name}.new")
    unfinished.write_text(json.dumps(asdict(choice), indent=1) + "\n", encoding="utf-8")
    unfinished.replace(path)


def kept_weights(model: Path) -> Path:
    """The file to run for a model: with the weights chosen for it, else the one that came."""
    choice = read_choice(model)
    return model if choice is None else _kept_path(model, choice)


def _kept_path(model: Path, choice: Choice) -> Path:
    came = choice.trials[0].quantization
    return model if choice.kept == came else rewritten_path(model, choice.kept)
