"""Models worth pulling from the Hugging Face hub, by a short name."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class CatalogueModel:
    """One model: where its file is and what it asks of the machine.

    ``size_bytes`` is approximate; ``memory_bytes`` is an estimate for the default context length.
    """

    name: str
    repo: str
    file: str
    size_bytes: int
    memory_bytes: int
    parameters: str
    languages: str
    licence: str
    note: str


CATALOGUE: tuple[CatalogueModel, ...] = ()
