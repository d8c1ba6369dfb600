"""Claims that a sentence makes true by itself: a clause cut out of it, its writers named."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence

from evals.training.synthetic import edits
from evals.training.synthetic.windows import word_count

SHORTEST = 6


def cut_clause(sentence: str, draw: random.Random) -> str | None:
    """A shorter sentence that is true where this one is; None where none can be cut out simply.

    What introduces the sentence goes ("In this paper,"), and what a comma adds to its end.
    """
    tables = edits.templates()["clauses"]
    text = sentence
    for opening in tables["openings"]:
        if text.startswith(f"{opening}, "):
            rest = text[len(opening) + 2 :]
            text = rest[:1].upper() + rest[1:]
            break
    starts: Sequence[str] = tables["subordinate"]
    if text.split()[0].lower() not in starts:
        ends = [text.find(mark) for mark in tables["ends"]]
        cuts = [end for end in ends if end > 0 and _whole(text[:end])]
        if cuts:
            text = f"{text[: draw.choice(sorted(set(cuts)))]}."
    return text if text != sentence and word_count(text) >= SHORTEST else None


def other_voice(sentence: str) -> str:
    """The sentence as another person says it: "we" are the authors, "our" is theirs."""
    voices: Mapping[str, str] = edits.templates()["voices"]
    text = sentence
    for ours, theirs in voices.items():
        text = re.sub(rf"(?<![\w-]){ours}(?![\w-])", theirs, text)
    return text[:1].upper() + text[1:]


def _whole(text: str) -> bool:
    balanced = text.count("(") == text.count(")") and text.count('"') % 2 == 0
    return balanced and word_count(text) >= SHORTEST
