"""What the evidence model says of the outputs of its tokens: its heads, in numpy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import exp, log

import numpy as np

from assistant.models.tokens.encoding import Encoded

VERDICTS = ("supported", "refuted", "neither")
# The logit of a sentence that was not read, because the text was cut before it.
NEVER = -1e4
# Tokens of the longest span.
LONGEST_SPAN = 30
# Log-odds beyond this are no surer.
SUREST = 6.0


@dataclass(frozen=True)
class Head:
    """A linear layer; ``weight`` has the shape (outputs, width), ``bias`` (outputs,)."""

    weight: np.ndarray
    bias: np.ndarray

    def __call__(self, outputs: np.ndarray) -> np.ndarray:
        """Logits, float32, shape (…, outputs), of what has the shape (…, width)."""
        logits: np.ndarray = outputs @ self.weight.T + self.bias
        return logits


@dataclass(frozen=True)
class Calibration:
    """What makes probabilities of logits.

    A verdict's are the softmax of its logits divided by ``temperature``. The log-odds that a
    sentence answers are scale · (its logit - the logit of no answer) + shift by what the head says
    alone; with the words that it shares with the question they are
    scale_with_words · (the same) + overlap · (its overlap) + shift_with_words.
    """

    temperature: float = 1.0
    scale: float = 1.0
    shift: float = 0.0
    scale_with_words: float = 1.0
    overlap: float = 0.0
    shift_with_words: float = 0.0


@dataclass(frozen=True)
class SentenceScore:
    """A sentence of a passage: its logit, how likely it answers, and the words that would.

    The words are the characters from ``start`` to before ``end``; ``span_score`` is their logit,
    against that of no span. ``log_odds`` are those of its answering by what the head says alone;
    ``probability`` goes by the words that it shares with the question as well.
    """

    logit: float
    probability: float
    start: int = 0
    end: int = 0
    span_score: float = NEVER
    log_odds: float = NEVER

    @property
    def bounded_log_odds(self) -> float:
        """The log-odds of its answering by what the head says alone, between -6 and 6."""
        return min(max(self.log_odds, -SUREST), SUREST)

    @property
    def likelihood(self) -> float:
        """How likely it answers by what the head says alone."""
        return 1 / (1 + exp(-self.bounded_log_odds))

    @property
    def answering_words(self) -> tuple[int, int] | None:
        """The part of it that answers, by the place of its characters; None where none does."""
        return (self.start, self.end) if self.span_score > 0 else None


@dataclass(frozen=True)
class Heads:
    """The evidence model's heads and their calibration."""

    none: Head
    verdict: Head
    sentence: Head
    span: Head
    calibration: Calibration

    def none_logit(self, outputs: np.ndarray) -> float:
        """How much speaks for no sentence answering; ``outputs`` has the shape (tokens, width)."""
        return float(self.none(outputs[0])[0])

    def sentence_scores(
        self, outputs: np.ndarray, text: Encoded, count: int
    ) -> Iterator[SentenceScore]:
        """A score for each of the ``count`` sentences; of those not read the logit is -10,000."""
        none = self.none_logit(outputs)
        places = np.array(text.sentences)
        shared = overlaps(text, count)
        spans = self.span(outputs)
        no_span = float(spans[0].sum())
        for number in range(count):
            tokens = np.flatnonzero(places == number)
            if not tokens.size:
                yield SentenceScore(NEVER, 0.0)
                continue
            logit = float(self.sentence(outputs[tokens].mean(axis=0))[0])
            first, last, score = best_span(spans[tokens])
            yield SentenceScore(
                logit,
                self.probability(logit - none, shared[number]),
                text.starts[tokens[first]],
                text.ends[tokens[last]],
                score - no_span,
                self.calibration.scale * (logit - none) + self.calibration.shift,
            )

    def probability(self, margin: float, shared: float) -> float:
        """How likely a sentence answers whose logit is so much above that of no answer.

        ``shared`` is its overlap with the question.
        """
        fit = self.calibration
        odds = fit.scale_with_words * margin + fit.overlap * shared + fit.shift_with_words
        return float(1 / (1 + np.exp(-np.clip(odds, -50, 50))))

    def verdict_probabilities(self, outputs: np.ndarray) -> np.ndarray:
        """How likely a claim is supported, refuted, or neither; float, shape (3,)."""
        logits = self.verdict(outputs[0]).astype(np.float64) / self.calibration.temperature
        odds = np.exp(logits - logits.max())
        shares: np.ndarray = odds / odds.sum()
        return shares


def overlaps(text: Encoded, count: int) -> list[float]:
    """The share of the question's pieces that each of the ``count`` sentences has.

    Pieces that fewer of the sentences have weigh more, as words do in BM25.
    """
    head = set(text.ids[1 : text.ids.index(text.ids[-1], 1)])
    held = [head & set(ids) for ids in sentence_ids(text, count)]
    common = {piece: sum(piece in pieces for pieces in held) for piece in head}
    weights = {p: log(1 + (count - n + 0.5) / (n + 0.5)) for p, n in common.items()}
    whole = sum(weights.values()) or 1.0
    return [sum(weights[piece] for piece in pieces) / whole for pieces in held]


def sentence_ids(text: Encoded, count: int) -> list[list[int]]:
    """The ids of each of the ``count`` sentences; none of one that was cut off."""
    found: list[list[int]] = [[] for _ in range(count)]
    for number, place in zip(text.ids, text.sentences, strict=True):
        if place >= 0:
            found[place].append(number)
    return found


def best_span(logits: np.ndarray) -> tuple[int, int, float]:
    """First and last token of the likeliest span, and its score.

    ``logits`` has the shape (tokens, 2): of a span's start and of its end.
    """
    pairs = logits[:, 0][:, None] + logits[:, 1][None, :]
    length = np.arange(len(logits)) - np.arange(len(logits))[:, None]
    allowed = (length >= 0) & (length < LONGEST_SPAN)
    first, last = np.unravel_index(np.where(allowed, pairs, -np.inf).argmax(), pairs.shape)
    return int(first), int(last), float(pairs[first, last])
