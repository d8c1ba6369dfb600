"""Taking sources into a library: read several at a time, store, embed across documents."""

from __future__ import annotations

import contextlib
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.documents.passages import split
from assistant.documents.survey import DocumentInfo
from assistant.errors import AssistantError, ClusterError, LibraryError
from assistant.ingest.fetch import with_stated
from assistant.ingest.progress import Added, Clock, Progress
from assistant.ingest.workers import (
    Job,
    ReadingPool,
    SourceLike,
    job_of,
    jobs_of,
    metadata_of_origin,
    pieces_of,
)
from assistant.readers.sandbox import Limits
from assistant.storage.curation import LibraryFolder
from assistant.storage.originals import missing, require_space

if TYPE_CHECKING:
    from assistant.ingest.cluster.ray_cluster import RayCluster

# Documents that may be read or wait to be embedded, besides those that the parsers hold.
AHEAD = 2
# A document is stored after those of the sources before it, so that the same sources make the same
# library; but it does not wait for one that takes much longer.
PATIENCE = 10.0
IDLE_SECONDS = 0.5


class Adding:
    """Adds sources to one library; each step takes the write lock, so that others get a turn.

    A document is stored in one transaction, its source before that; then its passages are embedded
    in steps, together with those of others. After a kill, what is stored is embedded at the next
    search or add, and what is in the library is recognised by its bytes before it is read.
    """

    def __init__(self, folder: LibraryFolder) -> None:
        self._folder = folder.path
        self._settings = folder.settings
        self._database = folder.database
        self._store = folder.store
        self._index = folder.index
        self._sources = folder.sources
        self._lock = folder.lock
        self.active = 0

    def add_all(
        self,
        sources: Iterable[SourceLike],
        password: str | None,
        progress: Callable[[Progress], None] | None,
        *,
        linked: bool = False,
        cluster: RayCluster | None = None,
    ) -> Iterator[Added]:
        """What becomes of each source, in the order; ``linked`` as for ``list_pieces``.

        With a ``cluster`` its nodes read and embed, and this process writes.
        """
        limits = Limits(self._settings.read_timeout)
        jobs = _jobs(sources, password, limits, linked)
        yield from self._run(jobs, Clock(progress), cluster)

    def add(
        self, source: str | Path, password: str | None, progress: Callable[[Progress], None] | None
    ) -> Added:
        """What becomes of one source, which is not a folder."""
        run = self._run(iter([job_of(source, 0, password)]), Clock(progress))
        with contextlib.closing(run):
            return next(run)

    def pieces(self, source: SourceLike) -> list[SourceLike]:
        """The documents of a source that holds several, such as an archive; else the source."""
        return pieces_of(source, Limits(self._settings.read_timeout))

    def reread(
        self,
        documents: Sequence[DocumentInfo],
        password: str | None,
        progress: Callable[[Progress], None] | None,
    ) -> Iterator[Added]:
        """Read kept sources again; what each document's survey is now, in order."""
        jobs = (self._job_of_kept(n, info, password) for n, info in enumerate(documents))
        yield from self._run(jobs, Clock(progress))

    def _job_of_kept(self, number: int, info: DocumentInfo, password: str | None) -> Job:
        origin = self._store.origin(info.id)
        job = Job(number, info.name, info.name, password=password, origin=origin, kept_id=info.id)
        if self._sources.find(info.id) is None:
            job.error = missing(info.name)
        return job

    def _run(
        self, jobs: Iterator[Job], clock: Clock, cluster: RayCluster | None = None
    ) -> Generator[Added, None, None]:
        reading = ReadingPool(self._settings, self._store, self._sources, clock, cluster)
        order: deque[Job] = deque()
        ready: list[Job] = []
        embedding: list[Job] = []
        speed, began = _Speed(), self._store.moment()
        self.active += 1
        try:
            more = True
            while more or order:
                held = len(ready) + len(embedding)
                while more and reading.running + held < reading.parsers + AHEAD:
                    job = next(jobs, None)
                    more = job is not None
                    if job is not None:
                        job.moment = began + job.number * 1e-6  # lists stay in this order
                        order.append(job)
                        reading.begin(job)
                if cluster is None and not embedding and any(job.parsing for job in order):
                    self._warm_up()
                idle = not embedding and order and order[0].added is None
                ready += reading.done(IDLE_SECONDS if idle else 0)
                for job in _next_ones(ready, order):
                    ready.remove(job)
                    if self._settle(job, clock):
                        embedding.append(job)
                if embedding:
                    self._embed(embedding, clock, speed)
                for job in order:
                    _follow_twin(job)
                while order and (added := order[0].added) is not None:
                    order.popleft()
                    yield added
        except Exception:
            for job in embedding:
                self._undo(job)
            raise
        finally:
            self.active -= 1
            reading.close()

    def _settle(self, job: Job, clock: Clock) -> bool:
        """Store what was read, or note what became of it; whether it waits to be embedded."""
        if job.document is not None and job.error is None:
            with self._lock.turn():
                if job.kept_id:
                    self._store_again(job, clock)
                else:
                    self._store_new(job, clock)
            job.document = None  # it is stored; few are in memory
        if job.error is not None:
            if isinstance(job.error, LibraryError | ClusterError) and not job.kept_id:
                raise job.error
            if not isinstance(job.error, AssistantError):
                raise job.error
            job.added = Added(job.source, error=job.error)
            reason = str(job.error)
            clock.pass_on(Progress(job.name, "refused", number=job.number, reason=reason))
        elif job.known:
            self._restate(job)
            job.added = self._there(job)
            clock.pass_on(Progress(job.name, "known", number=job.number))
        elif not job.passages and job.twin is None:
            job.added = self._there(job)
        return job.passages > 0 and job.added is None

    def _store_new(self, job: Job, clock: Clock) -> None:
        """Write a document, its passages and its source: all of it or nothing."""
        document, taken = job.document, job.taken
        assert document is not None and taken is not None
        job.known = self._store.survey_of(document.id) is not None  # another process was faster
        if job.known:
            taken.path.unlink(missing_ok=True)
            return
        passages = split(document)
        clock.tell(job.number, job.name, "split", len(passages), len(passages))
        require_space(self._folder, characters=sum(len(passage.text) for passage in passages))
        self._sources.keep(taken, document.format)
        try:
            with self._database.transaction():
                job.joined = self._store.add(document, job.origin, job.moment)
                self._index.add(passages)
        except BaseException:
            self._sources.drop(document.id)
            raise
        if job.vectors is not None:
            self._index.add_vectors(passages, job.vectors)
            job.vectors = None
        job.passages = len(passages)

    def _store_again(self, job: Job, clock: Clock) -> None:
        """Put a new reading in the place of the old one, unless both are equal."""
        document = job.document
        assert document is not None
        if self._store.document(document.id) in (None, document):
            return
        passages = split(document)
        clock.tell(job.number, job.name, "split", len(passages), len(passages))
        require_space(self._folder, characters=sum(len(passage.text) for passage in passages))
        with self._database.transaction():
            self._store.replace(document)
            self._index.replace(document.id, passages)
        job.passages = len(passages)

    def _restate(self, job: Job) -> None:
        """Put what a reference manager states in the place of what was stated of a known one."""
        origin, document = job.origin, self._store.document(job.document_id)
        if origin is None or not origin.stated or document is None or job.kept_id:
            return
        with self._lock.turn(), self._database.transaction():
            self._store.note_origin(document.id, origin)
            changed = with_stated(document, metadata_of_origin(origin))
            if changed != document:
                self._store.replace(changed)
                if (passages := split(changed)) != split(document):
                    self._index.replace(changed.id, passages)  # embedded at the next search or add

    def _warm_up(self) -> None:
        """Open what embedding needs while the parsers are at work."""
        with contextlib.suppress(AssistantError):
            self._index.warm_up()

    def _embed(self, embedding: list[Job], clock: Clock, speed: _Speed) -> None:
        """Embed one step; jobs that have no passage left to embed are done."""
        with self._lock.turn():
            began = time.monotonic()
            documents = [job.document_id for job in embedding]
            speed.count(self._index.embed_step(documents=documents), time.monotonic() - began)
        before = 0
        for job in list(embedding):
            left = self._index.waiting(job.document_id)
            before += left
            done = job.passages - left
            clock.pass_on(
                Progress(
                    job.name, "embed", done, job.passages, job.number, speed.rate,
                    before / speed.rate if speed.rate else None,
                )
            )  # fmt: skip
            if not left:
                embedding.remove(job)
                job.added = self._there(job)

    def _there(self, job: Job) -> Added:
        survey_id = self._store.survey_of(job.document_id)
        survey = self._store.survey(survey_id) if survey_id else None
        if survey is None:
            gone = LibraryError(
                "'{name}' was removed while it was added. Add it again.", name=job.name
            )
            return Added(job.source, error=gone)
        if job.known or job.kept_id:
            return Added(job.source, survey, already_there=job.known, document_id=job.document_id)
        return Added(
            job.source,
            survey,
            document_id=job.document_id,
            joined=job.joined,
            proposals=tuple(self._store.merge_proposals(survey.id)),
        )

    def _undo(self, job: Job) -> None:
        if job.kept_id:  # its new reading is whole, and is embedded later
            return
        with contextlib.suppress(LibraryError), self._database.transaction():
            self._store.remove_document(job.document_id)
            self._index.delete(job.document_id)
            self._sources.drop(job.document_id)


