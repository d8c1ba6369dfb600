"""Training records as JSON lines: questions with passages, and claims with evidence.

Two kinds, one a file, plain or gzip:

* ``answers``: ``id, question, passage [sentences], answers [{sentence, start, text}], lang,
  source``; without answers the passage does not answer. ``passage[sentence][start:]`` begins with
  ``text``.
* ``support``: ``id, claim, evidence [sentences], label, lang, source``; the label is supported,
  refuted or neither.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from evals.task import EvalError

Label = Literal["supported", "refuted", "neither"]
LABELS: tuple[Label, ...] = get_args(Label)
MADE = "made-"
SOURCES = "sources.json"
SUFFIX = ".gz"


@dataclass(frozen=True)
class Span:
    """An answer: ``text`` begins at character ``start`` of the passage's ``sentence``-th one."""

    sentence: int
    start: int
    text: str


@dataclass(frozen=True)
class AnswersRecord:
    """A question, the sentences of a passage, and what of it answers (nothing: empty)."""

    id: str
    question: str
    passage: tuple[str, ...]
    answers: tuple[Span, ...]
    lang: str
    source: str

    def __post_init__(self) -> None:
        """Raise EvalError where an answer does not stand at its place."""
        for answer in self.answers:
            inside = 0 <= answer.sentence < len(self.passage)
            if not inside or not self.passage[answer.sentence].startswith(
                answer.text, answer.start
            ):
                raise EvalError(
                    f"Record {self.id}: the answer {answer.text!r} does not stand at character "
                    f"{answer.start} of sentence {answer.sentence}. Correct or drop the record."
                )


@dataclass(frozen=True)
class SupportRecord:
    """A claim, the sentences given as evidence, and whether they support it."""

    id: str
    claim: str
    evidence: tuple[str, ...]
    label: Label
    lang: str
    source: str

    def __post_init__(self) -> None:
        """Raise EvalError where the label is none of the three."""
        if self.label not in LABELS:
            raise EvalError(
                f"Record {self.id}: no label {self.label!r}. There are: {', '.join(LABELS)}."
            )


Record = AnswersRecord | SupportRecord


def read_records(
    path: Path,
    languages: Collection[str] | None = None,
    sources: Collection[str] | None = None,
) -> Iterator[Record]:
    """The records of one file, in its order, of some languages and sources (None: of all).

    EvalError names the file and the line that is no such record.
    """
    try:
        for number, line in enumerate(_lines(path), start=1):
            if line.strip():
                record = _parse(line, path, number)
                if _wanted(record.lang, languages) and _wanted(record.source, sources):
                    yield record
    except (OSError, EOFError) as error:
        raise EvalError(f"Cannot read {path}: {error}. Name a file of records.") from error


def write_records(path: Path, records: Iterable[Record]) -> int:
    """Write records as JSON lines (gzip where the name ends in .gz); how many there were.

    Files of equal records are equal, byte by byte.
    """
    lines = [f"{json.dumps(asdict(record), ensure_ascii=False)}\n" for record in records]
    content = "".join(lines).encode()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(content, mtime=0) if path.suffix == SUFFIX else content)
    return len(lines)


def stated_sources(path: Path) -> frozenset[str]:
    """The names of the sources whose licence is stated, by a ``sources.json``.

    The file maps each name to an object with ``licence`` (text) and ``stated`` (true or false).
    """
    try:
        found: Mapping[str, Mapping[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, json.JSONDecodeError) as error:
        raise EvalError(f"Cannot read the licences in {path}: {error}.") from error
    return frozenset(name for name, terms in found.items() if terms.get("stated"))


def _wanted(value: str, among: Collection[str] | None) -> bool:
    return among is None or value in among


def _lines(path: Path) -> Iterator[str]:
    if path.suffix == SUFFIX:
        with gzip.open(path, "rt", encoding="utf-8") as packed:
            yield from packed
    else:
        with path.open(encoding="utf-8") as plain:
            yield from plain


def _parse(line: str, path: Path, number: int) -> Record:
    try:
        fields = json.loads(line)
        common = {name: fields[name] for name in ("id", "lang", "source")}
        if "question" in fields:
            answers = tuple(Span(**answer) for answer in fields["answers"])
            passage = _sentences(fields["passage"])
            return AnswersRecord(
                question=fields["question"], passage=passage, answers=answers, **common
            )
        evidence = _sentences(fields["evidence"])
        return SupportRecord(
            claim=fields["claim"], evidence=evidence, label=fields["label"], **common
        )
    except (json.JSONDecodeError, KeyError, TypeError) as error:
        raise EvalError(
            f"{path}, line {number} is no record of answers or support: {error!r}."
        ) from error


def _sentences(values: Sequence[str]) -> tuple[str, ...]:
    return tuple(str(value) for value in values)
