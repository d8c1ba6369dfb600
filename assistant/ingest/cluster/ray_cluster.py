"""Sources read and embedded on the nodes of a Ray cluster; the only module that knows Ray."""

from __future__ import annotations

import contextlib
import logging
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import numpy as np

from assistant.documents.document import Document
from assistant.errors import AssistantError, ClusterError, UnreadableSource
from assistant.ingest.cluster.node import Node, NodeFacts, NodeSource
from assistant.readers.sandbox import Stopped
from assistant.settings import Settings

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings

# An address that starts a cluster on this machine, and one that finds what runs here.
LOCAL, AUTO = "local", "auto"
# Passages that a node embeds at a time: what a node's end loses.
STEP = 64
MOST_SOURCES = 256  # in work at a time, on all nodes
TRIES = 3  # workers that one source may end
MOST_FAILURES = 6  # of a node, without anything done in between
POLL = 0.5
JOINING_SECONDS = 1.0
KNOCK_SECONDS = 5.0
# How long a node may take to load its model, or wait for processors that others use.
START_SECONDS = 180.0
NO_RAY = (
    "Ray is not installed here. Install it with: pip install 'survey-assistant[cluster]', or leave "
    "out --ray."
)
NO_NODE = (
    "No node of the Ray cluster at {address} can be used: {reason}. 'ray status' shows the "
    "cluster's nodes; what is in the library by now stays, and the same command goes on from there."
)


@dataclass
class _Worker:
    """A node of the cluster with the actor that has it; ``ready`` once its model is loaded.

    ``reserved`` for a source that was in work when others ended: it is tried alone, so that it
    shows whether it was the cause.
    """

    node: str
    actor: Any
    begun: Any
    ready: bool = False
    busy: int = 0
    reserved: bool = False
    sees_paths: bool = True


