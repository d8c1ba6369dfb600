"""A small OpenAI-compatible endpoint on this machine, with ways to misbehave."""

from __future__ import annotations

import contextlib
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from llama_cpp.llama_chat_format import Jinja2ChatFormatter

from assistant.models.endpoint import PROBE


class ChatEndpoint:
    """Serves ``/v1/chat/completions`` as a stream of events until it is closed.

    ``manner`` is "well", "refuses" (401), "cut" (the connection ends inside the stream), "slow"
    (a word a second), "silent" (no answer at all), "broken" (not JSON), "empty" (no text), "thinks"
    (``thoughts`` stand in tags before the text, which comes in pieces of three letters), "closes"
    (the same without the tag that opens them), "reasons" (they come in a field of their own),
    "obeys" ("thinks" unless the request says not to), "strict" (400 for a field that OpenAI has
    not), "narrow" (400 where more than 1000 tokens are asked for) or "nowhere" (404 at every
    address). Other paths are a 404. A piece counts as a token: after as many as were asked for the
    answer is cut. With a ``template`` it plays the model of that chat template, and thinks where
    the prompt asks it to, in tags, as behind a server that knows of none.
    Asked for one word, it says "Yes", as it says everything; ``requests`` has the
    other requests, ``probes`` those. ``/v1/models`` lists ``name``; with ``slots`` it tells them at
    ``/props`` as llama-server does, and writes so many answers at a time, each ``seconds`` long;
    ``most_at_once`` is how many it wrote at a time.
    """

    def __init__(
        self,
        text: str = "",
        manner: str = "well",
        thoughts: str = "",
        template: str = "",
        *,
        name: str = "stand-in",
        slots: int = 0,
        seconds: float = 0.0,
    ) -> None:
        self.name, self.slots, self.seconds = name, slots, seconds
        self.at_once = self.most_at_once = 0
        self._counting, self._free = threading.Lock(), threading.Semaphore(slots or 1000)
        self.template = template
        self.text = text
        self.manner = manner
        self.thoughts = thoughts
        self.requests: list[dict[str, Any]] = []
        self.probes: list[dict[str, Any]] = []
        self.closing = threading.Event()
        endpoint = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                request = {"path": self.path, **json.loads(body)}
                probe = request["messages"][-1]["content"] == PROBE
                (endpoint.probes if probe else endpoint.requests).append(request)
                endpoint._reply(self, request)

            def do_GET(self) -> None:
                endpoint._tell(self)

            def log_message(self, format: str, *values: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"{self.root}/v1"

    @property
    def root(self) -> str:
        """The address without /v1."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def close(self) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _reply(self, handler: BaseHTTPRequestHandler, request: dict[str, Any]) -> None:
        handler.close_connection = True
        if self.manner == "refuses":
            _refuse(handler, 401, "Incorrect API key provided")
            return
        if self.manner == "nowhere" or handler.path != "/v1/chat/completions":
            _refuse(handler, 404, "Not Found")
            return
        asked = request.get("max_completion_tokens") or request.get("max_tokens") or 0
        if self.manner == "narrow" and asked > 1000:
            _refuse(handler, 400, "max_tokens is too large")
            return
        if self.manner == "strict" and "chat_template_kwargs" in request:
            _refuse(handler, 400, "Unrecognized request argument supplied: chat_template_kwargs")
            return
        if self.template:
            try:
                self._prompt(request)
            except Exception as error:  # as llama-server and vLLM answer
                _refuse(handler, 400, str(error))
                return
        if self.manner == "silent":
            self.closing.wait(20)
            return
        handler.send_response(200)
        handler.send_header("Content-Type", "text/event-stream")
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        with self._free:
            with self._counting:
                self.at_once += 1
                self.most_at_once = max(self.most_at_once, self.at_once)
            with contextlib.suppress(OSError):  # the client may have gone
                self.closing.wait(self.seconds)
                self._stream(handler, request)
            with self._counting:
                self.at_once -= 1

    def _tell(self, handler: BaseHTTPRequestHandler) -> None:
        """What llama-server says of itself."""
        handler.close_connection = True
        if self.manner == "refuses":
            _refuse(handler, 401, "Incorrect API key provided")
        elif handler.path == "/v1/models" and self.manner != "nowhere":
            _say(handler, 200, {"object": "list", "data": [{"id": self.name}]})
        elif handler.path == "/props" and self.slots:
            _say(handler, 200, {"total_slots": self.slots})
        else:
            _refuse(handler, 404, "Not Found")

    def _prompt(self, request: dict[str, Any]) -> str:
        """The messages as the template renders them."""
        formatter = Jinja2ChatFormatter(self.template, eos_token="", bos_token="<bos>")
        wanted = request.get("chat_template_kwargs", {})
        return formatter(messages=request["messages"], **wanted).prompt

    def _played(self, request: dict[str, Any]) -> str:
        """What stands before the text: thoughts in tags, where the prompt asks for them."""
        prompt = self._prompt(request)
        if prompt.rstrip().endswith("<think>"):
            return f"{self.thoughts}</think>"
        if "Reasoning Mode: /think" in prompt:
            return f"<think>{self.thoughts}</think>"
        return f"<|channel>thought\n{self.thoughts}<channel|>" if "<|think|>" in prompt else ""

    def _pieces(self, request: dict[str, Any]) -> list[dict[str, str]]:
        text = "Yes" if request["messages"][-1]["content"] == PROBE and self.text else self.text
        plain = request.get("chat_template_kwargs", {}).get("enable_thinking") is False
        if self.manner in ("thinks", "closes") or (self.manner == "obeys" and not plain):
            opening = "" if self.manner == "closes" else "<think>"
            whole = f"{opening}{self.thoughts}</think>{text}" if text else self.thoughts
            return [{"content": whole[i : i + 3]} for i in range(0, len(whole), 3)]
        if self.template:
            whole = f"{self._played(request)}{text}"
            return [{"content": whole[i : i + 3]} for i in range(0, len(whole), 3)]
        words = [] if self.manner == "empty" else text.split(" ")
        thoughts = self.thoughts.split(" ") if self.manner == "reasons" else []
        return [
            *({"reasoning_content": f"{word} "} for word in thoughts),
            *({"content": f"{word} "} for word in words),
        ]

    def _stream(self, handler: BaseHTTPRequestHandler, request: dict[str, Any]) -> None:
        def event(data: str) -> None:
            raw = f"data: {data}\n\n".encode()
            handler.wfile.write(f"{len(raw):x}\r\n".encode() + raw + b"\r\n")
            handler.wfile.flush()

        pieces = self._pieces(request)
        most = request.get("max_completion_tokens") or request.get("max_tokens") or len(pieces)
        for number, piece in enumerate(pieces[:most]):
            if self.manner == "broken":
                event("{not json")
                continue
            if self.manner == "cut" and number == len(pieces) // 2:
                handler.connection.close()
                return
            if self.manner == "slow" and self.closing.wait(1.0):
                return
            event(_chunk(piece))
        event(_chunk({}, finish="stop" if len(pieces) <= most else "length"))
        event(_chunk(None, usage={"prompt_tokens": 50, "completion_tokens": 9, "total_tokens": 59}))
        event("[DONE]")
        handler.wfile.write(b"0\r\n\r\n")


def _refuse(handler: BaseHTTPRequestHandler, status: int, message: str) -> None:
    _say(handler, status, {"error": {"message": message, "code": status}})


def _say(handler: BaseHTTPRequestHandler, status: int, value: dict[str, Any]) -> None:
    body = json.dumps(value).encode()
    handler.send_response(status)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


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
