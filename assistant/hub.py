"""Stub."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from assistant.settings import Settings


@dataclass(frozen=True)
class HubFile:
    repo: str
    path: str

    @classmethod
    def parse(cls, text: str) -> HubFile | None:
        parts = text.split("/")
        if len(parts) < 3 or any(part in ("", ".", "..") for part in parts):
            return None
        return cls("/".join(parts[:2]), "/".join(parts[2:]))


def pull(
    name: str, settings: Settings, report: Callable[[str], None], *, endpoint: str | None = None
) -> Path:
    raise NotImplementedError
