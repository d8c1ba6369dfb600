"""``python -m evals.calibration.ranking --data FOLDER``: the weights that rank sentences.

A listwise regression: the softmax over a question's sentences comes near to the sentences' overlap
with the gold answers. It is fitted on the halves to develop on of L-Eval and BAMBOO; what is
printed beside is cross-validated by paper, with each feature left out in turn, so that what does
not help can go.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assistant.answers.question import Question
from assistant.answers.ranking import WEIGHTS, Relevance
from assistant.settings import Settings
from evals.datasets.papers import BAMBOO, LEVAL, PaperSet, bamboo, leval
from evals.scorers.text import token_f1
from evals.solvers.corpus import Corpus, corpus, retrieve_evidence
from evals.task import Sample

RIDGE = 0.1
STEPS = 300
RATE = 0.3
FOLDS = 5
# A question without a sentence that overlaps this much with its answer teaches nothing.
LEAST_OVERLAP = 0.15


@dataclass(frozen=True)
class Listed:
    """A question's sentences: features, shape (sentences, features), and overlaps with its answer.

    ``group`` is its paper.
    """

    group: str
    features: np.ndarray
    overlaps: np.ndarray


def sentences_looked_at(
    made: Corpus, sample: Sample
) -> Iterator[list[tuple[str, Mapping[str, float]]]]:
    """The sentences that the product looks at for a question, by part of the surveys asked.

    Each comes with its features.
    """
    question = Question(sample.question, tuple(made.scope(sample) or ()), chosen=True)
    for looked in retrieve_evidence(made, sample).looked:
        relevance = Relevance(question, looked.rarity)
        sentences = (looked.in_context(place, rank) for place, rank in looked.ranks.items())
        yield [(sentence.text, relevance.features(sentence)) for sentence in sentences]


def candidate_lists(
    made: Corpus, samples: Sequence[Sample], names: Sequence[str]
) -> Iterator[Listed]:
    """The sentences that the product looks at for each question, with what it says of them."""
    for sample in samples:
        for sentences in sentences_looked_at(made, sample):
            rows = [[features[name] for name in names] for _, features in sentences]
            overlaps = [
                max(token_f1(text, target) for target in sample.targets) for text, _ in sentences
            ]
            if overlaps and max(overlaps) >= LEAST_OVERLAP:
                yield Listed(sample.group, np.array(rows), np.array(overlaps))


def fit(lists: Sequence[Listed], used: Sequence[int]) -> np.ndarray:
    """The weights of the features in the places ``used``; features are put to one scale inside."""
    rows = np.concatenate([item.features[:, used] for item in lists])
    scale = rows.std(axis=0)
    scale[scale == 0] = 1
    scaled = [item.features[:, used] / scale for item in lists]
    wanted = [item.overlaps**2 / (item.overlaps**2).sum() for item in lists]
    weights = np.zeros(len(used))
    for _ in range(STEPS):
        slope = RIDGE * weights
        for features, target in zip(scaled, wanted, strict=True):
            logits = features @ weights
            odds = np.exp(logits - logits.max())
            slope = slope + features.T @ (odds / odds.sum() - target) / len(lists)
        weights = weights - RATE * slope
    found: np.ndarray = weights / scale
    return found


def first_overlaps(lists: Sequence[Listed], used: Sequence[int]) -> np.ndarray:
    """The overlap with the answer of the sentence ranked first, cross-validated by paper."""
    groups = sorted({item.group for item in lists})
    fold_of = {group: number % FOLDS for number, group in enumerate(groups)}
    found = np.zeros(len(lists))
    for fold in range(FOLDS):
        weights = fit([item for item in lists if fold_of[item.group] != fold], used)
        for place, item in enumerate(lists):
            if fold_of[item.group] == fold:
                best = int((item.features[:, used] @ weights).argmax())
                found[place] = item.overlaps[best]
    return found


def report(lists: Sequence[Listed], names: Sequence[str]) -> str:
    """The weights, and what each feature is worth."""
    everything = list(range(len(names)))
    whole = first_overlaps(lists, everything)
    perfect = np.mean([item.overlaps.max() for item in lists])
    lines = [
        f"{len(lists)} questions; token-F1 of the first sentence {whole.mean():.3f}, "
        f"of a perfect choice {perfect:.3f}",
        *(
            f"{name}: alone {first_overlaps(lists, [place]).mean():.3f}, without "
            f"{first_overlaps(lists, [p for p in everything if p != place]).mean():.3f}"
            for place, name in enumerate(names)
        ),
        *(f'    "{n}": {w:.2f},' for n, w in zip(names, fit(lists, everything), strict=True)),
    ]
    return "\n".join(lines) + "\n"


def develop_lists(
    data: Path, settings: Settings, names: Sequence[str], work: Path | None
) -> list[Listed]:
    """The lists of L-Eval's and BAMBOO's halves to develop on, without yes/no questions."""
    found: list[Listed] = []
    sets: tuple[PaperSet, ...] = (leval(data / LEVAL), bamboo(data / BAMBOO))
    for papers in sets:
        chosen = [s for s in papers.samples if s.half == "develop" and "yesno" not in s.kinds]
        with corpus(papers.needed(chosen), settings, kept=work) as made:
            found += candidate_lists(made, [sample for sample in chosen if sample.targets], names)
    return found


def main(arguments: Sequence[str] | None = None) -> None:
    """Fit and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the data sets")
    parser.add_argument("--work", type=Path, help="folder where vectors of documents are kept")
    parser.add_argument("--features", nargs="*", default=list(WEIGHTS))
    options = parser.parse_args(arguments)
    settings = Settings.from_environment()
    lists = develop_lists(options.data, settings, options.features, options.work)
    sys.stdout.write(report(lists, options.features))


if __name__ == "__main__":
    main()
