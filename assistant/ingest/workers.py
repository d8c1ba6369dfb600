"""Sources being read: fetched or copied into the library, then parsed, several at a time."""

from __future__ import annotations

import contextlib
import os
import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from assistant.documents.document import Document
from assistant.documents.formats import SUFFIXES, open_regular_file
from assistant.documents.matching import Agreement
from assistant.documents.passages import split
from assistant.errors import AssistantError, EmptySource, SourceNotFound
from assistant.ingest.arxiv import Stated
from assistant.ingest.cluster.node import NodeSource
from assistant.ingest.fetch import fetch, is_address, with_stated
from assistant.ingest.latex_folder import bundle, is_latex, without_parts
from assistant.ingest.pieces import (
    SourcePiece,
    archive_pieces,
    is_archive,
    is_reference_list,
    list_pieces,
)
from assistant.ingest.progress import Added, Clock
from assistant.models.files.recognition import recognition_weights
from assistant.readers.sandbox import Limits, Stopped, archive_member, read_safely
from assistant.serialization import dump, load
from assistant.settings import Settings
from assistant.storage.originals import Sources, Taken, missing
from assistant.storage.surveys import Origin, Store

if TYPE_CHECKING:
    from assistant.ingest.cluster.ray_cluster import RayCluster

MOST_PARSERS = 4
_SNIFFED = 65_536  # bytes of an XML file, in which its root element stands
SourceLike = str | Path | SourcePiece


@dataclass
class Job:
    """One source on its way: ``source`` as it was handed over, ``name`` as it is shown.

    Reading it ends with one of ``error``, ``known`` (its document is in the library), ``twin`` (a
    job of this call that has the same bytes) or ``document``. ``kept_id`` names a document whose
    kept source is read again. ``joined`` says why it was put with others, ``added`` is what became
    of it in the end. ``member`` is its name in the archive at ``path``. ``vectors`` are those of
    its passages where a cluster has made them, as ``Index.add_vectors`` takes them.
    """

    number: int
    source: str
    name: str
    path: Path | None = None
    password: str | None = None
    origin: Origin | None = None
    kept_id: str = ""
    taken: Taken | None = None
    parsing: bool = False
    read_at: float = 0.0
    moment: float = 0.0
    document: Document | None = None
    known: bool = False
    twin: Job | None = None
    error: BaseException | None = None
    passages: int = 0
    joined: Agreement | None = None
    added: Added | None = None
    member: str = ""
    vectors: list[np.ndarray] | None = None

    @property
    def document_id(self) -> str:
        """The id of its document, once its bytes are known."""
        return self.kept_id or (self.taken.id if self.taken else "")


