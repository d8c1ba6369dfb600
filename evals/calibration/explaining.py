"""``python -m evals.calibration.explaining --questions FILE --papers FOLDER``: what is and differs.

The weights that count only where a question asks what something is, beside those that ranking has
for every question. ``FILE`` has JSON lines: ``document`` (a file in ``FOLDER``), ``question``,
``pattern`` (a regular expression that the right sentences match).
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from assistant.answers.ranking import WEIGHTS
from assistant.settings import Settings
from evals.calibration.ranking import Listed, report, sentences_looked_at
from evals.datasets.papers import read_lines
from evals.solvers.corpus import Corpus, library_of
from evals.task import Sample

EXPLAINING = ("similarity", "opens", "introduces")
# All that every question is ranked by, as one number; the weights printed are to be divided by its.
REST = "all the rest"


def samples(records: Sequence[Mapping[str, str]]) -> Iterator[Sample]:
    """A sample for each question; its target is the pattern."""
    for number, record in enumerate(records):
        document = record["document"]
        yield Sample(
            f"explaining-{number:03}",
            record["question"],
            targets=(record["pattern"],),
            source=document,
            group=document,
        )


def candidate_lists(made: Corpus, asked: Sequence[Sample]) -> Iterator[Listed]:
    """The sentences looked at for each question: the rest, ``EXPLAINING``, and which are right."""
    for sample in asked:
        right = re.compile(sample.targets[0], re.IGNORECASE)
        for sentences in sentences_looked_at(made, sample):
            rows = [_row(features) for _, features in sentences]
            hits = [float(right.search(text) is not None) for text, _ in sentences]
            if any(hits):
                yield Listed(sample.group, np.array(rows), np.array(hits))


def _row(features: Mapping[str, float]) -> list[float]:
    """The rest as one number, then ``EXPLAINING``."""
    rest = sum(w * features[name] for name, w in WEIGHTS.items() if name not in EXPLAINING)
    return [rest, *(features[name] for name in EXPLAINING)]


def main(arguments: Sequence[str] | None = None) -> None:
    """Fit and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=Path, required=True)
    parser.add_argument("--papers", type=Path, required=True)
    options = parser.parse_args(arguments)
    asked = list(samples(read_lines(options.questions)))
    paths = [options.papers / name for name in sorted({sample.source for sample in asked})]
    with library_of(paths, Settings.from_environment()) as made:
        lists = list(candidate_lists(made, asked))
    sys.stdout.write(report(lists, (REST, *EXPLAINING)))


if __name__ == "__main__":
    main()
