"""Answers, reviews and a comparison in a process of its own: ``python -m evals.solvers.fresh``.

It reads a plan as JSON on standard input, makes a library of the demo digests, and writes each
text with its quotes as a line of JSON. Nothing is shared with another run but the model files.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from assistant import Library
from assistant.demo import demo_sources
from assistant.evidence.claims import Claim
from assistant.serialization import dump, load
from assistant.settings import Settings
from evals.task import EvalError

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Plan:
    """What a run writes, in this order: questions of the whole library, reviews and a comparison.

    ``reviews`` are names of surveys, ``aspects`` the rows of the comparison of all of them.
    """

    settings: Settings
    questions: tuple[str, ...]
    reviews: tuple[str, ...] = ()
    aspects: tuple[str, ...] = ()


def fresh_run(plan: Plan) -> list[str]:
    """Everything of a plan, written in a new process: one text with its quotes for each part.

    Raises ``EvalError`` where the process fails.
    """
    done = subprocess.run(
        [sys.executable, "-m", __name__],
        input=dump(plan),
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    if done.returncode:
        said = done.stderr.strip().splitlines() or ["no reason given"]
        raise EvalError(f"A run in a process of its own failed: {said[-1]}")
    return [json.loads(line) for line in done.stdout.splitlines()]


def plan_texts(plan: Plan) -> Iterator[str]:
    """Everything of a plan, one text with its quotes after another."""
    with (
        tempfile.TemporaryDirectory(prefix="survey-assistant-evals-") as folder,
        Library.open(Path(folder) / "library", settings=plan.settings) as library,
    ):
        for source in demo_sources():
            library.add(source)
        for question in plan.questions:
            answer = library.ask(question)
            yield f"{_lines(answer.claims)}\n{answer.reason}"
        for name in plan.reviews:
            review = library.review(name)
            yield "\n".join(f"{part.name}: {_lines(part.items)}" for part in review.fields)
        if plan.aspects:
            table = library.compare(library.surveys(), aspects=list(plan.aspects))
            yield "\n".join(f"{cell.aspect}: {_lines(cell.claims)}" for cell in table.cells)


def _lines(claims: Iterable[Claim]) -> str:
    return "\n".join(
        f"{claim.verdict}: {claim.text}"
        + "".join(f" [{c.document}, {c.section}, {c.page}: {c.quote}]" for c in claim.citations)
        for claim in claims
    )


def main() -> None:
    """Write a plan's texts as they come."""
    for text in plan_texts(load(Plan, sys.stdin.read())):
        sys.stdout.write(json.dumps(text) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
