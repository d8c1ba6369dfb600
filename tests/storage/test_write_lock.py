"""One writer at a time, of this process and of all."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest
from filelock import FileLock, Timeout

from assistant.errors import LibraryBusy, LibraryNotWritable
from assistant.storage.write_lock import WriteLock


def is_free(path: Path) -> bool:
    """Whether another process could write now."""
    try:
        FileLock(path, thread_local=False).acquire(timeout=0).lock.release()
    except Timeout:
        return False
    return True


def test_a_thread_may_take_its_own_turn_again(tmp_path: Path) -> None:
    lock = WriteLock(tmp_path / "write.lock", 1.0)
    with lock.turn():
        with lock.turn(timeout=0), lock.turn():
            assert not is_free(tmp_path / "write.lock")
        assert not is_free(tmp_path / "write.lock"), "the outer turn goes on"
    assert is_free(tmp_path / "write.lock")


def test_another_process_is_waited_for_and_named(tmp_path: Path) -> None:
    path = tmp_path / "write.lock"
    lock = WriteLock(path, 0.1)
    with FileLock(path, thread_local=False):
        with pytest.raises(LibraryBusy, match="Another process"), lock.turn():
            pass
        with pytest.raises(LibraryBusy, match="Another process"), lock.turn(timeout=0):
            pass
    with lock.turn():
        pass
    assert is_free(path)


def test_another_thread_is_waited_for_and_named(tmp_path: Path) -> None:
    path = tmp_path / "write.lock"
    lock = WriteLock(path, 10.0)
    errors: list[BaseException] = []
    holds, done = threading.Event(), threading.Event()

    def hold() -> None:
        with lock.turn():
            holds.set()
            done.wait(10)

    thread = threading.Thread(target=hold)
    thread.start()
    assert holds.wait(5)
    started = time.monotonic()
    with pytest.raises(LibraryBusy, match="This program"), lock.turn(timeout=0.1):
        errors.append(AssertionError("it was not its turn"))
    assert time.monotonic() - started < 5 and not errors
    done.set()
    thread.join(5)
    assert is_free(path), "who gave up keeps nothing locked"


def test_the_lock_on_disk_stays_between_the_turns_of_threads(tmp_path: Path) -> None:
    """Threads of one process would else wait for other processes between their steps."""
    path = tmp_path / "write.lock"
    lock = WriteLock(path, 10.0)
    order: list[int] = []
    seen: list[bool] = []

    def work(number: int) -> None:
        with lock.turn():
            order.append(number)
            seen.append(is_free(path))
            time.sleep(0.01)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    with lock.turn():
        for thread in threads:
            thread.start()
            time.sleep(0.03)
    for thread in threads:
        thread.join(10)
    assert order == list(range(6)), "in the order in which they asked"
    assert not any(seen)
    assert is_free(path)


def test_a_failure_ends_the_turn(tmp_path: Path) -> None:
    lock = WriteLock(tmp_path / "write.lock", 1.0)
    with pytest.raises(KeyError), lock.turn():
        raise KeyError
    assert is_free(tmp_path / "write.lock")
    with lock.turn(timeout=0):
        pass


def test_a_lock_that_cannot_be_made_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    lock = WriteLock(tmp_path / "file" / "write.lock", 0.1)
    with pytest.raises(LibraryNotWritable, match="Make it writable"), lock.turn():
        pass
