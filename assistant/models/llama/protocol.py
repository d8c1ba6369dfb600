"""How the app and the model process talk: a JSON header and raw bytes, with their lengths."""

from __future__ import annotations

import json
import struct
from typing import Any, BinaryIO

_HEAD = struct.Struct("<II")


def write_frame(stream: BinaryIO, message: dict[str, Any], payload: bytes = b"") -> None:
    """Send one message with its bytes, at once."""
    header = json.dumps(message, ensure_ascii=False).encode("utf-8", "surrogatepass")
    stream.write(_HEAD.pack(len(header), len(payload)) + header + payload)
    stream.flush()


def read_frame(stream: BinaryIO) -> tuple[dict[str, Any], bytes] | None:
    """The next message with its bytes; None at the end of the stream."""
    head = _exactly(stream, _HEAD.size)
    if head is None:
        return None
    header_length, payload_length = _HEAD.unpack(head)
    header = _exactly(stream, header_length)
    payload = _exactly(stream, payload_length)
    if header is None or payload is None:
        return None
    return json.loads(header.decode("utf-8", "surrogatepass")), payload


def _exactly(stream: BinaryIO, length: int) -> bytes | None:
    parts = []
    while length:
        part = stream.read(length)
        if not part:
            return None
        parts.append(part)
        length -= len(part)
    return b"".join(parts)
