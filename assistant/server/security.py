"""Who may ask the web app for what: hosts, origins, password, sizes and paths of requests.

It stands before Gradio, which sees only requests that have passed.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import ipaddress
import os
import re
import secrets
import socket
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes, urlsplit

import anyio.to_thread

from assistant.errors import ServeError
from assistant.server.passwords import Attempts, stored_password, verify_password

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

LARGEST_UPLOAD = 520 * 1024**2
LARGEST_REQUEST = 16 * 1024**2
MOST_FILES = 200
KNOWN_PASSWORDS = 64
# More names that the app answers to, such as a proxy's, separated by commas.
HOSTS = "SURVEY_ASSISTANT_HOSTS"
# Asked by Gradio itself while it starts; tells nothing.
STARTUP = "/gradio_api/startup-events"
REALM = b'Basic realm="survey-assistant", charset="UTF-8"'
# Routes that fetch for whoever asks, or change files: none of them serves this app.
_CLOSED = re.compile(
    r"/(?:gradio_api/)?(?:proxy=|stream/|custom_component/|dev/|vibe-|undo-vibe-|process_recording"
    r"|run-history|runs|monitoring|component_server|deep_link|file/|file=\s*(?:https?|ftp|data):)",
    re.IGNORECASE,
)
_POLICY = (
    "default-src 'self' data: blob: 'unsafe-inline' 'unsafe-eval'; object-src 'none'; "
    "base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
_HEADERS = (
    (b"content-security-policy", _POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
)


class Refusal(Exception):
    """A request that is answered by a status and one line."""

    def __init__(self, status: int, text: str, *headers: tuple[bytes, bytes]) -> None:
        super().__init__(text)
        self.status = status
        self.headers = headers


class Gatekeeper:
    """ASGI middleware. ``host`` is the address listened on, ``password`` a kept scrypt hash."""

    def __init__(
        self,
        app: App,
        host: str = "127.0.0.1",
        password: str | None = None,
        names: Iterable[str] = (),
        attempts: Attempts | None = None,
    ) -> None:
        self._app = app
        self._local = is_loopback(host)
        self._names = {"localhost", *(name.lower() for name in names)}
        if not self._local:
            name = socket.gethostname().lower()
            self._names |= {name, f"{name}.local", socket.getfqdn().lower(), host.lower()}
        self._password = password
        self._attempts = attempts or Attempts()
        self._key = secrets.token_bytes(32)
        self._known: set[bytes] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or refuse it."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":  # this app has no web sockets
            await send({"type": "websocket.close", "code": 1008})
            return
        try:
            headers = _single(scope["headers"])
            self._check_host(headers)
            self._check_origin(scope, headers)
            await self._check_password(scope, headers)
            _check_path(scope)
            metered = _limit_body(scope, headers, receive)
        except Refusal as refusal:
            await _refuse(send, refusal)
            return
        # A forwarded host would let a stranger choose the addresses that the page is given.
        scope["headers"] = [
            (name, value) for name, value in scope["headers"] if not _forwarded(name)
        ]
        started = False

        async def guarded(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                new = {name for name, _ in _HEADERS}
                kept = [pair for pair in message.get("headers", []) if pair[0].lower() not in new]
                message = {**message, "headers": [*kept, *_HEADERS]}
            await send(message)

        try:
            await self._app(scope, metered, guarded)
        except Refusal as refusal:
            if started:
                raise
            await _refuse(send, refusal)

    def _check_host(self, headers: dict[bytes, bytes]) -> None:
        """A name that is not ours leads here only by a trick (DNS rebinding)."""
        host = _host(headers.get(b"host", b"").decode("latin-1"))
        if host in self._names:
            return
        try:
            address = ipaddress.ip_address(host)
        except ValueError:
            address = None
        if address is None or (self._local and not address.is_loopback):
            raise Refusal(421, "This app does not answer to this host name.")

    def _check_origin(self, scope: Scope, headers: dict[bytes, bytes]) -> None:
        """Pages of other sites may link here, and no more."""
        origin = headers.get(b"origin")
        if origin is not None:
            own = headers.get(b"host", b"").decode("latin-1").lower()
            if urlsplit(origin.decode("latin-1").lower()).netloc != own:
                raise Refusal(403, "Requests from other sites are refused.")
        site = headers.get(b"sec-fetch-site", b"none")
        link = headers.get(b"sec-fetch-mode") == b"navigate" and scope["method"] == "GET"
        if site not in (b"none", b"same-origin") and not link:
            raise Refusal(403, "Requests from other sites are refused.")

    async def _check_password(self, scope: Scope, headers: dict[bytes, bytes]) -> None:
        if self._password is None or scope["path"] == STARTUP:
            return
        given = headers.get(b"authorization", b"")
        mark = hmac.digest(self._key, given, hashlib.sha256)
        if any(hmac.compare_digest(mark, known) for known in self._known):
            return
        address = (scope.get("client") or ("",))[0]
        if wait := self._attempts.wait(address):
            after = str(int(wait) + 1).encode()
            raise Refusal(429, "Too many wrong passwords. Wait.", (b"retry-after", after))
        password = _basic(given)
        if password is None:
            raise Refusal(401, "A password is needed.", (b"www-authenticate", REALM))
        self._attempts.failed(address)  # counted first: tries at the same moment count too
        if not await anyio.to_thread.run_sync(verify_password, password, self._password):
            raise Refusal(401, "The password is wrong.", (b"www-authenticate", REALM))
        self._attempts.succeeded(address)
        if len(self._known) >= KNOWN_PASSWORDS:
            self._known.clear()
        self._known.add(mark)


def protection(host: str, home: Path, *, without_password: bool = False) -> Any:
    """The gatekeeper for an address, as Starlette's middleware.

    Raises ServeError for one that other machines reach without a password that is set, unless
    ``without_password`` says that this is meant.
    """
    from starlette.middleware import Middleware

    password = None if without_password else stored_password(home)
    if password is None and not without_password and not is_loopback(host):
        raise ServeError(
            f"Other machines can reach {host}. Set a password with 'survey-assistant password', "
            "or let everybody in with --without-password."
        )
    names = tuple(filter(None, re.split(r"[,\s]+", os.environ.get(HOSTS, ""))))
    return Middleware(Gatekeeper, host=host, password=password, names=names)


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach an address."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _single(headers: Iterable[tuple[bytes, bytes]]) -> dict[bytes, bytes]:
    """Headers by name; those that decide must not be there twice."""
    found: dict[bytes, bytes] = {}
    for name, value in headers:
        if name in found and name in (b"host", b"origin", b"authorization", b"content-length"):
            raise Refusal(400, "A header is there twice.")
        found[name] = value
    return found


def _host(value: str) -> str:
    """The name in a Host header, without its port.

    >>> _host("[::1]:7860"), _host("LOCALHOST:80")
    ('::1', 'localhost')
    """
    name = re.fullmatch(r"\[([0-9A-Fa-f:.]+)\](?::\d*)?|([^:/@\s]*)(?::\d*)?", value)
    return ((name[1] or name[2] or "") if name else "").lower().rstrip(".")


def _basic(value: bytes) -> str | None:
    kind, _, coded = value.partition(b" ")
    if kind.lower() != b"basic":
        return None
    try:
        return base64.b64decode(coded, validate=True).decode("utf-8").partition(":")[2]
    except (binascii.Error, UnicodeDecodeError):
        return ""


def _forwarded(name: bytes) -> bool:
    return name.startswith(b"x-forwarded") or name in (b"forwarded", b"x-real-ip", b"authorization")


def _check_path(scope: Scope) -> None:
    path = scope["path"]
    raw = scope.get("raw_path") or path.encode("utf-8", "replace")
    for _ in range(3):  # coded twice is still a way up
        parts = re.split(rb"[/\\=]", raw)
        if b".." in parts or b"\x00" in raw or b"\\" in raw:
            raise Refusal(400, "This path is refused.")
        raw = unquote_to_bytes(raw)
    if _CLOSED.match(path) or _CLOSED.match(raw.decode("utf-8", "replace")):
        raise Refusal(404, "There is nothing here.")


def _limit_body(scope: Scope, headers: dict[bytes, bytes], receive: Receive) -> Receive:
    """The request's body, refused as soon as it is too long or has too many files."""
    upload = scope["path"].rstrip("/").endswith("/upload")
    most = LARGEST_UPLOAD if upload else LARGEST_REQUEST
    length = headers.get(b"content-length", b"0")
    if not length.isdigit() or int(length) > most:
        raise Refusal(413, f"At most {most // 1024**2} MB at a time.")
    marked = re.search(rb'boundary="?([^";,\s]+)', headers.get(b"content-type", b""))
    boundary = b"--" + marked[1] if upload and marked else b""
    seen = files = 0
    tail = b""

    async def metered() -> Message:
        nonlocal seen, files, tail
        message = await receive()
        body = message.get("body", b"")
        seen += len(body)
        if seen > most:
            raise Refusal(413, f"At most {most // 1024**2} MB at a time.")
        if boundary:
            data = tail + body
            files += data.count(boundary)
            tail = data[len(data) - len(boundary) + 1 :] if len(boundary) > 1 else b""
            if files > MOST_FILES + 1:
                raise Refusal(413, f"At most {MOST_FILES} files at a time.")
        return message

    return metered


async def _refuse(send: Send, refusal: Refusal) -> None:
    body = f"{refusal}\n".encode()
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        (b"connection", b"close"),
        *_HEADERS,
        *refusal.headers,
    ]
    await send({"type": "http.response.start", "status": refusal.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