class ReadingPool:
    """Reads jobs in threads, each with a child process; ``done`` gives those that are read.

    With a ``cluster`` they are read and embedded there, and the threads wait.

    Children run beside the embedder at the lowest priority, so that they take the time which it
    leaves: on two cores an embedder beside a parser of like priority was ten times slower, since
    llama.cpp's threads wait for one another by spinning.
    """

    def __init__(
        self,
        settings: Settings,
        store: Store,
        sources: Sources,
        clock: Clock,
        cluster: RayCluster | None = None,
    ) -> None:
        self._settings = settings
        self._store = store
        self._sources = sources
        self._clock = clock
        self._cluster = cluster
        self._stop = threading.Event()
        self._claims = threading.Lock()
        self._claimed: dict[str, Job] = {}
        self.parsers = parser_count() if cluster is None else cluster.parsers
        self._pool = ThreadPoolExecutor(self.parsers, thread_name_prefix="reading")
        self._finished: queue.SimpleQueue[Job] = queue.SimpleQueue()
        self.running = 0

    def begin(self, job: Job) -> None:
        """Start reading a job."""
        self.running += 1
        self._pool.submit(self._read, job)

    def done(self, seconds: float) -> list[Job]:
        """The jobs that are read, or refused, by now; waits so long for the first of them."""
        found: list[Job] = []
        with contextlib.suppress(queue.Empty):
            while self.running:
                found.append(self._finished.get(timeout=0 if found else max(seconds, 1e-9)))
                self.running -= 1
        return found

    def close(self) -> None:
        """Stop what is being read, and wait for it to be stopped."""
        self._stop.set()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _read(self, job: Job) -> None:
        try:
            if job.error is not None:
                return
            self._take(job)
            if not (job.known or job.twin):
                self._parse(job)
            elif job.taken is not None:
                job.taken.path.unlink(missing_ok=True)
        except BaseException as error:
            job.error = error
            if job.taken is not None:
                job.taken.path.unlink(missing_ok=True)
        finally:
            job.read_at = time.monotonic()
            self._finished.put(job)

    def _take(self, job: Job) -> None:
        """Get the bytes into the library's folder, and see whether they are known."""
        if job.kept_id:
            return
        if job.path is None:
            self._clock.tell(job.number, job.name, "fetch")
            fetched = fetch(job.source, self._settings, self._fetched(job))
            job.name = fetched.name
            stated = dump(fetched.stated, with_templates=True) if fetched.stated else ""
            job.origin = Origin(fetched.address, stated)
            job.taken = self._sources.take_bytes(fetched.data, job.name)
        else:
            self._clock.tell(job.number, job.name, "read")
            job.taken = self._taken(job, job.path)
        if not job.taken.path.stat().st_size:
            raise EmptySource("'{name}' is empty. Hand over a file that holds text.", name=job.name)
        job.known = self._store.survey_of(job.taken.id) is not None
        with self._claims:
            first = self._claimed.setdefault(job.taken.id, job)
        job.twin = first if first is not job and not job.known else None

    def _taken(self, job: Job, path: Path) -> Taken:
        """A file, a file in an archive, or a LaTeX source with all that it includes."""
        if job.member:
            limits = Limits(self._settings.read_timeout)
            data = archive_member(path, path.name, job.member, limits=limits, stop=self._stop)
            return self._sources.take_bytes(data, job.name)
        if is_latex(path) and (whole := bundle(path)) is not None:
            return self._sources.take_bytes(whole, job.name)
        return self._sources.take(path, job.name)

    def _fetched(self, job: Job) -> Callable[[int, int | None], None]:
        def tell(done: int, total: int | None) -> None:
            if self._stop.is_set():
                raise Stopped
            self._clock.tell(job.number, job.name, "fetch", done, total or 0)

        return tell

    def _parse(self, job: Job) -> None:
        job.parsing = True
        if job.path is None:
            self._clock.tell(job.number, job.name, "read")
        path = job.taken.path if job.taken else self._sources.find(job.kept_id)
        if path is None:
            raise missing(job.name)
        document = self._document(job, path)
        if job.origin is not None and job.origin.stated:
            document = with_stated(document, metadata_of_origin(job.origin))
        job.document = replace(document, id=job.document_id)
        if document.page_count:
            self._clock.tell(job.number, job.name, "read", document.page_count, document.page_count)
        if self._cluster is not None:
            job.vectors = self._vectors(self._cluster, job, job.document)

    def _document(self, job: Job, path: Path) -> Document:
        """What a source says, read in a child here or by a node of the cluster."""
        if self._cluster is not None:
            source = NodeSource(job.name, job.document_id, path, password=job.password)
            return self._cluster.read(source, self._stop)
        return read_safely(
            path,
            job.name,
            password=job.password,
            limits=Limits(self._settings.read_timeout),
            stop=self._stop,
            weights=recognition_weights(self._settings),
        )

    def _vectors(self, cluster: RayCluster, job: Job, document: Document) -> list[np.ndarray]:
        """The vectors of a document's passages, made on the cluster."""
        texts = [passage.parts for passage in split(document)]

        def tell(done: int) -> None:
            if done < len(texts):  # the last are done once they are stored
                self._clock.tell(job.number, job.name, "embed", done, len(texts))

        return cluster.embed(job.name, texts, self._stop, tell)


def metadata_of_origin(origin: Origin) -> Stated | None:
    """What was stated where a document was fetched from."""
    return load(Stated, origin.stated) if origin.stated else None


def parser_count() -> int:
    """How many parsers run at a time: one a core, up to ``MOST_PARSERS``."""
    if hasattr(os, "sched_getaffinity"):
        cores = len(os.sched_getaffinity(0))
    else:
        cores = os.cpu_count() or 1
    return max(1, min(MOST_PARSERS, cores))


