"""From a question and its evidence to an answer: written, checked sentence by sentence, quoted."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from assistant.answers.answer import Answer, Usage
from assistant.answers.question import Question
from assistant.answers.quotation import quotations
from assistant.answers.writing.check import Check, in_place_of, other_than
from assistant.answers.writing.manner import manner_of, stream_from_model
from assistant.evidence.claims import Claim
from assistant.models.evidence_model import EvidenceModel
from assistant.models.streaming import Piece

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

MOST_CLAIMS = 8
MOST_REPEATS = 2
LONGEST_SENTENCE = 1200
LONGEST_TEXT = 8000


def write(
    answer: Answer,
    question: Question,
    model: BaseChatModel,
    started: float,
    evidence_model: EvidenceModel | None = None,
) -> Iterator[Answer]:
    """The answer as it grows: each sentence is checked as soon as it is complete.

    The first has the best evidence sentence as its ``lead``, at once; the last one is finished.
    The best evidence is quoted, but where a capable model has said what is supported; a tuned one
    cuts what would be quoted to what was asked. What a capable one writes is verified by the
    ``evidence_model`` too; the others have to keep to the words. ``answer`` comes with its
    evidence; ``started`` is ``time.monotonic()`` at the question's arrival.
    """
    evidence = answer.evidence
    claims: list[Claim] = []
    best = quotations((), evidence, question)
    answer = replace(answer, lead=next(iter(best), None))
    yield answer
    manner = manner_of(model, evidence, best, question.crosses)
    capable = manner is not None and manner.is_capable
    judge = evidence_model if capable and not question.crosses else None
    check = Check(evidence, question.wording, manner, judge)
    buffer, repeats, length, complete = "", 0, 0, True
    with contextlib.closing(stream_from_model(model, manner, question.text)) as pieces:
        for piece, asked in pieces:
            check = replace(check, manner=asked)
            answer = replace(answer, usage=_add_usage(answer.usage, piece, started))
            if piece.anew:
                claims, buffer, repeats, length = [], "", 0, 0
            complete = complete and not piece.cut
            drafts, buffer = asked.drafts(buffer + piece.text)
            new = check.claims(drafts, claims)
            claims += new
            repeats += max(0, len(drafts) - len(new))
            yield replace(answer, claims=tuple(claims), pending=asked.draft(buffer).text.strip())
            length += len(piece.text)
            endless = len(buffer) > LONGEST_SENTENCE or length > LONGEST_TEXT
            if len(claims) >= MOST_CLAIMS or repeats >= MOST_REPEATS or endless:
                complete, buffer = False, ""
                break
    if check.manner and buffer.strip() and (complete or not claims):
        claims += check.claims([check.manner.draft(buffer)], claims)
    yield replace(answer, claims=tuple(claims))
    if check.is_numbered:
        claims = in_place_of(best, claims)
    else:
        quoted = quotations(claims, evidence, question, capable=capable)
        claims = [*other_than(quoted, claims), *quoted]
    seconds = time.monotonic() - started
    yield replace(
        answer,
        claims=tuple(claims),
        lead=None,
        usage=replace(answer.usage, seconds=seconds),
        finished=True,
    )


def _add_usage(usage: Usage, piece: Piece, started: float) -> Usage:
    first = usage.first_token_seconds
    if piece.text and not first:
        first = time.monotonic() - started
    return replace(
        usage,
        prompt_tokens=usage.prompt_tokens + piece.prompt_tokens,
        reused_tokens=usage.reused_tokens + piece.reused_tokens,
        completion_tokens=usage.completion_tokens + piece.completion_tokens,
        first_token_seconds=first,
    )
