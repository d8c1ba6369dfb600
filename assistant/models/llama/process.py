"""The app's side of the model process: starts it, talks to it in turns, survives its death."""

from __future__ import annotations

import contextlib
import itertools
import os
import queue
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Generator, Sequence
from pathlib import Path
from typing import IO, Any

import numpy as np

from assistant.errors import GrammarError, ModelCrashed, ModelError, ModelTimeout, PromptTooLong
from assistant.messages import Message, unpack
from assistant.models.centering import centred, shipped_means
from assistant.models.files.defaults import EmbeddingModel
from assistant.models.llama.protocol import (
    Chat,
    ChatMessage,
    Count,
    Embed,
    Failure,
    Header,
    LoadChat,
    LoadEmbedder,
    LoadEvidence,
    ModelFacts,
    ProtocolError,
    Rank,
    Rankings,
    Reply,
    Request,
    Score,
    Stop,
    Text,
    Usage,
    VerdictShares,
    Verify,
    read_event,
    read_frame,
    request_header,
    write_frame,
)
from assistant.scheduling import FairQueue
from vectorstore.embedding import Role

LOAD_TIMEOUT = 300.0
EMBED_TIMEOUT = 300.0
READ_TIMEOUT = 60.0
GRACE = 5.0
STOP_GRACE = 10.0
STOP_POLL = 0.05
# Seconds after which the reader of a silent answer gets an empty piece, so that whoever iterates
# over an answer, in the app or a script, can stop it at any time. The web app's pages have their
# own heartbeat (ui/state/streaming.py) for whatever they wait for, a place in the queue or a search
# as well; they read this iterator in another thread, which this heartbeat lets see their Stop.
HEARTBEAT = 0.1

_COMPLAINT = re.compile(r"error|assert|fail|abort|alloc|Traceback", re.IGNORECASE)

Frame = tuple[Header, bytes]


