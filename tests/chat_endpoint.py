"""A small OpenAI-compatible endpoint on this machine, with ways to misbehave."""

from __future__ import annotations

import contextlib
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class ChatEndpoint:
    """Serves ``/v1/chat/completions`` as a stream of events until it is closed.

    ``manner`` is "well", "refuses" (401), "cut" (the connection ends inside the stream), "slow"
    (a word a second), "silent" (no answer at all), "broken" (not JSON) or "empty" (no text).
    """

    def __init__(self, text: str = "", manner: str = "well") -> None:
        self.text = text
        self.manner = manner
        self.requests: list[dict[str, Any]] = []
        self.closing = threading.Event()
        endpoint = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                endpoint.requests.append({"path": self.path, **json.loads(body)})
                endpoint._reply(self)

            def log_message(self, format: str, *values: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def close(self) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _reply(self, handler: BaseHTTPRequestHandler) -> None:
        handler.close_connection = True
        if self.manner == "refuses":
            body = b'{"error": {"message": "Incorrect API key provided", "code": 401}}'
            handler.send_response(401)
            handler.send_header("Content-Type", "application/json")
            handler.send_header("Content-Length", str(len(body)))
            handler.end_headers()
            handler.wfile.write(body)
            return
        if self.manner == "silent":
            self.closing.wait(20)
            return
        handler.send_response(200)
        handler.send_header("Content-Type", "text/event-stream")
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        with contextlib.suppress(OSError):  # the client may have gone
            self._stream(handler)

    def _stream(self, handler: BaseHTTPRequestHandler) -> None:
        def event(data: str) -> None:
            raw = f"data: {data}\n\n".encode()
            handler.wfile.write(f"{len(raw):x}\r\n".encode() + raw + b"\r\n")
            handler.wfile.flush()

        words = [] if self.manner == "empty" else self.text.split(" ")
        for number, word in enumerate(words):
            if self.manner == "broken":
                event("{not json")
                continue
            if self.manner == "cut" and number == len(words) // 2:
                handler.connection.close()
                return
            if self.manner == "slow" and self.closing.wait(1.0):
                return
            event(_chunk({"content": word + " "}))
        event(_chunk({}, finish="stop"))
        event(_chunk(None, usage={"prompt_tokens": 50, "completion_tokens": 9, "total_tokens": 59}))
        event("[DONE]")
        handler.wfile.write(b"0\r\n\r\n")


def _chunk(
    delta: dict[str, str] | None, finish: str | None = None, usage: dict[str, int] | None = None
) -> str:
    choices = [{"index": 0, "delta": delta, "finish_reason": finish}] if delta is not None else []
    return json.dumps(
        {
            "id": "chat-1",
            "object": "chat.completion.chunk",
            "created": 0,
            "model": "stand-in",
            "choices": choices,
            "usage": usage,
        }
    )
