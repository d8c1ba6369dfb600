"""Short words in the corner of the page, in its language."""

from __future__ import annotations

import gradio as gr

from assistant.errors import AssistantError
from assistant.ui.i18n.catalogue import translate
from assistant.ui.views.markup import escape


def warn(error: AssistantError | str, language: str, title: str = "Warning") -> None:
    """Show what went wrong and did not stop the page."""
    text = error.message if isinstance(error, AssistantError) else error
    gr.Warning(escape(translate(text, language)), title=translate(title, language))


def inform(text: str, language: str) -> None:
    """Show one of the interface's own texts, such as what to do first."""
    gr.Info(escape(translate(text, language)), title=translate("Info", language))
