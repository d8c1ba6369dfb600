"""What adding tells: rates, the time left, and one step at a time from many threads."""

from __future__ import annotations

import threading
import time

import pytest

from assistant.errors import EmptySource
from assistant.ingest.progress import Added, Clock, Progress, Stage, clock_time


@pytest.mark.parametrize(
    ("stage", "unit"),
    [
        ("fetch", "bytes"), ("read", "pages"), ("split", "passages"), ("embed", "passages"),
        ("known", "passages"), ("refused", "passages"),
    ],
)  # fmt: skip
def test_each_stage_counts_something(stage: Stage, unit: str) -> None:
    assert Progress("a.pdf", stage).unit == unit


def test_nothing_is_said_of_a_rate_at_the_start() -> None:
    heard: list[Progress] = []
    Clock(heard.append).tell(2, "河流.pdf", "read", 0, 9)
    assert heard == [Progress("河流.pdf", "read", 0, 9, 2, None, None)]


def test_the_rate_and_the_time_left_follow_from_what_was_done() -> None:
    heard: list[Progress] = []
    clock = Clock(heard.append)
    clock.tell(0, "a.pdf", "fetch", 0, 100)
    time.sleep(0.05)
    clock.tell(0, "a.pdf", "fetch", 50, 100)
    clock.tell(0, "a.pdf", "fetch", 100, 100)
    half, whole = heard[1:]
    assert half.rate is not None and 0 < half.rate <= 50 / 0.05
    assert half.seconds_left == pytest.approx(50 / half.rate)
    assert whole.seconds_left == 0


def test_of_an_unknown_length_only_the_rate_is_told() -> None:
    heard: list[Progress] = []
    clock = Clock(heard.append)
    clock.tell(0, "a.pdf", "fetch")
    time.sleep(0.01)
    clock.tell(0, "a.pdf", "fetch", 50)
    assert heard[-1].rate and heard[-1].seconds_left is None


@pytest.mark.parametrize(("number", "stage"), [(1, "fetch"), (0, "read")])
def test_every_stage_of_every_source_has_a_time_of_its_own(number: int, stage: Stage) -> None:
    heard: list[Progress] = []
    clock = Clock(heard.append)
    clock.tell(0, "a.pdf", "fetch", 0, 9)
    time.sleep(0.05)
    clock.tell(number, "a.pdf", stage, 9, 9)
    clock.tell(0, "a.pdf", "fetch", 9, 9)
    fresh, old = heard[1:]
    assert fresh.rate is None or (old.rate is not None and fresh.rate > old.rate)


def test_with_nobody_to_hear_nothing_happens() -> None:
    clock = Clock(None)
    clock.tell(0, "a.pdf", "read", 1, 2)
    clock.pass_on(Progress("a.pdf", "refused", reason="It is empty."))


def test_threads_are_heard_one_at_a_time() -> None:
    inside: list[int] = []
    most: list[int] = []

    def hear(step: Progress) -> None:
        inside.append(step.number)
        most.append(len(inside))
        time.sleep(0.002)
        inside.remove(step.number)

    clock = Clock(hear)
    threads = [threading.Thread(target=clock.tell, args=(n % 6, "a", "read")) for n in range(18)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(most) == 18 and max(most) == 1


def test_an_error_of_the_hearer_reaches_the_teller_and_the_next_is_heard() -> None:
    heard: list[str] = []

    def hear(step: Progress) -> None:
        if step.source == "bad":
            raise RuntimeError("The hearer failed")
        heard.append(step.source)

    clock = Clock(hear)
    with pytest.raises(RuntimeError):
        clock.tell(0, "bad", "read")
    clock.tell(1, "good", "read")
    assert heard == ["good"]


def test_a_source_is_added_or_refused() -> None:
    refused = Added("a.md", error=EmptySource("'a.md' is empty."))
    assert refused.survey is None and refused.document_id == "" and not refused.already_there


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.0, "0 s"), (0.6, "1 s"), (99.4, "99 s"), (100.0, "2 min"), (3600.0, "60 min")],
)
def test_a_length_of_time_in_words(seconds: float, words: str) -> None:
    assert clock_time(seconds) == words
