"""The line under the title: which model answers, and the languages of the interface."""

from __future__ import annotations

from assistant.errors import AssistantError
from assistant.library import Library
from assistant.models.capabilities import capabilities
from assistant.ui.i18n.catalogue import translate
from assistant.ui.i18n.languages import LANGUAGES
from assistant.ui.theme import TITLE
from assistant.ui.views.markup import escape

SMALL = 1_000_000_000


def header_html(library: Library, language: str = "en") -> str:
    """The title, the line about the model, and the choice of a language."""
    choices = "".join(
        f'<button type="button" class="sa-tool" lang="{code}" data-language="{code}" '
        f'aria-pressed="{"true" if code == language else "false"}">{name}</button>'
        for code, name in LANGUAGES.items()
    )
    return (
        f'<header class="sa-head"><h1>{TITLE}</h1>'
        f'<nav aria-label="{escape(translate("Language", language))}">{choices}</nav>'
        f"<p>{_model_line(library, language)}</p></header>"
    )


def _model_line(library: Library, language: str) -> str:
    try:
        can = capabilities(library.chat_model)
        name = can.name
        if can.process is None:
            outside = "Answers are written by {name}, a model outside this app."
            return escape(translate(outside, language, name=name))
        parameters = can.parameters
    except AssistantError as error:
        return escape(translate(error.message, language))
    if parameters is None:
        return escape(
            translate("Answers are written on this machine by {name}.", language, name=name)
        )
    size = parameters_text(parameters, language)
    text = "Answers are written on this machine by {name} ({size} parameters)."
    if parameters < SMALL:
        text = (
            "Answers are written on this machine by {name}, a small model ({size} parameters). "
            "The Model tab has bigger ones, which write better."
        )
    return escape(translate(text, language, name=name, size=size))


def parameters_text(parameters: int, language: str = "en") -> str:
    """Parameters in millions or billions, in Chinese and Japanese in hundreds of millions."""
    if language in ("zh", "ja"):
        return f"{parameters / 1e8:.3g} {'亿' if language == 'zh' else '億'}"
    if parameters >= SMALL:
        return f"{parameters / 1e9:.1f} billion"
    return f"{parameters / 1e6:.0f} million"
