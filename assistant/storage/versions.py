"""Which surveys of a library are perhaps older versions of others that are in it, too."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from assistant.documents.survey import Survey, short_name
from assistant.storage.surveys import Store
from vectorstore.database import Database

_STATE = (
    "SELECT survey_id, identity FROM documents ORDER BY added",
    "SELECT survey_id, field, value FROM edits",
    "SELECT document_id, other_id FROM kept_apart",
)


class Versions:
    """Versions of works in one ``library.sqlite3``, compared again only when it has changed."""

    def __init__(self, database: Database, store: Store) -> None:
        self._database = database
        self._store = store
        self._lock = threading.Lock()
        self._known: tuple[Sequence[Any], Mapping[str, str]] = ((), {})

    def marked(self, surveys: Sequence[Survey]) -> list[Survey]:
        """The surveys; those of which a later version is in the library name it."""
        newest = self._newest()
        if newest.keys().isdisjoint(survey.id for survey in surveys):
            return list(surveys)
        found = []
        for survey in surveys:
            later = self._store.survey(newest[survey.id]) if survey.id in newest else None
            found.append(replace(survey, newer=short_name(later)) if later else survey)
        return found

    def _newest(self) -> Mapping[str, str]:
        """The id of the latest version of each survey that has a later one."""
        with self._lock:
            state = [self._database.rows(sql) for sql in _STATE]
            if state != self._known[0]:
                later = {
                    older: newer
                    for newer, older in (
                        proposal.surveys
                        for proposal in self._store.merge_proposals()
                        if proposal.first_is_newer
                    )
                }
                self._known = state, {older: _last(older, later) for older in later}
            return self._known[1]


def _last(survey: str, later: Mapping[str, str]) -> str:
    """The end of a chain of versions."""
    seen = {survey}
    while (survey := later[survey]) in later and survey not in seen:
        seen.add(survey)
    return survey
