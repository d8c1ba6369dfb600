"""Beyond an answer: more of what the whole text says, and what other surveys say on it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from assistant.answers.abstention import DOUBTFUL, confidence
from assistant.answers.answer import Answer
from assistant.answers.question import Question
from assistant.answers.quotation import best
from assistant.answers.retrieval import Retrieved
from assistant.documents.survey import Survey
from assistant.evidence.claims import Claim, quote
from assistant.evidence.evidence import Evidence

# The most quotes: more than a screen is not read.
MOST_QUOTES = 5
MOST_ELSEWHERE = 2
# The share of a question's terms that a further quote has to have.
LEAST_SHARE = 0.5


def with_further_quotes(answer: Answer, question: Question) -> Answer:
    """A finished answer, with the best evidence that it does not cite yet as further quotes."""
    held = [claim for claim in answer.claims if claim.supported]
    cited = {(c.document_id, c.quote) for claim in held for c in claim.citations}
    terms = question.terms
    further = [
        quote(item)
        for item in best(answer.evidence, len(answer.evidence))
        if (item.document_id, item.text) not in cited
        and len(terms & item.wording.bag) >= LEAST_SHARE * len(terms)
    ]
    room = max(0, MOST_QUOTES - sum(claim.quoted for claim in held))
    return replace(answer, claims=(*answer.claims, *further[:room]))


def question_elsewhere(
    question: Question, surveys: Iterable[Survey], beside: Collection[str] = ()
) -> Question | None:
    """The question for those of the surveys that it was not put to; None where there are none.

    It was not put to those whose documents are all ``beside``, by id, for their language.
    """
    asked = {survey.id for survey in question.surveys}
    if not question.named:
        asked -= {s.id for s in question.surveys if {d.id for d in s.documents} <= set(beside)}
    others = tuple(survey for survey in surveys if survey.id not in asked)
    return replace(question, surveys=others, chosen=True) if others else None


def quotes_elsewhere(found: Retrieved) -> tuple[Claim, ...]:
    """The best sentence of each survey that was not asked, where it does not look doubtful."""
    if not found.evidence or confidence(found) < DOUBTFUL:
        return ()
    first: dict[str, Evidence] = {}
    for item in best(found.evidence, len(found.evidence)):
        first.setdefault(item.survey.id, item)
    return tuple(quote(item) for item in list(first.values())[:MOST_ELSEWHERE])
