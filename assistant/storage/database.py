"""A library's database and index, whose errors are this package's own.

Everything above ``storage`` reaches ``vectorstore`` through these two classes, so its errors are
mapped here and nowhere else.
"""

from __future__ import annotations

import contextlib
import functools
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import ParamSpec, TypeVar

from assistant.errors import LibraryBusy, LibraryError, LibraryNotWritable, LibraryTooNew
from assistant.messages import Message
from assistant.settings import Settings
from assistant.storage.schema import STEPS
from vectorstore.database import Database
from vectorstore.errors import (
    IndexBusy,
    IndexNotWritable,
    IndexTooNew,
    VectorsAway,
    VectorstoreError,
)
from vectorstore.index import Index
from vectorstore.server import ChromaServer

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")
REMEDY = "'survey-assistant check --repair' makes anew what can be derived."


@contextlib.contextmanager
def library_errors() -> Iterator[None]:
    """What the vector store raises, as a LibraryError that a user can act on."""
    try:
        yield
    except IndexTooNew as error:
        raise LibraryTooNew(str(error)) from error
    except IndexBusy as error:
        raise LibraryBusy(str(error)) from error
    except IndexNotWritable as error:
        raise LibraryNotWritable(str(error)) from error
    except VectorsAway as error:
        raise LibraryError(
            "{why}. Start it, or set SURVEY_ASSISTANT_CHROMA to where it is.", why=str(error)
        ) from error
    except VectorstoreError as error:
        raise LibraryError(f"{error}. {REMEDY}".replace("..", ".")) from error


def _mapping_errors(method: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """A method of the vector store that raises LibraryErrors."""

    @functools.wraps(method)
    def mapped(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
        with library_errors():
            return method(*args, **kwargs)

    return mapped


class LibraryDatabase(Database):
    """``library.sqlite3``; every method raises a LibraryError for what a machine can cause."""

    def __init__(self, path: Path, timeout: float) -> None:
        with library_errors():
            super().__init__(path, timeout=timeout, steps=STEPS)

    @contextlib.contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All or nothing; a transaction inside another joins it."""
        with library_errors(), super().transaction() as connection:
            yield connection

    rows = _mapping_errors(Database.rows)


def vectors_place(folder: Path, settings: Settings) -> Path | ChromaServer:
    """Where a library's vectors are: at the server that the settings name, or in its folder."""
    if settings.chroma:
        return ChromaServer(settings.chroma, settings.chroma_token)
    return folder / "chroma"


class LibraryIndex(Index):
    """A library's passages; every method raises a LibraryError for what a machine can cause."""

    @property
    def away_note(self) -> str:
        """What to say with an answer while the vectors cannot be reached; empty while they can."""
        if not self.away:
            return ""
        return Message("{why}. Until it does, search goes by words alone.", why=self.away)

    open = _mapping_errors(Index.open)
    add = _mapping_errors(Index.add)
    add_vectors = _mapping_errors(Index.add_vectors)
    replace = _mapping_errors(Index.replace)
    delete = _mapping_errors(Index.delete)
    embed = _mapping_errors(Index.embed)
    embed_passages = _mapping_errors(Index.embed_passages)
    embed_step = _mapping_errors(Index.embed_step)
    embed_pending = _mapping_errors(Index.embed_pending)
    embed_query = _mapping_errors(Index.embed_query)
    embed_fixed = _mapping_errors(Index.embed_fixed)
    needs_embedding = _mapping_errors(Index.needs_embedding)
    stale = _mapping_errors(Index.stale)
    drop_stale = _mapping_errors(Index.drop_stale)
    nearest = _mapping_errors(Index.nearest)
    understands = _mapping_errors(Index.understands)
    waiting = _mapping_errors(Index.waiting)
    warm_up = _mapping_errors(Index.warm_up)
    dense_weight = _mapping_errors(Index.dense_weight)
    search = _mapping_errors(Index.search)
    drop_vectors = _mapping_errors(Index.drop_vectors)
    passages_of = _mapping_errors(Index.passages_of)
    count = _mapping_errors(Index.count)
    frequency = _mapping_errors(Index.frequency)
    search_words = _mapping_errors(Index.search_words)
    sentence_vectors = _mapping_errors(Index.sentence_vectors)
