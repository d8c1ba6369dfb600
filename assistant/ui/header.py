"""The line under the title: which model answers, how small it is, and how to get a bigger one."""

from __future__ import annotations

from assistant.errors import AssistantError
from assistant.library import Library
from assistant.llm import LlamaChatModel
from assistant.models import check_gguf
from assistant.ui.look import TITLE
from assistant.ui.markup import escape

BIGGER = "qwen2.5-1.5b"
SMALL = 1_000_000_000


def header_html(library: Library) -> str:
    """The title and the line about the model."""
    return f'<header class="sa-head"><h1>{TITLE}</h1><p>{_model_line(library)}</p></header>'


def _model_line(library: Library) -> str:
    try:
        model = library.chat_model
        name = escape(library.model_name)
        if not isinstance(model, LlamaChatModel):
            return f"Answers are written by {name}, a model outside this app."
        path = model.process.chat_model
        parameters = check_gguf(path).parameters if path is not None else None
    except AssistantError as error:
        return escape(str(error))
    if parameters is None:
        return f"Answers are written on this machine by {name}."
    size = _size(parameters)
    if parameters >= SMALL:
        return f"Answers are written on this machine by {name} ({size} parameters)."
    return (
        f"Answers are written on this machine by {name}, a small model ({size} parameters). "
        f"A bigger one writes better: <code>survey-assistant models pull {BIGGER}</code>, "
        f"then <code>survey-assistant --model {BIGGER} serve</code>"
    )


def _size(parameters: int) -> str:
    """Parameters in millions or billions."""
    if parameters >= SMALL:
        return f"{parameters / 1e9:.1f} billion"
    return f"{parameters / 1e6:.0f} million"
