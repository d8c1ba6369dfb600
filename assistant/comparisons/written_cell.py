"""Cells in a capable model's words: asked for a short value, which its sentences must carry."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import prompts
from assistant.evidence.claims import Claim
from assistant.evidence.evidence import Evidence
from assistant.evidence.verify import FRAGMENT, verify
from assistant.models.evidence_model import EvidenceModel
from assistant.models.prompting import escape_for_prompt
from assistant.models.streaming import first_line
from assistant.text.wording import Wording
from assistant.text.words import content_words

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

CELL_TOKENS = 48
SENTENCES = 3


def write_cell(
    aspect: str,
    evidence: Sequence[Evidence],
    model: BaseChatModel,
    judge: EvidenceModel | None = None,
) -> Claim | None:
    """What a survey states about an aspect in the model's few words; None where they do not hold.

    They hold by their words; where it wrote a sentence, also where the ``judge`` finds that one of
    the survey's carries it. A model that fails, or writes nonsense, gives None: the caller has the
    sentences themselves.
    """
    shown = evidence[:SENTENCES]
    text = "\n".join(escape_for_prompt(found.text) for found in shown)
    rendered = prompts.load("cell").render(aspect=escape_for_prompt(aspect), evidence=text)
    written = first_line(model, rendered, CELL_TOKENS)
    claim = verify(written, shown, Wording(aspect), judge)
    return claim if claim.supported and _is_said(claim) and not _is_torn(claim) else None


def _is_torn(claim: Claim) -> bool:
    """Whether a text is the end of its quote, without the beginning that it needs."""
    body = claim.text.rstrip(" .").lower()
    ends = (citation.quote.rstrip(" .").lower() for citation in claim.citations)
    return len(body.split()) >= FRAGMENT and any(end.endswith(body) and end != body for end in ends)


def _is_said(claim: Claim) -> bool:
    """Whether a claim that holds by its words has no content word that its quotes do not have."""
    quoted = {word for citation in claim.citations for word in content_words(citation.quote)}
    return bool(claim.reason) or set(content_words(claim.text)) <= quoted
