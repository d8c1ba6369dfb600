"""A library through its whole life: adding, removing, opening again, and every kind of mishap."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from filelock import FileLock

from assistant.adding import Progress
from assistant.errors import (
    AssistantError,
    EmptySource,
    LibraryBusy,
    LibraryError,
    LibraryNotWritable,
    LibraryTooNew,
    SourceNotFound,
    UnknownFormat,
    UnknownName,
)
from assistant.library import Library
from assistant.settings import Settings

MakeLibrary = Callable[..., Library]
SurveyFile = Callable[..., Path]

# Opens a library with a fake embedder in another process; "ready" is printed when it is open.
OTHER_PROCESS = """
import sys, time
from pathlib import Path
from langchain_core.embeddings import DeterministicFakeEmbedding
from langchain_core.language_models import FakeListChatModel
from assistant.errors import AssistantError
from assistant.library import Library
from assistant.settings import Settings

class SlowEmbedding(DeterministicFakeEmbedding):
    def embed_documents(self, texts):
        time.sleep(0.05)
        return super().embed_documents(texts)

def opened(folder):
    return Library.open(
        folder,
        chat_model=FakeListChatModel(responses=["Nothing."]),
        embeddings=SlowEmbedding(size=32),
        settings=Settings(home=Path(folder).parent / "home", lock_timeout=0.5),
    )
