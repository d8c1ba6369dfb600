"""From a question and its evidence to an answer: written, checked sentence by sentence, or not."""

from __future__ import annotations

import contextlib
import functools
import re
import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel


import prompts
from assistant.answers.question import Question
from assistant.answers.quotation import best, best_within, quotations
from assistant.documents.survey import short_name
from assistant.errors import PromptTooLong
from assistant.evidence.claims import Claim, quote
from assistant.evidence.evidence import Evidence, Reading
from assistant.evidence.verify import verify
from assistant.messages import Message, Text
from assistant.models.capabilities import capabilities
from assistant.models.evidence_model import EvidenceModel
from assistant.models.prompting import escape_for_prompt
from assistant.models.streaming import Piece, stream_text, to_messages
from assistant.text.scripts import has_cjk
from assistant.text.sentences import sentence_spans
from assistant.text.words import content_words, without_markers

ANSWER_TOKENS = 160
MOST_CLAIMS = 8
MOST_REPEATS = 2
LONGEST_SENTENCE = 1200
LONGEST_TEXT = 8000
FEW_WORDS = 6
# The share of a quote's words that a sentence of the model's has which says the same.
REPEATED = 0.5
_NUMERAL = re.compile(r"\(?\d{1,2}[.)、．]")  # what a list's entry begins with
# Tokens of evidence that a small model reads: with 350 it answers no better, and twice as late.
SMALL_BUDGET = 180


@dataclass(frozen=True)
class Usage:
    """What an answer cost: tokens, and seconds from the question's arrival."""

    prompt_tokens: int = 0
    completion_tokens: int = 0
    reused_tokens: int = 0
    retrieval_seconds: float = 0.0
    first_token_seconds: float = 0.0
    seconds: float = 0.0


