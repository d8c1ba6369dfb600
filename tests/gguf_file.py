"""A GGUF file small enough to write in a test."""

from __future__ import annotations

import os
import struct
from pathlib import Path


def small_gguf(name: str = "tiny", padding: int = 0) -> bytes:
    """A valid GGUF file with one float32 tensor of 64 numbers."""
    return _head(name, 64) + bytes(range(256)) + os.urandom(padding)


def sparse_gguf(path: Path, weights: int) -> Path:
    """Write a valid GGUF file of so many float32 weights, all 0, that takes no room on the disk."""
    head = _head(path.stem, weights)
    with path.open("wb") as file:
        file.write(head)
        file.truncate(len(head) + 4 * weights)
    return path


def _head(name: str, weights: int) -> bytes:
    def text(value: str) -> bytes:
        return struct.pack("<Q", len(value.encode())) + value.encode()

    def pair(key: str, value: str) -> bytes:
        return text(key) + struct.pack("<I", 8) + text(value)

    tokens = text("tokens") + struct.pack("<IIQ", 9, 8, 2) + text("a") + text("bc")
    length = text("llama.context_length") + struct.pack("<II", 4, 2048)
    keys = [pair("general.architecture", "llama"), pair("general.name", name), tokens, length]
    head = b"GGUF" + struct.pack("<IQQ", 3, 1, len(keys)) + b"".join(keys)
    head += text("weight") + struct.pack("<IQIQ", 1, weights, 0, 0)
    return head + b"\0" * (-len(head) % 32)
