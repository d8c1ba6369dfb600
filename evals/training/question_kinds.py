"""Fitting the model of question kinds: questions that the project wrote, and other people's.

``questions/slots.tsv`` and ``train.tsv`` have a question a line with its labels and language;
``{x}`` stands for a subject, and words that several questions with slots have are those that ask.
Of the questions of training records it is known that they ask what a text says, and whether a
number or a date answers. What is not known of a question does not count.
"""

from __future__ import annotations

import itertools
import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from importlib import resources
from pathlib import Path
from typing import cast

import numpy as np

from assistant.models.backend import Engines
from assistant.models.embeddings import EngineEmbeddings
from assistant.models.question_kinds import FILE as VECTORS_FILE
from assistant.models.question_kinds import VectorHeads, write_heads
from assistant.settings import Settings
from assistant.text.question_kinds import (
    AIMS,
    SIGNS,
    Aim,
    Kinds,
    Sign,
    kinds_of,
)
from assistant.text.question_kinds import FILE as WORDS_FILE
from assistant.text.word_runs import RunsModel, tokens, write_model
from evals.task import EvalError
from evals.training.linear import Dense, Wanted, fit_runs, regress
from evals.training.records import AnswersRecord, read_records

FOLDER = Path(__file__).parent / "questions"
SLOT, SUBJECT = "{x}", "qqqq"
KINDS = (*AIMS, *SIGNS)
# What is not known of a question.
UNKNOWN = -1.0
# Questions of other people, of each language, and their weight beside one of the project's own.
RECORDS_EACH, LONGEST_SUBJECT, SEED = 1500, 30, 1
OWN_WEIGHT, RECORD_WEIGHT = 1.0, 0.2
# A token is known where the project's questions have it this often outside of their subjects.
LEAST_KNOWN = 2
WORDS_RIDGE, VECTORS_RIDGE = 0.03, 0.03
VECTORS_SHARE = 0.7
_NUMBER = re.compile(r"^\D{0,3}\d[\d.,]*\s?\D{0,12}$")
_DATE = re.compile(r"\b(?:1[5-9]|20)\d\d\b|\d年|\d月")


@dataclass(frozen=True)
class Asked:
    """A question with what is known of its kinds: 1, 0 or ``UNKNOWN``, in the order of KINDS."""

    text: str
    language: str
    wanted: tuple[float, ...]
    weight: float = OWN_WEIGHT

    @property
    def aim(self) -> str:
        """Its aim."""
        return AIMS[int(np.argmax(self.wanted[: len(AIMS)]))]


def read_questions(path: Path) -> list[Asked]:
    """The questions of a file of the project's own, three columns a line.

    Raises ``EvalError`` with the line that is none.
    """
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        parts = line.split("\t")
        labels = parts[0].split(",")
        if len(parts) != 3 or labels[0] not in AIMS or not set(labels[1:]) <= set(SIGNS):
            raise EvalError(
                f"{path}, line {number}: {line!r} is not labels, language and question with tabs "
                f"between them. Labels: one of {', '.join(AIMS)}, any of {', '.join(SIGNS)}."
            )
        wanted = tuple(float(kind in labels) for kind in KINDS)
        text = parts[2].replace(SLOT, f" {SUBJECT} ")
        found.append(Asked(text, parts[1], wanted))
    return found


def read_answered(data: Path) -> list[AnswersRecord]:
    """Training records whose passage answers, so many of each language."""
    by_language: dict[str, list[AnswersRecord]] = {}
    for record in read_records(data / "training" / "answers.train.jsonl.gz"):
        if isinstance(record, AnswersRecord) and record.answers:
            by_language.setdefault(record.lang, []).append(record)
    chance = random.Random(SEED)
    drawn = (chance.sample(found, min(RECORDS_EACH, len(found))) for found in by_language.values())
    return list(itertools.chain.from_iterable(drawn))


def of_records(records: Iterable[AnswersRecord]) -> list[Asked]:
    """Their questions: they ask what a text says, and what answers tells the rest."""
    return [_of_record(record) for record in records]


def with_subjects(questions: Iterable[Asked], records: Sequence[AnswersRecord]) -> list[Asked]:
    """Questions with a short answer of some record in place of each slot, for their vectors."""
    chance = random.Random(SEED)
    subjects: dict[str, list[str]] = {}
    for record in records:
        if len(text := record.answers[0].text) <= LONGEST_SUBJECT:
            subjects.setdefault(record.lang, []).append(text)
    filled = []
    for item in questions:
        choice, parts = subjects.get(item.language, subjects["en"]), item.text.split(SUBJECT)
        text = parts[0] + "".join(chance.choice(choice) + part for part in parts[1:])
        filled.append(replace(item, text=" ".join(text.split())))
    return filled