class LlamaProcess:
    """The local models in one child process, each loaded when it is first needed.

    They are a chat model, with an adapter where it was tuned, an embedding model, and evidence
    models, of which the first that is made for a text's language reads it; the files of their bases
    are in ``models_folder``.

    A crash, a kill or a hang costs the request in work: it raises ModelCrashed or ModelTimeout,
    and the next request starts a new process. Safe to use from many threads.
    """

    def __init__(
        self,
        chat_model: Path | None,
        embedding_model: EmbeddingModel | None,
        *,
        adapter: Path | None = None,
        evidence_models: Sequence[Path] = (),
        models_folder: Path | None = None,
        context_tokens: int = 4096,
        threads: int = 2,
    ) -> None:
        self.chat_model = chat_model
        self.adapter = adapter
        self.embedding_model = embedding_model
        self.evidence_models = tuple(evidence_models)
        self._models_folder = models_folder
        self.context_tokens = context_tokens
        self._threads = threads
        self._lane = FairQueue()
        self._numbers = itertools.count(1)
        self._child: subprocess.Popen[bytes] | None = None
        self._frames: queue.Queue[Frame | None] = queue.Queue()
        self._log: IO[bytes] | None = None
        self._ending = threading.Lock()
        self._facts: ModelFacts | None = None
        self._has_embedder = self._has_evidence = False
        self._deaths = 0

    @property
    def embedder_name(self) -> str:
        """The embedding file's name and size: other weights never share an index."""
        files = self._embedding_files()
        name = f"{files.path.stem}-{files.path.stat().st_size}"
        return f"{name}-{shipped_means().digest}" if files.is_centred else name

    @property
    def process_id(self) -> int | None:
        """The child's process id while it runs."""
        return self._child.pid if self._child is not None and self._child.poll() is None else None

    def facts(self) -> ModelFacts:
        """What the chat model says of itself once it is loaded."""
        with self._lane.turn(urgent=True):
            return self._load_chat()

    def chat(
        self, request: Chat, timeout: float
    ) -> Generator[tuple[str, Usage | None], None, None]:
        """Pieces of text as they come, each with the usage so far; the last piece is empty.

        While the model is silent, as it is while it reads a prompt, an empty piece without usage
        (None) comes every tenth of a second, so that the iterator can be closed at any time. That
        stops the model.
        A reader that is slow or stays away does not keep the model from others.
        """
        replies: queue.Queue[Text | Usage | BaseException] = queue.Queue()
        stop = threading.Event()
        threading.Thread(
            target=self._answer, args=(request, timeout, replies, stop), daemon=True
        ).start()
        try:
            while True:
                try:
                    reply = replies.get(timeout=HEARTBEAT)
                except queue.Empty:
                    yield "", None
                    continue
                if isinstance(reply, BaseException):
                    raise reply
                if isinstance(reply, Usage):
                    yield "", reply
                    return
                yield reply.text, reply.usage
        finally:
            stop.set()

    def _answer(
        self,
        request: Chat,
        timeout: float,
        replies: queue.Queue[Text | Usage | BaseException],
        stop: threading.Event,
    ) -> None:
        """Run one chat request in its own thread; the last reply is the end or an error."""
        try:
            with self._lane.turn(urgent=True):
                if stop.is_set():
                    return
                self._load_chat()
                number = self._send(request, timeout)
                deadline = time.monotonic() + timeout + GRACE
                while (header := self._next_message(deadline, timeout, stop)) is not None:
                    event = read_event(header, Usage)
                    if not isinstance(event, Text):
                        self._deaths = 0
                        replies.put(_end_of_chat(event, timeout))
                        return
                    replies.put(event)
                self._stop(number)
        except BaseException as error:
            replies.put(error)

    def _next_message(
        self, deadline: float, timeout: float, stop: threading.Event
    ) -> Header | None:
        """The next message of a chat; None once ``stop`` is set."""
        while not stop.is_set():
            try:
                frame = self._frames.get(timeout=STOP_POLL)
            except queue.Empty:
                if time.monotonic() > deadline:
                    self._kill()
                    raise _too_slow(timeout) from None
                continue
            if frame is None:
                raise self._died()
            return frame[0]
        return None

    def embed(self, texts: Sequence[Sequence[str]], role: Role = "passage") -> list[np.ndarray]:
        """For each text, given as its parts, its unit vector and then those of its parts.

        Each array is float32, shape (1 + parts, dimension). ``role`` says what the texts are for.
        """
        with self._lane.turn(urgent=len(texts) == 1):
            self._load_embedder()
            request = Embed([list(parts) for parts in texts], role)
            reply, payload = self._call(request, EMBED_TIMEOUT)
            self._deaths = 0
        rows = np.frombuffer(payload, dtype=np.float32).reshape(reply.shape)
        vectors = np.split(rows, np.cumsum([1 + len(parts) for parts in texts])[:-1])
        return centred(vectors, texts, role) if self._embedding_files().is_centred else vectors

    def count_tokens(self, text: str) -> int:
        """How many tokens the chat model makes of a text."""
        with self._lane.turn(urgent=True):
            self._load_chat()
            reply, _ = self._call(Count([text]), EMBED_TIMEOUT)
            return reply.counts[0]

    def likelihoods(
        self, messages: Sequence[ChatMessage], texts: Sequence[str], timeout: float
    ) -> list[float]:
        """For each text the log-probability, in nats, that it is the reply to the messages.

        Of long texts the first hundred tokens count.
        """
        with self._lane.turn(urgent=True):
            self._load_chat()
            reply, _ = self._call(Score(list(messages), list(texts)), timeout)
            self._deaths = 0
            return reply.likelihoods

    def rank(self, question: str, passages: Sequence[Sequence[str]], *, urgent: bool) -> Rankings:
        """The sentences of passages, scored for a question; ``urgent`` where somebody waits."""
        return self._read(Rank(question, [list(passage) for passage in passages]), urgent)

    def verify(self, claims: Sequence[tuple[str, Sequence[str]]], *, urgent: bool) -> VerdictShares:
        """How likely claims are supported by the sentences of their evidence."""
        return self._read(Verify([(claim, list(evidence)) for claim, evidence in claims]), urgent)

    def _read(self, request: Request[Reply], urgent: bool) -> Reply:
        with self._lane.turn(urgent=urgent):
            self._load_evidence()
            reply, _ = self._call(request, READ_TIMEOUT)
            self._deaths = 0
            return reply

    def warm_up(self) -> None:
        """Load the models now rather than at the first question."""
        with self._lane.turn(urgent=False):
            if self.evidence_models:
                self._load_evidence()
            if self.embedding_model is not None:
                self._load_embedder()
            if self.chat_model is not None:
                self._load_chat()

    def use_chat_model(self, path: Path) -> None:
        """Answer with another model from now on; stays with this one where it cannot be loaded.

        Waits for the answer in work.
        """
        with self._lane.turn(urgent=True):
            before, self.chat_model = self.chat_model, path
            self._kill()
            try:
                self._load_chat()
            except ModelError:
                self.chat_model = before
                raise

    def close(self) -> None:
        """End the child process; a later request starts another."""
        self._kill()

    def _embedding_files(self) -> EmbeddingModel:
        if self.embedding_model is None:
            raise ModelError("No embedding model is set. Run 'make models'.")
        return self.embedding_model

    def _load_chat(self) -> ModelFacts:
        """Load the chat model if it is not there yet."""
        self._start()
        if self._facts is None:
            if self.chat_model is None:
                raise ModelError("No chat model is set. Pass --model, or run 'make models'.")
            path = str(self.chat_model)
            adapter = str(self.adapter) if self.adapter is not None else None
            request = LoadChat(path, self.context_tokens, self._threads, adapter)
            self._facts = self._load(path, request)
        return self._facts

    def _load_embedder(self) -> None:
        """Load the embedding model if it is not there yet."""
        self._start()
        if not self._has_embedder:
            files = self._embedding_files()
            vocabulary = None if files.vocabulary is None else str(files.vocabulary)
            path = str(files.path)
            self._load(path, LoadEmbedder(path, self._threads, vocabulary))
            self._has_embedder = True

    def _load_evidence(self) -> None:
        """Load the evidence model if it is not there yet."""
        self._start()
        if self._has_evidence:
            return
        if not self.evidence_models or self._models_folder is None:
            raise ModelError("No evidence model is set. Run 'make models'.")
        paths = [str(path) for path in self.evidence_models]
        request = LoadEvidence(paths, str(self._models_folder), self._threads)
        self._load(", ".join(paths), request)
        self._has_evidence = True

    def _load(self, path: str, request: Request[Reply]) -> Reply:
        try:
            facts, _ = self._call(request, LOAD_TIMEOUT)
        except (ModelCrashed, ModelTimeout):
            raise
        except ModelError as error:
            raise ModelError(
                "{path} could not be loaded: {error}", path=path, error=str(error)
            ) from error
        return facts

    def _start(self) -> None:
        """Start the child if it does not run."""
        if self._child is not None and self._child.poll() is None:
            return
        self._kill()
        self._facts, self._has_embedder, self._has_evidence = None, False, False
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 (closed with the child)
        self._child = subprocess.Popen(
            [sys.executable, "-m", "assistant.models.llama.worker", str(os.getpid())],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
        )
        self._frames = queue.Queue()
        threading.Thread(target=_pump, args=(self._child.stdout, self._frames), daemon=True).start()

    def _send(self, request: Request[Any] | Stop, timeout: float | None = None) -> int:
        number = next(self._numbers)
        assert self._child is not None and self._child.stdin is not None
        header = request_header(number, request, timeout)
        try:
            write_frame(self._child.stdin, header)  # type: ignore[arg-type]
        except OSError:
            raise self._died() from None
        return number

    def _call(self, request: Request[Reply], timeout: float) -> tuple[Reply, bytes]:
        number = self._send(request, timeout)
        done = False
        try:
            header, payload = self._next(timeout + GRACE)
            done = True
        finally:
            if not done:
                self._stop(number)
        event = read_event(header, request.reply)
        if isinstance(event, Failure):
            raise _error(event, timeout)
        if isinstance(event, Text):
            raise ProtocolError(f"a text came as the answer to {request.op!r}")
        return event, payload

    def _next(self, timeout: float) -> Frame:
        try:
            frame = self._frames.get(timeout=timeout)
        except queue.Empty:
            self._kill()
            raise _too_slow(timeout) from None
        if frame is None:
            raise self._died()
        return frame

    def _stop(self, number: int) -> None:
        """Ask for the end of a request and wait for it; a process that does not listen is ended."""
        if self._child is None or self._child.poll() is not None:
            return
        with contextlib.suppress(ModelError):
            self._send(Stop(number))
            while True:
                try:
                    frame = self._frames.get(timeout=STOP_GRACE)
                except queue.Empty:
                    self._kill()
                    return
                if frame is None or frame[0]["event"] != "text":
                    return

    def _died(self) -> ModelCrashed:
        child, log = self._child, self._log
        code: int | None = None
        tail = ""
        if child is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                code = child.wait(timeout=GRACE)
        if log is not None:
            tail = _last_complaint(log)
        self._kill()
        self._deaths += 1
        how = f"signal {-code}" if code is not None and code < 0 else f"exit status {code}"
        advice = Message("Ask again: the next question starts a new one.")
        if self._deaths >= 3:
            advice = Message(
                "It died three times in a row: run 'survey-assistant doctor', try a smaller model "
                "(--model), or build llama.cpp again with 'make clean setup'."
            )
        return ModelCrashed(
            "The model process died ({how}).{tail} {advice}", how=how, tail=tail, advice=advice
        )

    def _kill(self) -> None:
        # A request's thread may find the child dead while another closes it.
        with self._ending:
            child, self._child = self._child, None
            log, self._log = self._log, None
        if child is not None:
            child.kill()
            child.wait()
            for stream in (child.stdin, child.stdout):
                if stream is not None:
                    with contextlib.suppress(OSError):
                        stream.close()
        if log is not None:
            log.close()


