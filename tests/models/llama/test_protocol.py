"""Messages between the app and the model process."""

from __future__ import annotations

import io
from typing import Any

import pytest

from assistant.models.llama.protocol import (
    Chat,
    ChatMessage,
    Count,
    Counts,
    Embed,
    EmbedderFacts,
    Failure,
    Header,
    Likelihoods,
    LoadChat,
    Loaded,
    LoadEmbedder,
    LoadEvidence,
    ModelFacts,
    ProtocolError,
    Rank,
    Rankings,
    Score,
    Stop,
    Text,
    Usage,
    Vectors,
    VerdictShares,
    Verify,
    event_header,
    read_event,
    read_frame,
    read_request,
    request_header,
    write_frame,
)

ASKED = [ChatMessage(role="user", content="Why?")]
USAGE = Usage(12, 3, 4, 0.5, "stop")


class Dribble(io.RawIOBase):
    """A pipe that gives at most three bytes at a time."""

    def __init__(self, data: bytes) -> None:
        self._data = io.BytesIO(data)

    def read(self, size: int = -1) -> bytes:
        return self._data.read(min(size, 3) if size >= 0 else 3)


def test_a_frame_comes_back_as_it_was() -> None:
    message = {"text": "ünï\n\x00 \ud800 対齐", "n": [1, 2.5, None]}
    pipe = io.BytesIO()
    write_frame(pipe, message, b"\x00\xff" * 5)
    write_frame(pipe, {"next": True})
    pipe.seek(0)
    assert read_frame(pipe) == (message, b"\x00\xff" * 5)
    assert read_frame(pipe) == ({"next": True}, b"")
    assert read_frame(pipe) is None


def test_a_frame_may_come_in_small_pieces() -> None:
    pipe = io.BytesIO()
    write_frame(pipe, {"a": "x" * 100}, b"y" * 50)
    assert read_frame(Dribble(pipe.getvalue())) == ({"a": "x" * 100}, b"y" * 50)


@pytest.mark.parametrize("kept", [0, 3, 8, 12, -1])
def test_a_cut_stream_is_an_end(kept: int) -> None:
    pipe = io.BytesIO()
    write_frame(pipe, {"a": 1}, b"payload")
    assert read_frame(io.BytesIO(pipe.getvalue()[:kept])) is None


def over_the_wire(header: Header) -> Header:
    pipe = io.BytesIO()
    write_frame(pipe, header)
    pipe.seek(0)
    frame = read_frame(pipe)
    assert frame is not None
    return frame[0]


@pytest.mark.parametrize(
    "request_",
    [
        LoadChat("/m.gguf", 4096, 2),
        LoadEmbedder("/e.gguf", 2),
        Chat(ASKED),
        Chat(ASKED, 24, 0.5, 0.9, 1.1, 7, ["\n"], 'root ::= "a"', {"type": "object"}),
        Embed([["One.", "Two."], []]),
        Count(["a", ""]),
        Score(ASKED, ["Yes.", "No."]),
        LoadEvidence(["/m.gguf"], "/models", 2),
        Rank("Why?", [["One.", "Two."], []]),
        Verify([("One.", ["Two."])]),
        Stop(3),
    ],
)
def test_a_request_arrives_as_it_was_sent(request_: Any) -> None:
    header = over_the_wire(request_header(5, request_, 60.0))
    assert header["id"] == 5 and header["timeout"] == 60.0 and header["op"] == request_.op
    assert None not in header.values()
    received = read_request(header)
    assert type(received) is type(request_)
    assert request_header(5, received, 60.0) == header


@pytest.mark.parametrize(
    ("event", "reply"),
    [
        (Text("Some.", USAGE), Usage),
        (USAGE, Usage),
        (Failure("grammar", "It has no root."), Usage),
        (ModelFacts("tiny", 512, 1000, True, "AVX"), ModelFacts),
        (EmbedderFacts(384), EmbedderFacts),
        (Counts([1, 2]), Counts),
        (Likelihoods([-1.5]), Likelihoods),
        (Rankings([0.5], [[[1.5, 0.5, 0, 3, 2.5]]]), Rankings),
        (VerdictShares([[0.5, 0.25, 0.25]]), VerdictShares),
        (Loaded(), Loaded),
    ],
)
def test_an_event_arrives_as_it_was_sent(event: Any, reply: Any) -> None:
    header = over_the_wire(event_header(5, event))
    assert header["id"] == 5
    assert header["event"] in ("text", "done", "error")
    assert read_event(header, reply) == event


def test_the_shape_of_vectors_arrives() -> None:
    event = read_event(over_the_wire(event_header(5, Vectors((3, 384)))), Vectors)
    assert isinstance(event, Vectors) and tuple(event.shape) == (3, 384)


def test_what_is_not_known_is_an_error_by_name() -> None:
    with pytest.raises(ProtocolError, match="'sing'"):
        read_request({"id": 1, "op": "sing"})
    with pytest.raises(ProtocolError, match="None"):
        read_request({"id": 1})
    with pytest.raises(ProtocolError, match="'song'"):
        read_event({"id": 1, "event": "song"}, Usage)


def test_fields_that_are_missing_or_surplus_are_an_error_by_name() -> None:
    with pytest.raises(ProtocolError, match=r"LoadChat.*threads"):
        read_request({"id": 1, "op": "load_chat", "path": "/m", "context": 1})
    with pytest.raises(ProtocolError, match=r"Count.*colour"):
        read_request({"id": 1, "op": "count", "texts": [], "colour": "red"})
    with pytest.raises(ProtocolError, match=r"Counts.*counts"):
        read_event({"id": 1, "event": "done"}, Counts)
