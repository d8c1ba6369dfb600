"""Pulling a model while a page watches: its lines, its end, and that it can be stopped."""

from __future__ import annotations

import socket
import time
from pathlib import Path

import pytest

from assistant.errors import AssistantError
from assistant.settings import Settings
from assistant.ui.state.pulling import pull_progress


def test_what_the_download_raises_is_raised_here(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    with pytest.raises(AssistantError, match="no-such-model"):
        list(pull_progress("no-such-model", settings))


def test_closing_returns_at_once_and_leaves_no_file(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    with socket.socket() as silent:  # takes the connection and never answers
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        hub = f"http://127.0.0.1:{silent.getsockname()[1]}"
        lines = pull_progress("qwen2.5-0.5b", settings, hub)
        assert isinstance(next(lines), str)
        started = time.monotonic()
        lines.close()  # type: ignore[attr-defined]
        assert time.monotonic() - started < 1.0
    assert not list(tmp_path.rglob("*.gguf"))
