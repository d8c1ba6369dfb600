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
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from assistant.messages import pack
from assistant.models.base_model import Base, open_base
from assistant.models.files.evidence_file import read_evidence_file
from assistant.models.llama.abort import Abort
from assistant.models.llama.embedder import Embedder
from assistant.models.llama.engine import ChatEngine, GrammarRefused
from assistant.models.llama.evidence import EvidenceEncoder, EvidenceEncoders
from assistant.models.llama.multilingual import MultilingualEmbedder
from assistant.models.llama.protocol import (
    AnyReply,
    Chat,
    Count,
    Counts,
    Embed,
    EmbedderFacts,
    Failure,
    Header,
    Kind,
    Likelihoods,
    LoadChat,
    Loaded,
    LoadEmbedder,
    LoadEvidence,
    ModelFacts,
    ProtocolError,
    Rank,
    Score,
    Stop,
    Text,
    Usage,
    Vectors,
    Verify,
    event_header,
    read_frame,
    read_request,
    write_frame,
)
from assistant.models.llama.template import PromptRefused

FLUSH_SECONDS = 0.03
PARENT_SECONDS = 0.5
# Seconds of a request that names no limit of its own.
LIMIT = 600.0


class Worker:
    """Answers requests in order; ``current`` is the id of the one in work."""

    def __init__(self, output: BinaryIO) -> None:
        self._output = output
        self._chat: ChatEngine | None = None
        self._evidence: EvidenceEncoders | None = None
        self._bases: dict[str, Base] = {}
        self._embedder: Embedder | MultilingualEmbedder | None = None
        self.abort = Abort()
        self.current = -1
        self.stopped: set[int] = set()

    def handle(self, header: Header) -> None:
        """Run one request and send its replies, the last of which says done or error."""
        number = header["id"]
        self.abort.start(header.get("timeout", LIMIT))
        self.current = number
        if number in self.stopped:  # it was stopped before its turn came
            self.abort.set("stopped")
        try:
            reply, payload = self._answer(number, header)
            write_frame(self._output, event_header(number, reply), payload)
        except PromptRefused as error:
            self._fail(number, "prompt", pack(str(error)))
        except GrammarRefused as error:
            self._fail(number, "grammar", str(error))
        except Exception as error:
            self._fail(number, self.abort.reason or "failed", f"{type(error).__name__}: {error}")
        finally:
            self.current = -1
            self.stopped.discard(number)
            self.abort.finish()

    def _answer(self, number: int, header: Header) -> tuple[AnyReply, bytes]:
        match read_request(header):
            case LoadChat() as request:
                return self._load_chat(request), b""
            case LoadEmbedder() as request:
                return self._load_embedder(request), b""
            case LoadEvidence() as request:
                return self._load_evidence(request), b""
            case Chat() as request:
                return self._generate(number, request), b""
            case Embed() as request:
                vectors = self._ready_embedder().embed(request.texts, request.role)
                return Vectors(vectors.shape), vectors.tobytes()
            case Count() as request:
                chat = self._ready_chat()
                return Counts([chat.count(text) for text in request.texts]), b""
            case Score() as request:
                return Likelihoods(self._ready_chat().likelihoods(request)), b""
            case Rank() as request:
                return self._ready_evidence().rank(request.question, request.passages), b""
            case Verify() as request:
                return self._ready_evidence().verify(request.claims), b""
            case Stop():
                raise ProtocolError("a stop is heard by the listener and has no turn of its own")

    def _fail(self, number: int, kind: Kind, text: str) -> None:
        write_frame(self._output, event_header(number, Failure(kind, text)))

    def _load_chat(self, request: LoadChat) -> ModelFacts:
        self._chat = None
        self._chat = ChatEngine(request.path, request.context, request.threads, request.adapter)
        self.abort.install(self._chat.context)
        return self._chat.facts()

    def _load_embedder(self, request: LoadEmbedder) -> EmbedderFacts:
        self._embedder = None
        self._embedder = self._opened(request)
        self.abort.install(self._embedder.context)
        return EmbedderFacts(self._embedder.dimension)

    def _opened(self, request: LoadEmbedder) -> Embedder | MultilingualEmbedder:
        if request.vocabulary is None:
            return Embedder(request.path, request.threads)
        return MultilingualEmbedder(
            request.path, self._base(Path(request.vocabulary)), request.threads
        )

    def _load_evidence(self, request: LoadEvidence) -> Loaded:
        self._evidence = None
        encoders = []
        for path in request.paths:
            file = read_evidence_file(Path(path))
            base = self._base(Path(request.folder) / file.base)
            encoders.append(EvidenceEncoder(path, file, base, request.threads))
            self.abort.install(encoders[-1].encoder.context)
        self._evidence = EvidenceEncoders(encoders)
        return Loaded()

    def _base(self, path: Path) -> Base:
        """The base in a file, opened once: embedder and evidence model may share it."""
        if path.name not in self._bases:
            self._bases[path.name] = open_base(path)
        return self._bases[path.name]

    def _ready_chat(self) -> ChatEngine:
        if self._chat is None:
            raise RuntimeError("no chat model is loaded")
        return self._chat

    def _ready_embedder(self) -> Embedder | MultilingualEmbedder:
        if self._embedder is None:
            raise RuntimeError("no embedding model is loaded")
        return self._embedder

    def _ready_evidence(self) -> EvidenceEncoders:
        if self._evidence is None:
            raise RuntimeError("no evidence model is loaded")
        return self._evidence

    def _generate(self, number: int, request: Chat) -> Usage:
        """Stream text in pieces of some 30 ms: a write for each token would cost a core's time."""
        chat = self._ready_chat()
        pieces = chat.generate(request, lambda: bool(self.abort.reason))
        held: list[str] = []
        sent_at = 0.0
        try:
            for text in pieces:
                held.append(text)
                now = time.monotonic()
                if now - sent_at >= FLUSH_SECONDS:
                    self._send_text(number, held)
                    sent_at = now
        except RuntimeError:
            if not self.abort.reason:
                raise
        self._send_text(number, held)
        usage = chat.usage()
        if self.abort.reason:
            usage = replace(usage, finish=self.abort.reason)
        return usage

    def _send_text(self, number: int, held: list[str]) -> None:
        if (text := "".join(held)) and self._chat is not None:
            write_frame(self._output, event_header(number, Text(text, self._chat.usage())))
        held.clear()


