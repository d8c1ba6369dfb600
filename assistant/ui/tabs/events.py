"""How the page's events are served, and what their callbacks return."""

from __future__ import annotations

from typing import Any

import gradio as gr

# What a callback changes: a new value, or a ``gr.update``, for each component that changes.
# The components that are not in it stay as they are; ``gr.skip()`` alone changes nothing.
Updates = dict[Any, Any]


def no_change() -> Updates:
    """What leaves every component as it is."""
    updates: Updates = gr.skip()
    return updates


# Served at once, beside whatever is being written.
QUICK: dict[str, Any] = {"queue": False, "show_progress": "hidden", "api_visibility": "private"}


def queue_options(name: str, limit: int) -> dict[str, Any]:
    """Options of events of which at most ``limit`` with this name are served at the same time."""
    return {
        "concurrency_id": name,
        "concurrency_limit": limit,
        "show_progress": "hidden",
        "api_visibility": "private",
    }


# One result is generated at a time, by the app's own queue: Gradio only has to let people join it.
GENERATING = queue_options("model", 100)
