"""``python -m evals.training``: make records, train the evidence model, export it."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from assistant.errors import AssistantError
from evals.task import EvalError

Command = Callable[[argparse.Namespace], None]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 1 with one line on standard error when it cannot."""
    options = _parser().parse_args(arguments)
    command: Command = options.command
    try:
        command(options)
    except (AssistantError, EvalError) as error:
        sys.stderr.write(f"error: {error}\n")
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m evals.training", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_make_records(commands.add_parser("make-records", help="records made from papers"))
    return parser


def _add_make_records(parser: argparse.ArgumentParser) -> None:
    from evals.training.synthetic.make import SEED

    parser.add_argument("--data", type=Path, required=True, help="folder of the data sets")
    parser.add_argument("--out", type=Path, required=True, help="folder for the two files")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.set_defaults(command=_make_records)


def _make_records(options: argparse.Namespace) -> None:
    from evals.training.synthetic.make import make_records, write_made

    if not options.data.is_dir():
        raise EvalError(f"No folder {options.data}. --data takes the folder of the data sets.")
    made = make_records(options.data, options.seed)
    for path in write_made(made, options.out):
        sys.stdout.write(f"{path}\n")
    for source, counts in made.counts().items():
        told = ", ".join(f"{label} {count}" for label, count in sorted(counts.items()))
        sys.stdout.write(f"{source}: {told}\n")


if __name__ == "__main__":
    sys.exit(main())
