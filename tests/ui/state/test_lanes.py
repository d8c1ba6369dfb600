"""Several questions are answered at a time where the model's server takes them."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from langchain_core.embeddings import DeterministicFakeEmbedding

from assistant.chat.conversation import Conversation
from assistant.library import Library
from assistant.settings import Settings
from assistant.ui.state.lanes import model_queue
from assistant.ui.state.session import Session
from tests.chat_endpoint import ChatEndpoint

CLIENTS, SLOTS = 12, 4


def answered(library: Library, clients: int) -> list[str]:
    """What so many who ask at once are answered, each in a session of their own."""
    queue, found = model_queue(library), [""] * clients

    def ask(number: int) -> None:
        conversation: Conversation = library.conversation()
        session = Session(conversation)
        exchange = session.begin("How does water flow?")
        for _ in session.grow(library, queue, exchange, None):
            pass
        found[number] = exchange.answer.text or exchange.error

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return found


@pytest.mark.parametrize(("slots", "most"), [(SLOTS, SLOTS), (0, 1)])
def test_as_many_are_answered_at_a_time_as_the_server_has_slots(
    slots: int, most: int, tmp_path: Path, survey_file: Callable[..., Path]
) -> None:
    server = ChatEndpoint("Water flows downhill.", slots=slots, seconds=0.1)
    settings = Settings(home=tmp_path / "home", base_url=server.url, model="stand-in")
    try:
        with Library.open(
            tmp_path / "library",
            embeddings=DeterministicFakeEmbedding(size=32),
            settings=settings,
        ) as library:
            library.add(survey_file())
            library.ask("How does water flow?")  # the first one learns the slots
            found = answered(library, CLIENTS)
            assert all("flows downhill" in text for text in found), found
    finally:
        server.close()
    assert server.most_at_once == most
