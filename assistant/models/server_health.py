"""Whether a model server is there, its models, and how many answers it writes at a time."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from assistant.messages import Message

PATIENCE = 3.0  # seconds; a server that is busy answers this at once all the same
LARGEST = 1_000_000  # bytes of a reply
MOST_NAMES = 5
# More would hold more of the app's threads than it can spare.
MOST_SLOTS = 16
VERSION = "/v1"


@dataclass(frozen=True)
class ServerHealth:
    """What a model server says of itself.

    ``seconds`` is the time that its reply took, ``models`` the names that it listed, ``slots`` how
    many answers it writes at a time, None where it does not say. ``problem`` says why it cannot be
    used; empty where it can.
    """

    seconds: float = 0.0
    models: tuple[str, ...] = ()
    slots: int | None = None
    problem: str = ""


def server_health(
    address: str, name: str, api_key: str | None, seconds: float = PATIENCE
) -> ServerHealth:
    """Ask the server at an OpenAI-compatible address for its models; ``name`` is the one wanted.

    llama-server tells its slots at ``/props``; others are not known to tell.
    """
    began = time.monotonic()
    try:
        models = _models(address, api_key, seconds)
    except urllib.error.HTTPError as error:
        return ServerHealth(problem=Message("It answers {status}.", status=error.code))
    except (OSError, ValueError) as error:
        reason = getattr(error, "reason", None) or error
        return ServerHealth(problem=Message("It does not answer: {reason}.", reason=str(reason)))
    took = time.monotonic() - began
    problem: str = ""
    if models and name not in models:
        problem = Message(
            "It has no model {name}; it has {known}.", name=name, known=models[:MOST_NAMES]
        )
    return ServerHealth(took, models, slots_of(address, api_key, seconds), problem)


def slots_of(address: str, api_key: str | None, seconds: float = PATIENCE) -> int | None:
    """How many answers a llama-server writes at a time; None where the server does not say."""
    parts = urlsplit(address)
    path = parts.path.rstrip("/").removesuffix(VERSION) + "/props"
    try:
        found = _reply(urlunsplit((parts.scheme, parts.netloc, path, "", "")), api_key, seconds)
        return max(1, min(MOST_SLOTS, int(found["total_slots"])))
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _models(address: str, api_key: str | None, seconds: float) -> tuple[str, ...]:
    """The names of the models at an address; one without /v1 is tried with it."""
    places = addresses_of(address)
    for place in places:
        try:
            found = _reply(f"{place}/models", api_key, seconds)
        except urllib.error.HTTPError as error:
            if error.code == 404 and place != places[-1]:
                continue
            raise
        entries = found.get("data") if isinstance(found, dict) else None
        return tuple(str(entry["id"]) for entry in entries or () if "id" in entry)
    return ()


def addresses_of(address: str) -> list[str]:
    """Where a server may answer: at the address as given, and one without /v1 with it."""
    given = address.rstrip("/")
    return [given] if given.endswith(VERSION) else [given, given + VERSION]


def _reply(address: str, api_key: str | None, seconds: float) -> Any:
    headers = {"Authorization": f"Bearer {api_key}"} if api_key else {}
    request = urllib.request.Request(address, headers=headers)
    with urllib.request.urlopen(request, timeout=seconds) as reply:
        return json.loads(reply.read(LARGEST))
