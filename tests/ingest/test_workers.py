"""Sources on their way: which jobs a call has, and what becomes of each of them."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from assistant.documents.formats import SUFFIXES
from assistant.errors import EmptySource, FetchError, LibraryError, SourceNotFound
from assistant.ingest.arxiv import Stated
from assistant.ingest.progress import Clock, Progress
from assistant.ingest.workers import (
    MOST_PARSERS,
    Job,
    ReadingPool,
    ignored_files,
    job_of,
    jobs_of,
    metadata_of_origin,
    parser_count,
    pieces_of,
    source_files,
    storable_name,
)
from assistant.readers.sandbox import Limits
from assistant.serialization import dump
from assistant.settings import Settings
from assistant.storage.database import LibraryDatabase
from assistant.storage.originals import Sources
from assistant.storage.surveys import Origin, Store
from evals.datasets.office_files import jats, zipped
from tests.arxiv_server import Reply, Site, serving

TEXT = "# A Survey of Rivers\n\n## Findings\n\nRivers flow downhill. Ice melts in the spring.\n"


@dataclass
class Desk:
    """A reading over an empty library, and what it told."""

    reading: ReadingPool
    heard: list[Progress]

    def read(self, *jobs: Job) -> list[Job]:
        """Read jobs to their end."""
        for job in jobs:
            self.reading.begin(job)
        found: list[Job] = []
        end = time.monotonic() + 30
        while self.reading.running and time.monotonic() < end:
            found += self.reading.done(0.2)
        return sorted(found, key=lambda job: job.number)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    folder = tmp_path / "library"
    folder.mkdir()
    settings = Settings(home=tmp_path, allowed_hosts="127.0.0.1")
    database = LibraryDatabase(folder / "library.sqlite3", 1.0)
    heard: list[Progress] = []
    sources = Sources(folder / "sources")
    reading = ReadingPool(settings, Store(database), sources, Clock(heard.append))
    yield Desk(reading, heard)
    reading.close()
    sources.close()
    database.close()


def file(folder: Path, name: str = "rivers.md", text: str = TEXT) -> Path:
    """A file with this text."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_is_read_and_lies_in_the_library(desk: Desk, tmp_path: Path) -> None:
    path = file(tmp_path)
    (job,) = desk.read(job_of(path, 0, None))
    assert job.error is None and job.document is not None and job.taken is not None
    assert job.document.title == "A Survey of Rivers"
    assert job.document_id == job.document.id == hashlib.sha256(path.read_bytes()).hexdigest()
    assert job.taken.path.read_bytes() == path.read_bytes() and job.taken.path != path
    assert [step.stage for step in desk.heard] == ["read"]


def test_of_files_with_the_same_bytes_one_is_read_and_the_others_are_its_twins(
    desk: Desk, tmp_path: Path
) -> None:
    paths = [file(tmp_path, f"{number}.md") for number in range(4)]
    jobs = desk.read(*(job_of(path, number, None) for number, path in enumerate(paths)))
    (read,) = [job for job in jobs if job.document is not None]
    others = [job for job in jobs if job is not read]
    assert all(job.twin is read and job.error is None for job in others)
    assert not any(job.taken is not None and job.taken.path.exists() for job in others)


def test_a_bad_source_is_refused_with_its_reason_and_leaves_nothing(
    desk: Desk, tmp_path: Path
) -> None:
    empty, missing = file(tmp_path, "empty.md", ""), tmp_path / "missing.md"
    good = file(tmp_path)
    jobs = desk.read(*(job_of(path, n, None) for n, path in enumerate((empty, missing, good))))
    assert isinstance(jobs[0].error, EmptySource) and "'empty.md' is empty" in str(jobs[0].error)
    assert jobs[0].taken is not None and not jobs[0].taken.path.exists()
    assert isinstance(jobs[1].error, SourceNotFound) and "missing.md" in str(jobs[1].error)
    assert jobs[2].document is not None


def test_a_job_with_an_error_from_before_comes_back_with_it(desk: Desk, tmp_path: Path) -> None:
    (job,) = jobs_of(tmp_path, 0, None)
    assert isinstance(job.error, SourceNotFound)
    assert desk.read(job)[0].error is job.error and desk.heard == []


def test_a_kept_source_that_is_not_there_is_told(desk: Desk) -> None:
    (job,) = desk.read(Job(0, "rivers.md", "rivers.md", kept_id="0" * 64))
    assert isinstance(job.error, LibraryError) and "'rivers.md' is not kept" in str(job.error)


