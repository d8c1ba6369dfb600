"""Messages between the app and the model process."""

from __future__ import annotations

import io

import pytest

from assistant.models.llama.protocol import read_frame, write_frame


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