"""


def sound(library: Library) -> None:
    """Documents, passages and vectors agree."""
    library.search("water")
    database = library._database
    documents = {row[0] for row in database.rows("SELECT id FROM documents")}
    passages = database.rows("SELECT id, document_id, embedded_by FROM passages")
    assert {row[1] for row in passages} == documents
    assert all(row[2] for row in passages)
    assert library._index.dense.count() == len(passages)
    texts = database.rows("SELECT count(*) FROM passage_text")[0][0]
    assert texts == len(passages)
    listed = {info.id for survey in library.surveys() for info in survey.documents}
    assert listed == documents
    assert database.rows("PRAGMA integrity_check") == [("ok",)]


def long_survey(title: str, sentences: int) -> str:
    return " ".join(
        f"{title} has fact {n} about water {n * 7919 % 1009}." for n in range(sentences)
    )


def test_a_new_library_is_empty(library: Library) -> None:
    assert library.surveys() == []
    assert library.search("water") == []
    answer = library.ask("What is water?")
    assert answer.abstained and "empty" in answer.reason
    with pytest.raises(UnknownName, match="empty"):
        library.survey("Rivers")


def test_adding_tells_its_progress(library: Library, survey_file: SurveyFile) -> None:
    heard: list[Progress] = []
    survey = library.add(survey_file(), progress=heard.append)
    assert survey.title == "A Survey of Rivers"
    assert [step.stage for step in heard][:2] == ["read", "split"]
    assert heard[-1].stage == "embed" and heard[-1].done == heard[-1].total > 0
    assert library.surveys() == [survey]
    sound(library)


def test_the_same_bytes_are_one_document(library: Library, survey_file: SurveyFile) -> None:
    first = library.add(survey_file())
    copy = survey_file(name="copy.md")
    again = library.add(copy)
    assert again == first
    (added,) = library.add_all([copy])
    assert added.already_there and added.error is None
    assert len(library.surveys()[0].documents) == 1
    sound(library)


def test_a_folder_adds_its_files(library: Library, survey_file: SurveyFile, tmp_path: Path) -> None:
    survey_file("Survey of Lakes", name="papers/lakes.md")
    survey_file("Survey of Seas", name="papers/deep/seas.md")
    (tmp_path / "papers" / "photo.png").write_bytes(b"\x89PNG")
    results = list(library.add_all([tmp_path / "papers"]))
    assert [result.error for result in results] == [None, None]
    assert {s.title for s in library.surveys()} == {"Survey of Lakes", "Survey of Seas"}
    sound(library)


def test_what_cannot_be_read_is_refused_and_the_rest_is_added(
    library: Library, survey_file: SurveyFile, tmp_path: Path
) -> None:
    (tmp_path / "empty.md").write_text("")
    (tmp_path / "blank.txt").write_text(" \n \n")
    (tmp_path / "photo.png").write_bytes(b"\x89PNG\r\n" + b"\x00" * 50)
    (tmp_path / "fake.pdf").write_text("not a PDF")
    (tmp_path / "bare").mkdir()
    sources = ["empty.md", "blank.txt", "photo.png", "fake.pdf", "missing.md", "bare"]
    results = list(library.add_all([*(tmp_path / name for name in sources), survey_file()]))
    kinds = [type(result.error) for result in results]
    assert kinds[0] is EmptySource
    assert kinds[1] is EmptySource
    assert kinds[2] is UnknownFormat
    assert kinds[4] is SourceNotFound
    assert kinds[5] is SourceNotFound
    assert results[-1].error is None and results[-1].survey is not None
    for result in results[:-1]:
        message = str(result.error)
        assert result.survey is None
        assert "\n" not in message and Path(result.source).name in message
    assert len(library.surveys()) == 1
    sound(library)


@pytest.mark.parametrize("source", ["https://arxiv.org/abs/2309.15025", "arxiv:2309.15025"])
def test_an_address_is_refused_plainly(library: Library, source: str) -> None:
    with pytest.raises(AssistantError, match=r"arxiv"):
        library.add(source)


@pytest.mark.parametrize(
    "name", ["rivers \udcff.md", "名前 🏞.md", "a'b\"c;--.md", "x" * 200 + ".md"]
)
def test_any_file_name_will_do(library: Library, survey_file: SurveyFile, name: str) -> None:
    survey = library.add(survey_file(name=name))
    assert survey.documents[0].name.endswith(".md")
    survey.documents[0].name.encode()
    sound(library)


def test_a_text_with_strange_characters(library: Library, survey_file: SurveyFile) -> None:
    library.add(survey_file(body="Water \x0b is \u202e wet \U0001f30a. It's “good” & <b>bold</b>."))
    assert library.search("wet")
    sound(library)


def test_removing_forgets_everything(library: Library, survey_file: SurveyFile) -> None:
    library.add(survey_file("Survey of Lakes"))
    kept = library.add(survey_file("Survey of Seas"))
    library.remove("lakes")
    assert library.surveys() == [kept]
    assert {hit.passage.document_id for hit in library.search("lakes water")} == {
        kept.documents[0].id
    }
    sound(library)
    again = library.add(survey_file("Survey of Lakes"))
    assert again in library.surveys()
    sound(library)
    with pytest.raises(UnknownName):
        library.remove("mountains")


def test_a_removed_document_is_gone_for_its_readers(
    library: Library, survey_file: SurveyFile
) -> None:
    document = library.add(survey_file()).documents[0]
    assert library.document(document.id).title == "A Survey of Rivers"
    library.remove("rivers")
    with pytest.raises(LibraryError, match="removed"):
        library.document(document.id)


def test_two_documents_of_one_survey(library: Library, survey_file: SurveyFile) -> None:
    library.add(survey_file(name="v1.md"))
    survey = library.add(survey_file(body="A second version says more of water.", name="v2.md"))
    assert [info.name for info in survey.documents] == ["v1.md", "v2.md"]
    assert len(library.surveys()) == 1
    sound(library)


def test_it_is_all_there_after_opening_again(
    make_library: MakeLibrary, survey_file: SurveyFile
) -> None:
    first = make_library()
    survey = first.add(survey_file())
    hits = first.search("water")
    first.close()
    again = make_library()
    assert again.surveys() == [survey]
    assert again.search("water") == hits


def test_a_library_in_place_of_a_file_is_refused(tmp_path: Path, make_library: MakeLibrary) -> None:
    (tmp_path / "file").write_text("text")
    with pytest.raises(LibraryNotWritable, match="--library"):
        make_library(folder=tmp_path / "file")
    with pytest.raises(LibraryNotWritable):
        make_library(folder=Path("/proc/surveys"))


def test_a_newer_library_is_refused_and_left_alone(
    make_library: MakeLibrary, survey_file: SurveyFile
) -> None:
    library = make_library()
    library.add(survey_file())
    library.close()
    path = library.folder / "library.sqlite3"
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(LibraryTooNew, match="99"):
        make_library()
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT count(*) FROM documents").fetchone() == (1,)
    connection.close()


def test_a_damaged_library_is_refused(make_library: MakeLibrary, tmp_path: Path) -> None:
    (tmp_path / "library").mkdir()
    (tmp_path / "library" / "library.sqlite3").write_bytes(b"no database at all " * 300)
    with pytest.raises(LibraryNotWritable, match="damaged"):
        make_library()


def run_other(folder: Path, code: str, *, as_nobody: bool = False) -> subprocess.Popen[str]:
    drop = "import os; os.setgid(65534); os.setuid(65534)\n" if as_nobody else ""
    return subprocess.Popen(
        [sys.executable, "-c", OTHER_PROCESS + drop + code, str(folder)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_a_folder_that_is_not_writable_is_refused(
    make_library: MakeLibrary, survey_file: SurveyFile, tmp_path: Path
) -> None:
    library = make_library()
    library.add(survey_file())
    library.close()
    for path in [library.folder, *library.folder.rglob("*")]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    for parent in library.folder.parents:
        if parent.is_relative_to(tmp_path.parents[1]) and parent.stat().st_uid == os.getuid():
            parent.chmod(0o755)
    code = """