def test_an_address_is_fetched_and_keeps_where_it_came_from(desk: Desk) -> None:
    with serving(Site({"/rivers.md": Reply(TEXT.encode(), kind="text/plain")})) as site:
        address = f"{site.address}/rivers.md"
        found, lost = desk.read(job_of(address, 0, None), job_of(f"{site.address}/no", 1, None))
    assert found.error is None and found.document is not None
    assert found.origin == Origin(address) and metadata_of_origin(found.origin) is None
    assert isinstance(lost.error, SourceNotFound | FetchError)
    fetched = [step for step in desk.heard if step.number == 0 and step.stage == "fetch"]
    assert fetched[-1].done == len(TEXT.encode())


def test_nothing_is_waited_for_where_nothing_runs(desk: Desk) -> None:
    began = time.monotonic()
    assert desk.reading.done(30) == []
    assert time.monotonic() - began < 5


def test_what_was_stated_of_a_source_is_read_again() -> None:
    stated = Stated(title="河流综述", authors=("Ada Reed",), warnings=("Text of ar5iv.",))
    assert metadata_of_origin(Origin("https://a.example", dump(stated))) == stated


def test_as_many_parsers_as_there_are_cores_up_to_a_few() -> None:
    assert 1 <= parser_count() <= MOST_PARSERS


@pytest.mark.parametrize("source", ["https://a.example/b", " arxiv:2309.15025 ", "2309.15025"])
def test_an_address_is_a_job_without_a_path(source: str) -> None:
    job = job_of(source, 3, "open")
    assert (job.number, job.path, job.password) == (3, None, "open")
    assert job.source == job.name == source.strip() and job.document_id == ""


def test_a_home_is_filled_in_and_that_of_nobody_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/ada")
    assert job_of("~/rivers.md", 0, None).path == Path("/home/ada/rivers.md")
    assert job_of("~no-such-user/rivers.md", 0, None).path == Path("~no-such-user/rivers.md")


def test_a_folder_is_the_jobs_of_its_files_in_order(tmp_path: Path) -> None:
    (tmp_path / "deep" / "er").mkdir(parents=True)
    (tmp_path / "folder.md").mkdir()
    for name in ("b.MD", "a.txt", "deep/er/河流.pdf", "table.csv", ".hidden.csv"):
        file(tmp_path, name)
    jobs = jobs_of(tmp_path, 5, "open")
    assert [job.name for job in jobs] == ["a.txt", "b.MD", "河流.pdf"]
    assert [job.number for job in jobs] == [5, 6, 7]
    assert {job.password for job in jobs} == {"open"}
    assert ignored_files(tmp_path) == [tmp_path / "table.csv"]


def test_an_archive_is_the_jobs_of_its_files_wherever_it_lies(tmp_path: Path) -> None:
    (tmp_path / "b.zip").write_bytes(zipped({"x/one.md": "# One", "two.txt": "Two."}))
    (tmp_path / "c.zip").write_bytes(b"words")
    file(tmp_path, "a.txt")
    jobs = jobs_of(tmp_path, 0, None)
    assert [(job.name, job.member) for job in jobs] == [
        ("a.txt", ""), ("two.txt", "two.txt"), ("one.md", "x/one.md"), ("c.zip", ""),
    ]  # fmt: skip
    assert [job.number for job in jobs] == [0, 1, 2, 3]
    assert "not the file that its name says" in str(jobs[3].error)
    limits = Limits()
    assert len(pieces_of(tmp_path / "b.zip", limits)) == 2
    for whole in (str(tmp_path / "c.zip"), "arxiv:2309.15025", tmp_path / "a.txt"):
        assert pieces_of(whole, limits) == [whole]


def test_of_xml_in_a_folder_only_articles_are_sources(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_bytes(jats())
    (tmp_path / "b.xml").write_text("<settings/>")
    assert source_files(tmp_path) == [tmp_path / "a.xml"]


def test_a_folder_without_files_to_read_is_refused_with_what_can_be_read(tmp_path: Path) -> None:
    file(tmp_path, "table.csv")
    with pytest.raises(SourceNotFound, match="No files to read in") as refused:
        source_files(tmp_path)
    assert all(suffix in str(refused.value) for suffix in SUFFIXES)
    (job,) = jobs_of(tmp_path, 0, None)
    assert str(job.error) == str(refused.value)


def test_a_file_stands_for_itself_whatever_its_suffix(tmp_path: Path) -> None:
    for path in (file(tmp_path, "table.csv"), tmp_path / "missing", Path("nul\0byte")):
        assert source_files(path) == [path] and ignored_files(path) == []


def test_a_name_can_be_shown_whatever_its_bytes_are() -> None:
    assert storable_name("河流 川.pdf") == "河流 川.pdf"
    assert storable_name(os.fsdecode(b"r\xffver.pdf")) == "r?ver.pdf"