def job_of(source: SourceLike, number: int, password: str | None) -> Job:
    """The job of one file, address, arXiv id, or piece of a source that holds several."""
    if isinstance(source, SourcePiece):
        stated = dump(source.stated, with_templates=True) if source.stated else ""
        origin = Origin(source.key or source.source, stated) if stated else None
        return Job(
            number, source.source, storable_name(source.name), source.path, password,
            origin=origin, member=source.member,
        )  # fmt: skip
    if is_address(source):
        text = str(source).strip()
        return Job(number, text, text, password=password)
    path = Path(source)
    with contextlib.suppress(RuntimeError):  # "~somebody" without a home
        path = path.expanduser()
    return Job(number, str(path), storable_name(path.name), path, password)


def jobs_of(
    source: SourceLike,
    first: int,
    password: str | None,
    limits: Limits | None = None,
    *,
    linked: bool = False,
) -> list[Job]:
    """The job of a file, an address or an arXiv id, or those of what it holds.

    A folder, an archive and a list of references hold several; ``linked`` as for ``list_pieces``.
    """
    whole = job_of(source, first, password)
    if whole.path is None or isinstance(source, SourcePiece):
        return [whole]
    try:
        files = source_files(whole.path)
    except AssistantError as error:
        whole.error = error
        return [whole]
    made: list[Job] = []
    for file in files:
        made += _unfolded(file, first + len(made), password, limits or Limits(), linked)
    return made


def pieces_of(source: SourceLike, limits: Limits) -> list[SourceLike]:
    """The documents of a source that holds several; else the source, whatever is wrong with it."""
    if isinstance(source, SourcePiece) or is_address(source):
        return [source]
    try:
        return [*_pieces(Path(source).expanduser(), limits, linked=False)] or [source]
    except (AssistantError, RuntimeError):
        return [source]


def _pieces(file: Path, limits: Limits, linked: bool) -> list[SourcePiece]:
    """The pieces of an archive or a list of references; none of other files."""
    if is_archive(file):
        return archive_pieces(file, limits)
    return list_pieces(file, limits, linked=linked) if is_reference_list(file) else []


def _unfolded(
    file: Path, first: int, password: str | None, limits: Limits, linked: bool
) -> list[Job]:
    """The job of a file, or those of the files that it holds or names."""
    whole = job_of(file, first, password)
    try:
        pieces = _pieces(file, limits, linked)
    except AssistantError as error:
        whole.error = error
        return [whole]
    jobs = [job_of(piece, number, password) for number, piece in enumerate(pieces, start=first)]
    return jobs or [whole]


def source_files(path: Path) -> list[Path]:
    """A file itself, or the files in a folder and below that a reader knows by their suffix.

    What a LaTeX paper there includes, its figures too, is a part of it and none of them.
    """
    if not _is_folder(path):
        return [path]
    files = without_parts(
        sorted(
            file
            for file in path.rglob("*")
            if file.suffix.lower() in SUFFIXES and not file.is_dir() and not _is_other_xml(file)
        )
    )
    if not files:
        known = ", ".join(sorted(SUFFIXES))
        raise SourceNotFound(
            "No files to read in {path}. Files that can be read end in {known}.",
            path=path,
            known=known,
        )
    return files


def _is_other_xml(file: Path) -> bool:
    """Whether a file is XML that is no article: folders hold many of those."""
    if file.suffix.lower() != ".xml":
        return False
    try:
        with open_regular_file(file) as opened:
            return b"<article" not in opened.read(_SNIFFED)
    except AssistantError:
        return False


def ignored_files(path: Path) -> list[Path]:
    """The files in a folder and below that ``source_files`` passes over; hidden ones aside."""
    if not _is_folder(path):
        return []
    return sorted(
        file
        for file in path.rglob("*")
        if file.is_file()
        and file.suffix.lower() not in SUFFIXES
        and not any(part.startswith(".") for part in file.relative_to(path).parts)
    )


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def storable_name(name: str) -> str:
    """A file's name as it can be stored and shown, whatever bytes it has on disk."""
    return name.encode("utf-8", "replace").decode()