def _next_ones(ready: Sequence[Job], order: Iterable[Job]) -> list[Job]:
    """The jobs to settle now: those with nothing to store, and those whose turn it is."""
    now = time.monotonic()
    turn = next((job.number for job in order if not job.read_at), None)
    return [
        job
        for job in sorted(ready, key=lambda job: job.number)
        if job.document is None or turn is None or job.number < turn or now - job.read_at > PATIENCE
    ]


class _Speed:
    """Passages a second of the model, over all that one call has embedded."""

    def __init__(self) -> None:
        self._passages = 0
        self._seconds = 0.0

    def count(self, passages: int, seconds: float) -> None:
        self._passages += passages
        self._seconds += seconds

    @property
    def rate(self) -> float | None:
        return self._passages / self._seconds if self._seconds else None


def _follow_twin(job: Job) -> None:
    """What became of a job's twin became of it; whichever came later was there already."""
    twin = job.twin
    if twin is None or twin.added is None or job.added is not None:
        return
    first = twin.added
    if job.number < twin.number:  # its thread was the slower one
        twin.added = replace(first, already_there=first.error is None)
        job.added = replace(first, source=job.source)
    else:
        job.added = replace(first, source=job.source, already_there=first.error is None)


def _jobs(
    sources: Iterable[SourceLike], password: str | None, limits: Limits, linked: bool
) -> Iterator[Job]:
    """A job for each source, and each file of a folder, an archive or a list of references."""
    number = 0
    for source in sources:
        for job in jobs_of(source, number, password, limits, linked=linked):
            number += 1
            yield job
