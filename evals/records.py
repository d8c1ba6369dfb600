"""``python -m evals records FILE…``: the evidence model and its baselines on training records."""

from __future__ import annotations

import argparse
import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from assistant.models.evidence_model import EvidenceModel
from assistant.models.files.defaults import install_defaults
from assistant.models.llama.process import LlamaProcess
from assistant.settings import Settings
from evals.report.records import records_tables
from evals.scorers.judging import (
    answers_measures,
    rank_answers,
    support_measures,
    verify_claims,
)
from evals.solvers.corpus import kept_embeddings
from evals.solvers.judges import Cosine, Evidence, Judge, WordOverlap
from evals.task import EvalError
from evals.training.records import AnswersRecord, Record, SupportRecord, read_records

EVIDENCE, OVERLAP, COSINE = "evidence model", "word overlap", "cosine"
NO_MODEL = "There is no evidence model here; the baselines stand alone."
Progress = Callable[[str, int, int], None]


def records_parser() -> argparse.ArgumentParser:
    """The command's arguments."""
    parser = argparse.ArgumentParser(prog="python -m evals records", description=__doc__)
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE", help="answers or support")
    parser.add_argument("--work", type=Path, help="folder of what runs keep, as vectors")
    parser.add_argument("--lang", nargs="+", help="records of these languages only")
    parser.add_argument("--source", nargs="+", help="records of these sources only")
    parser.add_argument("--limit", type=int, help="at most so many records a file, evenly drawn")
    parser.add_argument(
        "--model-file", type=Path, nargs="*", help="other evidence models to measure; none at all"
    )
    parser.add_argument("--no-cosine", action="store_true", help="leave the embedder out")
    return parser


@contextlib.contextmanager
def open_judges(
    settings: Settings, work: Path, models: Sequence[Path], cosine: bool
) -> Iterator[Mapping[str, Judge]]:
    """The judges by name, the evidence model first: the first of ``models`` that reads a text."""
    judges: dict[str, Judge] = {}
    with contextlib.ExitStack() as opened:
        if models:
            install_defaults(settings, lambda line: None)
            process = LlamaProcess(
                None,
                None,
                evidence_models=models,
                models_folder=settings.models_folder,
                threads=settings.thread_count,
            )
            opened.callback(process.close)
            judges[EVIDENCE] = Evidence(EvidenceModel(process))
        judges[OVERLAP] = WordOverlap()
        embeddings = opened.enter_context(kept_embeddings(settings, work if cosine else None))
        if embeddings is not None:
            judges[COSINE] = Cosine(embeddings)
        yield judges


def measure_files(
    files: Sequence[Path],
    judges: Mapping[str, Judge],
    progress: Progress,
    choose: Callable[[Path], Sequence[Record]],
) -> str:
    """The tables of every file, as Markdown."""
    parts = [] if EVIDENCE in judges else [NO_MODEL]
    for path in files:
        records = choose(path)
        answers = [record for record in records if isinstance(record, AnswersRecord)]
        support = [record for record in records if isinstance(record, SupportRecord)]
        if not records:
            raise EvalError(f"No record of {path} is left to measure. Ask for other ones.")
        classes = {name: judge.verdicts for name, judge in judges.items()}
        told = {name: _told(progress, path, name) for name in judges}
        if answers:
            ranked = {name: rank_answers(j, answers, told[name]) for name, j in judges.items()}
            title = f"{path.name}, answers"
            parts.append(records_tables(title, answers, ranked, answers_measures(), classes))
        if support:
            verified = {name: verify_claims(j, support, told[name]) for name, j in judges.items()}
            title = f"{path.name}, support"
            parts.append(records_tables(title, support, verified, support_measures(), classes))
    return "\n\n".join(parts)


def chosen_records(options: argparse.Namespace) -> Callable[[Path], Sequence[Record]]:
    """Reads the records of a file that the arguments ask for."""

    def read(path: Path) -> Sequence[Record]:
        found = list(read_records(path, options.lang, options.source))
        if options.limit is None or options.limit >= len(found):
            return found
        step = len(found) / options.limit
        return [found[int(number * step)] for number in range(options.limit)]

    return read


def _told(progress: Progress, path: Path, name: str) -> Callable[[int, int], None]:
    return lambda done, total: progress(f"{path.name}, {name}", done, total)