try:
    with opened(sys.argv[1]) as library:
        library.add(sys.argv[0])
except AssistantError as error:
    print(type(error).__name__, error)
"""
    process = run_other(library.folder, code, as_nobody=os.getuid() == 0)
    output, complaints = process.communicate(timeout=60)
    for path in [library.folder, *library.folder.rglob("*")]:
        path.chmod(0o755)
    assert output.startswith("LibraryNotWritable"), complaints[-2000:]
    sound(make_library())


def test_another_writer_is_waited_for_and_then_named(
    library: Library, survey_file: SurveyFile
) -> None:
    library.add(survey_file("Survey of Lakes"))
    path = survey_file("Survey of Seas")
    with FileLock(library.folder / "write.lock", thread_local=False):
        failures: list[BaseException] = []

        def work() -> None:
            try:
                library.add(path)
            except BaseException as error:
                failures.append(error)

        thread = threading.Thread(target=work)
        started = time.monotonic()
        thread.start()
        thread.join(10)
        assert time.monotonic() - started < 5
        assert isinstance(failures[0], LibraryBusy)
        assert library.search("lakes"), "reading goes on"
    assert library.add(path).title == "Survey of Seas"


def test_asking_goes_on_while_another_process_adds(
    library: Library, survey_file: SurveyFile
) -> None:
    """Passages that another process has stored and not yet embedded must not block readers."""
    library.add(survey_file())
    library._database.rows("UPDATE passages SET embedded_by = NULL")
    lock = FileLock(library.folder / "write.lock", thread_local=False)
    done: list[object] = []
    with lock:
        thread = threading.Thread(target=lambda: done.append(library.search("rivers")))
        thread.start()
        thread.join(10)
    assert done and done[0]


def test_a_locked_database_is_a_clear_error(library: Library, survey_file: SurveyFile) -> None:
    other = sqlite3.connect(library.folder / "library.sqlite3", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(LibraryBusy):
        library.add(survey_file())
    other.execute("ROLLBACK")
    other.close()
    library.add(survey_file())
    sound(library)


def test_a_kill_while_adding_leaves_no_half(
    make_library: MakeLibrary, survey_file: SurveyFile, tmp_path: Path
) -> None:
    folder = tmp_path / "library"
    title = "Survey of Torrents"
    path = survey_file(title, long_survey("The torrent", 900), name="long.md")
    make_library(folder=folder).close()
    code = f"""
with opened(sys.argv[1]) as library:
    library.search("water")
    print("ready", flush=True)
    library.add({str(path)!r})
    print("added", flush=True)
