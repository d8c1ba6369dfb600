"""The one line of a survey in a capable model's words, which its abstract must carry."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import prompts
from assistant.evidence.claims import Claim
from assistant.evidence.evidence import Evidence
from assistant.evidence.verify import verify
from assistant.models.evidence_model import EvidenceModel
from assistant.models.prompting import escape_for_prompt
from assistant.models.streaming import first_line

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

LINE_TOKENS = 80


def write_line(
    title: str,
    abstract: Sequence[Evidence],
    model: BaseChatModel,
    judge: EvidenceModel | None = None,
) -> Claim | None:
    """What a survey is about in one sentence of the model's; None where no sentence carries it.

    The ``judge`` reads what has other words than the abstract. A model that fails gives None.
    """
    if not abstract:
        return None
    text = " ".join(escape_for_prompt(item.text) for item in abstract)
    rendered = prompts.load("one_line").render(title=escape_for_prompt(title), abstract=text)
    written = first_line(model, rendered, LINE_TOKENS)
    claim = verify(written, abstract, model=judge)
    return claim if claim.supported else None
