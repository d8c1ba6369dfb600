"""The page's scripts and styles, packed once: a first visit asks for about a hundred of them."""

from __future__ import annotations

import gzip
import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

PREFIX = "/assets/"
# What is asked for so many seconds after a page is asked for is what pages start with.
START_SECONDS = 10.0
MOST_KEPT = 32 * 1024**2
# Their names change with what is in them, so a browser need never ask again.
FOREVER = (b"cache-control", b"private, max-age=31536000, immutable")

Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]


class FirstAssets:
    """The scripts and styles that pages start with, learned from the pages that came before.

    A page names them in its head, so that a browser fetches them while the first script runs:
    Gradio's scripts name one another, four deep, and each would be waited for.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._page_asked = float("-inf")
        self._paths: dict[str, None] = {}

    def see(self, path: str) -> None:
        """Take note of what a browser asks for."""
        if path == "/":
            self._page_asked = self._clock()
        elif self._clock() - self._page_asked < START_SECONDS:
            self._paths[path] = None

    def links(self) -> str:
        """What goes into a page's head."""
        scripts = [path for path in self._paths if path.endswith(".js")]
        styles = [path for path in self._paths if path.endswith(".css")]
        return "".join(
            [f'<link rel="modulepreload" crossorigin href=".{path}">' for path in scripts]
            + [f'<link rel="preload" as="style" crossorigin href=".{path}">' for path in styles]
        )


class Assets:
    """ASGI middleware that keeps Gradio's own files in memory, compressed.

    Reading and compressing each anew took the server 3 ms a file, of which a page waits for all.
    ``first`` is told what pages ask for.
    """

    def __init__(self, app: Callable[..., Awaitable[None]], first: FirstAssets) -> None:
        self._app = app
        self._first = first
        self._kept: dict[str, tuple[list[tuple[bytes, bytes]], bytes]] = {}
        self._size = 0

    async def __call__(self, scope: MutableMapping[str, Any], receive: Any, send: Send) -> None:
        """Answer for an asset that is known, look at what passes of one that is not."""
        if scope["type"] == "http" and scope["path"] == "/":
            self._first.see("/")
        if not _is_plain(scope):
            await self._app(scope, receive, send)
            return
        path = scope["path"]
        self._first.see(path)
        if path not in self._kept:
            await self._app(scope, receive, self._looking(path, send))
            return
        headers, body = self._kept[path]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    def _looking(self, path: str, send: Send) -> Send:
        pieces: list[bytes] = []
        headers: list[tuple[bytes, bytes]] = []

        async def look(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 200:
                headers.extend(message["headers"])
            elif message["type"] == "http.response.body" and headers:
                pieces.append(message.get("body", b""))
                if not message.get("more_body", False):
                    self._keep(path, headers, b"".join(pieces))
            await send(message)

        return look

    def _keep(self, path: str, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
        if any(name in (b"content-encoding", b"set-cookie") for name, _ in headers):
            return
        packed = gzip.compress(body, 6)
        if self._size + len(packed) > MOST_KEPT:
            return
        kept = [(name, value) for name, value in headers if name in (b"content-type", b"etag")]
        kept += [
            (b"content-length", str(len(packed)).encode()),
            (b"content-encoding", b"gzip"),
            (b"vary", b"Accept-Encoding"),
            FOREVER,
        ]
        self._kept[path] = (kept, packed)
        self._size += len(packed)


def _is_plain(scope: MutableMapping[str, Any]) -> bool:
    """Whether a script or style is asked for as browsers do: whole, and packed if it can be."""
    if scope["type"] != "http" or scope["method"] != "GET":
        return False
    path = scope["path"]
    if not path.startswith(PREFIX) or not path.endswith((".js", ".css")):
        return False
    headers = dict(scope["headers"])
    return b"range" not in headers and b"gzip" in headers.get(b"accept-encoding", b"")
