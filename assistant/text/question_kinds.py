"""What kind of thing a question asks for, by a linear model over the words that ask.

The words of a subject are masked: "who wrote the survey on rivers" and "who wrote the survey on
rockets" read the same. The model is learned by ``python -m evals.training question-kinds``.
"""

from __future__ import annotations

import functools
import itertools
import math
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from assistant.text.word_runs import RunsModel, open_model, stands_alone, tokens

# What is wanted: the first of these that is likely enough, else something of what texts say.
Aim = Literal[
    "hello",
    "thanks",
    "bye",
    "itself",
    "list",
    "authors",
    "year",
    "title",
    "identifier",
    "summary",
    "aim",
    "other",
]
# What the answer consists of; and whether the question leans on the one before it.
Sign = Literal["number", "date", "works", "questions", "leans"]
AIMS: tuple[Aim, ...] = get_args(Aim)
SIGNS: tuple[Sign, ...] = get_args(Sign)
# What no question wants that names a survey.
WITHOUT_SURVEY: tuple[Aim, ...] = ("hello", "thanks", "bye", "itself", "list")
FILE = "question_kinds.json"
LIKELY = 0.5
# Whether a question leans on the last one is said earlier: of the half to develop on 0.83 are told
# for 0.77, and 0.97 of what is told leans.
LIKELY_SIGN: Mapping[Sign, float] = {"leans": 0.3}
_WORD = re.compile(r"\w+(?:[-'’]\w+)*")
_RUN = re.compile(r"x+(?:\.x+)*")


@dataclass(frozen=True)
class Kinds:
    """How likely a question has each aim (1 in all), and each sign."""

    aims: Mapping[Aim, float]
    signs: Mapping[Sign, float]

    @property
    def aim(self) -> Aim:
        """What is wanted, where that is likely; else "other"."""
        best = max(AIMS, key=lambda aim: self.aims[aim])
        return best if self.aims[best] >= LIKELY else "other"

    @property
    def aim_of_survey(self) -> Aim:
        """The same of a question that names a survey: no small talk, nor about the library."""
        return "other" if self.aim in WITHOUT_SURVEY else self.aim

    def has(self, sign: Sign) -> bool:
        """Whether a sign is likely."""
        return self.signs[sign] >= LIKELY_SIGN.get(sign, LIKELY)


def kinds_of(logits: Sequence[float]) -> Kinds:
    """The kinds that logits speak for, given in the order of AIMS and SIGNS."""
    largest = max(logits[: len(AIMS)])
    shares = [math.exp(logit - largest) for logit in logits[: len(AIMS)]]
    aims = dict(zip(AIMS, (share / sum(shares) for share in shares), strict=True))
    signs = (1 / (1 + math.exp(-logit)) for logit in logits[len(AIMS) :])
    return Kinds(aims, dict(zip(SIGNS, signs, strict=True)))


@functools.lru_cache(maxsize=1024)
def kinds_by_words(text: str) -> Kinds:
    """The kinds of a question by its words alone.

    >>> kinds_by_words("Who wrote the survey on rivers?").aim
    'authors'
    >>> kinds_by_words("How many rivers are there?").has("number")
    True
    """
    return kinds_of(shipped_model().logits(text))


def subject(text: str) -> str:
    """What a question is about: its words without those that only ask, in their order.

    Of Chinese, Japanese and Korean, where no space parts words, it is the runs of letters that do
    not ask, with single ones between them that do.

    >>> subject("What is the main goal of the paper on river deltas?")
    'river deltas'
    >>> subject("河流三角洲的综述是谁写的？")
    '河流三角洲'
    """
    known = shipped_model().known
    return " ".join(itertools.chain.from_iterable(_telling(w, known) for w in _WORD.findall(text)))


def _telling(word: str, known: Collection[str]) -> list[str]:
    if not any(map(stands_alone, word)):
        return [] if set(tokens(word)) <= set(known) else [word]
    marks = "".join("." if letter in known else "x" for letter in word)
    return [word[run.start() : run.end()] for run in _RUN.finditer(marks)]


@functools.cache
def shipped_model() -> RunsModel:
    """The model that ships with the product."""
    return open_model(__package__ or "", FILE)
