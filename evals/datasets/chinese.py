"""Chinese questions on paragraphs of an encyclopedia: CMRC 2018 and DRCD, as training records.

The records have no articles, so that paragraphs are put together by their order into documents of
some length.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from evals.datasets.papers import PaperSet
from evals.task import Sample, split_halves
from evals.training.records import AnswersRecord, read_records

CHINESE = "training/answers.dev.jsonl.gz"
SOURCES = ("cmrc2018", "drcd")
# About as many paragraphs as an article of JaQuAD has.
PARAGRAPHS = 20


@dataclass(frozen=True)
class Asked:
    """A question with the paragraph that answers it, as one text and by its number."""

    record: AnswersRecord
    paragraph: str
    number: int


def asked(path: Path) -> Iterator[Asked]:
    """The answerable questions of both sets; equal paragraphs have one number."""
    numbers: dict[str, int] = {}
    for record in read_records(path, ("zh",), SOURCES):
        if isinstance(record, AnswersRecord) and record.answers:
            paragraph = "".join(record.passage)
            yield Asked(record, paragraph, numbers.setdefault(paragraph, len(numbers)))


def chinese(path: Path) -> PaperSet:
    """The questions, each put to a document of twenty paragraphs; the gold is the sentence."""
    found = list(asked(path))
    paragraphs = list(dict.fromkeys(one.paragraph for one in found))
    papers = {
        _name(start): "\n\n".join([f"# 文集 {start}", *paragraphs[start : start + PARAGRAPHS]])
        for start in range(0, len(paragraphs), PARAGRAPHS)
    }
    samples = [
        Sample(
            id=one.record.id,
            question=one.record.question.strip(),
            targets=tuple(answer.text for answer in one.record.answers),
            evidence=tuple(one.record.passage[a.sentence] for a in one.record.answers[:1]),
            source=_name(one.number),
            group=_name(one.number),
        )
        for one in found
    ]
    return PaperSet(split_halves(samples), papers)


def _name(number: int) -> str:
    """The file of the document that holds a paragraph."""
    return f"chinese-{number // PARAGRAPHS:02}.md"
