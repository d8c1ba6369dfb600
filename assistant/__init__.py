"""Cited answers, structured reviews and comparisons of survey papers, on one's own machine."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from assistant.answers.answer import Answer
    from assistant.chat.conversation import Conversation
    from assistant.comparisons.comparison import Comparison
    from assistant.documents.document import Document
    from assistant.documents.survey import Survey
    from assistant.evidence.claims import Citation, Claim
    from assistant.evidence.evidence import Evidence
    from assistant.library import Library
    from assistant.reviews.review import Review
    from assistant.settings import Settings

__version__ = "0.1.0"

_HOMES = {
    "Answer": "assistant.answers.answer",
    "Citation": "assistant.evidence.claims",
    "Claim": "assistant.evidence.claims",
    "Comparison": "assistant.comparisons.comparison",
    "Conversation": "assistant.chat.conversation",
    "Document": "assistant.documents.document",
    "Evidence": "assistant.evidence.evidence",
    "Library": "assistant.library",
    "Review": "assistant.reviews.review",
    "Settings": "assistant.settings",
    "Survey": "assistant.documents.survey",
}

__all__ = [
    "Answer",
    "Citation",
    "Claim",
    "Comparison",
    "Conversation",
    "Document",
    "Evidence",
    "Library",
    "Review",
    "Settings",
    "Survey",
]


def __getattr__(name: str) -> Any:
    # Imported on first use, so that "import assistant" stays quick and needs no other package.
    if name in _HOMES:
        return getattr(importlib.import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'assistant' has no attribute {name!r}")