def _of_record(record: AnswersRecord) -> Asked:
    """Whether works or people answer is not known; a date is no number."""
    answer = record.answers[0].text
    dated = _DATE.search(answer) is not None and len(answer) < LONGEST_SUBJECT
    known = {
        "number": float(_NUMBER.match(answer) is not None and not dated),
        "date": float(dated),
        "works": UNKNOWN,
        "questions": 0.0,
        "leans": 0.0,
    }
    wanted = [float(aim == "other") for aim in AIMS] + [known[sign] for sign in SIGNS]
    return Asked(record.question, record.lang, tuple(wanted), RECORD_WEIGHT)


def known_tokens(questions: Iterable[Asked]) -> frozenset[str]:
    """The tokens that questions ask with: those that the project's own have often enough."""
    counts = Counter(token for item in questions for token in set(tokens(item.text)))
    return frozenset(t for t, count in counts.items() if count >= LEAST_KNOWN) - {SUBJECT}


def words_model(questions: Sequence[Asked], known: frozenset[str]) -> RunsModel:
    """The model of the words of some questions, by the runs that the project's own have."""
    own = [item.weight == OWN_WEIGHT for item in questions]
    return fit_runs([item.text for item in questions], own, known, _wanted(questions, WORDS_RIDGE))


def vector_heads(
    questions: Sequence[Asked], vectors: np.ndarray, embedder: str, share: float
) -> VectorHeads:
    """The heads on the vectors of some questions, shape (questions, dimension)."""
    mean = vectors.mean(axis=0)
    scale = 1 / np.sqrt(((vectors - mean) ** 2).sum(axis=1).mean())
    weights = regress(Dense((vectors - mean) * scale), _wanted(questions, VECTORS_RIDGE))
    own = np.concatenate([weights[:-1] * scale, weights[-1:] - scale * mean @ weights[:-1]])
    return VectorHeads(embedder, share, own)


def _wanted(questions: Sequence[Asked], ridge: float) -> Wanted:
    values = np.array([item.wanted for item in questions])
    weight = np.array([[item.weight] for item in questions]) * (values != UNKNOWN)
    return Wanted(values, weight, _shares, ridge)


def _shares(logits: np.ndarray) -> np.ndarray:
    """Probabilities: of the aims 1 in all, of each sign by itself."""
    aims = logits[:, : len(AIMS)]
    shares = np.exp(aims - aims.max(axis=1, keepdims=True))
    signs = 1 / (1 + np.exp(-np.clip(logits[:, len(AIMS) :], -30, 30)))
    return np.concatenate([shares / shares.sum(axis=1, keepdims=True), signs], axis=1)


Read = Callable[[str], Kinds]


def figures(read: Read, questions: Sequence[Asked]) -> str:
    """Precision and recall of each kind over some questions, as a table in Markdown."""
    found = [read(item.text) for item in questions]
    lines = ["| kind | questions | precision | recall |", "|---|---|---|---|"]
    for place, kind in enumerate(KINDS):
        said = [_says(kinds, kind) for kinds in found]
        true = [item.wanted[place] == 1 for item in questions]
        both = sum(s and t for s, t in zip(said, true, strict=True))
        row = (kind, str(sum(true)), _share(both, sum(said)), _share(both, sum(true)))
        lines.append(f"| {' | '.join(row)} |")
    right = sum(kinds.aim == item.aim for kinds, item in zip(found, questions, strict=True))
    lines.append(f"| right aim | {len(questions)} | {_share(right, len(questions))} | |")
    return "\n".join(lines)


def _says(kinds: Kinds, kind: Aim | Sign) -> bool:
    return kinds.aim == kind if kind in kinds.aims else kinds.has(cast(Sign, kind))


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.3f}" if whole else "-"


def fit_and_write(data: Path, half: str) -> str:
    """Fit both models on the project's questions, write them where the product has them.

    What comes back are figures on ``questions/HALF.tsv``: by words alone, and with the vector.
    """
    engines = Engines(Settings.from_environment())
    try:
        embeddings = EngineEmbeddings(engines.process)
        records = read_answered(data)
        slotted = read_questions(FOLDER / "slots.tsv")
        others = [*read_questions(FOLDER / "train.tsv"), *of_records(records)]
        words = words_model([*slotted, *others], known_tokens(slotted))
        filled = [*with_subjects(slotted, records), *others]
        vectors = embeddings.embed_array([item.text for item in filled], "query")
        heads = vector_heads(filled, vectors, embeddings.name, VECTORS_SHARE)
        _place("assistant.text", WORDS_FILE).write_text(write_model(words), "utf-8")
        _place("assistant.models", VECTORS_FILE).write_text(write_heads(heads), "utf-8")
        asked = read_questions(FOLDER / f"{half}.tsv")
        by_vector = embeddings.embed_array([item.text for item in asked], "query")
        both = {
            item.text: heads.kinds(item.text, vector, words)
            for item, vector in zip(asked, by_vector, strict=True)
        }
    finally:
        engines.close()
    alone = figures(lambda text: kinds_of(words.logits(text)), asked)
    return f"By words alone:\n\n{alone}\n\nWith the vector:\n\n{figures(both.__getitem__, asked)}"


def _place(package: str, file: str) -> Path:
    return Path(str(resources.files(package) / file))
