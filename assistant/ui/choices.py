"""Surveys as the choices of a dropdown."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.identity import Survey, short_name
from assistant.library import Library

LONGEST_LABEL = 80


def survey_choices(library: Library) -> list[tuple[str, str]]:
    """A label and an id for every survey, in the order of the library."""
    return [(survey_label(survey), survey.id) for survey in library.surveys()]


def survey_label(survey: Survey) -> str:
    """Short name and title in one line."""
    short = short_name(survey)
    label = survey.title if short.startswith(survey.title[:20]) else f"{short}: {survey.title}"
    return label if len(label) <= LONGEST_LABEL else label[: LONGEST_LABEL - 1].rstrip() + "…"


def chosen_ids(library: Library, chosen: Sequence[str] | None) -> list[str] | None:
    """The chosen ids that are still in the library; None, which means all, for none of them."""
    known = {survey.id for survey in library.surveys()}
    return [id_ for id_ in chosen or () if id_ in known] or None
