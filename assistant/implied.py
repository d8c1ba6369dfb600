"""Questions that a survey does not ask outright but says that it investigates."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.citations import Claim, cite
from assistant.evidence import Evidence
from assistant.wording import without_markers

MOST = 5
WHERE = frozenset(("abstract", "introduction", "conclusion"))
_INVESTIGATES = re.compile(
    r"\b(?:investigat\w*|explor\w*|examin\w*|discuss\w*|understand\w*|stud(?:y|ies|ied)|ask\w*"
    r"|answer\w*|"
    r"address\w*|analy[sz]\w*|determin\w*|clarif\w*|review\w*|consider\w*|identif\w*|question of)\b"
    r"(?: (?:and|the|of|on|question|when|\w+ing|in detail|more|\w+ly)){0,3} "
    r"(?P<question>(?:how|what|which|why|whether)\b[^.;:?]{12,150})",
    re.IGNORECASE,
)
# The survey itself must be what investigates: not its readers, nor models.
_BY_THE_SURVEY = re.compile(
    r"\b(?:we|this (?:survey|paper|review|article|work|chapter|overview)|our (?:survey|review"
    r"|paper|analysis|study)|the (?:survey|review|paper|authors?))\b",
    re.IGNORECASE,
)
_ENDS = re.compile(
    r",? (?:and (?:then|we|thus)|which|while|so that|in order to|by)\b.*$|\s*\([^()]*\)?$"
)


def implied_questions(sentences: Sequence[Evidence]) -> list[Claim]:
    """The indirect questions of the sentences that say what the survey looks into, as they stand.

    >>> implied_questions([])
    []
    """
    found: list[Claim] = []
    told: set[str] = set()
    for item in sentences:
        match = _INVESTIGATES.search(item.text) if item.kind in WHERE else None
        if match is None or not _BY_THE_SURVEY.search(item.text[: match.start()]):
            continue
        question = without_markers(_ENDS.sub("", match["question"])).strip(" ,")
        if len(question.split()) < 4 or question.lower() in told:
            continue
        told.add(question.lower())
        text = question[:1].upper() + question[1:] + "?"
        found.append(Claim(text, "supported", (cite(item, True),)))
    return found[:MOST]
