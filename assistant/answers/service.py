"""Answers to questions: retrieved, weighed, written, and what surveys that were not asked say."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from assistant.answers.abstention import (
    confidence,
    doubt,
    reason_to_abstain,
    table_hint,
    with_hint,
    without_silent,
)
from assistant.answers.answer import Answer, Usage
from assistant.answers.deeper import question_elsewhere, quotes_elsewhere, with_further_quotes
from assistant.answers.question import Question
from assistant.answers.retrieval import Retrieved, retrieve, search
from assistant.answers.writing.write import write
from assistant.documents.survey import Survey
from assistant.evidence.claims import Claim
from assistant.models.backend import Engines
from assistant.text.scripts import Language
from vectorstore.index import Hit, Index

Summary = Callable[[Survey, Language, bool], tuple[Claim, ...]]


class AnswerService:
    """Answers questions from the surveys of a library.

    ``budget`` is how many tokens of evidence a question gets, ``surveys`` gives all surveys and
    ``summary`` what a review says first of one, or its one line alone where the third value says
    so. ``prepare`` sees to it that everything can be searched, and returns what a reader should
    know where it cannot yet.
    """

    def __init__(
        self,
        index: Index,
        engines: Engines,
        budget: int,
        surveys: Callable[[], list[Survey]],
        summary: Summary,
        prepare: Callable[[], str],
    ) -> None:
        self._index = index
        self._engines = engines
        self._budget = budget
        self._surveys = surveys
        self._summary = summary
        self._prepare = prepare

    def search(self, question: str, surveys: Sequence[Survey], k: int) -> list[Hit]:
        """The ``k`` best passages of these surveys for a question, best first."""
        by_document = {info.id: survey for survey in surveys for info in survey.documents}
        self._prepare()
        return search(self._index, question, by_document, k)

    def retrieve(self, question: Question, budget: int, *, read: bool = True) -> Retrieved:
        """Evidence of ``budget`` tokens; where it is ``read`` the evidence model has a say."""
        self._prepare()
        model = self._engines.evidence_model if read else None
        return retrieve(self._index, question, budget, model)

    def stream(self, question: Question, *, deeper: bool = False) -> Iterator[Answer]:
        """The answer as it grows; the last one is finished. Closing the iterator stops the model.

        The first has the evidence and no claims yet; ``deeper`` reads and quotes the whole text.
        """
        started = time.monotonic()
        if summary := self._summed_up(question):
            usage = Usage(seconds=time.monotonic() - started)
            yield Answer(question.text, summary, confidence=1.0, usage=usage, finished=True)
            return
        note, model, asked = self._prepare(), self._engines.evidence_model, question.narrowed
        found = retrieve(self._index, asked, self._budget * (1 + deeper), model, whole=deeper)
        if not question.named:
            found = without_silent(found)
        hint = table_hint(found, wants_number=question.wants_number)
        seconds = time.monotonic() - started
        answer = Answer(
            question.text,
            (),
            found.evidence,
            reason=with_hint(doubt(found, question.language), hint) or note,
            confidence=confidence(found),
            usage=Usage(retrieval_seconds=seconds, seconds=seconds),
            read=found.read,
        )
        if reason := reason_to_abstain(found):
            reason = with_hint(reason, hint)
            answer = replace(answer, abstained=True, reason=reason, finished=True)
            yield replace(answer, elsewhere=self._elsewhere(question, found))
            return
        yield answer
        crossing = replace(asked, crosses=found.crosses)
        for partial in write(answer, crossing, self._engines.chat_model, started, model):
            if partial.finished:
                partial = with_further_quotes(partial, question) if deeper else partial
                partial = replace(partial, elsewhere=self._elsewhere(question, found))
            yield partial

    def _summed_up(self, question: Question) -> tuple[Claim, ...]:
        """What a review says first, for a question that asks to sum up one survey.

        For one that only asks what it is about that is the review's one line.
        """
        about = question.aim == "aim" and not (question.core.bag or question.counted)
        if len(question.scope) != 1 or not (about or question.wants_summary):
            return ()
        return self._summary(question.scope[0], question.language, about)

    def _elsewhere(self, question: Question, found: Retrieved) -> tuple[Claim, ...]:
        """What the surveys say that were not chosen, or are in another language, if they do."""
        again = question_elsewhere(question, self._surveys(), found.beside)
        return quotes_elsewhere(retrieve(self._index, again, self._budget)) if again else ()
