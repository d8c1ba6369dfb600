"""Records as batches: encoded, of like length, mixed by source."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from assistant.models.base_model import Base
from assistant.models.tokens.encoding import Encoded, encode
from assistant.models.tokens.tokenizer import Tokenizer
from evals.training.encoder import VERDICTS
from evals.training.records import AnswersRecord, Record, Span, SupportRecord

LONGEST = 288
# Sources whose 'neither' only means that it does not follow: it may be refuted too.
NOT_ENTAILED = frozenset({"janli"})
NOT_SUPPORTED = len(VERDICTS)
WINDOW = 1024
MOST_TEXTS = 64
# Of the passages this share is cropped to a few sentences: more questions in the same time.
CROPPED = 0.6
CROPS = (3, 4, 5, 6)


@dataclass(frozen=True)
class Example:
    """An encoded record: the sentences that answer and the span (tokens), or the verdict."""

    text: Encoded
    gold: tuple[int, ...] = ()
    start: int = 0
    end: int = 0
    verdict: int = -1

    @property
    def is_claim(self) -> bool:
        """Whether it is a claim with its verdict, not a question."""
        return self.verdict >= 0


def example(tokenizer: Tokenizer, record: Record) -> Example | None:
    """A record as the encoder is trained on it; None where the answer's span was cut off."""
    if isinstance(record, SupportRecord):
        text = encode(tokenizer, record.claim, record.evidence, LONGEST)
        verdict = VERDICTS.index(record.label)
        if record.label == "neither" and record.source in NOT_ENTAILED:
            verdict = NOT_SUPPORTED
        return Example(text, verdict=verdict)
    text = encode(tokenizer, record.question, record.passage, LONGEST)
    if not record.answers:
        return Example(text)
    gold = tuple(sorted({a.sentence for a in record.answers} & set(text.sentences)))
    inside = _inside(text, record.answers[0])
    return Example(text, gold, inside[0], inside[-1]) if inside else None


def _inside(text: Encoded, answer: Span) -> list[int]:
    """The tokens that an answer's characters lie in."""
    begin, end = answer.start, answer.start + max(1, len(answer.text))
    return [
        place
        for place, sentence in enumerate(text.sentences)
        if sentence == answer.sentence and text.ends[place] > begin and text.starts[place] < end
    ]


def crop(record: Record, chance: random.Random) -> Record:
    """Now and then a few sentences of a passage only, with its first answer."""
    if isinstance(record, SupportRecord) or chance.random() > CROPPED:
        return record
    count, kept = len(record.passage), chance.choice(CROPS)
    if count <= kept:
        return record
    first, last = 0, count - kept
    if record.answers:
        gold = record.answers[0].sentence
        first, last = max(0, gold - kept + 1), min(gold, count - kept)
    begin = chance.randint(first, last)
    return _window(record, begin, begin + kept)


def _window(record: AnswersRecord, begin: int, end: int) -> AnswersRecord:
    answers = tuple(
        replace(answer, sentence=answer.sentence - begin)
        for answer in record.answers
        if begin <= answer.sentence < end
    )
    return replace(record, passage=record.passage[begin:end], answers=answers)


@dataclass(frozen=True)
class Batch:
    """Examples of one kind; ``rows`` (texts, tokens, width), ``mask``, ``sentences`` as ids."""

    examples: tuple[Example, ...]
    rows: Tensor
    mask: Tensor
    sentences: Tensor

    @property
    def tokens(self) -> int:
        """How many tokens it has, without padding."""
        return int(self.mask.sum())


def collate(examples: Sequence[Example], base: Base) -> Batch:
    """Examples padded to the longest."""
    longest = max(len(item.text.ids) for item in examples)
    ids = torch.full((len(examples), longest), base.tokenizer.pad)
    sentences = torch.full((len(examples), longest), -1)
    mask = torch.zeros(len(examples), longest, dtype=torch.bool)
    for number, item in enumerate(examples):
        length = len(item.text.ids)
        ids[number, :length] = torch.tensor(item.text.ids)
        sentences[number, :length] = torch.tensor(item.text.sentences)
        mask[number, :length] = True
    rows = base.bert.token_rows(ids.numpy().reshape(-1)).reshape(*ids.shape, base.bert.width)
    return Batch(tuple(examples), torch.from_numpy(rows), mask, sentences)


class Mixture:
    """An endless stream of records: a source is drawn by its weight, a record without replacement.

    A source's weight is its number of records to the power of 0.7, times what ``favour`` says, so
    that large sources do not drown small ones.
    """

    SMOOTHING = 0.7

    def __init__(
        self, records: Sequence[Record], favour: Mapping[str, float], chance: random.Random
    ) -> None:
        self._chance = chance
        self._pools: dict[tuple[str, str], list[Record]] = {}
        for record in records:
            self._pools.setdefault((record.lang, record.source), []).append(record)
        self._left = {key: list[Record]() for key in self._pools}
        self._keys = sorted(self._pools)
        self._weights = [
            len(self._pools[key]) ** self.SMOOTHING * favour.get(key[1], favour.get(key[0], 1.0))
            for key in self._keys
        ]

    def __iter__(self) -> Iterator[Record]:
        while True:
            (key,) = self._chance.choices(self._keys, self._weights)
            if not self._left[key]:
                self._left[key] = self._chance.sample(self._pools[key], len(self._pools[key]))
            yield self._left[key].pop()


def batches(
    records: Iterator[Record], tokenizer: Tokenizer, size: int, chance: random.Random
) -> Iterator[list[Example]]:
    """Examples of like length, ``size`` tokens or so a batch, from windows of 1,024 records."""
    while True:
        drawn = (crop(next(records), chance) for _ in range(WINDOW))
        window = [found for record in drawn if (found := example(tokenizer, record))]
        window.sort(key=lambda item: len(item.text.ids))
        cut = list[list[Example]]()
        held = list[Example]()
        for item in window:
            held.append(item)
            if len(held) * len(item.text.ids) >= size or len(held) >= MOST_TEXTS:
                cut.append(held)
                held = []
        chance.shuffle(cut)
        yield from cut
