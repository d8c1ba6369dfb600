"""Results that are kept under what they were made from."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.comparisons.cells import Cell
from assistant.reviews.kept import KeptResults, Surveys
from tests.texts import SURVEYS


class Store(dict[str, tuple[str, str]]):
    """A store of results in memory."""

    def result(self, key: str) -> str | None:
        return self[key][1] if key in self else None

    def keep(self, key: str, kind: str, value: str) -> None:
        self[key] = (kind, value)


SHEN, YAO, _ = SURVEYS
CELL = Cell(SHEN.id, "scope", ())


def test_what_is_kept_comes_back() -> None:
    kept = KeptResults(Store(), lambda: "a model")
    key = kept.key("cell", SHEN, "scope")
    assert kept.get(Cell, key) is None
    kept.keep(key, "cell", CELL)
    assert kept.get(Cell, key) == CELL


def test_what_was_given_up_is_gone() -> None:
    store = Store()
    kept = KeptResults(store, lambda: "a model")
    kept.forget("key", "edit")
    assert not store, "nothing is written where nothing was"
    kept.keep("key", "edit", CELL)
    kept.forget("key", "edit")
    assert kept.get(Cell, "key") is None


def test_a_key_changes_with_what_a_result_is_made_from() -> None:
    model = "a model"
    kept = KeptResults(Store(), lambda: model)
    first = kept.key("cell", SHEN, "scope")
    assert first == kept.key("cell", SHEN, "scope")
    others = {
        kept.key("review", SHEN, "scope"),
        kept.key("cell", SHEN, "year"),
        kept.key("cell", YAO, "scope"),
        kept.key("cell", replace(SHEN, title="Another"), "scope"),
        kept.key("cell", replace(SHEN, documents=()), "scope"),
    }
    model = "another model"
    others.add(kept.key("cell", SHEN, "scope"))
    assert len(others) == 6 and first not in others


def test_a_survey_may_be_given_by_a_name() -> None:
    surveys = Surveys(lambda: list(SURVEYS), lambda name: {"yao": YAO}[name], lambda text: ())
    assert surveys.find("yao") is YAO
    assert surveys.find(SHEN) is SHEN
    with pytest.raises(KeyError):
        surveys.find("nobody")
