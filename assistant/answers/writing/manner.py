"""How a chat model is asked for an answer, and how what it writes falls into sentences."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import prompts
from assistant.answers.quotation import best, best_within
from assistant.documents.survey import short_name
from assistant.errors import PromptTooLong
from assistant.evidence.claims import Claim
from assistant.evidence.evidence import Evidence
from assistant.evidence.numbered import MOST_SENTENCES, numbered, read_reply_line
from assistant.models.capabilities import capabilities
from assistant.models.prompting import escape_for_prompt
from assistant.models.streaming import Piece, stream_text, to_messages
from assistant.text.sentences import sentence_spans
from assistant.text.words import without_markers

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

ANSWER_TOKENS = 160
# Tokens of evidence that a small model reads: with 350 it answers no better, and twice as late.
SMALL_BUDGET = 180
BRIEF, CAPABLE, NUMBERED = "answer", "answer_capable", "answer_numbered"


@dataclass(frozen=True)
class Draft:
    """A sentence as a model wrote it, and the evidence that it names for it; none: any."""

    text: str
    named: tuple[Evidence, ...] = ()


@dataclass(frozen=True)
class Manner:
    """How a model is asked: by which ``prompt``, with what is ``shown`` to it.

    A small model copies best, a capable one says in its own words what the text says, and one that
    was tuned names the numbers of the sentences that answer.
    """

    prompt: str
    shown: tuple[Evidence, ...]

    @property
    def is_brief(self) -> bool:
        """Whether it copies a few words, which may not be what was asked."""
        return self.prompt == BRIEF

    @property
    def is_capable(self) -> bool:
        """Whether it says things in its own words."""
        return self.prompt == CAPABLE

    @property
    def is_numbered(self) -> bool:
        """Whether it names the sentences that it writes from."""
        return self.prompt == NUMBERED

    @property
    def evidence_text(self) -> str:
        """The evidence as the model reads it."""
        if not self.is_numbered:
            return evidence_text(self.shown)
        return numbered([escape_for_prompt(without_markers(item.text)) for item in self.shown])

    def half(self) -> Manner:
        """The same with the better half of the evidence."""
        kept = {item.key for item in best(self.shown, len(self.shown) // 2)}
        return replace(self, shown=tuple(item for item in self.shown if item.key in kept))

    def drafts(self, buffer: str) -> tuple[list[Draft], str]:
        """The sentences that more text cannot change any more, and the rest."""
        if not self.is_numbered:
            sentences, rest = finished_sentences(buffer)
            return [Draft(sentence) for sentence in sentences], rest
        *lines, rest = buffer.split("\n")
        return [self.draft(line) for line in lines if line.strip()], rest

    def draft(self, text: str) -> Draft:
        """The last sentence, which nothing follows."""
        if not self.is_numbered:
            return Draft(text)
        places, said = read_reply_line(text)
        return Draft(said, tuple(self.shown[p] for p in places if p < len(self.shown)))


def manner_of(
    model: BaseChatModel, evidence: Sequence[Evidence], quoted: Sequence[Claim], crosses: bool
) -> Manner | None:
    """How to ask a model; None for one that cannot write in the evidence's script.

    A tuned one is shown what would be ``quoted`` alone. A small one is not asked where the question
    is in another language than the evidence.
    """
    can = capabilities(model)
    if can.is_large_enough:
        return Manner(CAPABLE, tuple(evidence))
    if crosses:
        return None
    if can.is_tuned:
        places = {claim.citations[0].quote: n for n, claim in enumerate(quoted)}
        kept = [item for item in evidence if item.text in places]
        kept.sort(key=lambda item: places[item.text])
        manner = Manner(NUMBERED, tuple(kept[:MOST_SENTENCES]))
    else:
        manner = Manner(BRIEF, tuple(best_within(evidence, SMALL_BUDGET)))
    return manner if can.supports_script(evidence_text(manner.shown)) else None


def stream_from_model(
    model: BaseChatModel, manner: Manner | None, question: str
) -> Generator[tuple[Piece, Manner], None, None]:
    """What the model says to the evidence, with how it was asked.

    It is asked about the better half where it cannot hold all of it; one that cannot hold even one
    sentence says nothing.
    """
    while manner is not None and manner.shown:
        prompt = prompts.load(manner.prompt).render(
            evidence=manner.evidence_text, question=question
        )
        try:
            for piece in stream_text(
                model, to_messages(prompt), ANSWER_TOKENS, adapted=manner.is_numbered
            ):
                yield piece, manner
            return
        except PromptTooLong:
            manner = manner.half()


def evidence_text(evidence: Sequence[Evidence]) -> str:
    """The evidence as most models read it; several surveys are named apart."""
    several = len({item.survey.id for item in evidence}) > 1
    lines: list[str] = []
    survey = ""
    for item in evidence:
        if several and item.survey.id != survey:
            survey = item.survey.id
            lines.append(f"\n{escape_for_prompt(short_name(item.survey))}:")
        lines.append(escape_for_prompt(without_markers(item.text)))
    return "\n".join(lines).strip()


def finished_sentences(buffer: str) -> tuple[list[str], str]:
    """Sentences that more text cannot change any more, and the rest.

    >>> finished_sentences("One is here. Two is")
    (['One is here.'], 'Two is')
    """
    done: list[str] = []
    *lines, last = buffer.split("\n")
    for line in lines:
        done += [line[start:end] for start, end in sentence_spans(line)]
    spans = sentence_spans(last)
    if len(spans) > 1:
        done += [last[start:end] for start, end in spans[:-1]]
        last = last[spans[-1][0] :]
    return [sentence for sentence in done if sentence.strip()], last
