"""Surveys as the choices of a dropdown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import gradio as gr

from assistant.documents.survey import Survey, short_name
from assistant.library import Library
from assistant.ui.i18n.catalogue import translate

LONGEST_LABEL = 80


def survey_choices(library: Library) -> list[tuple[str, str]]:
    """A label and an id for every survey, in the order of the library."""
    return [(survey_label(survey), survey.id) for survey in library.surveys()]


def survey_label(survey: Survey) -> str:
    """Short name and title in one line."""
    short = short_name(survey)
    label = survey.title if short.startswith(survey.title[:20]) else f"{short}: {survey.title}"
    return label if len(label) <= LONGEST_LABEL else label[: LONGEST_LABEL - 1].rstrip() + "…"


def single_choice(library: Library, chosen: str | None, *, always: bool = False) -> Any:
    """An update of a dropdown that chooses one survey, to what the library holds now.

    The choice itself is changed only where its survey is gone, or with ``always`` where there is
    none: the user may have chosen another since it was read.
    """
    choices = survey_choices(library)
    ids = [id_ for _, id_ in choices]
    if chosen in ids or (chosen is None and not always):
        return gr.update(choices=choices)
    return gr.update(choices=choices, value=ids[0] if always and ids else None)


def multiple_choice(library: Library, chosen: Sequence[str] | None) -> Any:
    """An update of a dropdown that chooses several surveys; those that are gone are taken out."""
    choices, left = survey_choices(library), chosen_ids(library, chosen) or []
    if left == list(chosen or ()):
        return gr.update(choices=choices)
    return gr.update(choices=choices, value=left)


def chosen_ids(library: Library, chosen: Sequence[str] | None) -> list[str] | None:
    """The chosen ids that are still in the library; None, which means all, for none of them."""
    known = {survey.id for survey in library.surveys()}
    return [id_ for id_ in chosen or () if id_ in known] or None


def aspect_choices(names: Sequence[str], language: str) -> list[tuple[str, str]]:
    """Aspects as choices: those that the app names itself in the page's language."""
    return [(aspect_label(name, language), name) for name in names]


def aspect_label(name: str, language: str) -> str:
    """An aspect with its kind, such as "scope (text)", in the page's language."""
    plain, bracket, kind = name.rpartition(" (")
    if not bracket or not kind.endswith(")"):
        return translate(name, language)
    return f"{translate(plain, language)} ({translate(kind[:-1], language)})"
