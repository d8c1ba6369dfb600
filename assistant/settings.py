"""Where things are and how the model runs; every field can be set by an environment variable."""

from __future__ import annotations

import os
from dataclasses import Field, dataclass, field, fields
from pathlib import Path
from typing import Any

from assistant.errors import AssistantError

PREFIX = "SURVEY_ASSISTANT_"
# Settings of ``weights``.
FASTEST_WEIGHTS, SHIPPED_WEIGHTS = "fastest", "shipped"
# What names evidence models without a path.
NO_EVIDENCE_MODEL, SHIPPED_EVIDENCE_MODELS = "none", "shipped"
NO_WRITER, SHIPPED_WRITER = "none", "shipped"


def _default_home() -> Path:
    from platformdirs.unix import Unix

    # Where it is on Linux, on macOS too.
    return Unix("survey-assistant").user_data_path


@dataclass(frozen=True)
class Settings:
    """The settings of one process. ``Settings.from_environment()`` reads ``SURVEY_ASSISTANT_*``.

    ``home`` holds ``models/`` and the default ``library/``; ``model`` is a GGUF path, a catalogue
    name, or the model's name at ``base_url``; ``weights`` are those of its file that were found
    fastest here ("fastest") or as it came ("shipped"), which answer alike on every machine;
    ``embedder`` makes the vectors to search by, and is
    multilingual-e5-small or all-MiniLM-L6-v2 (English only, twice as fast). ``evidence_model``
    reads what is found and ranks its sentences: "shipped", "none", or the path of one that was
    trained. ``writer`` is an adapter with which a small chat model cuts what would be quoted to
    what was asked: "none", "shipped", which is for the default model, or the path of one.
    ``ocr`` is "auto", which reads the images of pages without usable text, or "none".
    ``slots`` is how many answers the server at ``base_url`` writes at a time, 0 for as many as it
    says itself. ``chroma`` is the address of a Chroma server that holds the vectors in the place of
    a folder, ``chroma_token`` what it asks for. Times are in seconds, lengths in tokens.

    ``allowed_hosts``, a list with commas, may be fetched from although they are on this machine or
    its network. ``proxy`` is an address such as "http://proxy.example:3128" that fetching goes
    through; HTTPS_PROXY and the like are not looked at, because a proxy looks names up itself,
    and what it finds cannot be checked here.
    """

    home: Path = field(default_factory=_default_home)
    library: Path | None = None
    model: str | None = None
    weights: str = FASTEST_WEIGHTS
    embedder: str = "multilingual-e5-small"
    evidence_model: str = SHIPPED_EVIDENCE_MODELS
    writer: str = NO_WRITER
    ocr: str = "auto"
    base_url: str | None = None
    api_key: str | None = None
    slots: int = 0
    chroma: str | None = None
    chroma_token: str | None = None
    threads: int = 0
    context_tokens: int = 4096
    evidence_tokens: int = 350
    answer_timeout: float = 180.0
    lock_timeout: float = 30.0
    read_timeout: float = 120.0
    fetch_timeout: float = 180.0
    fetch_megabytes: int = 200
    allowed_hosts: str = ""
    proxy: str | None = None
    arxiv_api: str = "https://export.arxiv.org/api/query"
    arxiv_html: str = "https://arxiv.org/html"
    arxiv_pdf: str = "https://arxiv.org/pdf"
    ar5iv_html: str = "https://ar5iv.labs.arxiv.org/html"
    arxiv_interval: float = 3.0

    @classmethod
    def from_environment(cls, **overrides: object) -> Settings:
        """Settings from the environment; ``overrides`` that are not None win."""
        values = {name: value for name, value in overrides.items() if value is not None}
        for spec in fields(cls):
            raw = os.environ.get(PREFIX + spec.name.upper())
            if raw and spec.name not in values:
                values[spec.name] = _parse(spec, raw)
        return cls(**values)  # type: ignore[arg-type]

    @property
    def models_folder(self) -> Path:
        """Where model files lie."""
        return self.home / "models"

    @property
    def library_folder(self) -> Path:
        """The library's folder where none is named."""
        return self.library or self.home / "library"

    @property
    def thread_count(self) -> int:
        """Threads for the model: as set, else the cores this process may use."""
        if self.threads > 0:
            return self.threads
        if hasattr(os, "sched_getaffinity"):
            return len(os.sched_getaffinity(0))
        return os.cpu_count() or 1


def _parse(spec: Field[Any], raw: str) -> object:
    """The text of a variable as its field's type: a path, a number or the text itself."""
    kind = str(spec.type)
    try:
        if kind.startswith("Path"):
            return Path(raw).expanduser()
        return {"int": int, "float": float}.get(kind, str)(raw)
    except ValueError:
        raise AssistantError(
            "{variable}={value} is not a number. Set it to one, or unset it.",
            variable=f"{PREFIX}{spec.name.upper()}",
            value=repr(raw),
        ) from None