@dataclass(frozen=True)
class Answer:
    """What the assistant says to a question.

    ``text`` joins the supported claims; ``claims`` has all of them, in order, with their verdicts.
    ``abstained`` with its ``reason`` when the evidence is too weak; an answer with a ``reason`` is
    doubtful, and the reason says why. ``evidence`` is what was found, which claims are checked
    against; ``confidence`` (0..1) is how well it fits the question, which abstaining goes by.
    While it streams, ``pending`` is the sentence in work, not yet checked, and ``lead`` the best
    evidence sentence, which can be read before the model has said anything. A ``remark`` is about
    the library itself, in ``reason``; it needs no evidence. ``read`` is how much was read where
    that was the whole text; ``elsewhere`` are quotes of surveys that were not asked.
    """

    question: str
    claims: tuple[Claim, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    abstained: bool = False
    reason: Text = ""
    confidence: float = 0.0
    usage: Usage = field(default_factory=Usage)
    pending: str = ""
    lead: Claim | None = None
    remark: bool = False
    finished: bool = False
    read: Reading | None = None
    elsewhere: tuple[Claim, ...] = ()

    @property
    def text(self) -> str:
        """The supported claims as one text; the reason where the assistant abstained."""
        if self.abstained or self.remark:
            return self.reason
        return " ".join(claim.text for claim in self.claims if claim.supported)


def write(
    answer: Answer,
    question: Question,
    model: BaseChatModel,
    started: float,
    evidence_model: EvidenceModel | None = None,
) -> Iterator[Answer]:
    """The answer as it grows: each sentence is checked as soon as it is complete.

    The first has the best evidence sentence as its ``lead``, at once; the last one is finished.
    The best evidence is quoted, but where a capable model has said what is supported. What that
    writes is verified by the ``evidence_model`` too. ``answer`` comes with its evidence;
    ``started`` is ``time.monotonic()`` at the question's arrival.
    """
    evidence = answer.evidence
    claims: list[Claim] = []
    answer = replace(answer, lead=next(iter(quotations((), evidence, question)), None))
    yield answer
    small = not capabilities(model).is_large_enough
    judge = None if small or question.crosses else evidence_model
    buffer, repeats, length, complete = "", 0, 0, True
    with contextlib.closing(_stream_from_model(model, question, evidence)) as pieces:
        for piece in pieces:
            answer = replace(answer, usage=_add_usage(answer.usage, piece, started))
            if piece.anew:
                claims, buffer, repeats, length = [], "", 0, 0
            complete = complete and not piece.cut
            sentences, buffer = finished_sentences(buffer + piece.text)
            new = _verify_sentences(sentences, claims, evidence, question, small, judge)
            claims += new
            repeats += len(sentences) - len(new)
            yield replace(answer, claims=tuple(claims), pending=buffer.strip())
            length += len(piece.text)
            endless = len(buffer) > LONGEST_SENTENCE or length > LONGEST_TEXT
            if len(claims) >= MOST_CLAIMS or repeats >= MOST_REPEATS or endless:
                complete, buffer = False, ""
                break
    if buffer.strip() and (complete or not claims):
        claims += _verify_sentences([buffer], claims, evidence, question, small, judge)
    yield replace(answer, claims=tuple(claims))
    quoted = quotations(claims, evidence, question, capable=not small)
    claims = [*_other_than(quoted, claims), *quoted]
    seconds = time.monotonic() - started
    yield replace(
        answer,
        claims=tuple(claims),
        lead=None,
        usage=replace(answer.usage, seconds=seconds),
        finished=True,
    )


def _stream_from_model(
    model: BaseChatModel, question: Question, evidence: Sequence[Evidence]
) -> Generator[Piece, None, None]:
    """What the model says to the evidence; to its better half where it cannot hold all of it.

    A small model reads the best of it only. One that cannot hold even one sentence says nothing,
    and so does one that cannot write in the evidence's script, and a small one to a question in
    another language.
    """
    can = capabilities(model)
    if question.crosses and not can.is_large_enough:
        return
    shown = list(evidence) if can.is_large_enough else best_within(evidence, SMALL_BUDGET)
    if not can.supports_script(evidence_text(shown)):
        return
    # A small model copies best; a larger one says in its own words what the text says.
    name = "answer_capable" if can.is_large_enough else "answer"
    while shown:
        prompt = prompts.load(name).render(evidence=evidence_text(shown), question=question.text)
        try:
            yield from stream_text(model, to_messages(prompt), ANSWER_TOKENS)
            return
        except PromptTooLong:
            kept = {item.key for item in best(shown, len(shown) // 2)}
            shown = [item for item in shown if item.key in kept]


def evidence_text(evidence: Sequence[Evidence]) -> str:
    """The evidence as the model reads it; several surveys are named apart."""
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


def _verify_sentences(
    sentences: Sequence[str],
    before: Sequence[Claim],
    evidence: Sequence[Evidence],
    question: Question,
    small: bool,
    judge: EvidenceModel | None,
) -> list[Claim]:
    said = {claim.text for claim in before}
    said |= {f"{short_name(item.survey)}:" for item in evidence}
    claims = []
    first = [quote(item) for item in best(evidence, 1)]
    # Of how a review was made the next best sentence may tell another number.
    strict = small or any(item.fact for item in evidence)
    for sentence in sentences:
        if (words := set(content_words(sentence))) and words <= _example_words():
            continue
        claim = verify(sentence, evidence, question.wording, judge)
        claim = _in_its_sentence(_to_the_point(claim, first) if strict else claim)
        if _NUMERAL.fullmatch(claim.text) or claim.text.endswith(("?", "？")):
            continue
        if small and _repeats(claim, first):
            continue
        if claim.text and claim.text not in said:
            said.add(claim.text)
            claims.append(claim)
    return claims


@functools.cache
def _example_words() -> frozenset[str]:
    """The words of the answer that the prompt of small models shows as an example.

    A sentence that has no others repeats the example.
    """
    parts = prompts.load("answer").parts
    return frozenset(w for role, text in parts if role == "assistant" for w in content_words(text))


def _in_its_sentence(claim: Claim) -> Claim:
    """A supported claim of a few words as the sentence that has them, where they are marked.

    "Compression and encoding" is no answer by itself.
    """
    text = claim.text.rstrip(" .")
    if not claim.supported or len(claim.citations) != 1 or has_cjk(text):
        return claim
    (citation,) = claim.citations
    start = citation.quote.lower().find(text.lower())
    if len(text.split()) >= FEW_WORDS or len(citation.quote.split()) < FEW_WORDS or start < 0:
        return claim
    cited = replace(citation, span=(start, start + len(text)))
    return Claim(citation.quote, "supported", (cited,), quoted=True)


def _to_the_point(claim: Claim, first: Sequence[Claim]) -> Claim:
    """The claim, supported only if the best evidence sentence, quoted ``first``, carries it.

    Small models say what the text says, but not what was asked.
    """
    if not claim.supported or any(_places(best_one) & _places(claim) for best_one in first):
        return claim
    why = Message("the survey says this, but it was not asked")
    return replace(claim, verdict="partly", reason=why)


def _other_than(quoted: Sequence[Claim], claims: Sequence[Claim]) -> list[Claim]:
    """The claims but those that say what is quoted after all."""
    texts = {without_markers(claim.text).strip() for claim in quoted}
    return [claim for claim in claims if claim.text not in texts and not _repeats(claim, quoted)]


def _repeats(claim: Claim, quoted: Sequence[Claim]) -> bool:
    """Whether a claim says no more than a quote, in most of its words."""
    words = frozenset(content_words(claim.text))
    return claim.supported and any(
        _places(claim) <= _places(quotation)
        and len(words) >= REPEATED * len(set(content_words(quotation.text)))
        for quotation in quoted
    )


def _places(claim: Claim) -> set[tuple[str, int]]:
    return {(citation.document_id, citation.sentence) for citation in claim.citations}


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
