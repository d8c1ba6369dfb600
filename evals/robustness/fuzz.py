"""Read documents whose bytes were changed at random, in a child process.

``python -m evals.robustness.fuzz`` runs it.
Whatever comes, a reader has to give a document or a ``SourceError``. The child is confined as the
product's readers are; where an input ends it, or holds it up, that input is kept and another child
goes on behind it.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import select
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from assistant.documents.document import Document
from assistant.errors import SourceError
from assistant.serialization import dump, load
from evals.robustness.mutation import mutate, seeds
from evals.task import EvalError

if TYPE_CHECKING:
    from assistant.readers.pdf.scans.recognition import Scanner

SLOW, SLOW_SCAN = 60.0, 300.0
MEMORY_BYTES, SCAN_BYTES = 2 * 1024**3, 2 * 1024**3  # the networks need more
MOST_FIGURES = 3  # of a document
# A child says what became of an input by one letter.
LETTERS = {
    "d": "documents", "e": "told as an error", "m": "too much memory", "n": "nested too deeply",
    "x": "OTHER EXCEPTIONS",
}  # fmt: skip


@dataclass
class Figures:
    """What became of the inputs; ``escaped`` must stay empty, crashes cost only their child."""

    outcomes: Counter[str] = field(default_factory=Counter)
    crashed: list[str] = field(default_factory=list)
    slow: list[str] = field(default_factory=list)
    escaped: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def inputs(self) -> int:
        """How many inputs were read or refused."""
        return self.outcomes.total() + len(self.crashed) + len(self.slow)

    def lines(self) -> list[str]:
        """The figures for people."""
        counted = ", ".join(f"{n} {name}" for name, n in sorted(self.outcomes.items()))
        return [
            f"inputs: {self.inputs} ({counted}) in {self.seconds:.0f} s",
            f"crashes of the child: {len(self.crashed)}",
            f"longer than {SLOW:g} s: {len(self.slow)}",
            f"other exceptions: {len(self.escaped)}",
            *self.crashed,
            *self.slow,
            *self.escaped,
        ]


def main(arguments: Sequence[str] | None = None) -> int:
    """Read as many inputs as asked and print the figures; 1 where an exception escaped."""
    parser = argparse.ArgumentParser(prog="python -m evals.robustness.fuzz", description=__doc__)
    parser.add_argument("--data", type=Path, help="folder of data sets: papers/ and hostile/")
    parser.add_argument("--inputs", type=int, default=20_000)
    parser.add_argument("--seconds", type=float, help="stop after so long")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--first", type=int, default=0, help="the number of the first input")
    parser.add_argument("--keep", type=Path, default=Path("build") / "fuzz")
    parser.add_argument("--ocr", action="store_true", help="read the images of pages, too")
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.child:
        return _child(options)
    figures = fuzz(
        options.data, options.first, options.inputs, options.seed, options.keep, options.seconds,
        ocr=options.ocr,
    )  # fmt: skip
    sys.stdout.write("\n".join(figures.lines()) + "\n")
    return 1 if figures.escaped else 0


def fuzz(
    data: Path | None,
    first: int,
    count: int,
    seed: int,
    keep: Path,
    seconds: float | None = None,
    *,
    ocr: bool = False,
) -> Figures:
    """Have ``count`` inputs read from number ``first`` on; those that go wrong are kept.

    With ``ocr`` the images of pages are read where the product does so, which may take minutes.
    """
    figures = Figures()
    started = time.monotonic()
    deadline = started + (seconds if seconds is not None else float("inf"))
    number, last = first, first + count
    while number < last and time.monotonic() < deadline:
        number = _one_child(data, number, last, seed, keep, deadline, figures, ocr)
    figures.seconds = time.monotonic() - started
    return figures


def _one_child(
    data: Path | None,
    number: int,
    last: int,
    seed: int,
    keep: Path,
    deadline: float,
    figures: Figures,
    ocr: bool,
) -> int:
    """Let one child read from an input on; the number of the first input after it."""
    command = [sys.executable, "-m", "evals.robustness.fuzz", "--child", "--seed", str(seed)]
    command += ["--first", str(number), "--inputs", str(last - number)]
    if data is not None:
        command += ["--data", str(data.resolve())]
    command += ["--ocr"] * ocr
    slow = SLOW_SCAN if ocr else SLOW
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment
    ) as child:
        assert child.stdout is not None
        try:
            while number < last:
                wait = min(slow, deadline - time.monotonic())
                if wait <= 0:
                    return number
                if not select.select([child.stdout], [], [], wait)[0]:
                    if wait < slow:
                        return number
                    figures.slow.append(_kept(data, number, seed, keep, "slow"))
                    return number + 1
                line = child.stdout.readline().decode()
                if not line:
                    code = child.wait()
                    figures.crashed.append(_kept(data, number, seed, keep, f"exit {code}"))
                    return number + 1
                if line[0] != "-":  # the child's first sign of life
                    figures.outcomes[LETTERS[line[0]]] += 1
                    if line[0] == "x":
                        found = _kept(data, number, seed, keep, line[1:].strip())
                        figures.escaped.append(found)
                    number += 1
            return number
        finally:
            child.kill()


def _kept(data: Path | None, number: int, seed: int, keep: Path, why: str) -> str:
    """Write an input down, and say what was wrong with it."""
    name, made = make_input(seeds(data), number, seed)
    keep.mkdir(parents=True, exist_ok=True)
    path = keep / f"{seed}-{number}{Path(name).suffix}"
    path.write_bytes(made)
    return f"input {number} ({why}): {path}"


def make_input(found: Sequence[tuple[str, bytes]], number: int, seed: int) -> tuple[str, bytes]:
    """The name and bytes of one input; the same for the same seeds, number and seed."""
    rng = random.Random(f"{seed}/{number}")
    # The smaller of two: small documents are read many times faster.
    name, data = min((rng.choice(found) for _ in range(2)), key=lambda item: len(item[1]))
    alike = [other for named, other in found if named[-4:] == name[-4:]]
    return name, mutate(data, alike, rng)


def _child(options: argparse.Namespace) -> int:
    import resource

    from assistant.readers import read_bytes
    from assistant.readers.confinement import confine, program_files

    found = seeds(options.data)
    scanner = _scanner() if options.ocr else None
    for name, data in found[:1] + found[-1:]:
        read_bytes(data, name)  # what is imported late is there now
    most = MEMORY_BYTES + (SCAN_BYTES if options.ocr else 0)
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    confine(program_files())
    os.write(1, b"-\n")
    for number in range(options.first, options.first + options.inputs):
        name, data = make_input(found, number, options.seed)
        os.write(1, f"{_outcome(name, data, scanner)}\n".encode("utf-8", "replace"))
    return 0


def _scanner() -> Scanner:
    """The networks that read scans, loaded; EvalError without them."""
    from assistant.models.files.recognition import recognition_weights
    from assistant.readers.ocr.networks import Networks
    from assistant.readers.pdf.scans.recognition import Reading
    from assistant.settings import Settings

    weights = recognition_weights(Settings.from_environment())
    if weights is None:
        raise EvalError("The networks that read scans are not here. Run 'make models'.")
    networks = Networks.of(weights)
    networks.load()
    networks.likelihoods(np.full((64, 64), 255, dtype=np.uint8))
    return Reading(networks)


def _outcome(name: str, data: bytes, scanner: Scanner | None) -> str:
    from assistant.readers import read_bytes

    try:
        document = read_bytes(data, name, scanner=scanner)
        assert load(Document, dump(document)) == document, "it changes when it is stored"
        _cut_figures(document, data)
    except SourceError as error:
        return "e" if str(error) and "\n" not in str(error) else f"x odd message {str(error)!r}"
    except MemoryError:
        return "m"
    except RecursionError:
        return "n"
    except Exception as error:
        return f"x {type(error).__name__}: {str(error)[:200]!r}"
    return "d"


def _cut_figures(document: Document, data: bytes) -> None:
    """Cut out the first figures of a PDF; that nothing is drawn is no fault."""
    from assistant.readers.pdf.figures.picture import figure_png

    for caption in [one for one in document.captions if one.is_figure][:MOST_FIGURES]:
        if document.format != "pdf":
            return
        box = caption.boxes[0]
        edges = (box.left, box.top, box.right, box.bottom)
        with contextlib.suppress(SourceError):
            figure_png(data, document.name, box.page, label=caption.label, caption=edges)


if __name__ == "__main__":
    sys.exit(main())
