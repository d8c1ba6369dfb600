"""Fitting what tells orders to whoever answers from sentences that tell readers something.

``orders/train.tsv`` has a sentence a line with its label and language, written for this;
sentences of records and of papers count as told, though a few of them may be orders.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Literal, get_args

import numpy as np

from assistant.evidence.injection import FILE, LEAST, without_quotations
from assistant.text.word_runs import RunsModel, tokens, write_model
from evals.task import EvalError
from evals.training.linear import Wanted, fit_runs
from evals.training.question_kinds import read_answered
from evals.training.records import SOURCES, stated_sources
from evals.training.synthetic.full_texts import read_papers

Label = Literal["order", "told"]
LABELS: tuple[Label, ...] = get_args(Label)
FOLDER = Path(__file__).parent / "orders"
# Sentences of records and of papers: how many, and what one weighs beside one of the project's own.
DRAWN, DRAWN_WEIGHT, SEED = 20000, 0.3, 1
LEAST_KNOWN = 2
RIDGE = 0.3


@dataclass(frozen=True)
class Said:
    """A sentence, and whether it is an order."""

    text: str
    language: str
    label: Label
    own: bool = True


def read_sentences(path: Path) -> list[Said]:
    """The sentences of a file of the project's own, three columns a line.

    Raises ``EvalError`` with the line that is none.
    """
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        label, _, rest = line.partition("\t")
        language, tab, text = rest.partition("\t")
        if label not in LABELS or not tab or not text:
            raise EvalError(
                f"{path}, line {number}: {line!r} is not label, language and sentence with tabs "
                f"between them. Labels: {', '.join(LABELS)}."
            )
        found.append(Said(without_quotations(text), language, label))
    return found


def drawn_sentences(data: Path) -> list[Said]:
    """Sentences of records whose licence is stated, and of every second paper, as many of each."""
    chance = random.Random(SEED)
    stated = stated_sources(data / "training" / SOURCES)
    of_records = [
        Said(text, record.lang, "told", own=False)
        for record in read_answered(data)
        if record.source in stated
        for text in record.passage
    ]
    return [
        item
        for found in (of_records, sentences_of_papers(data, 0))
        for item in chance.sample(found, min(DRAWN, len(found)))
    ]


def sentences_of_papers(data: Path, first: int) -> list[Said]:
    """The sentences of every second paper, from the ``first`` one on."""
    return [
        Said(text, "en", "told", own=False)
        for paper in read_papers(data)[first::2]
        for text in paper.sentences
    ]


def fit(own: Sequence[Said], drawn: Sequence[Said]) -> RunsModel:
    """The model of the words of some sentences: how likely each is an order, in nats."""
    counts = Counter(token for item in own for token in set(tokens(item.text)))
    known = frozenset(token for token, count in counts.items() if count >= LEAST_KNOWN)
    said = [*own, *drawn]
    values = np.array([[float(item.label == "order")] for item in said])
    weight = np.array([[1.0 if item.own else DRAWN_WEIGHT] for item in said])
    wanted = Wanted(values, weight, _likely, RIDGE)
    return fit_runs([item.text for item in said], [item.own for item in said], known, wanted)


def _likely(logits: np.ndarray) -> np.ndarray:
    likely: np.ndarray = 1 / (1 + np.exp(-np.clip(logits, -30, 30)))
    return likely


Tell = Callable[[str], bool]


def figures(tell: Tell, said: Sequence[Said]) -> str:
    """How many of the orders, and of the other sentences, are taken for orders, in Markdown."""
    lines = ["| language | orders | told | others | told |", "|---|---|---|---|---|"]
    for language in (*dict.fromkeys(item.language for item in said), ""):
        row = [language or "all"]
        for label in LABELS:
            texts = [s.text for s in said if s.label == label and language in ("", s.language)]
            taken = sum(map(tell, texts))
            row += [str(len(texts)), f"{taken / len(texts):.3f}" if texts else "-"]
        lines.append(f"| {' | '.join(row)} |")
    return "\n".join(lines)


def fit_and_write(data: Path) -> str:
    """Fit the model, write it where the product has it; what comes back are figures.

    They are of ``orders/confirm.tsv``, and of sentences of papers that were not fitted on.
    """
    model = fit(read_sentences(FOLDER / "train.tsv"), drawn_sentences(data))
    Path(str(resources.files("assistant.evidence") / FILE)).write_text(write_model(model), "utf-8")

    def tell(text: str) -> bool:
        return model.logits(text)[0] > LEAST

    written = figures(tell, read_sentences(FOLDER / "confirm.tsv"))
    papers = figures(tell, sentences_of_papers(data, 1))
    return f"{written}\n\nSentences of papers:\n\n{papers}"
