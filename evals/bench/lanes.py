"""``python -m evals.bench.lanes``: many clients at a model server, with four slots and with one.

The model server is scripted: it takes some time for an answer and writes so many at once. The app,
its queue and its clients (gradio_client) are real, each client asks once, all at the same moment.
"""

from __future__ import annotations

import argparse
import json
import socket
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from langchain_core.embeddings import DeterministicFakeEmbedding
from rich.console import Console

from assistant import Library, Settings
from assistant.demo import demo_sources
from assistant.ui.app import Serving, start

CLIENTS, SLOTS, SECONDS = 50, 4, 1.0
PATIENCE = 600
NAME = "scripted"
SAID = (
    "The Shen survey divides outer alignment into non-recursive oversight and scalable oversight."
)
QUESTION = "How does the Shen survey divide outer alignment?"


@dataclass(frozen=True)
class Crowd:
    """What so many clients got: answers with claims, errors, and seconds to an answer."""

    answered: int
    errors: int
    median_seconds: float
    slowest_seconds: float
    at_once: int


class ScriptedServer:
    """An OpenAI-compatible server that writes ``slots`` answers at a time, ``seconds`` each."""

    def __init__(self, slots: int, seconds: float) -> None:
        self.slots, self.seconds = slots, seconds
        self.at_once = self.most_at_once = 0
        self._counting, self._free = threading.Lock(), threading.Semaphore(slots)
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                told = {"total_slots": slots} if self.path == "/props" else {"data": [{"id": NAME}]}
                server.reply(self, json.dumps(told), "application/json")

            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["Content-Length"]))
                with server.answering():
                    server.reply(self, _events(), "text/event-stream")

            def log_message(self, format: str, *values: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    @contextmanager
    def answering(self) -> Iterator[None]:
        """Wait for a slot and take as long as an answer does."""
        with self._free:
            with self._counting:
                self.at_once += 1
                self.most_at_once = max(self.most_at_once, self.at_once)
            time.sleep(self.seconds)
            yield
            with self._counting:
                self.at_once -= 1

    def reply(self, handler: BaseHTTPRequestHandler, text: str, kind: str) -> None:
        """Send a text."""
        body = text.encode()
        handler.send_response(200)
        handler.send_header("Content-Type", kind)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    def close(self) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._server.server_close()


def _events() -> str:
    chunks: list[dict[str, Any]] = [
        {"delta": {"content": SAID}},
        {"delta": {}, "finish_reason": "stop"},
    ]
    lines = [
        json.dumps(
            {
                "id": "1", "object": "chat.completion.chunk", "created": 0, "model": NAME,
                "choices": [{"index": 0, **chunk}],
            }
        )
        for chunk in chunks
    ]  # fmt: skip
    return "".join(f"data: {line}\n\n" for line in [*lines, "[DONE]"])


def crowd(clients: int, slots: int, seconds: float, lanes: int = 0) -> Crowd:
    """Let so many clients of the app ask at once; ``lanes`` 0: as many as the server says."""
    server = ScriptedServer(slots, seconds)
    try:
        with tempfile.TemporaryDirectory(prefix="survey-assistant-bench-") as folder:
            settings = Settings(
                home=Path(folder) / "home", base_url=server.url, model=NAME, slots=lanes
            )
            with Library.open(
                Path(folder) / "library",
                settings=settings,
                embeddings=DeterministicFakeEmbedding(size=64),
            ) as library:
                for added in library.add_all(demo_sources()):
                    assert added.error is None
                library.ask(QUESTION)
                with socket.socket() as probe:
                    probe.bind(("127.0.0.1", 0))
                    port = int(probe.getsockname()[1])
                running = start(library, Serving(port=port))
                try:
                    return _asked(running.url, clients, server)
                finally:
                    running.close()
    finally:
        server.close()


def _asked(url: str, clients: int, server: ScriptedServer) -> Crowd:
    from gradio_client import Client

    callers = [Client(url, verbose=False, analytics_enabled=False) for _ in range(clients)]
    together = threading.Barrier(clients)
    times: list[float] = []
    answered: list[bool] = []
    errors: list[str] = []

    def ask(caller: Client) -> None:
        together.wait(PATIENCE)
        began = time.monotonic()
        try:
            reply = caller.predict(QUESTION, None, api_name="/ask")
            answered.append(bool(reply["claims"]))
        except Exception as error:
            errors.append(str(error))
        times.append(time.monotonic() - began)

    threads = [threading.Thread(target=ask, args=(caller,), daemon=True) for caller in callers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    return Crowd(
        sum(answered), len(errors), statistics.median(times), max(times), server.most_at_once
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, write ``build/bench-lanes.json``; 1 where somebody was not answered."""
    parser = argparse.ArgumentParser(prog="python -m evals.bench.lanes", description=__doc__)
    parser.add_argument("--clients", type=int, default=CLIENTS)
    parser.add_argument("--slots", type=int, default=SLOTS)
    parser.add_argument("--seconds", type=float, default=SECONDS, help="of an answer")
    options, console = parser.parse_args(arguments), Console(highlight=False)
    found = {}
    for name, lanes in (("slots", 0), ("one_lane", 1)):
        found[name] = crowd(options.clients, options.slots, options.seconds, lanes)
        console.print(f"{name}: {found[name]}")
    file = Path(__file__).parents[2] / "build" / "bench-lanes.json"
    file.parent.mkdir(exist_ok=True)
    report = {name: vars(value) for name, value in found.items()}
    file.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    return int(any(value.answered < options.clients for value in found.values()))


if __name__ == "__main__":
    sys.exit(main())
