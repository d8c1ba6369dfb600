"""``python -m evals.training``: make records, train the evidence model, export it."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from assistant.errors import AssistantError
from assistant.models.files.packed import Packed
from assistant.settings import Settings
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
    _add_train(commands.add_parser("train", help="fit the encoder"))
    _add_export(commands.add_parser("export", help="write the file that the product reads"))
    return parser


def _add_train(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, required=True, help="folder of the data sets")
    parser.add_argument("--made", type=Path, required=True, help="folder of the made records")
    parser.add_argument("--out", type=Path, required=True, help="folder for checkpoints, curve")
    parser.add_argument("--layers", type=int, default=6, help="layers of the base that are kept")
    parser.add_argument("--minutes", type=float, default=80)
    parser.add_argument("--rate", type=float, default=4e-4, help="the highest learning rate")
    parser.add_argument("--check-minutes", type=float, default=10, help="between checkpoints")
    parser.add_argument("--start", type=Path, help="a checkpoint to go on from")
    parser.set_defaults(command=_train)


def _train(options: argparse.Namespace) -> None:
    from evals.training.fit import Plan
    from evals.training.train import read_sets, train

    plan = Plan(options.minutes, options.rate, check_minutes=options.check_minutes)
    sets = read_sets(options.data, options.made)
    train(_base(), sets, plan, options.out, options.layers, options.start)


def _add_export(parser: argparse.ArgumentParser) -> None:
    from assistant.models.files.evidence_file import EVIDENCE_MODEL

    parser.add_argument("checkpoint", type=Path, help="what a training left: last.pt")
    parser.add_argument("--data", type=Path, required=True, help="folder of the data sets")
    parser.add_argument("--made", type=Path, required=True, help="folder of the made records")
    parser.add_argument("--matrices", choices=("f32", "q8_0", "q4_0"), default="q8_0")
    parser.add_argument("--output", type=Path, default=EVIDENCE_MODEL)
    parser.add_argument("--card", type=Path, help="write the model card there")
    parser.add_argument("--reference", type=Path, help="write torch's logits there, for the test")
    parser.set_defaults(command=_export)


def _export(options: argparse.Namespace) -> None:
    from evals.training.card import card
    from evals.training.reference import reference
    from evals.training.train import export, read_sets

    sets = read_sets(options.data, options.made)
    export(_base(), options.checkpoint, sets, options.output, options.matrices)
    sys.stdout.write(f"{options.output}\n")
    if options.card is not None:
        options.card.write_text(card(sets, options.data, options.checkpoint), encoding="utf-8")
    if options.reference is not None:
        options.reference.write_text(reference(_base(), options.output), encoding="utf-8")


def _base() -> Packed:
    """The packed base model, which ``make models`` puts in place."""
    from assistant.models.files.defaults import default_vocabulary
    from assistant.models.files.packed import read_packed

    return read_packed(default_vocabulary(Settings.from_environment()))


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
