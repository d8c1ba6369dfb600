"""The password's hash, and the wait after wrong ones."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import ServeError
from assistant.server.passwords import (
    FREE_TRIES,
    LONGEST_DELAY,
    Attempts,
    hash_password,
    keep_password,
    stored_password,
    verify_password,
)


def test_a_password_is_kept_as_a_salted_hash_that_only_its_owner_reads(tmp_path: Path) -> None:
    assert stored_password(tmp_path) is None
    path = keep_password("pässwörd 密码", tmp_path / "home")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    kept = stored_password(tmp_path / "home")
    assert kept is not None and "pässwörd" not in kept
    assert verify_password("pässwörd 密码", kept)
    assert not verify_password("passwörd 密码", kept)
    assert hash_password("pässwörd 密码") != kept, "the same password has another salt"
    keep_password("another one", tmp_path / "home")
    assert not verify_password("pässwörd 密码", stored_password(tmp_path / "home") or "")


def test_short_passwords_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ServeError, match="8 characters"):
        keep_password("short", tmp_path)


@given(st.one_of(st.text(), st.from_regex(r"scrypt\$\d+\$\d+\$\d+\$[\w=]*\$[\w=]*")))
def test_a_line_that_is_no_hash_lets_nobody_in(kept: str) -> None:
    assert not verify_password("", kept)
    assert not verify_password("x", kept)


def test_each_failure_after_the_first_doubles_the_wait() -> None:
    now = [0.0]
    attempts = Attempts(lambda: now[0])
    waits = []
    for _ in range(15):
        waits.append(attempts.wait("10.0.0.1"))
        now[0] += waits[-1]
        attempts.failed("10.0.0.1")
    assert waits[:FREE_TRIES] == [0.0] * FREE_TRIES
    assert waits[FREE_TRIES : FREE_TRIES + 4] == [1.0, 2.0, 4.0, 8.0]
    assert max(waits) == LONGEST_DELAY
    assert attempts.wait("10.0.0.2") == 0.0
    attempts.succeeded("10.0.0.1")
    assert attempts.wait("10.0.0.1") == 0.0


def test_many_addresses_do_not_help() -> None:
    now = [0.0]
    attempts = Attempts(lambda: now[0])
    for number in range(200):
        attempts.failed(f"10.0.{number}.1")
    assert attempts.wait("10.9.9.9") > 60
    now[0] += LONGEST_DELAY + 1
    assert attempts.wait("10.9.9.9") == 0.0
