"""Linear models over runs of words: what tells is the words that a model knows, in their order.

Words that it does not know, those of a subject, are masked: "who wrote the survey on rivers" and
"who wrote the survey on rockets" read the same.
"""

from __future__ import annotations

import itertools
import json
import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources

from assistant.text.scripts import is_cjk

MASK, START, END = "*", "^", "$"
LONGEST_GRAM = 3
_TOKEN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?|\d+|[?？!！]")
_ALIKE = {"？": "?", "！": "!"}


def tokens(text: str) -> list[str]:
    """The tokens of a text: words in lower case, single Chinese, Japanese and Korean letters.

    >>> tokens("Who wrote 3 surveys？"), tokens("它是什么")
    (['who', 'wrote', '0', 'surveys', '?'], ['它', '是', '什', '么'])
    """
    found = list[str]()
    for word in _TOKEN.findall(unicodedata.normalize("NFKC", text).lower()):
        if any(map(stands_alone, word)):
            found += word
        else:
            found.append("0" if word.isdigit() else _ALIKE.get(word, word.replace("’", "'")))
    return found


def stands_alone(letter: str) -> bool:
    """Whether a letter is a token by itself: Chinese, Japanese or Korean."""
    return is_cjk(letter) or "\uac00" <= letter <= "\ud7a3"


def mask(found: Sequence[str], known: Collection[str]) -> list[str]:
    """Tokens with one mask in place of each run of those that are not ``known``.

    >>> mask(["who", "wrote", "deep", "rivers"], {"who", "wrote"})
    ['who', 'wrote', '*']
    """
    parts = itertools.groupby(token if token in known else MASK for token in found)
    return [token for token, run in parts for _ in (range(1) if token == MASK else run)]


def grams(row: Sequence[str]) -> frozenset[str]:
    """The runs of one to three tokens of a text, its ends marked."""
    ends = (START, *row, END)
    return frozenset(
        " ".join(ends[start : start + size])
        for size in range(1, LONGEST_GRAM + 1)
        for start in range(len(ends) - size + 1)
    )


@dataclass(frozen=True)
class RunsModel:
    """For each run of tokens what it says for each of some kinds, in nats.

    ``known`` are the tokens that are not masked; ``bias`` has a number a kind, ``weights`` a number
    for some kinds, by their places.
    """

    known: frozenset[str]
    bias: tuple[float, ...]
    weights: Mapping[str, Mapping[int, float]]

    def logits(self, text: str) -> tuple[float, ...]:
        """What the words of a text say for each kind."""
        totals = list(self.bias)
        for gram in grams(mask(tokens(text), self.known)):
            for place, weight in self.weights.get(gram, {}).items():
                totals[place] += weight
        return tuple(totals)


def open_model(package: str, file: str) -> RunsModel:
    """The model in a file of a package."""
    return read_model(resources.files(package).joinpath(file).read_text(encoding="utf-8"))


def read_model(text: str) -> RunsModel:
    """The model of a file's text, as ``write_model`` writes it."""
    content = json.loads(text)
    return RunsModel(
        frozenset(content["known"]),
        tuple(content["bias"]),
        {
            gram: {int(place): weight for place, weight in row.items()}
            for gram, row in content["weights"].items()
        },
    )


def write_model(model: RunsModel) -> str:
    """A model as JSON, one run of tokens a line."""
    rows = ",\n".join(
        f"{json.dumps(gram, ensure_ascii=False)}: {json.dumps(row)}"
        for gram, row in sorted(model.weights.items())
    )
    known = json.dumps(sorted(model.known), ensure_ascii=False)
    return f'{{"known": {known},\n"bias": {json.dumps(model.bias)},\n"weights": {{\n{rows}\n}}}}\n'
