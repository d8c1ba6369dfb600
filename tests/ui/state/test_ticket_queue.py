"""The queue of those who ask: first come, first served, and everybody sees their place."""

from __future__ import annotations

import threading
import time

import pytest

from assistant.ui.state.ticket_queue import TicketQueue


def test_each_sees_how_many_are_ahead() -> None:
    queue = TicketQueue()
    with queue.ticket() as first, queue.ticket() as second, queue.ticket() as third:
        assert [ticket.ahead for ticket in (first, second, third)] == [0, 1, 2]


def test_a_ticket_is_given_back_when_what_it_was_for_fails() -> None:
    queue = TicketQueue()
    with pytest.raises(ValueError), queue.ticket():
        raise ValueError
    with queue.ticket() as ticket:
        assert ticket.ahead == 0


def test_who_gives_up_lets_the_others_move_up() -> None:
    queue = TicketQueue()
    with queue.ticket(), queue.ticket() as patient:
        with queue.ticket() as impatient:
            assert impatient.ahead == 2
        assert patient.ahead == 1


def test_those_who_wait_are_woken_when_the_queue_moves() -> None:
    queue, order = TicketQueue(), []
    entered = threading.Event()

    def ask() -> None:
        with queue.ticket() as ticket:
            entered.set()
            while ticket.ahead:
                ticket.wait(10)
            order.append("second")

    with queue.ticket():
        thread = threading.Thread(target=ask)
        thread.start()
        assert entered.wait(5)
        order.append("first")
    started = time.monotonic()
    thread.join(5)
    assert order == ["first", "second"]
    assert time.monotonic() - started < 5


def test_an_empty_queue_is_waited_for() -> None:
    queue = TicketQueue()
    assert queue.wait_until_empty(0)
    with queue.ticket() as ticket:
        assert not queue.wait_until_empty(0.01)
        ticket.wait(0)  # does not block whose turn it is
    assert queue.wait_until_empty(0)
