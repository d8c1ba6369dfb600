"""What kind of thing a question asks for, by a linear model over the words that ask.

The words of a subject are masked: "who wrote the survey on rivers" and "who wrote the survey on
rockets" read the same. The model is learned by ``python -m evals.training question-kinds``.
"""

from __future__ import annotations

import functools
import itertools
import json
import math
import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Literal, get_args

from assistant.text.scripts import is_cjk

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
MASK, START, END = "*", "^", "$"
LONGEST_GRAM = 3
LIKELY = 0.5
# Whether a question leans on the last one is said earlier: of the half to develop on 0.83 are told
# for 0.77, and 0.97 of what is told leans.
LIKELY_SIGN: Mapping[Sign, float] = {"leans": 0.3}
_TOKEN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?|\d+|[?？!！]")
_WORD = re.compile(r"\w+(?:[-'’]\w+)*")
_RUN = re.compile(r"x+(?:\.x+)*")
_ALIKE = {"？": "?", "！": "!"}


def tokens(text: str) -> list[str]:
    """The tokens of a question: words in lower case, single Chinese, Japanese and Korean letters.

    >>> tokens("Who wrote 3 surveys？"), tokens("它是什么")
    (['who', 'wrote', '0', 'surveys', '?'], ['它', '是', '什', '么'])
    """
    found = list[str]()
    for word in _TOKEN.findall(unicodedata.normalize("NFKC", text).lower()):
        if any(map(_stands_alone, word)):
            found += word
        else:
            found.append("0" if word.isdigit() else _ALIKE.get(word, word.replace("’", "'")))
    return found


def _stands_alone(letter: str) -> bool:
    return is_cjk(letter) or "\uac00" <= letter <= "\ud7a3"


def masked(found: Sequence[str], known: Collection[str]) -> list[str]:
    """Tokens with one mask in place of each run of those that are not ``known``.

    >>> masked(["who", "wrote", "deep", "rivers"], {"who", "wrote"})
    ['who', 'wrote', '*']
    """
    parts = itertools.groupby(token if token in known else MASK for token in found)
    return [token for token, run in parts for _ in (range(1) if token == MASK else run)]


def grams(row: Sequence[str]) -> frozenset[str]:
    """The runs of one to three tokens of a question, its ends marked."""
    ends = (START, *row, END)
    return frozenset(
        " ".join(ends[start : start + size])
        for size in range(1, LONGEST_GRAM + 1)
        for start in range(len(ends) - size + 1)
    )


@dataclass(frozen=True)
class KindsModel:
    """A linear model: for each run of tokens what it says for each kind, in nats.

    ``known`` are the tokens that are not masked; a kind's ``bias`` is in the order of ``AIMS`` and
    ``SIGNS``, as is a row of ``weights``.
    """

    known: frozenset[str]
    bias: tuple[float, ...]
    weights: Mapping[str, Mapping[int, float]]

    def logits(self, text: str) -> tuple[float, ...]:
        """What the words of one question say for each kind, in the order of AIMS and SIGNS."""
        totals = list(self.bias)
        for gram in grams(masked(tokens(text), self.known)):
            for place, weight in self.weights.get(gram, {}).items():
                totals[place] += weight
        return tuple(totals)


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
    if not any(map(_stands_alone, word)):
        return [] if set(tokens(word)) <= set(known) else [word]
    marks = "".join("." if letter in known else "x" for letter in word)
    return [word[run.start() : run.end()] for run in _RUN.finditer(marks)]


@functools.cache
def shipped_model() -> KindsModel:
    """The model that ships with the product."""
    text = resources.files(__package__ or "").joinpath(FILE).read_text(encoding="utf-8")
    return read_model(text)


def read_model(text: str) -> KindsModel:
    """The model of a file's text, as ``write_model`` writes it."""
    content = json.loads(text)
    return KindsModel(
        frozenset(content["known"]),
        tuple(content["bias"]),
        {
            gram: {int(place): weight for place, weight in row.items()}
            for gram, row in content["weights"].items()
        },
    )


def write_model(model: KindsModel) -> str:
    """A model as JSON, one run of tokens a line."""
    rows = ",\n".join(
        f"{json.dumps(gram, ensure_ascii=False)}: {json.dumps(row)}"
        for gram, row in sorted(model.weights.items())
    )
    known = json.dumps(sorted(model.known), ensure_ascii=False)
    return f'{{"known": {known},\n"bias": {json.dumps(model.bias)},\n"weights": {{\n{rows}\n}}}}\n'
