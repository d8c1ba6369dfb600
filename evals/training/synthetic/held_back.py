"""Sentences that training must not see: those of the texts that measure, the halves to confirm."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from assistant.text.sentences import split_sentences
from evals.datasets.papers import BAMBOO, LEVAL, bamboo, leval, read_lines
from evals.tasks.faithfulness import ABSHALLU
from evals.tasks.faithfulness import read as hallucinations
from evals.tasks.summaries import SCITLDR
from evals.training.records import AnswersRecord, Record

SHORTEST = 40
_NO_LETTERS = re.compile(r"\W+")


def held_back_sentences(data: Path) -> frozenset[str]:
    """The sentences of 40 letters or more, reduced to their letters, of all such texts."""
    return frozenset(
        letters for sentence in _texts(data) for letters in (_letters(sentence),) if letters
    )


def is_held_back(record: Record, held: frozenset[str]) -> bool:
    """Whether a record holds one of those sentences."""
    if isinstance(record, AnswersRecord):
        return any(_letters(sentence) in held for sentence in record.passage)
    return any(_letters(sentence) in held for sentence in (record.claim, *record.evidence))


def _letters(sentence: str) -> str:
    found = _NO_LETTERS.sub("", sentence).lower()
    return found if len(found) >= SHORTEST else ""


def _texts(data: Path) -> Iterator[str]:
    for file, read in ((LEVAL, leval), (BAMBOO, bamboo)):
        found = read(data / file)
        confirmed = {sample.source for sample in found.samples if sample.half == "confirm"}
        yield from _sentences(found.papers[name] for name in sorted(confirmed))
    yield from _hallucination_papers(data / ABSHALLU)
    for record in read_lines(data / SCITLDR):
        yield from record["source"]
        yield from record["target"]


def _hallucination_papers(path: Path) -> Iterator[str]:
    samples, papers = hallucinations(path)
    for sample in samples:
        yield from split_sentences(sample.question)
        if sample.half == "confirm":
            yield from _sentences([papers[sample.source]])


def _sentences(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        for line in text.split("\n"):
            yield from split_sentences(line)
