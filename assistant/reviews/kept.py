"""Reviews and cells that are kept under what they were made from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

import prompts
from assistant.documents.survey import Survey
from assistant.serialization import dump, load

# Raise it when the same documents give other reviews or cells than before.
VERSION = 10
# What takes the place of a value that was given up.
GONE = "null"
Value = TypeVar("Value")


@dataclass(frozen=True)
class Surveys:
    """The surveys of a library: ``all`` in order, one ``named`` by its id, title or author.

    ``near`` gives the ids of the documents whose passages come nearest to a text, best first.
    """

    all: Callable[[], list[Survey]]
    named: Callable[[str], Survey]
    near: Callable[[str], Sequence[str]]

    def find(self, survey: Survey | str) -> Survey:
        """A survey that may be given by a name."""
        return survey if isinstance(survey, Survey) else self.named(survey)


class Results(Protocol):
    """A store of texts by key."""

    def result(self, key: str) -> str | None:
        """What is kept under a key; None for nothing."""

    def keep(self, key: str, kind: str, value: str) -> None:
        """Keep a text under a key."""


class KeptResults:
    """Reads and writes results; ``model_name`` names the model that writes at the moment."""

    def __init__(self, results: Results, model_name: Callable[[], str]) -> None:
        self._results = results
        self._model_name = model_name

    def key(self, kind: str, survey: Survey, option: str) -> str:
        """A key that changes with the documents, the survey's name, a later version of it, the
        model and the prompts."""
        return digest(
            [
                VERSION,
                kind,
                survey.id,
                survey.title,
                sorted(info.id for info in survey.documents),
                self._model_name(),
                prompts.digests(),
                option,
                *([survey.newer] if survey.newer else []),
            ]
        )

    def get(self, kind: type[Value], key: str) -> Value | None:
        """The value under a key; None where there is none."""
        kept = self._results.result(key)
        return load(kind, kept) if kept is not None and kept != GONE else None

    def keep(self, key: str, kind: str, value: object) -> None:
        """Keep a value under a key; ``kind`` is what lists of results call it."""
        self._results.keep(key, kind, dump(value, with_templates=True))

    def forget(self, key: str, kind: str) -> None:
        """Give up what is kept under a key."""
        if self._results.result(key) not in (None, GONE):
            self._results.keep(key, kind, GONE)


def digest(parts: Sequence[object]) -> str:
    """A key of values that JSON can write."""
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()
