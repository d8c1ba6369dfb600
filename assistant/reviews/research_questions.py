"""Questions that a survey asks indirectly: those it lists, and those it says it looks into."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.documents.section_kinds import NO_EVIDENCE
from assistant.evidence.claims import Claim, cite
from assistant.evidence.evidence import Evidence
from assistant.text.words import without_markers

MOST = 6
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
    r"|paper|analysis|study)|the (?:[\w-]+ )?(?:survey|review|paper|authors?)"
    r"|the (?:survey|review|paper|article) by [\w ]+?)\b",
    re.IGNORECASE,
)
_ENDS = re.compile(
    r",? (?:and (?:then|we|thus|\w+s (?:an?|the)\b)|which|while|so that|in order to|by)\b.*$"
    r"|\s*\([^()]*\)?$"
    r"|,\s+(?:an?|the) (?:[\w-]+ ){1,3}(?:that|which|of)\b.*$"
)
_LISTS = re.compile(
    r"\bquestions?\b[^.:;?]{0,60}[:,—-]\s*"
    r"(?P<list>(?:\(?\w{1,3}\)\s*)?(?:how|what|which|why|whether|when|who|to what extent)\b.+)$",
    re.IGNORECASE,
)
_BETWEEN = re.compile(
    r"\s*[,;?]\s*(?:and\s+|or\s+)?(?:\(?(?:\d{1,2}|[ivx]{1,4}|[a-h])\)\s*)?"
    r"(?=(?:how|what|which|why|whether|when|who|to what extent)\b)",
    re.IGNORECASE,
)
_POINT = re.compile(r"^\(?(?:\d{1,2}|[ivx]{1,4}|[a-h])\)\s*", re.IGNORECASE)
SHORTEST = 4


def questions_in_lists(sentences: Sequence[Evidence]) -> list[Claim]:
    """The questions that one sentence lists: "three questions: what …, how …, and which …"."""
    for item in sentences:
        match = _LISTS.search(without_markers(item.text))
        if match is None or item.kind in ("caption", "appendix", *NO_EVIDENCE):
            continue
        parts = [_POINT.sub("", part).strip(" .?,;") for part in _BETWEEN.split(match["list"])]
        asked = [part for part in parts if len(part.split()) >= SHORTEST]
        if len(asked) > 1:
            return [_question_claim(part, item) for part in asked[:MOST]]
    return []


def _question_claim(question: str, item: Evidence) -> Claim:
    """A question as it stands; an indirect one, "how towns measure rivers", gets no mark."""
    mark = "?" if f"{question}?" in without_markers(item.text) else ""
    return Claim(question[:1].upper() + question[1:] + mark, "supported", (cite(item, True),))


def indirect_questions(sentences: Sequence[Evidence]) -> list[Claim]:
    """The indirect questions in sentences that say what the survey looks into, as they stand."""
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
        found.append(_question_claim(question, item))
    return found[:MOST]
