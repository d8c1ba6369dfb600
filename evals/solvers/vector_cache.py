"""Vectors of documents kept between runs: embedding is most of the time that an eval takes."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from assistant.models.embeddings import EmbeddingEngine
from vectorstore.embedding import Role

FILE = "vectors.sqlite3"


class KeptVectors:
    """An engine that asks another one only for texts that it has not embedded before.

    Vectors are kept in half precision by the embedder's name and the text's parts. A single text,
    as a question is, is embedded anew every time, so that its cost is in every measured second;
    ``singles`` keeps these too.
    """

    def __init__(self, file: Path, engine: EmbeddingEngine, *, singles: bool = False) -> None:
        self._engine = engine
        self._singles = singles
        file.parent.mkdir(parents=True, exist_ok=True)
        self._connection = sqlite3.connect(file, check_same_thread=False)
        self._connection.execute(
            "CREATE TABLE IF NOT EXISTS vectors (key TEXT PRIMARY KEY, rows INTEGER, vectors BLOB)"
        )

    @property
    def embedder_name(self) -> str:
        """The name of the embedder behind it."""
        return self._engine.embedder_name

    def embed(self, texts: Sequence[Sequence[str]], role: Role) -> list[np.ndarray]:
        """As the engine's ``embed``."""
        if len(texts) == 1 and len(texts[0]) == 1 and not self._singles:
            return self._engine.embed(texts, role)
        keys = [self._key(parts, role) for parts in texts]
        found = {key: vectors for key in set(keys) if (vectors := self._kept(key)) is not None}
        missing = {key: parts for key, parts in zip(keys, texts, strict=True) if key not in found}
        if missing:
            made = self._engine.embed(list(missing.values()), role)
            found.update(zip(missing, made, strict=True))
            with self._connection:
                self._connection.executemany(
                    "INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)",
                    [(k, len(found[k]), found[k].astype("<f2").tobytes()) for k in missing],
                )
        return [found[key] for key in keys]

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def _key(self, parts: Sequence[str], role: Role) -> str:
        text = json.dumps([self.embedder_name, role, *parts])
        return hashlib.sha256(text.encode()).hexdigest()

    def _kept(self, key: str) -> np.ndarray | None:
        row = self._connection.execute(
            "SELECT rows, vectors FROM vectors WHERE key = ?", (key,)
        ).fetchone()
        if row is None:
            return None
        return np.frombuffer(row[1], dtype="<f2").astype(np.float32).reshape(row[0], -1)