"""
    rng = random.Random(7)
    found = set()
    for _ in range(6):
        process = run_other(folder, code)
        with process:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            time.sleep(rng.uniform(0.0, 0.6))
            process.send_signal(signal.SIGKILL)
        library = make_library(folder=folder)
        sound(library)
        found.add(len(library.surveys()))
        if library.surveys():
            assert library.surveys()[0].title == title
            library.remove(title)
        sound(library)
        library.close()
    library = make_library(folder=folder)
    assert library.add(path).title == title
    sound(library)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 60 MB; needs the right to mount one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=60m", "tmpfs", str(folder)], capture_output=True
    )
    if mounted.returncode:
        pytest.skip("no right to mount a small disk here; see the test with a file size limit")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_full_disk_while_adding_leaves_the_library_as_it_was(
    small_disk: Path, make_library: MakeLibrary, survey_file: SurveyFile
) -> None:
    library = make_library(folder=small_disk / "library")
    survey = library.add(survey_file())
    filler = small_disk / "filler"
    refused = 0
    for left in (50_000, 1_000_000, 20_000_000, 35_000_000, 45_000_000):
        free = os.statvfs(small_disk).f_bavail * os.statvfs(small_disk).f_frsize
        filler.write_bytes(b"\x00" * max(0, free - left))
        path = survey_file(f"Deluge {left}", long_survey(f"Deluge {left}", 3000))
        try:
            library.add(path)
        except LibraryNotWritable as error:
            assert "\n" not in str(error)
            refused += 1
            filler.unlink()
        else:
            filler.unlink()
            library.remove(path.name)
        assert library.surveys() == [survey], f"with {left} bytes left"
        sound(library)
    assert refused >= 2
    assert library.add(survey_file("Survey of Lakes")) in library.surveys()
    sound(library)


def test_a_file_size_limit_while_adding_leaves_the_library_as_it_was(
    make_library: MakeLibrary, survey_file: SurveyFile, tmp_path: Path
) -> None:
    library = make_library()
    survey = library.add(survey_file())
    library.close()
    path = survey_file("Deluge", long_survey("Deluge", 6000))
    code = f"""
import resource, signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
library = opened(sys.argv[1])
library.search("water")
resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, resource.RLIM_INFINITY))
try:
    library.add({str(path)!r})
except AssistantError as error:
    print(type(error).__name__, str(error).count(chr(10)))
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
print(len(library.surveys()))
"""
    output, complaints = run_other(library.folder, code).communicate(timeout=100)
    assert output.splitlines() == ["LibraryNotWritable 0", "1"], complaints[-3000:]
    again = make_library()
    assert again.surveys() == [survey]
    sound(again)


def test_many_threads_may_use_it(library: Library, survey_file: SurveyFile) -> None:
    paths = [survey_file(f"Survey number {n}") for n in range(4)]
    failures: list[BaseException] = []

    def work(path: Path) -> None:
        try:
            library.search("water")
            library.add(path)
            library.ask("How many rivers are named?")
            library.surveys()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(path,)) for path in paths]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not failures
    assert len(library.surveys()) == 4
    sound(library)


@pytest.mark.parametrize(
    ("name", "value", "field", "expected"),
    [
        ("THREADS", "3", "threads", 3),
        ("ANSWER_TIMEOUT", "2.5", "answer_timeout", 2.5),
        ("MODEL", "x.gguf", "model", "x.gguf"),
        ("LIBRARY", "/tmp/surveys", "library", Path("/tmp/surveys")),
    ],
)
def test_settings_come_from_the_environment(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, field: str, expected: object
) -> None:
    monkeypatch.setenv(f"SURVEY_ASSISTANT_{name}", value)
    assert getattr(Settings.from_environment(), field) == expected
    assert getattr(Settings.from_environment(**{field: "mine"}), field) == "mine"


def test_settings_that_make_no_sense_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SURVEY_ASSISTANT_THREADS", "many")
    with pytest.raises(AssistantError, match="SURVEY_ASSISTANT_THREADS='many'"):
        Settings.from_environment()
    monkeypatch.delenv("SURVEY_ASSISTANT_THREADS")
    with pytest.raises(TypeError, match="colour"):
        Settings.from_environment(colour="red")
