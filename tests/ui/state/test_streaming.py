"""Values from a slow iterator, without ever making the page wait for one."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest

from assistant.errors import ModelCrashed
from assistant.ui.state.streaming import newest_values


def test_newest_gives_the_last_value_and_raises_what_is_raised() -> None:
    assert [value for value in newest_values(lambda: iter(range(1, 2000))) if value][-1] == 1999

    def fails() -> Iterator[int]:
        yield 1
        raise ModelCrashed("dead")

    seen = []
    with pytest.raises(ModelCrashed, match="dead"):
        for value in newest_values(fails):
            seen.append(value)
    assert 1 in seen


def test_closing_newest_returns_at_once_and_closes_the_iterator_at_its_next_value() -> None:
    go_on, closed = threading.Event(), threading.Event()

    def slow() -> Iterator[int]:
        try:
            go_on.wait(10)
            yield 1
            yield 2
            pytest.fail("it was not closed")
        finally:
            closed.set()

    values = newest_values(slow)
    assert next(values) is None
    started = time.monotonic()
    values.close()  # type: ignore[attr-defined]
    assert time.monotonic() - started < 0.5
    go_on.set()
    assert closed.wait(5)
