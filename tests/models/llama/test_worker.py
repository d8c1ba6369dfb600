"""The child process's own logic, spoken to over its pipes, without a model."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.models.llama.protocol import (
    Chat,
    Count,
    Counts,
    Failure,
    Header,
    LoadChat,
    Rank,
    Rankings,
    Stop,
    Usage,
    read_event,
    read_frame,
    request_header,
    write_frame,
)
from assistant.models.llama.worker import Worker


def replies(worker_output: io.BytesIO) -> list[Header]:
    worker_output.seek(0)
    found = []
    while (frame := read_frame(worker_output)) is not None:
        found.append(frame[0])
    return found


def test_a_stop_before_its_turn_is_not_lost() -> None:
    """A stop may be heard before the request is begun; it must stop that one and no other."""
    output = io.BytesIO()
    worker = Worker(output)
    worker.stopped.add(5)
    worker.handle(request_header(5, Count([])))
    assert worker.abort.reason == "stopped"
    assert 5 not in worker.stopped
    worker.handle(request_header(6, Count([])))
    assert worker.abort.reason == ""
    first, second = (read_event(header, Counts) for header in replies(output))
    assert isinstance(first, Failure) and first.kind == "stopped"
    assert isinstance(second, Failure) and second.kind == "failed"


def test_a_request_that_is_not_known_is_answered_with_its_name() -> None:
    output = io.BytesIO()
    Worker(output).handle({"id": 9, "op": "sing"})
    (header,) = replies(output)
    event = read_event(header, Usage)
    assert header["id"] == 9
    assert isinstance(event, Failure) and "'sing'" in event.text


@pytest.mark.parametrize("request_", [Chat([]), Count(["a"])], ids=["chat", "count"])
def test_work_without_a_model_says_that_none_is_loaded(request_: Chat | Count) -> None:
    output = io.BytesIO()
    Worker(output).handle(request_header(1, request_))
    (header,) = replies(output)
    event = read_event(header, Counts)
    assert isinstance(event, Failure) and "no chat model" in event.text


def test_evidence_without_its_model_says_that_none_is_loaded() -> None:
    output = io.BytesIO()
    Worker(output).handle(request_header(1, Rank("Why?", [["So."]])))
    (header,) = replies(output)
    event = read_event(header, Rankings)
    assert isinstance(event, Failure) and "no evidence model" in event.text


def test_the_process_answers_in_order_and_ends_with_its_input(tmp_path: Path) -> None:
    """Stops are heard at any time; one for a request that is gone harms nobody."""
    path = tmp_path / "none.gguf"
    child = subprocess.Popen(
        [sys.executable, "-m", "assistant.models.llama.worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert child.stdin is not None and child.stdout is not None
    with child:
        for number, request in enumerate((Stop(77), LoadChat(str(path), 64, 1), Count(["a"]))):
            write_frame(child.stdin, request_header(number, request, 30.0))  # type: ignore[arg-type]
        first, second = read_frame(child.stdout), read_frame(child.stdout)  # type: ignore[arg-type]
        assert first is not None and second is not None
        assert (first[0]["id"], second[0]["id"]) == (1, 2)
        assert str(path) in first[0]["text"] and first[0]["event"] == "error"
        child.stdin.close()
        assert child.wait(20) == 0
