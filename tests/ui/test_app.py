"""Starting the web app, and what keeps it from starting."""

from __future__ import annotations

import socket

import pytest

from assistant.errors import ServeError
from assistant.library import Library
from assistant.ui.app import Serving, serve, start


def test_port_in_use_is_one_clear_line(library: Library) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        expected = f"Port {port} is in use. Stop what uses it, or choose another with --port."
        with pytest.raises(ServeError, match=expected):
            start(library, Serving(port=port))
        with pytest.raises(ServeError, match=expected):
            serve(library, Serving(port=port), report=lambda line: pytest.fail(line))


def test_address_of_another_machine_is_refused(library: Library) -> None:
    with pytest.raises(ServeError, match="--host"):
        start(library, Serving("192.0.2.1", without_password=True))


def test_address_that_others_reach_needs_a_password(library: Library) -> None:
    with pytest.raises(ServeError, match="survey-assistant password"):
        start(library, Serving("0.0.0.0"))
