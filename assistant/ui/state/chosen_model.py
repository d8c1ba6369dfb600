"""The chat model that was chosen in the web app, which a library remembers."""

from __future__ import annotations

import json
from contextlib import suppress

from assistant.errors import AssistantError, ModelError
from assistant.library import Library
from assistant.models.chat import LlamaChatModel
from assistant.models.files.resolve import check_gguf, find

SETTING = "setting: chat model of the web app"


def use_model(library: Library, name: str) -> None:
    """Load a model that is on this machine, answer with it, and remember that.

    Raises ModelError where answers come from a model outside this app, ModelNotFound where there
    is none of this name.
    """
    model = library.chat_model
    if not isinstance(model, LlamaChatModel):
        raise ModelError(
            f"Answers come from {library.model_name}, outside this app. Start the app without "
            "--base-url to use a model of this machine."
        )
    path = check_gguf(find(name, library.settings)).path
    model.process.use_chat_model(path)
    library.keep(SETTING, "setting", json.dumps({"name": name}))


def restore_model(library: Library) -> None:
    """Answer with the model that was chosen here before, unless the start names one."""
    settings = library.settings
    with suppress(AssistantError):
        kept = library.kept(SETTING)
        if kept is None or settings.model or settings.base_url:
            return
        model = library.chat_model
        if isinstance(model, LlamaChatModel) and model.process is library.process:
            path = find(json.loads(kept)["name"], settings)
            if path != model.process.chat_model:
                model.process.chat_model = check_gguf(path).path