class RayCluster:
    """Reads and embeds on every node of a cluster: one actor each, which loads the model once.

    A node that joins later is taken in; what a node or a worker that ends had in work is done by
    another. Safe to use from many threads.
    """

    def __init__(
        self, address: str, settings: Settings, embeddings: Embeddings | None, embedder: str
    ) -> None:
        self._address = address
        self._settings = settings
        self._given = embeddings
        self._embedder = embedder
        self._workers: dict[str, _Worker] = {}
        self._failures: dict[str, int] = {}
        self._reason = "none has processors"
        self._looked = 0.0
        self._changing = threading.Lock()
        self._ray = _connected(address)

    @property
    def parsers(self) -> int:
        """How many sources are worth having in work at a time: one a processor, and one a node."""
        nodes = self._nodes().values()
        return max(2, min(MOST_SOURCES, sum(int(count) + 1 for count in nodes)))

    def read(self, source: NodeSource, stop: threading.Event) -> Document:
        """The document that some node reads; raises why it is refused, Stopped, or ClusterError.

        What ends three workers is refused: it would end the next one.
        """

        def work(worker: _Worker) -> Any:
            found = None
            if worker.sees_paths:
                found = self._result(worker, worker.actor.read.remote(source), stop)
            if found is None:
                worker.sees_paths = False
                found = self._result(worker, worker.actor.read.remote(_whole(source)), stop)
            return found

        found = self._done(source.name, work, stop)
        assert isinstance(found, Document)
        return found

    def embed(
        self,
        name: str,
        texts: Sequence[Sequence[str]],
        stop: threading.Event,
        tell: Callable[[int], None],
    ) -> list[np.ndarray]:
        """Vectors of the passages of the source ``name``, given as their sentences.

        They are as ``Node.embed`` gives them; ``tell`` hears how many there are. Errors as for
        ``read``.
        """
        made: list[np.ndarray] = []
        while len(made) < len(texts):
            step = list(texts[len(made) : len(made) + STEP])

            def work(worker: _Worker, step: Sequence[Sequence[str]] = step) -> Any:
                return self._result(worker, worker.actor.embed.remote(step), stop)

            made += self._done(name, work, stop)
            tell(len(made))
        return made

    def _done(self, name: str, work: Callable[[_Worker], Any], stop: threading.Event) -> Any:
        """What ``work`` gives on some worker; on another where one ends, the last time alone."""
        for attempt in range(TRIES):
            alone = attempt == TRIES - 1
            with self._worker(stop, alone=alone) as worker, contextlib.suppress(_Lost):
                found = work(worker)
                if isinstance(found, AssistantError):
                    raise found
                return found
        raise _deadly(name)

    def close(self) -> None:
        """Let go of the nodes, and of the cluster where this object joined it."""
        for worker in self._workers.values():
            with contextlib.suppress(Exception):
                self._ray.get(worker.actor.close.remote(), timeout=POLL if not worker.ready else 5)
            with contextlib.suppress(Exception):
                self._ray.kill(worker.actor)
        self._workers.clear()
        if self._ray.joined_here:
            self._ray.shutdown()

    @contextlib.contextmanager
    def _worker(self, stop: threading.Event, *, alone: bool) -> Iterator[_Worker]:
        """A worker for the block: the least busy one, or ``alone`` one that does nothing else."""
        began = time.monotonic()
        while (worker := self._taken(stop, alone=alone)) is None:
            if stop.is_set():
                raise Stopped
            if any(other.ready for other in list(self._workers.values())):
                began = time.monotonic()
            if not self._workers or time.monotonic() - began > START_SECONDS:
                reason = self._reason if not self._workers else "their processors are all in use"
                raise ClusterError(NO_NODE, address=self._address, reason=reason)
            stop.wait(POLL)
        try:
            yield worker
        finally:
            self._give_back(worker)

    def _taken(self, stop: threading.Event, *, alone: bool) -> _Worker | None:
        """A worker, counted as busy, once it does nothing else for what is ``alone``; or None."""
        worker = self._least_busy(reserve=alone)
        while worker is not None and alone and worker.busy > 1:
            stop.wait(POLL)
            if stop.is_set() or self._workers.get(worker.node) is not worker:
                self._give_back(worker)  # it ended by what others had there
                return None
        return worker

    def _give_back(self, worker: _Worker) -> None:
        with self._changing:
            worker.busy -= 1
            worker.reserved = worker.reserved and worker.busy > 0

    def _least_busy(self, *, reserve: bool) -> _Worker | None:
        with self._changing:
            self._join_nodes()
            for worker in list(self._workers.values()):
                self._try_begin(worker)
            free = [w for w in self._workers.values() if w.ready and not w.reserved]
            if not free:
                return None
            chosen = min(free, key=lambda worker: worker.busy)
            chosen.busy += 1
            chosen.reserved = reserve
            return chosen

    def _join_nodes(self) -> None:
        """Give each node of the cluster an actor that has none, and has not failed too often."""
        if time.monotonic() - self._looked < JOINING_SECONDS and self._workers:
            return
        self._looked = time.monotonic()
        for node, processors in self._nodes().items():
            if node not in self._workers and self._failures.get(node, 0) < MOST_FAILURES:
                actor = self._ray.actor(
                    Node, node, processors, (self._settings, self._given, processors)
                )
                self._workers[node] = _Worker(node, actor, actor.facts.remote())

    def _try_begin(self, worker: _Worker) -> None:
        """Note that a worker is ready, or why it never will be."""
        if worker.ready or not self._ray.is_done(worker.begun):
            return
        try:
            facts = self._ray.get(worker.begun)
        except self._ray.ends as error:
            self._drop(worker, _first_line(error))
            return
        if isinstance(facts, AssistantError):
            self._drop(worker, str(facts), for_good=True)
        elif (wrong := self._mismatch(facts)) is not None:
            self._drop(worker, wrong, for_good=True)
        else:
            worker.ready = True

    def _mismatch(self, facts: NodeFacts) -> str | None:
        here = version("survey-assistant")
        if facts.version != here:
            return f"{facts.host} has version {facts.version} of this program, not {here}"
        if facts.embedder != self._embedder:
            return f"{facts.host} embeds with {facts.embedder}, this library with {self._embedder}"
        return None

    def _result(self, worker: _Worker, call: Any, stop: threading.Event) -> Any:
        """What a call gives; raises _Lost where the worker ends, Stopped once ``stop`` is set."""
        while not self._ray.is_done(call, POLL):
            if stop.is_set():
                raise Stopped
        try:
            found = self._ray.get(call)
            self._failures.pop(worker.node, None)
            return found
        except self._ray.ends as error:
            with self._changing:
                if self._workers.get(worker.node) is worker:
                    self._drop(worker, _first_line(error))
            raise _Lost from error

    def _drop(self, worker: _Worker, reason: str, *, for_good: bool = False) -> None:
        """Give a worker up; its node gets another one, unless it failed too often."""
        del self._workers[worker.node]
        before = MOST_FAILURES if for_good else self._failures.get(worker.node, 0)
        self._failures[worker.node] = before + 1
        self._reason = reason
        self._looked = 0.0
        with contextlib.suppress(Exception):
            self._ray.kill(worker.actor)
        logging.getLogger(__name__).info("A worker of the cluster is lost: %s", reason)

    def _nodes(self) -> dict[str, int]:
        """The processors of each living node that has any, by the node's id."""
        return self._ray.nodes()


