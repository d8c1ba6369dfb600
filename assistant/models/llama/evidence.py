"""The evidence model of the child process: it reads passages for a question, and checks claims."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import astuple

import numpy as np

from assistant.models.base_model import Base
from assistant.models.files.evidence_file import ANY_LANGUAGE, EvidenceFile
from assistant.models.llama.encoder import Encoder
from assistant.models.llama.protocol import Rankings, SentenceNumbers, VerdictShares
from assistant.models.tokens.encoding import Encoded, encode
from assistant.text.scripts import is_english

# Tokens that are read of a question with its passage, or of a claim with its evidence.
LONGEST = 384


class EvidenceEncoder:
    """An evidence model in llama.cpp, its heads in numpy."""

    def __init__(self, path: str, file: EvidenceFile, base: Base, threads: int) -> None:
        self._tokenizer = base.tokenizer
        self._heads, self._language = file.heads, file.language
        self._encoder = Encoder(path, base.bert, threads)

    @property
    def encoder(self) -> Encoder:
        """What runs it, for the abort flag."""
        return self._encoder

    def reads(self, head: str, sentences: Sequence[str]) -> bool:
        """Whether it was made for the language of a question or claim and of its sentences."""
        if self._language == ANY_LANGUAGE:
            return True
        return is_english(head) and is_english(" ".join(sentences))

    def rank(self, question: str, passages: Sequence[Sequence[str]]) -> Rankings:
        """The sentences of passages, scored for a question."""
        texts, outputs = self._read([(question, passage) for passage in passages])
        none = [self._heads.none_logit(rows) for rows in outputs]
        scores = [
            [astuple(score) for score in self._heads.sentence_scores(rows, text, len(passage))]
            for rows, text, passage in zip(outputs, texts, passages, strict=True)
        ]
        return Rankings(none, scores)

    def verify(self, claims: Sequence[tuple[str, Sequence[str]]]) -> VerdictShares:
        """How likely each claim is supported by its evidence, refuted, or neither."""
        _, outputs = self._read(claims)
        return VerdictShares([self._heads.verdict_probabilities(rows).tolist() for rows in outputs])

    def _read(
        self, pairs: Sequence[tuple[str, Sequence[str]]]
    ) -> tuple[list[Encoded], list[np.ndarray]]:
        texts = [encode(self._tokenizer, head, sentences, LONGEST) for head, sentences in pairs]
        return texts, self._encoder.outputs([text.ids for text in texts])


class EvidenceEncoders:
    """Evidence models in the order in which they are asked: the first that reads a text does."""

    def __init__(self, encoders: Sequence[EvidenceEncoder]) -> None:
        self._encoders = encoders

    def rank(self, question: str, passages: Sequence[Sequence[str]]) -> Rankings:
        """The sentences of passages, scored for a question, each passage by the model for it."""
        none = [0.0] * len(passages)
        scores: list[list[SentenceNumbers]] = [[] for _ in passages]
        for encoder, places in self._shares([(question, passage) for passage in passages]):
            found = encoder.rank(question, [passages[place] for place in places])
            for place, value, sentences in zip(places, found.none, found.sentences, strict=True):
                none[place], scores[place] = value, list(sentences)
        return Rankings(none, scores)

    def verify(self, claims: Sequence[tuple[str, Sequence[str]]]) -> VerdictShares:
        """How likely each claim is supported by its evidence, refuted, or neither."""
        shares: list[list[float]] = [[] for _ in claims]
        for encoder, places in self._shares(claims):
            found = encoder.verify([claims[place] for place in places])
            for place, share in zip(places, found.shares, strict=True):
                shares[place] = list(share)
        return VerdictShares(shares)

    def _shares(
        self, pairs: Sequence[tuple[str, Sequence[str]]]
    ) -> Iterator[tuple[EvidenceEncoder, list[int]]]:
        """The models that have something to read, each with the places of its texts."""
        readers = [
            next((e for e in self._encoders if e.reads(head, texts)), self._encoders[-1])
            for head, texts in pairs
        ]
        for encoder in self._encoders:
            if places := [place for place, reader in enumerate(readers) if reader is encoder]:
                yield encoder, places
