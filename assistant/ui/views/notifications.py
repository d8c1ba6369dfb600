"""Short words in the corner of the page, in its language."""

from __future__ import annotations

import gradio as gr

from assistant.errors import AssistantError
from assistant.ui.i18n.languages import say, told
from assistant.ui.views.markup import escape


def warn(error: AssistantError | str, language: str, title: str = "Warning") -> None:
    """What went wrong and did not stop the page."""
    gr.Warning(escape(told(str(error), language)), title=say(title, language))


def inform(text: str, language: str) -> None:
    """One of the interface's own texts, such as what to do first."""
    gr.Info(escape(say(text, language)), title=say("Info", language))
