"""The evidence model of the child process: it reads passages for a question, and checks claims."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple
from pathlib import Path

import numpy as np

from assistant.models.encoding import Encoded, encode
from assistant.models.files.evidence_file import read_heads
from assistant.models.files.packed import Packed
from assistant.models.llama.encoder import Encoder
from assistant.models.llama.protocol import Rankings, VerdictShares
from assistant.models.unigram import Unigram

# Tokens that are read of a question with its passage, or of a claim with its evidence.
LONGEST = 384


class EvidenceEncoder:
    """The evidence model in llama.cpp, its heads in numpy."""

    def __init__(self, path: str, packed: Packed, tokenizer: Unigram, threads: int) -> None:
        self._tokenizer = tokenizer
        self._heads = read_heads(Path(path))
        self._encoder = Encoder(path, packed, threads)

    @property
    def encoder(self) -> Encoder:
        """What runs it, for the abort flag."""
        return self._encoder

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
