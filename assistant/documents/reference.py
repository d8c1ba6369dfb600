"""A reference as a reference manager keeps it: what it states of a work, and the work's files."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.documents.metadata import Metadata


@dataclass(frozen=True)
class Attachment:
    """A file of a reference: ``key`` names it among all of its manager's, ``path`` is as stated."""

    key: str
    path: str


@dataclass(frozen=True)
class Reference:
    """An entry of a list of references; ``collections`` are the names of those that hold it."""

    key: str
    stated: Metadata
    files: tuple[Attachment, ...] = ()
    collections: tuple[str, ...] = ()
