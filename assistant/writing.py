"""Short texts that the model writes from a few sentences, kept only where they are supported."""

from __future__ import annotations

from collections.abc import Sequence

from langchain_core.language_models import BaseChatModel

import prompts
from assistant.answer import stream_text, to_messages
from assistant.citations import Claim, check, quote
from assistant.evidence import Evidence
from assistant.fields import field_for
from assistant.orders import fenced
from assistant.readers.clean import has_cjk
from assistant.wording import content_words

LINE_TOKENS = 80
CELL_TOKENS = 48
LONG_SENTENCE = 36


def one_line(title: str, abstract: Sequence[Evidence], model: BaseChatModel) -> Claim | None:
    """What a survey is about in one sentence, from its abstract; None without one.

    The model's sentence where it is supported, else the abstract's own sentence that says it.
    """
    if not abstract:
        return None
    text = " ".join(fenced(item.text) for item in abstract)
    written = first_line(
        model, prompts.load("one_line").render(title=fenced(title), abstract=text), LINE_TOKENS
    )
    claim = check(written, abstract, title)
    return claim if _is_said(claim) else quote(_telling_sentence(abstract))


def item(evidence: Evidence, model: BaseChatModel) -> Claim:
    """An evidence sentence as an item of a list: itself, or said shorter where it is long."""
    if len(evidence.text.split()) < LONG_SENTENCE or has_cjk(evidence.text):
        return quote(evidence)
    written = first_line(
        model, prompts.load("shorten").render(sentence=fenced(evidence.text)), LINE_TOKENS
    )
    claim = check(written, [evidence])
    shorter = 12 < len(written) < 0.8 * len(evidence.text) and written[-1:] in ".!?。"
    return claim if _is_said(claim) and shorter else quote(evidence)


def cell(aspect: str, evidence: Sequence[Evidence], model: BaseChatModel) -> Claim:
    """What a survey states about an aspect, in a few words; else its best sentence as a quote."""
    best = max(evidence, key=lambda found: found.score)
    if any(has_cjk(found.text) for found in evidence):
        return quote(best)
    text = "\n".join(fenced(found.text) for found in evidence)
    written = first_line(
        model, prompts.load("cell").render(aspect=aspect, evidence=text), CELL_TOKENS
    )
    claim = check(written, evidence, aspect)
    return claim if _is_said(claim) and len(written) > 12 else quote(best)


def _is_said(claim: Claim) -> bool:
    """Whether a supported claim has no content word that its quotes do not have.

    Stricter than an answer: the model was asked for the sentences' own words.
    """
    quoted = {word for citation in claim.citations for word in content_words(citation.quote)}
    return claim.supported and set(content_words(claim.text)) <= quoted


def first_line(model: BaseChatModel, rendered: Sequence[prompts.Message], max_tokens: int) -> str:
    """The first line that the model writes; empty if it is cut off before it ends."""
    text, cut = "", False
    for piece in stream_text(model, to_messages(rendered), max_tokens):
        text += piece.text
        cut = piece.cut
        if "\n" in text.strip():
            cut = False
            break
    line = text.strip().split("\n")[0].strip()
    return "" if cut else line


def _telling_sentence(abstract: Sequence[Evidence]) -> Evidence:
    """The sentence of an abstract that says what the paper does, else its first."""
    scope = field_for("scope")
    for found in abstract:
        if scope is not None and scope.cues.search(found.text):
            return found
    return abstract[0]
