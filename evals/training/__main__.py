"""``python -m evals.training``: train the evidence model and the writer, fit what words tell."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import AssistantError
from assistant.models.base_model import Base
from assistant.models.files.defaults import (
    EMBEDDING_FILE,
    MINILM,
    MULTILINGUAL,
    VOCABULARY_FILE,
)
from assistant.models.files.evidence_file import (
    ANY_LANGUAGE,
    ENGLISH_EVIDENCE_MODEL,
    MULTILINGUAL_EVIDENCE_MODEL,
)
from assistant.settings import Settings
from evals.task import EvalError


@dataclass(frozen=True)
class Kind:
    """An evidence model by its base: the one ``language`` that it is for, or all.

    ``rate`` is its highest learning rate: at 4e-4 all-MiniLM-L6-v2 forgot and learned nothing.
    ``claims`` is the share of its batches that are claims.
    """

    base_file: str
    output: Path
    language: str
    rate: float
    claims: float


KINDS = {
    MINILM: Kind(EMBEDDING_FILE, ENGLISH_EVIDENCE_MODEL, "en", 1.5e-4, 0.5),
    MULTILINGUAL: Kind(VOCABULARY_FILE, MULTILINGUAL_EVIDENCE_MODEL, ANY_LANGUAGE, 4e-4, 0.4),
}
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
    _add_question_kinds(commands.add_parser("question-kinds", help="fit what questions ask for"))
    _add_injection(commands.add_parser("injection", help="fit what gives orders to who answers"))
    _add_make_records(commands.add_parser("make-records", help="records made from papers"))
    _add_train(commands.add_parser("train", help="fit the encoder"))
    _add_writer(commands.add_parser("writer", help="teach the default chat model to answer"))
    _add_export(commands.add_parser("export", help="write the file that the product reads"))
    return parser


def _add_train(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, required=True, help="folder of the data sets")
    parser.add_argument("--made", type=Path, required=True, help="folder of the made records")
    parser.add_argument("--out", type=Path, required=True, help="folder for checkpoints, curve")
    _add_base(parser)
    parser.add_argument("--layers", type=int, default=6, help="layers of the base that are kept")
    parser.add_argument("--minutes", type=float, default=80)
    parser.add_argument("--rate", type=float, help="the highest learning rate")
    parser.add_argument("--claims", type=float, help="share of the batches that are claims")
    parser.add_argument("--check-minutes", type=float, default=10, help="between checkpoints")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--start", type=Path, help="a checkpoint to go on from")
    parser.set_defaults(command=_train)


def _train(options: argparse.Namespace) -> None:
    from evals.training.fit import EncoderPlan
    from evals.training.train import read_sets, train

    kind = KINDS[options.base]
    plan = EncoderPlan(
        options.minutes,
        options.rate or kind.rate,
        support_share=kind.claims if options.claims is None else options.claims,
        threads=options.threads,
        check_minutes=options.check_minutes,
    )
    sets = read_sets(options.data, options.made, kind.language)
    train(_base(kind), sets, plan, options.out, options.layers, options.start)


def _add_base(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--base", choices=list(KINDS), default=MINILM, help="the model that it starts from"
    )


def _add_export(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("checkpoint", type=Path, help="what a training left: last.pt")
    parser.add_argument("--data", type=Path, required=True, help="folder of the data sets")
    parser.add_argument("--made", type=Path, required=True, help="folder of the made records")
    parser.add_argument("--matrices", choices=("f32", "q8_0", "q4_0"), default="q8_0")
    parser.add_argument("--output", type=Path, help="instead of the one that ships")
    _add_base(parser)
    parser.add_argument("--card", type=Path, help="write the model card there")
    parser.add_argument("--reference", type=Path, help="write torch's logits there, for the test")
    parser.set_defaults(command=_export)


def _export(options: argparse.Namespace) -> None:
    from evals.training.card import card
    from evals.training.reference import reference
    from evals.training.train import export, read_sets

    kind = KINDS[options.base]
    sets = read_sets(options.data, options.made, kind.language)
    base, output = _base(kind), options.output or kind.output
    export(base, options.checkpoint, sets, output, options.matrices)
    sys.stdout.write(f"{output}\n")
    if options.card is not None:
        options.card.write_text(
            card(sets, options.data, options.checkpoint, options.base), encoding="utf-8"
        )
    if options.reference is not None:
        options.reference.write_text(reference(base, output), encoding="utf-8")


def _add_writer(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, required=True, help="folder of the data sets")
    parser.add_argument("--out", type=Path, required=True, help="folder for checkpoints, curve")
    parser.add_argument("--minutes", type=float, default=80)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--output", type=Path, help="the adapter's file, instead of what ships")
    parser.set_defaults(command=_writer)


def _writer(options: argparse.Namespace) -> None:
    from assistant.models.files.adapter_file import WRITER
    from evals.training.writer.fit import WriterPlan
    from evals.training.writer.train import train_writer

    plan = WriterPlan(options.minutes, threads=options.threads)
    output = options.output or WRITER
    train_writer(_chat_model(), options.data, plan, options.out, output)
    sys.stdout.write(f"{output}\n")


def _chat_model() -> Path:
    """The default chat model as it came, put in place if it is not there."""
    from assistant.models.files.defaults import default_chat_model, install_defaults

    settings = Settings.from_environment()
    install_defaults(settings, lambda line: None)
    return default_chat_model(settings)


def _add_question_kinds(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, required=True, help="folder of the data sets")
    parser.add_argument("--half", default="develop", help="the questions to measure on")
    parser.set_defaults(command=_question_kinds)


def _question_kinds(options: argparse.Namespace) -> None:
    from evals.training.question_kinds import fit_and_write

    sys.stdout.write(fit_and_write(options.data, options.half) + "\n")


def _add_injection(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, required=True, help="folder of the data sets")
    parser.set_defaults(command=_injection)


def _injection(options: argparse.Namespace) -> None:
    from evals.training.injection import fit_and_write

    sys.stdout.write(fit_and_write(options.data) + "\n")


def _base(kind: Kind) -> Base:
    """The base model, put in place if it is not there."""
    from assistant.models.base_model import open_base
    from assistant.models.files.defaults import install_defaults

    settings = Settings.from_environment(evidence_model="shipped")
    install_defaults(settings, lambda line: None)
    return open_base(settings.models_folder / kind.base_file)


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