def _listen(stream: BinaryIO, requests: queue.Queue[Header | None], worker: Worker) -> None:
    for header in _headers(stream):
        if header.get("op") != Stop.op:
            requests.put(header)
            continue
        worker.stopped.add(header["target"])
        if header["target"] == worker.current:
            worker.abort.set("stopped")
    # The app is gone: whatever is running is for nobody.
    os._exit(0)


def _watch(parent: int) -> None:
    """End the process, whatever it is doing, soon after the app has died."""
    while os.getppid() == parent:
        time.sleep(PARENT_SECONDS)
    os._exit(0)


def _headers(stream: BinaryIO) -> Iterator[Header]:
    while (frame := read_frame(stream)) is not None:
        yield frame[0]


def main() -> None:
    """Serve until standard input ends."""
    output = os.fdopen(os.dup(sys.stdout.fileno()), "wb", buffering=0)
    # Whatever llama.cpp prints must not mix with frames.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    worker = Worker(output)
    requests: queue.Queue[Header | None] = queue.Queue()
    listener = threading.Thread(
        target=_listen, args=(sys.stdin.buffer, requests, worker), daemon=True
    )
    listener.start()
    if len(sys.argv) > 1:
        threading.Thread(target=_watch, args=(int(sys.argv[1]),), daemon=True).start()
    while (header := requests.get()) is not None:
        worker.handle(header)


if __name__ == "__main__":
    main()
