"""The password of the web app: kept as a salted scrypt hash, compared in constant time."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path

from assistant.errors import AssistantError, ServeError

FILE = "password"
SHORTEST = 8
COST, BLOCK, PARALLEL = 2**15, 8, 1
_MEMORY = 128 * COST * BLOCK * 2
FREE_TRIES = 3
LONGEST_DELAY = 300.0
MOST_ADDRESSES = 4096


def hash_password(password: str) -> str:
    """The password as one line to keep: scrypt's costs, salt and hash.

    >>> verify_password("correct horse", hash_password("correct horse"))
    True
    """
    salt = secrets.token_bytes(16)
    parts = (_digest(password, salt), salt)
    digest, salt_text = (base64.b64encode(part).decode() for part in parts)
    return f"scrypt${COST}${BLOCK}${PARALLEL}${salt_text}${digest}"


def verify_password(password: str, kept: str) -> bool:
    """Whether a password is the one that ``hash_password`` made ``kept`` from.

    False if ``kept`` is no such line.
    """
    try:
        name, cost, block, parallel, salt, digest = kept.strip().split("$")
        if (name, int(cost), int(block), int(parallel)) != ("scrypt", COST, BLOCK, PARALLEL):
            return False
        expected = base64.b64decode(digest, validate=True)
        found = _digest(password, base64.b64decode(salt, validate=True))
    except (ValueError, binascii.Error):
        return False
    return hmac.compare_digest(found, expected)


def _digest(password: str, salt: bytes) -> bytes:
    return hashlib.scrypt(
        password.encode("utf-8", "surrogatepass"),
        salt=salt,
        n=COST,
        r=BLOCK,
        p=PARALLEL,
        maxmem=_MEMORY,
        dklen=32,
    )


def keep_password(password: str, home: Path) -> Path:
    """Write the password's hash where ``stored_password`` finds it, readable by its owner only."""
    if len(password) < SHORTEST:
        raise ServeError(
            f"A password needs at least {SHORTEST} characters; this has {len(password)}."
        )
    path = home / FILE
    beside = path.with_name(f"{FILE}.new")
    try:
        home.mkdir(parents=True, exist_ok=True)
        beside.unlink(missing_ok=True)
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(hash_password(password) + "\n")
        beside.replace(path)
    except OSError as error:
        raise AssistantError(f"{path} cannot be written: {error.strerror}.") from error
    return path


def stored_password(home: Path) -> str | None:
    """The hash that ``keep_password`` wrote; None without one."""
    try:
        return (home / FILE).read_text(encoding="ascii").strip() or None
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise ServeError(
            f"{home / FILE} cannot be read. Set it anew with 'survey-assistant password'."
        ) from error


class Attempts:
    """Who may try a password now: after three failures each further one doubles the wait.

    Failures are counted by address and, so that many addresses do not help, all together.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failed: OrderedDict[str, tuple[int, float]] = OrderedDict()
        self._lock = threading.Lock()

    def wait(self, address: str) -> float:
        """Seconds until this address may try again; 0 for now."""
        with self._lock:
            return max(self._left(address, FREE_TRIES), self._left("", 20 * FREE_TRIES))

    def failed(self, address: str) -> None:
        """Note a wrong password."""
        with self._lock:
            for name in (address, ""):
                count, since = self._failed.pop(name, (0, self._clock()))
                if self._clock() - since > 2 * LONGEST_DELAY:
                    count = 0
                self._failed[name] = (count + 1, self._clock())
            while len(self._failed) > MOST_ADDRESSES:
                self._failed.popitem(last=False)

    def succeeded(self, address: str) -> None:
        """Forget an address's failures."""
        with self._lock:
            self._failed.pop(address, None)

    def _left(self, name: str, free: int) -> float:
        count, since = self._failed.get(name, (0, 0.0))
        if count < free:
            return 0.0
        delay = min(LONGEST_DELAY, 2.0 ** min(count - free, 20))
        return max(0.0, since + delay - self._clock())
