"""Questions that are not worth a search, and what to say then."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.identity import Survey

LONGEST_QUESTION = 4000


def why_not_asked(question: str, surveys: Sequence[Survey], *, chosen: bool = False) -> str:
    """Why a question is not put to these surveys; empty to go on.

    ``chosen`` when the surveys were named rather than being all of the library's.
    """
    if not any(character.isalnum() for character in question):
        return "The question is empty. Ask something about the surveys."
    if len(question) > LONGEST_QUESTION:
        return (
            f"The question has {len(question):,} characters, more than {LONGEST_QUESTION:,}. "
            "Ask for one thing at a time."
        )
    if not surveys and chosen:
        return "No survey was chosen. Choose some, or ask all of them."
    if not surveys:
        return (
            "The library is empty. Add a survey with 'survey-assistant add FILE', "
            "or in the Library tab."
        )
    return ""