def _pump(stream: IO[bytes], frames: queue.Queue[Frame | None]) -> None:
    with contextlib.suppress(OSError, ValueError):
        while (frame := read_frame(stream)) is not None:  # type: ignore[arg-type]
            frames.put(frame)
    frames.put(None)


def _last_complaint(log: IO[bytes]) -> str:
    """What the child last complained of, for a message; empty where it said nothing."""
    try:
        log.seek(0)
        lines = log.read().decode("utf-8", "replace").splitlines()
    except ValueError:  # closed meanwhile by another thread
        return ""
    complaints = [line.strip() for line in lines if _COMPLAINT.search(line)]
    return f" Its last complaint: {complaints[-1][:200]}" if complaints else ""


def _too_slow(timeout: float) -> ModelTimeout:
    return ModelTimeout(
        "The model did not finish within {seconds} s. Ask for less, take a smaller model, or set "
        "SURVEY_ASSISTANT_ANSWER_TIMEOUT.",
        seconds=f"{timeout:.0f}",
    )


def _end_of_chat(event: Usage | Failure, timeout: float) -> Usage | ModelError:
    """What the last event of a chat means to its reader."""
    if isinstance(event, Failure):
        return _error(event, timeout)
    if event.finish == "timeout":
        return _too_slow(timeout)
    return event


def _error(failure: Failure, timeout: float) -> ModelError:
    if failure.kind == "prompt":
        return PromptTooLong(unpack(failure.text))
    if failure.kind == "grammar":
        return GrammarError(failure.text)
    if failure.kind == "timeout":
        return _too_slow(timeout)
    return ModelError(failure.text)
