"""The weights of what explains a thing: questions with the pattern of the right sentences."""

from __future__ import annotations

from assistant.settings import Settings
from evals.calibration.explaining import EXPLAINING, candidate_lists, samples
from evals.solvers.corpus import corpus

PAPER = """# Rivers of the North

## Weirs

A weir is a low wall that is built across a river to raise its water. Old weirs are of stone.

## Locks

Boats pass by locks where a weir is too high for them. A lock has two gates and one keeper.
"""


def test_right_sentences_stand_out_by_what_explains(real_settings: Settings) -> None:
    records = [{"document": "r.md", "question": "What is a weir?", "pattern": "is a low wall"}]
    asked = list(samples(records))
    with corpus({"r.md": PAPER}, real_settings) as made:
        (found,) = candidate_lists(made, asked)
    assert found.group == "r.md" and found.overlaps.sum() == 1
    right = found.features[found.overlaps.argmax()]
    opens, early = (1 + EXPLAINING.index(name) for name in ("opens", "introduces"))
    assert right[opens] == right[early] == 1
    assert (found.features[:, early] < 1).any()
