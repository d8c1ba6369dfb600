"""Who is at a page: a browser's language, and the secret by which it finds its conversations."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from typing import Any

import gradio as gr

from assistant.ui.i18n.languages import language_of

COOKIE = "survey-assistant-reader"
SECONDS = 400 * 86_400  # as long as browsers keep a cookie; each visit begins it anew
_SECRET = re.compile(rb"(?:^|;\s*)" + COOKIE.encode() + rb"=([\w-]{20,64})(?:;|$)")

Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]


@dataclass(frozen=True)
class Visitor:
    """A browser; ``reader`` is whose conversations it sees, None for everybody's."""

    language: str = "en"
    reader: str | None = None

    @classmethod
    def from_request(cls, request: gr.Request, *, shared: bool) -> Visitor:
        """The browser that sends a request; with ``shared`` all see all conversations."""
        language = language_of(request)
        if shared:
            return cls(language)
        secret = (request.cookies or {}).get(COOKIE) or str(request.session_hash)
        # The library keeps no secret that opens a conversation.
        return cls(language, hashlib.sha256(secret.encode()).hexdigest()[:32])


class VisitorCookies:
    """ASGI middleware that gives each browser a secret of its own, as a cookie of the page.

    ``script`` is put into the page, to run before Gradio's own, and then what ``links`` gives.
    """

    def __init__(
        self,
        app: Callable[..., Awaitable[None]],
        script: str = "",
        links: Callable[[], str] = str,
    ) -> None:
        self._app = app
        self._script = script
        self._links = links

    async def __call__(self, scope: MutableMapping[str, Any], receive: Any, send: Send) -> None:
        """Answer for the page, let everything else through."""
        if scope["type"] != "http" or scope["path"] != "/" or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        sent = b"; ".join(value for name, value in scope["headers"] if name == b"cookie")
        known = _SECRET.search(sent)
        secret = known[1].decode() if known else secrets.token_urlsafe(24)
        cookie = f"{COOKIE}={secret}; Path=/; Max-Age={SECONDS}; HttpOnly; SameSite=Strict"
        head = f"<head><script>{self._script}</script>{self._links()}".encode()
        begun: Message = {}

        async def send_changed(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = message
                return
            if begun:
                body = message.get("body", b"")
                message = {**message, "body": body.replace(b"<head>", head, 1)}
                more = len(message["body"]) - len(body)
                headers = [(name, _longer(name, value, more)) for name, value in begun["headers"]]
                headers.append((b"set-cookie", cookie.encode()))
                await send({**begun, "headers": headers})
                begun = {}
            await send(message)

        await self._app(scope, receive, send_changed)


def _longer(name: bytes, value: bytes, more: int) -> bytes:
    return str(int(value) + more).encode() if name == b"content-length" else value
