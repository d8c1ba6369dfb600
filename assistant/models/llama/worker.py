"""The child process that runs llama.cpp: ``python -m assistant.models.llama.worker PARENT``.

It speaks frames. Requests come on standard input, one at a time, except ``stop``, which a second
thread hears at any moment. When standard input ends, so does the process; and also when PARENT, the
process id of the app, is no longer its parent, since another process may have inherited the pipe.
"""

from __future__ import annotations

import os
import queue
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any, BinaryIO

from assistant.models.llama.engine import Abort, ChatEngine, Embedder, GrammarRefused
from assistant.models.llama.protocol import read_frame, write_frame
from assistant.models.llama.template import PromptRefused

FLUSH_SECONDS = 0.03
PARENT_SECONDS = 0.5


class Worker:
    """Answers requests in order; ``current`` is the id of the one in work."""

    def __init__(self, output: BinaryIO) -> None:
        self._output = output
        self._chat: ChatEngine | None = None
        self._embedder: Embedder | None = None
        self.abort = Abort()
        self.current = -1
        self.stopped: set[int] = set()

    def handle(self, message: dict[str, Any]) -> None:
        """Run one request and send its replies, the last of which says done or error."""
        request, operation = message["id"], message["op"]
        self.abort.start(message.get("timeout", 600.0))
        self.current = request
        if request in self.stopped:  # it was stopped before its turn came
            self.abort.set("stopped")
        try:
            payload = b""
            if operation == "load_chat":
                reply = self._load_chat(message)
            elif operation == "load_embedder":
                reply = self._load_embedder(message)
            elif operation == "chat":
                reply = self._generate(message)
            elif operation == "embed":
                vectors = self._ready_embedder().embed(message["texts"])
                reply, payload = {"shape": list(vectors.shape)}, vectors.tobytes()
            elif operation == "count":
                chat = self._ready_chat()
                reply = {"counts": [chat.count(text) for text in message["texts"]]}
            elif operation == "likelihoods":
                reply = {"likelihoods": self._ready_chat().likelihoods(message)}
            else:
                raise ValueError(f"unknown request {operation!r}")
            self._send({"id": request, "event": "done", **reply}, payload)
        except PromptRefused as error:
            self._send({"id": request, "event": "error", "kind": "prompt", "text": str(error)})
        except GrammarRefused as error:
            self._send({"id": request, "event": "error", "kind": "grammar", "text": str(error)})
        except Exception as error:
            kind = self.abort.reason or "failed"
            text = f"{type(error).__name__}: {error}"
            self._send({"id": request, "event": "error", "kind": kind, "text": text})
        finally:
            self.current = -1
            self.stopped.discard(request)
            self.abort.finish()

    def _send(self, message: dict[str, Any], payload: bytes = b"") -> None:
        write_frame(self._output, message, payload)

    def _load_chat(self, message: dict[str, Any]) -> dict[str, Any]:
        self._chat = None
        self._chat = ChatEngine(message["path"], message["context"], message["threads"])
        self.abort.install(self._chat.context)
        return self._chat.facts()

    def _load_embedder(self, message: dict[str, Any]) -> dict[str, Any]:
        self._embedder = None
        self._embedder = Embedder(message["path"], message["threads"])
        self.abort.install(self._embedder.context)
        return {"dimension": self._embedder.dimension}

    def _ready_chat(self) -> ChatEngine:
        if self._chat is None:
            raise RuntimeError("no chat model is loaded")
        return self._chat

    def _ready_embedder(self) -> Embedder:
        if self._embedder is None:
            raise RuntimeError("no embedding model is loaded")
        return self._embedder

    def _generate(self, message: dict[str, Any]) -> dict[str, Any]:
        """Stream text in pieces of some 30 ms: a write for each token would cost a core's time."""
        chat = self._ready_chat()
        pieces = chat.generate(message, lambda: bool(self.abort.reason))
        held: list[str] = []
        sent_at = 0.0
        try:
            for text in pieces:
                held.append(text)
                now = time.monotonic()
                if now - sent_at >= FLUSH_SECONDS:
                    self._send_text(message["id"], held)
                    sent_at = now
        except RuntimeError:
            if not self.abort.reason:
                raise
        self._send_text(message["id"], held)
        usage = chat.usage()
        if self.abort.reason:
            usage["finish"] = self.abort.reason
        return usage

    def _send_text(self, request: int, held: list[str]) -> None:
        if (text := "".join(held)) and self._chat is not None:
            self._send({"id": request, "event": "text", "text": text, **self._chat.usage()})
        held.clear()


def _listen(stream: BinaryIO, requests: queue.Queue[dict[str, Any] | None], worker: Worker) -> None:
    for message in _messages(stream):
        if message["op"] != "stop":
            requests.put(message)
            continue
        worker.stopped.add(message["target"])
        if message["target"] == worker.current:
            worker.abort.set("stopped")
    # The app is gone: whatever is running is for nobody.
    os._exit(0)


def _watch(parent: int) -> None:
    """End the process, whatever it is doing, soon after the app has died."""
    while os.getppid() == parent:
        time.sleep(PARENT_SECONDS)
    os._exit(0)


def _messages(stream: BinaryIO) -> Iterator[dict[str, Any]]:
    while (frame := read_frame(stream)) is not None:
        yield frame[0]


def main() -> None:
    """Serve until standard input ends."""
    output = os.fdopen(os.dup(sys.stdout.fileno()), "wb", buffering=0)
    # Whatever llama.cpp prints must not mix with frames.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    worker = Worker(output)
    requests: queue.Queue[dict[str, Any] | None] = queue.Queue()
    listener = threading.Thread(
        target=_listen, args=(sys.stdin.buffer, requests, worker), daemon=True
    )
    listener.start()
    if len(sys.argv) > 1:
        threading.Thread(target=_watch, args=(int(sys.argv[1]),), daemon=True).start()
    while (message := requests.get()) is not None:
        worker.handle(message)


if __name__ == "__main__":
    main()
