"""How likely a sentence is the one that answers a question, among those that fit it."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from assistant.answers.question import Question
from assistant.text.wording import Pair, Wording

# Weights of a listwise regression (softmax over a question's sentences, ridge 0.1) on the halves
# to develop on of L-Eval and BAMBOO; what a sentence should get is its overlap with the answer.
# "date" was chosen on JaQuAD's. "answers", which is 0 for a sentence that the evidence model has
# not read, cannot be fitted there, since that model has seen those halves: it is small, so that
# the model decides between sentences that are near to each other by words. The last three were
# fitted beside the others on 86 questions what something is, put to 18 other papers
# (``python -m evals.calibration.explaining``), and count only for such questions, the cosine for
# comparing ones, too.
WEIGHTS = {
    "answers": 0.4,
    "rank": 2.5,
    "coverage": 1.7,
    "pairs": 1.1,
    "heading": 0.9,
    "before": 0.45,
    "after": 0.4,
    "nothing_new": -0.6,
    "others": -0.12,
    "signpost": -0.2,
    "first": 0.15,
    "lists": 0.34,
    "number": 0.22,
    "date": 1.0,
    "similarity": 8.0,
    "opens": 2.2,
    "introduces": 3.0,
}
LEAST_NEW = 4
_SIGNPOST = re.compile(
    r"\bin (?:this|the following|the next|what follows) (?:section|paragraphs?|subsection)"
    r"|\b(?:section|sec\.|table|fig(?:ure)?\.?|appendix|chapter)\s*\w*\d|§"
    r"|\bwe (?:first |now |then |next )?(?:describe|discuss|present|turn|start|report|analy[sz]e) "
    r"|\bdetails? (?:are|can be|of the|in)|\bas follows|\bthe following|\bbelow\b",
    re.IGNORECASE,
)
_OTHERS = re.compile(r"\([^()]{0,60}\b(?:19|20)\d\d[a-z]?\b[^()]*\)|\[\d+\]|\bet al\b")
_LISTS = re.compile(
    r"\b(?:such as|including|namely|e\.g\.|consists? of|includes?|are:|following)\b|[:：]\s"
    r"|\(\d\)|\b\d\)|\(i+\)|包括|例如|など",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"(?<!\w)\d")
_DATE = re.compile(r"\b(?:1[5-9]|20)\d\ds?\b|\d\s*[年月]|世[紀纪]|\b\d\d?th century\b")
_REFERENCE = re.compile(r"\([^()]*\b(?:19|20)\d\d\b[^()]*\)|\[\d[^\]]*\]")


@dataclass(frozen=True)
class InContext:
    """A sentence with what stands around it: content words of both neighbours and the heading.

    ``text`` is as it stands, ``wording`` without marks of references; ``rank`` is the fused score
    of its passage and window, ``similarity`` its cosine to the question; ``early`` how early it
    stands, 0..1, among the sentences that have all that is asked for; ``answers`` are the log-odds
    of its answering by the evidence model, None where that has not read it.
    """

    text: str
    wording: Wording
    before: Collection[str]
    after: Collection[str]
    heading: Collection[str]
    first: bool
    rank: float
    similarity: float = 0.0
    early: float = 0.0
    answers: float | None = None


class Relevance:
    """Scores sentences against one question; ``weights`` are the words' rarities.

    >>> asked = Question("Which metals conduct well?")
    >>> relevance = Relevance(asked, {"metal": 1.0, "conduct": 1.0})
    >>> def alone(text: str) -> InContext:
    ...     return InContext(text, Wording(text), (), (), (), False, 0.3)
    >>> there, away = alone("Metals such as copper and silver conduct well."), alone("See below.")
    >>> relevance(there) > relevance(away)
    True
    >>> when = Relevance(Question("When was silver found?"), {"silver": 1.0})
    >>> when(alone("It was in 1571.")) > when(away)
    True
    """

    def __init__(self, question: Question, weights: Mapping[str, float]) -> None:
        rarest = max(weights.values(), default=1.0)
        self._question = question
        self._terms = {term: weights.get(term, rarest) for term in question.terms}
        self._whole = sum(self._terms.values()) or 1.0
        self._defines = bool(question.explained) and not question.about_whole_work

    def __call__(self, sentence: InContext) -> float:
        """A number to rank by: higher is likelier; only one question's compare."""
        features = self.features(sentence)
        return sum(weight * features[name] for name, weight in WEIGHTS.items())

    def features(self, sentence: InContext) -> dict[str, float]:
        """What speaks for a sentence, by the names that ``WEIGHTS`` has."""
        text, words = sentence.text, sentence.wording.bag
        asked = self._question.wording
        together = asked.pairs & sentence.wording.near_pairs
        own = _REFERENCE.sub("", text)
        defines = self._defines
        explains = defines or self._question.comparing is not None
        features = {
            "answers": sentence.answers or 0.0,
            "rank": sentence.rank,
            "coverage": self.share(words),
            "pairs": self._weight(together) / max(1e-6, self._weight(asked.pairs)),
            "heading": self.share(sentence.heading),
            "before": self.share(sentence.before),
            "after": self.share(sentence.after),
            "nothing_new": len(words - asked.bag) < LEAST_NEW,
            "others": _OTHERS.search(text) is not None,
            "signpost": _SIGNPOST.search(text) is not None,
            "first": sentence.first,
            "lists": _LISTS.search(text) is not None,
            "number": self._question.wants_number and _NUMBER.search(own) is not None,
            "date": self._question.wants_date and _DATE.search(own) is not None,
            "similarity": sentence.similarity if explains else 0.0,
            "opens": defines and self._opens(sentence.wording),
            "introduces": sentence.early if defines else 0.0,
        }
        return {name: float(value) for name, value in features.items()}

    def _opens(self, wording: Wording) -> bool:
        """Whether a sentence begins with all that is asked for, but for a word before it."""
        return self._terms.keys() <= set(wording.words[: len(self._terms) + 1])

    def _weight(self, pairs: Collection[Pair]) -> float:
        """How much pairs of neighbouring words tell: each as much as its commoner word."""
        return sum(min(self._terms.get(word, 0.1) for word in pair) for pair in pairs)

    def share(self, words: Collection[str]) -> float:
        """How much of what is asked for some words have, 0..1, by rarity."""
        held = set(words)
        return sum(weight for term, weight in self._terms.items() if term in held) / self._whole
