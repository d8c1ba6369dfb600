"""A queue serves one at a time, in order, and urgent ones first."""

from __future__ import annotations

import threading
import time

import pytest

from assistant.scheduling import FairQueue


class People:
    """Threads that take their turn in a queue one after the other."""

    def __init__(self, queue: FairQueue) -> None:
        self.queue = queue
        self.served: list[str] = []
        self.at_work = 0
        self.most_at_work = 0
        self._threads: list[threading.Thread] = []

    def come(self, name: str, *, urgent: bool = False, timeout: float | None = None) -> None:
        """One more, who has taken a place when this returns."""
        with self.queue.ticket() as probe:
            before = probe.ahead

        def work() -> None:
            try:
                with self.queue.turn(urgent=urgent, timeout=timeout):
                    self.at_work += 1
                    self.most_at_work = max(self.most_at_work, self.at_work)
                    self.served.append(name)
                    time.sleep(0.001)
                    self.at_work -= 1
            except TimeoutError:
                self.served.append(f"{name} left")

        thread = threading.Thread(target=work)
        self._threads.append(thread)
        thread.start()
        until = time.monotonic() + 5
        while self._length() <= before and time.monotonic() < until:
            time.sleep(0.001)

    def _length(self) -> int:
        with self.queue.ticket() as probe:
            return probe.ahead

    def join(self) -> list[str]:
        """Who was served, in order, once all were."""
        for thread in self._threads:
            thread.join(10)
            assert not thread.is_alive()
        return self.served


def test_who_came_first_is_served_first_one_at_a_time() -> None:
    people = People(FairQueue())
    names = [str(number) for number in range(12)]
    with people.queue.turn():
        for name in names:
            people.come(name)
        assert people.served == []
    assert people.join() == names
    assert people.most_at_work == 1


def test_urgent_ones_go_first_in_their_order_and_wait_for_who_is_served() -> None:
    people = People(FairQueue())
    with people.queue.turn():
        people.come("batch 1")
        people.come("question 1", urgent=True)
        people.come("batch 2")
        people.come("question 2", urgent=True)
        assert people.served == []
    assert people.join() == ["question 1", "question 2", "batch 1", "batch 2"]


def test_who_does_not_want_to_wait_leaves_and_the_rest_moves_up() -> None:
    people = People(FairQueue())
    with people.queue.turn():
        people.come("patient")
        people.come("hasty", timeout=0.05)
        people.come("last")
        time.sleep(0.2)
        assert people.served == ["hasty left"]
        with pytest.raises(TimeoutError), people.queue.turn(timeout=0):
            pass
    assert people.join() == ["hasty left", "patient", "last"]
    with people.queue.turn(timeout=0):
        pass


def test_everybody_sees_how_many_are_ahead() -> None:
    queue = FairQueue()
    with queue.ticket() as first:
        with queue.ticket() as second:
            assert (first.ahead, second.ahead) == (0, 1)
            started = time.monotonic()
            first.wait(5)
            assert time.monotonic() - started < 1, "whose turn it is does not wait"
            second.wait(0.01)
            with queue.ticket(urgent=True) as third:
                assert (first.ahead, third.ahead, second.ahead) == (0, 1, 2)
        with queue.ticket() as again:
            assert again.ahead == 1
    assert queue.wait_until_empty(0)


def test_a_waiting_ticket_hears_that_the_queue_moves() -> None:
    queue = FairQueue()
    holds, done = threading.Event(), threading.Event()

    def work() -> None:
        with queue.ticket():
            holds.set()
            done.wait(5)

    thread = threading.Thread(target=work)
    thread.start()
    assert holds.wait(5)
    assert not queue.wait_until_empty(0.01)
    with queue.ticket() as mine:
        assert mine.ahead == 1
        done.set()
        mine.wait(5)
        assert mine.ahead == 0
    thread.join(5)


def test_a_failure_gives_the_ticket_back() -> None:
    queue = FairQueue()
    with pytest.raises(KeyError), queue.turn():
        raise KeyError
    assert queue.wait_until_empty(0)


def test_it_says_when_the_last_one_has_left() -> None:
    emptied: list[int] = []
    queue = FairQueue(when_empty=lambda: emptied.append(1))
    with queue.turn():
        with pytest.raises(TimeoutError), queue.turn(timeout=0):
            pass
        assert emptied == []
    assert emptied == [1]


def test_with_lanes_as_many_are_served_at_a_time_in_order() -> None:
    people = People(FairQueue(lanes=lambda: 3))
    with people.queue.ticket() as one, people.queue.ticket(), people.queue.ticket() as three:
        with people.queue.ticket() as four, people.queue.ticket(urgent=True) as urgent:
            assert [t.ahead for t in (one, three, urgent, four)] == [0, 0, 1, 2]
        for number in range(9):
            people.come(str(number))
    assert len(people.join()) == 9
    assert people.most_at_work <= 3


def test_lanes_that_open_later_let_those_in_who_wait() -> None:
    lanes = 1
    queue = FairQueue(lanes=lambda: lanes)
    with queue.ticket(), queue.ticket() as second:
        assert second.ahead == 1
        lanes = 2
        assert second.ahead == 0
        second.wait(60)  # returns at once
