"""How many questions are answered at a time: as many as the model writes answers."""

from __future__ import annotations

from assistant.errors import AssistantError
from assistant.library import Library
from assistant.models.capabilities import capabilities
from assistant.scheduling import FairQueue


def model_queue(library: Library) -> FairQueue:
    """A queue before a library's model, with as many lanes as that has slots at the moment."""

    def lanes() -> int:
        try:
            return capabilities(library.chat_model).slots
        except AssistantError:  # whoever asks is told
            return 1

    return FairQueue(lanes=lanes)
