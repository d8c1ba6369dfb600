"""What kinds of questions prefer: definitions, aims, numbers of what is asked, a review's facts."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.answers.question import WHOLE_KINDS, Question
from assistant.evidence.counts import counts
from assistant.evidence.protocol import works

DEFINITION, AIM = 0.2, 0.1
# What a number that counts what is asked is worth, and less of works by another name ("articles"
# for "papers"): as a definition. Chosen on papers of the half to develop on.
COUNTED, OTHER_WORKS = 0.2, 0.7
# What a point is worth in choosing, and in ranking, of how a review was made. What a sentence holds
# and where it stands says more there than words do, which least of all tell numbers of works apart.
# Chosen on two reviews (half to develop on).
CHOOSING, RANKING = 0.6, 4.0
BY_WORDS = {"works": 0.3, "share": 0.6, "names": 0.6, "years": 0.6, "month": 0.6, "text": 1.0}
_STATES_AIM = re.compile(
    r"\b(?:we|this (?:paper|work|study|survey|article|review)|the (?:paper|survey|study))\b"
    r"[^.]{0,40}\b(?:propos|present|introduc|stud|investigat|aim|focus|explor|address|provid|review|survey|"
    r"examin|develop|contribut|describ|discuss|summari)|本文|本研究|本論文|本稿",
    re.IGNORECASE,
)


def preference(question: Question, text: str, bare: str, kind: str) -> float:
    """What a sentence is worth to a kind of question, beside words and vectors.

    ``bare`` is its text without marks of references; ``kind`` its section's.

    >>> how_many = Question("How many papers are reviewed?")
    >>> preference(how_many, *2 * ("We read 73 papers.",), "body") > 0
    True
    """
    worth = 0.0
    if (defines := question.definition) is not None and defines.search(text):
        worth += DEFINITION
    if question.about_whole_work:
        worth += AIM * (_STATES_AIM.search(text) is not None) + AIM * (kind in WHOLE_KINDS)
    if asked := question.counted:
        alike = works() if asked & works() else asked
        worth += COUNTED * max(counts(bare, asked), OTHER_WORKS * counts(bare, alike))
    return worth


def preferred(
    units: Sequence[tuple[int, ...]],
    fused: Sequence[tuple[int, float]],
    worth: Sequence[float],
) -> list[tuple[int, float]]:
    """The units with their scores, ranked anew, single sentences by what they are worth too."""
    scored = [
        (unit, score + worth[units[unit][0]] if len(units[unit]) == 1 else score)
        for unit, score in fused
    ]
    return sorted(scored, key=lambda item: -item[1])
