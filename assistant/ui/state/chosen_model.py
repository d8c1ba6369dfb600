"""The chat model that was chosen in the web app, which a library remembers."""

from __future__ import annotations

import json
from contextlib import suppress

from assistant.errors import AssistantError, ModelError
from assistant.library import Library
from assistant.models.capabilities import capabilities
from assistant.models.files.resolve import check_gguf, find

SETTING = "setting: chat model of the web app"


def use_model(library: Library, name: str) -> None:
    """Load a model that is on this machine, answer with it, and remember that.

    Raises ModelError where answers come from a model outside this app, ModelNotFound where there
    is none of this name.
    """
    process = capabilities(library.chat_model).process
    if process is None:
        raise ModelError(
            "Answers come from {model}, outside this app. Start the app without --base-url to use "
            "a model of this machine.",
            model=library.model_name,
        )
    path = check_gguf(find(name, library.settings)).path
    process.use_chat_model(path)
    library.keep(SETTING, "setting", json.dumps({"name": name}))


def restore_model(library: Library) -> None:
    """Answer with the model that was chosen here before, unless the start names one."""
    settings = library.settings
    with suppress(AssistantError):
        kept = library.kept(SETTING)
        if kept is None or settings.model or settings.base_url:
            return
        process = capabilities(library.chat_model).process
        if process is not None and process is library.process:
            path = find(json.loads(kept)["name"], settings)
            if path != process.chat_model:
                process.chat_model = check_gguf(path).path
