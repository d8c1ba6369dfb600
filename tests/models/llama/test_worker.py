"""The child process's own logic, without a model."""

from __future__ import annotations

import io
import queue
from typing import Any

import pytest

from assistant.models.llama.engine import ChatEngine
from assistant.models.llama.protocol import read_frame, write_frame
from assistant.models.llama.worker import Worker, _listen


def test_a_stop_before_its_turn_is_not_lost() -> None:
    """A stop may be heard before the request is begun; it must stop that one and no other."""
    output = io.BytesIO()
    worker = Worker(output)
    worker.stopped.add(5)
    worker.handle({"id": 5, "op": "count", "texts": []})
    assert worker.abort.reason == "stopped"
    assert 5 not in worker.stopped
    worker.handle({"id": 6, "op": "count", "texts": []})
    assert worker.abort.reason == ""
    output.seek(0)
    replies = [read_frame(output), read_frame(output)]
    assert [reply[0]["event"] for reply in replies if reply] == ["error", "error"]


def test_the_listener_hears_stops_at_any_time(monkeypatch: pytest.MonkeyPatch) -> None:
    class Ended(Exception):
        """In place of the process's end."""

    def end(code: int) -> None:
        raise Ended

    monkeypatch.setattr("os._exit", end)
    pipe = io.BytesIO()
    write_frame(pipe, {"id": 1, "op": "chat"})
    write_frame(pipe, {"id": 2, "op": "stop", "target": 1})
    write_frame(pipe, {"id": 3, "op": "stop", "target": 7})
    pipe.seek(0)
    worker = Worker(io.BytesIO())
    worker.current = 7
    requests: queue.Queue[dict[str, Any] | None] = queue.Queue()
    with pytest.raises(Ended):
        _listen(pipe, requests, worker)
    assert requests.get_nowait() == {"id": 1, "op": "chat"}
    assert requests.empty()
    assert worker.stopped == {1, 7}
    assert worker.abort.reason == "stopped"


def test_a_model_without_a_template_reads_plain_text() -> None:
    engine = ChatEngine.__new__(ChatEngine)
    engine._template = None
    messages = [{"role": "system", "content": "Be brief. "}, {"role": "user", "content": "Why?"}]
    assert engine._rendered(messages) == [("Be brief.\n\nWhy?\n\n", False)]