class _Lost(Exception):
    """A worker ended before it answered."""


class _Ray:
    """What is used of Ray, with its errors in one place."""

    def __init__(self, ray: Any, *, joined_here: bool) -> None:
        errors = ray.exceptions
        self._ray = ray
        self.joined_here = joined_here
        # What says that a worker or its node has ended, or has lost what it made.
        self.ends = (errors.RayActorError, errors.WorkerCrashedError, errors.ObjectLostError,
                     errors.NodeDiedError, errors.OutOfMemoryError)  # fmt: skip
        self.get, self.kill, self.shutdown = ray.get, ray.kill, ray.shutdown

    def nodes(self) -> dict[str, int]:
        """The processors of each living node that has any, by the node's id."""
        return {
            node["NodeID"]: int(node["Resources"]["CPU"])
            for node in self._ray.nodes()
            if node["Alive"] and node["Resources"].get("CPU", 0) >= 1
        }

    def actor(self, kind: type, node: str, processors: int, arguments: Sequence[Any]) -> Any:
        """An actor that has all processors of a node, and serves several calls at a time."""
        strategy = self._ray.util.scheduling_strategies.NodeAffinitySchedulingStrategy
        remote = self._ray.remote(kind).options(
            num_cpus=processors,
            max_concurrency=processors + 2,
            max_restarts=0,
            scheduling_strategy=strategy(node, soft=False),
        )
        return remote.remote(*arguments)

    def is_done(self, call: Any, seconds: float = 0.0) -> bool:
        """Whether a call has ended, within so many seconds."""
        return bool(self._ray.wait([call], timeout=seconds)[0])


def _connected(address: str) -> _Ray:
    """Ray on the cluster at an address; a cluster that this process has joined is used as it is."""
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # nothing is reported to anybody
    try:
        import ray
        import ray.util.scheduling_strategies
    except ImportError as error:
        raise ClusterError(NO_RAY) from error
    if ray.is_initialized():
        return _Ray(ray, joined_here=False)
    options: dict[str, Any] = {"include_dashboard": False} if address == LOCAL else {}
    try:
        if address not in (LOCAL, AUTO):
            _knock(address)
        ray.init(address=address, log_to_driver=False, logging_level=logging.ERROR, **options)
    except (ConnectionError, RuntimeError, ValueError, OSError) as error:
        raise ClusterError(
            "The Ray cluster at {address} cannot be joined: {reason}. --ray takes HOST:PORT of one "
            "that runs, 'auto' to find it, or 'local' for this machine's processors.",
            address=address,
            reason=_first_line(error),
        ) from error
    return _Ray(ray, joined_here=True)


def _knock(address: str) -> None:
    """Raise OSError or ValueError where nothing listens: Ray itself would try for minutes."""
    host, _, port = address.rpartition(":")
    if not host or not port.isdecimal():
        raise ValueError("that is no HOST:PORT")
    socket.create_connection((host, int(port)), KNOCK_SECONDS).close()


def _deadly(name: str) -> UnreadableSource:
    """The refusal of a source that ended one worker after another."""
    return UnreadableSource(
        "'{name}' ended {count} workers of the cluster, one after another. Add it without --ray, "
        "where it is read with limits on this machine.",
        name=name,
        count=TRIES,
    )


def _whole(source: NodeSource) -> NodeSource:
    """A source with its bytes, for a node that cannot see its path."""
    return replace(source, data=source.path.read_bytes())


def _first_line(error: BaseException) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return (lines[0] if lines else type(error).__name__).rstrip(".")
