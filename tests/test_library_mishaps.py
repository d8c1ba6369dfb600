"""What a library lives through: kills, full disks, other writers, newer and damaged files."""

from __future__ import annotations

import contextlib
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
from langchain_core.embeddings import DeterministicFakeEmbedding

from assistant.answers.answer import Answer
from assistant.chat.conversation import Turn
from assistant.errors import (
    LibraryBusy,
    LibraryError,
    LibraryNotWritable,
    LibraryTooNew,
)
from assistant.library import Library
from assistant.maintenance.integrity import check
from assistant.settings import Settings
from tests.library_checks import rows, sound

MakeLibrary = Callable[..., Library]
SurveyFile = Callable[..., Path]

# Opens a library with a fake embedder in another process; "ready" is printed when it is open.
OTHER_PROCESS = """
import sys, time
from pathlib import Path
from langchain_core.embeddings import DeterministicFakeEmbedding
from langchain_core.language_models import FakeListChatModel
from assistant.answers.answer import Answer
from assistant.chat.conversation import Turn
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


def long_survey(title: str, sentences: int) -> str:
    return " ".join(
        f"{title} has fact {n} about water {n * 7919 % 1009}." for n in range(sentences)
    )


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
    rows(library, "UPDATE passages SET embedded_by = NULL")
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


def test_a_clock_that_goes_back_changes_no_order(
    library: Library, survey_file: SurveyFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = time.time()
    titles = [f"Survey of {name}" for name in ("Rivers", "Lakes", "Seas", "Springs")]
    for number, title in enumerate(titles):
        monkeypatch.setattr(time, "time", lambda back=number: now - 86_400.0 * 400 * back)
        library.add(survey_file(title))
    assert [survey.title for survey in library.surveys()] == titles
    kept = library.conversations
    first, _ = kept.keep(None, Turn("first", "first", Answer("first")))
    monkeypatch.setattr(time, "time", lambda: 0.0)
    second, _ = kept.keep(None, Turn("second", "second", Answer("second")))
    assert [conversation.id for conversation in kept.listed()] == [second, first]
    kept.keep(first, Turn("more", "more", Answer("more")))
    assert [conversation.id for conversation in kept.listed()] == [first, second]
    assert library.search("water")
    sound(library)


def test_a_library_copied_while_it_is_written_opens_or_says_what_to_do(
    make_library: MakeLibrary, survey_file: SurveyFile, tmp_path: Path
) -> None:
    library = make_library()
    library.add(survey_file("Survey of Rivers"))
    paths = [survey_file(f"Survey {n}", long_survey(f"Place {n}", 150)) for n in range(12)]
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            for path in paths:
                library.add(path)
            for survey in library.surveys()[1:]:
                library.remove(survey)

    writer = threading.Thread(target=write)
    writer.start()
    copies = [tmp_path / f"copy-{number}" for number in range(6)]
    rng = random.Random(5)
    try:
        for copy in copies:
            time.sleep(rng.uniform(0.05, 0.3))
            copy_tree(library.folder, copy)
    finally:
        stop.set()
        writer.join()
    sound(library)
    opened = 0
    for copy in copies:
        settings = Settings(home=tmp_path / "home", lock_timeout=0.5)
        try:
            found = check(
                copy, settings, repair=True, embeddings=DeterministicFakeEmbedding(size=32)
            )
        except LibraryError as error:
            assert "estore a copy" in str(error) or "damaged" in str(error)
            continue
        assert found.sound, found.findings
        again = make_library(folder=copy)
        assert "Survey of Rivers" in [survey.title for survey in again.surveys()]
        sound(again)
        opened += 1
    assert opened, "none of the copies could be used"


def copy_tree(folder: Path, target: Path) -> None:
    """A copy as a file manager makes it: what vanishes meanwhile is left out."""
    for path in sorted(folder.rglob("*")):
        place = target / path.relative_to(folder)
        place.parent.mkdir(parents=True, exist_ok=True)
        if path.is_file():
            with contextlib.suppress(FileNotFoundError):
                place.write_bytes(path.read_bytes())
