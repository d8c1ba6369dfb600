"""What a run ran on: model, embedder, prompts, machine, settings."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version

import prompts
from assistant.models.files.defaults import default_embedding_model
from assistant.models.files.resolve import find
from assistant.models.processor import processor
from assistant.settings import Settings

PACKAGES = ("survey-assistant", "llama-cpp-python", "chromadb", "langchain-core")


@dataclass(frozen=True)
class Setting:
    """What a run ran on: model and embedder files, prompts, machine, settings, date (UTC)."""

    date: str
    model: str
    embedder: str
    prompts: Mapping[str, str]
    machine: str
    packages: Mapping[str, str]
    settings: Mapping[str, object]
    command: str


def setting(settings: Settings, command: str) -> Setting:
    """The setting of this run."""
    model = settings.model or ""
    if not settings.base_url:
        path = find(settings.model, settings)
        model = f"{path.name} ({path.stat().st_size / 1e6:.0f} MB)"
    shown = ("base_url", "context_tokens", "evidence_tokens")
    return Setting(
        date=datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        model=model,
        embedder=default_embedding_model(settings).path.name,
        prompts=prompts.digests(),
        machine=f"{processor()}, {os.cpu_count()} cores, {platform.system()}, "
        f"Python {platform.python_version()}",
        packages={name: version(name) for name in PACKAGES},
        settings={name: getattr(settings, name) for name in shown}
        | {"threads": settings.thread_count},
        command=command,
    )
