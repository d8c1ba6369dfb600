"""What the Review and Compare tabs share: a result that grows, waits, fails, is stopped."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from assistant.errors import ModelCrashed
from assistant.messages import Message
from assistant.scheduling import FairQueue
from assistant.ui.tabs.generation import Generation, grow
from tests.ui.pages import Shown

Numbers = Callable[[], Iterator[int]]


def generation(queue: FairQueue | None = None) -> Generation[int]:
    return Generation(
        lambda: iter(()),
        lambda value, language: (f"<p>{value}</p>", f"<i>{value // 10}</i>"),
        lambda value: [],
        queue or FairQueue(),
        "Reading the surveys…",
    )


def parts(stream: Numbers, language: str = "en") -> list[dict[str, Any]]:
    return list(grow(generation(), stream, language))


def test_it_says_what_it_waits_for_and_ends_with_the_last_value() -> None:
    found = [part for part in parts(lambda: iter(range(30))) if part]
    assert "Reading the surveys" in Shown(found[0]["body"]).text
    assert found[0]["result"] is None and found[0]["panel"] == ""
    assert found[-1]["body"] == "<p>29</p>" and found[-1]["result"] == 29
    assert [part["panel"] for part in found if "panel" in part][-1] == "<i>2</i>"


def test_evidence_is_drawn_only_when_it_changes() -> None:
    def slow() -> Iterator[int]:
        for value in (1, 2, 11):
            yield value
            import time

            time.sleep(0.15)

    found = [part for part in parts(slow) if part.get("result") is not None]
    assert [part.get("panel") for part in found] == ["<i>0</i>", None, "<i>1</i>"]


def test_an_error_stands_below_what_there_is() -> None:
    def fails() -> Iterator[int]:
        yield 7
        raise ModelCrashed(
            Message(
                "The model process died ({how}).{tail} {advice}",
                how="signal 9",
                tail="",
                advice=Message("Ask again: the next question starts a new one."),
            )
        )

    last = parts(fails, "zh")[-1]
    assert last["body"].startswith("<p>7</p>")
    assert "模型进程已终止（signal 9）。请重新提问" in Shown(last["body"]).text
    assert last["result"] == 7


def test_an_error_before_the_first_value_stands_alone() -> None:
    def fails() -> Iterator[int]:
        raise ModelCrashed("It broke.")
        yield 1

    assert Shown(parts(fails)[-1]["body"]).text == "It broke."


def test_who_comes_second_is_told_so() -> None:
    queue = FairQueue()
    growing = grow(generation(queue), lambda: iter([1]), "en")
    with queue.ticket():
        assert "1 before you" in Shown(next(growing)["body"]).text
        assert next(growing) == {}, "nothing has changed"
    assert list(growing)[-1]["result"] == 1


def test_closing_it_lets_the_next_one_in() -> None:
    queue = FairQueue()
    growing = grow(generation(queue), lambda: iter(range(1000)), "en")
    next(growing)
    growing.close()  # type: ignore[attr-defined]
    with queue.ticket() as ticket:
        assert ticket.ahead == 0
