"""The writer's records: answers that the project wrote, put together with the texts of others.

``answers.jsonl.gz`` has a line for each: ``source`` and ``id`` of the text, the ``half`` (train or
dev), ``ranked``, the places of evidence sentences in the text, best first, and the ``reply``:
places of sentences among these, and what is said, as cuts (``cuts``). Questions about papers are
the project's own; those of other records stand with their passages, which are not shipped.
"""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from assistant.text.words import without_markers
from evals.training.records import AnswersRecord, read_records
from evals.training.synthetic.full_texts import read_paper
from evals.training.writer.cuts import from_cuts

FILE = "answers.jsonl.gz"
PAPERS = "paper"
PASSAGES = "training/answers.train.jsonl.gz"
# Shorter sentences of papers are mostly headings or broken, longer ones several run together.
FEWEST_WORDS, MOST_WORDS = 6, 70
# How many sentences a model is shown, from and to.
SHOWN = (3, 7)


@dataclass(frozen=True)
class WriterRecord:
    """A question, its evidence, best first, and the reply: places of sentences, what they say.

    An empty reply says that nothing answers.
    """

    question: str
    sentences: tuple[str, ...]
    reply: tuple[tuple[tuple[int, ...], str], ...]


def writer_records(data: Path, half: str) -> list[WriterRecord]:
    """The records of a half (train or dev), with texts of the data sets' folder."""
    lines = [line for line in shipped_answers() if line["half"] == half]
    wanted = {line["id"] for line in lines if line["source"] != PAPERS}
    passages = {
        record.id: record
        for record in read_records(data / PASSAGES, ["en"])
        if isinstance(record, AnswersRecord) and record.id in wanted
    }
    papers = {
        key: paper_sentences(data, key)
        for key in {line["id"] for line in lines if line["source"] == PAPERS}
    }
    return [
        _record(line, line["question"], papers[line["id"]])
        if line["source"] == PAPERS
        else _record(line, passages[line["id"]].question, passages[line["id"]].passage)
        for line in lines
    ]


def shipped_answers() -> Iterator[Mapping[str, Any]]:
    """The lines of the file that the project ships."""
    text = resources.files(__package__).joinpath(FILE).read_bytes()
    for line in gzip.decompress(text).decode().splitlines():
        yield json.loads(line)


def paper_sentences(data: Path, key: str) -> list[str]:
    """The sentences of a paper that records count."""
    found = read_paper(data, key).sentences
    return [text for text in found if FEWEST_WORDS <= len(text.split()) <= MOST_WORDS]


def _record(line: Mapping[str, Any], question: str, text: Sequence[str]) -> WriterRecord:
    sentences = tuple(without_markers(text[place]).strip() for place in line["ranked"])
    reply = tuple(
        (tuple(places), from_cuts(cuts, [sentences[place] for place in places]))
        for places, cuts in line["reply"]
    )
    return WriterRecord(question, sentences, reply)


def draw(record: WriterRecord, chance: random.Random) -> WriterRecord:
    """The record with as many of its best sentences as a model may be shown, and all it needs."""
    needed = {place for places, _ in record.reply for place in places}
    most = max(len(needed), chance.randint(*SHOWN))
    others = [place for place in range(len(record.sentences)) if place not in needed]
    kept = sorted([*needed, *others[: most - len(needed)]])
    new = {place: number for number, place in enumerate(kept)}
    return WriterRecord(
        record.question,
        tuple(record.sentences[place] for place in kept),
        tuple((tuple(new[p] for p in places), text) for places, text in record.reply),
    )
