"""The right weights for a processor: written anew in other types, tried, the best kept.

Which type of weights llama.cpp reads fast depends on the processor, and every type can be written
from every other in seconds. So each is tried on the machine that will run it: some two seconds of
reading and writing, in turns, and the perplexity of the text of the demo digests.
"""

from __future__ import annotations

import math
import shutil
from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

from assistant.demo import demo_sources
from assistant.errors import AssistantError
from assistant.models.files.checksum import put_in_place, remove, stamp_of
from assistant.models.files.gguf import check_gguf
from assistant.models.files.weights import (
    Choice,
    Trial,
    read_choice,
    rewritten_path,
    write_choice,
)
from assistant.models.files.workshop import one_at_a_time, workshop
from assistant.models.llama.process import LlamaProcess
from assistant.models.llama.protocol import ChatMessage
from assistant.models.llama.quantize import TYPES, quantize_in_child
from assistant.models.llama.speed import LIMIT, Speed, measure
from assistant.models.processor import processor
from assistant.settings import SHIPPED_WEIGHTS, Settings

# Perplexity may rise by this share. On two cores Q8_0 rose by 1 %, Q4_0 of Q4_1 by 26 %.
MOST_WORSE = 0.02
# What is not faster by this share is not worth its room.
LEAST_FASTER = 0.05
ROUNDS = 2
PARAGRAPHS = 8
LONGEST_PARAGRAPH = 100  # tokens; the rest of a reply is not read
CONTEXT = 2048
# Bytes that stay free on the disk, and bits of a weight with its share of the block's scale.
SPARE = 200_000_000
BITS = {"Q8_0": 8.5, "Q4_0": 4.5}

Report = Callable[[str], None]


def choose_weights(model: Path, settings: Settings, report: Report) -> Choice | None:
    """Keep the weights that are fastest on this machine and not worse, beside a model's file.

    The choice is noted there (``files/weights.py``). Nothing is tried where that was done for
    this file, processor and llama.cpp, where the settings want the weights that came, or where the
    disk is too full; then what was noted before is returned, or None. An interruption leaves
    what was there before.
    """
    if settings.weights == SHIPPED_WEIGHTS:
        return None
    conditions = _conditions(settings)
    noted = read_choice(model)
    if noted is not None and noted.conditions == conditions:
        return noted
    came = check_gguf(model)
    others = [quantization for quantization in TYPES if quantization != came.quantization]
    needed = sum((came.parameters or 0) * BITS[other] / 8 for other in others)
    free = shutil.disk_usage(model.parent).free
    if free < needed + SPARE:
        report(
            f"{model.name} stays as it came: to try other weights takes {needed / 1e6:,.0f} MB "
            f"of disk for a while, and {model.parent} has {free / 1e6:,.0f} MB left."
        )
        return noted
    report(
        f"Trying which weights of {model.name} are fastest on this processor (some 20 seconds "
        f"for a small model; {needed / 1e6:,.0f} MB of disk meanwhile) …"
    )
    with one_at_a_time(model.parent), workshop(model.parent) as work:
        files = {came.quantization: model} | _rewritten(model, others, work, report)
        trials = _trials(files, settings.thread_count, report)
        kept, why = best(trials)
        choice = Choice(stamp_of(model), conditions, kept.quantization, why, tuple(trials))
        _keep(model, files, choice)
    report(f"Kept {choice.line()}")
    return choice


def _conditions(settings: Settings) -> str:
    llama = version("llama-cpp-python")
    return f"{processor()}, {settings.thread_count} threads, llama-cpp-python {llama}"


def _rewritten(
    model: Path, quantizations: list[str], work: Path, report: Report
) -> dict[str, Path]:
    """The model in each of these types; one that llama.cpp cannot write is left out."""
    found: dict[str, Path] = {}
    for quantization in quantizations:
        target = work / f"{quantization}.gguf"
        try:
            quantize_in_child(model, target, quantization)
            check_gguf(target)
        except AssistantError as error:
            report(f"Left out: {error}")
        else:
            found[quantization] = target
    return found


def _trials(files: Mapping[str, Path], threads: int, report: Report) -> list[Trial]:
    """How each file does, in turns; the first is of the weights that came.

    Of several runs the fastest counts, since the rest of the machine can only slow one down.
    Raises ``AssistantError`` where the first fails; another that fails is left out.
    """
    speeds: dict[str, list[Speed]] = {quantization: [] for quantization in files}
    perplexities: dict[str, float] = {}
    first, *_ = files
    for _ in range(ROUNDS):
        for quantization, path in files.items():
            process = LlamaProcess(path, None, context_tokens=CONTEXT, threads=threads)
            try:
                if quantization not in perplexities:
                    perplexities[quantization] = perplexity(process)
                speeds[quantization].append(measure(process))
            except AssistantError as error:
                if quantization == first:
                    raise
                report(f"Left out: {quantization} does not run here: {error}")
            finally:
                process.close()
    return [
        Trial(
            quantization,
            files[quantization].stat().st_size,
            round(max(speed.prompt for speed in found), 1),
            round(max(speed.generation for speed in found), 1),
            round(perplexities[quantization], 2),
        )
        for quantization, found in speeds.items()
        if found
    ]


def perplexity(process: LlamaProcess) -> float:
    """Perplexity of paragraphs of the demo digests, each as a reply of the chat model."""
    texts = [
        line
        for path in demo_sources()
        for line in path.read_text(encoding="utf-8").splitlines()
        if len(line) > LONGEST_PARAGRAPH * 4
    ][:PARAGRAPHS]
    asked = [ChatMessage(role="user", content="Tell me about a survey.")]
    found = process.likelihoods(asked, texts, LIMIT)
    tokens = sum(min(LONGEST_PARAGRAPH, process.count_tokens(text)) for text in texts)
    return math.exp(-sum(found) / tokens)


def best(trials: Sequence[Trial]) -> tuple[Trial, str]:
    """The trial to keep, and why; the first is of the weights that came."""
    came, *others = trials
    good = [t for t in others if t.perplexity <= came.perplexity * (1 + MOST_WORSE)]
    worse = ", ".join(t.quantization for t in others if t not in good)
    beside = f"; perplexity rules out {worse}" if worse else ""
    fastest = min(good, key=lambda trial: trial.seconds, default=came)
    if fastest.seconds > came.seconds * (1 - LEAST_FASTER):
        return came, f"nothing as good is faster by {LEAST_FASTER:.0%}{beside}"
    gain = came.seconds / fastest.seconds
    return fastest, f"a usual answer {gain:.2f} times as fast as with {came.quantization}{beside}"


def _keep(model: Path, files: Mapping[str, Path], choice: Choice) -> None:
    """Put the kept file beside the model, then the note, then drop what was kept before."""
    for quantization, path in files.items():
        target = rewritten_path(model, quantization)
        if path != model and quantization == choice.kept:
            put_in_place(path, target, f"{model.name} as {quantization}")
    write_choice(model, choice)
    for quantization in TYPES:
        if quantization != choice.kept:
            remove(rewritten_path(model, quantization))
