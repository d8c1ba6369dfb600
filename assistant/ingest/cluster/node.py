"""One node of a cluster: reads sources in sandboxed children and embeds with a model of its own."""

from __future__ import annotations

import hashlib
import socket
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from assistant.documents.document import Document
from assistant.errors import AssistantError
from assistant.models.embeddings import EngineEmbeddings
from assistant.models.files.defaults import default_embedding_model
from assistant.models.files.recognition import recognition_weights
from assistant.models.llama.process import LlamaProcess
from assistant.readers.sandbox import Limits, read_safely
from assistant.settings import Settings
from vectorstore.embedding import embed_one, embed_with_parts, embedder_name

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings


@dataclass(frozen=True)
class NodeFacts:
    """What a node is: its machine's name, this program's version there, and what embeds there."""

    host: str
    version: str
    embedder: str


@dataclass(frozen=True)
class NodeSource:
    """A source to read: the bytes at ``path``, or ``data`` where a node cannot see them there.

    ``sha256`` is the digest of its bytes in hex, ``name`` what its user calls it.
    """

    name: str
    sha256: str
    path: Path
    data: bytes | None = None
    password: str | None = None


class Node:
    """Reads and embeds; its model is loaded once, at the first thing that it is asked.

    ``embeddings`` is the embedder of the library, None for the local model that the settings name.
    Its models are looked for where they lie for whoever asks, else where this node has its own.
    What a user's input or machine can cause comes back as a value, so that it is passed on whole.
    """

    def __init__(self, settings: Settings, embeddings: Embeddings | None, threads: int) -> None:
        self._settings = replace(_settings_here(settings), threads=threads)
        self._embeddings = embeddings
        self._process: LlamaProcess | None = None

    def facts(self) -> NodeFacts | AssistantError:
        """What this node is; its model is loaded now, so that it is ready."""
        try:
            embeddings = self._embedder()
            embed_one(embeddings, "ready")
            name = embedder_name(embeddings)
        except AssistantError as error:
            return error
        return NodeFacts(socket.gethostname(), version("survey-assistant"), name)

    def read(self, source: NodeSource) -> Document | AssistantError | None:
        """The document, or why it is refused; None where its bytes are wanted: no such file."""
        try:
            if source.data is None:
                return self._read(source, source.path) if _is_here(source) else None
            with tempfile.NamedTemporaryFile(prefix="survey-assistant-") as file:
                file.write(source.data)
                file.flush()
                return self._read(source, Path(file.name))
        except AssistantError as error:
            return error

    def embed(self, texts: Sequence[Sequence[str]]) -> list[np.ndarray] | AssistantError:
        """For each text, given as its sentences, its unit vector and then theirs.

        Each array is float32, shape (1 + sentences, dimension).
        """
        try:
            return embed_with_parts(self._embedder(), texts)
        except AssistantError as error:
            return error

    def close(self) -> None:
        """End the process of the model."""
        if self._process is not None:
            self._process.close()

    def _read(self, source: NodeSource, path: Path) -> Document:
        return read_safely(
            path,
            source.name,
            password=source.password,
            limits=Limits(self._settings.read_timeout),
            weights=recognition_weights(self._settings),
        )

    def _embedder(self) -> Embeddings:
        if self._embeddings is None:
            settings = self._settings
            self._process = LlamaProcess(
                None,
                default_embedding_model(settings),
                models_folder=settings.models_folder,
                threads=settings.thread_count,
            )
            self._embeddings = EngineEmbeddings(self._process)
        return self._embeddings


def _settings_here(settings: Settings) -> Settings:
    """The settings with a folder of models that this node has."""
    own = Settings.from_environment().home
    return settings if settings.models_folder.is_dir() else replace(settings, home=own)


def _is_here(source: NodeSource) -> bool:
    """Whether this node sees the same bytes at the same path, as on a shared disk."""
    try:
        with source.path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == source.sha256
    except OSError:
        return False
