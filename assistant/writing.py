"""Short texts that the model writes from a few sentences, kept only where they are supported."""

from __future__ import annotations

from collections.abc import Sequence

from langchain_core.language_models import BaseChatModel

import prompts
from assistant.errors import ModelError
from assistant.evidence.claims import Claim
from assistant.evidence.evidence import Evidence
from assistant.evidence.verify import check
from assistant.models.chat import stream_text, to_messages
from assistant.models.prompting import fenced
from assistant.text.scripts import has_cjk
from assistant.text.words import content_words

CELL_TOKENS = 48
MODEL_SENTENCES = 3


def cell(aspect: str, evidence: Sequence[Evidence], model: BaseChatModel) -> Claim | None:
    """What a survey states about an aspect in the model's few words; None where they do not hold.

    A model that fails, or writes nonsense, gives None: the caller has the sentences themselves.
    """
    if any(has_cjk(found.text) for found in evidence):
        return None
    text = "\n".join(fenced(found.text) for found in evidence[:MODEL_SENTENCES])
    rendered = prompts.load("cell").render(aspect=aspect, evidence=text)
    try:
        written = first_line(model, rendered, CELL_TOKENS)
    except ModelError:
        return None
    claim = check(written, evidence[:MODEL_SENTENCES], aspect)
    return claim if _is_said(claim) and len(written) > 12 and not _is_torn(claim) else None


def _is_torn(claim: Claim) -> bool:
    """Whether a text is the end of its quote, without the beginning that it needs."""
    body = claim.text.rstrip(" .").lower()
    quotes = [citation.quote.lower() for citation in claim.citations]
    return any(body in quoted and not quoted.startswith(body) for quoted in quotes)


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
