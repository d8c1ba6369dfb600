"""The page's scripts and styles, packed once: a first visit asks for about a hundred of them."""

from __future__ import annotations

import gzip
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

PREFIX = "/assets/"
MOST_KEPT = 32 * 1024**2
# Their names change with what is in them, so a browser need never ask again.
FOREVER = (b"cache-control", b"private, max-age=31536000, immutable")

Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]


class Assets:
    """ASGI middleware that keeps Gradio's own files in memory, compressed.

    Reading and compressing each anew took the server 3 ms a file, of which a page waits for all.
    """

    def __init__(self, app: Callable[..., Awaitable[None]]) -> None:
        self._app = app
        self._kept: dict[str, tuple[list[tuple[bytes, bytes]], bytes]] = {}
        self._size = 0

    async def __call__(self, scope: MutableMapping[str, Any], receive: Any, send: Send) -> None:
        """Answer for an asset that is known, look at what passes of one that is not."""
        if not _is_plain(scope):
            await self._app(scope, receive, send)
            return
        path = scope["path"]
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
