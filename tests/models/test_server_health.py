"""What a model server says of itself, and what is said of one that cannot be used."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant.models.server_health import MOST_SLOTS, server_health, slots_of
from tests.chat_endpoint import ChatEndpoint


@pytest.fixture
def server() -> Iterator[ChatEndpoint]:
    made = ChatEndpoint("Rivers.", name="lab", slots=4)
    yield made
    made.close()


def test_a_server_that_is_there_tells_its_models_and_slots(server: ChatEndpoint) -> None:
    for address in (server.url, server.root, f"{server.url}/"):
        health = server_health(address, "lab", None)
        assert (health.models, health.slots, health.problem) == (("lab",), 4, "")
        assert 0 < health.seconds < 3


def test_a_model_that_is_not_there_is_named_with_those_that_are(server: ChatEndpoint) -> None:
    assert str(server_health(server.url, "big", None).problem) == "It has no model big; it has lab."


def test_more_slots_than_the_app_can_use_are_as_many_as_it_can(server: ChatEndpoint) -> None:
    server.slots = 1000
    assert slots_of(server.url, None) == MOST_SLOTS
    server.slots = 0
    assert slots_of(server.url, "a key") is None


def test_a_server_that_refuses_and_one_that_is_away_are_problems() -> None:
    refusing = ChatEndpoint(manner="refuses")
    try:
        health = server_health(refusing.url, "lab", None)
        assert str(health.problem) == "It answers 401." and health.slots is None
    finally:
        refusing.close()
    assert "does not answer" in server_health(refusing.url, "lab", None).problem
    assert slots_of(refusing.url, None) is None
