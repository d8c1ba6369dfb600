"""Taking many sources in at once: order, twins, bad ones among good ones, kills, what is kept."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.errors import (
    AssistantError,
    EncryptedSource,
    LibraryError,
    SourceError,
    SourceNotFound,
    UnknownFormat,
    UnreadableSource,
)
from assistant.ingest.progress import Progress
from assistant.library import Library
from assistant.storage.originals import LARGEST
from evals.datasets.office_files import TITLE, latex, zipped
from tests.library_checks import sound
from tests.readers.pdf_writer import Page, pdf
from tests.test_library_mishaps import long_survey, run_other

MakeLibrary = Callable[..., Library]
SurveyFile = Callable[..., Path]


def paper_file(folder: Path, title: str, pages: int = 1, password: str = "") -> Path:
    """A PDF of some pages that say something of their own."""
    made = []
    for number in range(pages):
        page = Page()
        page.lines(
            50, 50, [f"{title} has a page {number} about water number {n}." for n in range(40)]
        )
        made.append(page)
    path = folder / f"{title}.pdf"
    path.write_bytes(pdf(made, password=password) if password else pdf(made))
    return path


def test_the_files_of_an_archive_and_a_latex_paper_are_added(
    library: Library, tmp_path: Path
) -> None:
    papers = tmp_path / "papers.zip"
    one, two = (f"# Survey of water {n}\n\nWater {n} flows to the sea." for n in range(2))
    papers.write_bytes(zipped({"one.md": one, "deep/two.md": two, "bad.pdf": b"none"}))
    folder = tmp_path / "paper"
    folder.mkdir()
    (folder / "main.tex").write_text(latex(bibliography=r"\input{more}"))
    (folder / "more.tex").write_text(r"\section{More}Rivers freeze in winter.")
    results = list(library.add_all([papers, folder]))
    assert [Path(result.source).name for result in results] == [
        "bad.pdf", "two.md", "one.md", "main.tex",
    ]  # fmt: skip
    assert [type(result.error) for result in results if result.error] == [UnreadableSource]
    paper = library.survey(TITLE).documents[0]
    assert (paper.name, paper.format) == ("main.tex", "latex")
    assert [again.already_there for again in library.add_all([folder])] == [True]
    assert [again.error for again in library.reread(TITLE)] == [None]
    sound(library)


def test_results_come_in_the_order_of_the_sources(
    library: Library, survey_file: SurveyFile, tmp_path: Path
) -> None:
    sources = [paper_file(tmp_path, "Slow", pages=60)]
    sources += [survey_file(f"Survey of water {n}", long_survey(f"Water {n}", n)) for n in range(9)]
    sources += [tmp_path / "missing.md", paper_file(tmp_path, "Last")]
    heard: list[Progress] = []
    results = list(library.add_all(sources, progress=heard.append))
    assert [result.source for result in results] == [str(source) for source in sources]
    assert [type(result.error) for result in results if result.error] == [SourceNotFound]
    assert len(library.surveys()) == 11
    sound(library)
    assert {step.number for step in heard} == set(range(12))
    for number in set(range(12)) - {10}:
        own = [step for step in heard if step.number == number]
        assert own[0].stage == "read" and own[-1].stage == "embed"
        assert own[-1].done == own[-1].total
        assert own[-1].rate and own[-1].seconds_left == 0
    pages = [step for step in heard if step.stage == "read" and step.total]
    assert [(step.done, step.total, step.unit) for step in pages if step.number == 0] == [
        (60, 60, "pages")
    ]
    assert [step.reason for step in heard if step.stage == "refused"] == [str(results[10].error)]


def test_several_are_read_while_others_are_embedded(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of documents that are read but not embedded there are never more than a few."""
    monkeypatch.setattr("assistant.ingest.workers.parser_count", lambda: 2)
    waiting: list[int] = []
    stages: dict[int, str] = {}

    def hear(step: Progress) -> None:
        stages[step.number] = "done" if step.stage == "embed" and step.done == step.total else (
            step.stage
        )  # fmt: skip
        waiting.append(sum(stage != "done" for stage in stages.values()))

    sources = [paper_file(tmp_path, f"Paper {n}", pages=3) for n in range(12)]
    assert all(added.survey for added in library.add_all(sources, progress=hear))
    assert 2 <= max(waiting) <= 4
    sound(library)


def test_the_same_file_twice_in_one_call_is_read_once(
    library: Library, survey_file: SurveyFile, tmp_path: Path
) -> None:
    one = survey_file()
    copy = survey_file(name="copy.md")
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.4 nothing")
    heard: list[Progress] = []
    results = list(library.add_all([one, one, copy, broken, broken], progress=heard.append))
    assert [result.already_there for result in results] == [False, True, True, False, False]
    assert {result.survey for result in results[:3]} == set(library.surveys())
    assert isinstance(results[3].error, UnreadableSource)
    assert str(results[4].error) == str(results[3].error)
    assert sum(step.stage == "embed" for step in heard) == 1
    sound(library)


def test_every_bad_source_is_refused_with_its_reason_and_the_rest_is_added(
    library: Library, survey_file: SurveyFile, tmp_path: Path
) -> None:
    huge = tmp_path / "huge.pdf"
    with huge.open("wb") as file:
        file.write(b"%PDF-1.4\n")
        file.truncate(LARGEST + 1_000_000_000)
    os.mkfifo(tmp_path / "pipe.md")
    (tmp_path / "link.md").symlink_to(tmp_path / "nowhere.md")
    secret = paper_file(tmp_path, "Secret", password="open")
    whole = paper_file(tmp_path, "Whole", pages=20).read_bytes()
    (tmp_path / "half.pdf").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "zero.pdf").write_bytes(
        b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
        b"2 0 obj\n<< /Type /Pages /Kids [] /Count 0 >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"
    )
    bad = {
        huge: (SourceError, "1,537 MB"),
        tmp_path / "pipe.md": (UnknownFormat, "pipe"),
        tmp_path / "link.md": (SourceNotFound, "nowhere.md"),
        secret: (EncryptedSource, "password"),
        tmp_path / "zero.pdf": (UnreadableSource, "zero.pdf"),
        Path("/dev/null"): (UnknownFormat, "device"),
        tmp_path / ("x" * 300): (AssistantError, "xxx"),
        "nul\0byte.md": (AssistantError, "nul"),
    }
    good = survey_file()
    began = time.monotonic()
    results = list(library.add_all([*bad, good]))
    assert time.monotonic() - began < 30
    for result, (kind, words) in zip(results[:-1], bad.values(), strict=True):
        assert isinstance(result.error, kind), result
        assert words in str(result.error) and "\n" not in str(result.error)
    assert results[-1].survey is not None
    (half,) = library.add_all([tmp_path / "half.pdf"])
    assert half.error is not None or half.survey is not None  # what is readable of it may be read
    assert library.add(secret, password="open")
    sound(library)


@pytest.mark.skipif(os.getuid() != 0, reason="runs a process of another user")
def test_a_file_without_permission_is_refused(
    library: Library, survey_file: SurveyFile, tmp_path: Path
) -> None:
    path = survey_file()
    path.chmod(0o000)
    for parent in [tmp_path, *tmp_path.parents][:3]:
        parent.chmod(0o755)
    code = f"""
with opened("/tmp/" + str(__import__("uuid").uuid4())) as library:
    (added,) = library.add_all([{str(path)!r}])
    print(type(added.error).__name__, added.error)
    __import__("shutil").rmtree(library.folder)
"""
    output, complaints = run_other(library.folder, code, as_nobody=True).communicate(timeout=60)
    assert output.startswith("UnreadableSource") and "Permission denied" in output, complaints


def rows(folder: Path, sql: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(folder / "library.sqlite3")
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def test_killed_again_and_again_it_goes_on_and_does_nothing_twice(
    make_library: MakeLibrary, survey_file: SurveyFile, tmp_path: Path
) -> None:
    """What is in stays in with its vectors; what is not is added by the next run."""
    folder = tmp_path / "library"
    make_library(folder=folder).close()
    sources = [paper_file(tmp_path, f"Paper {n}", pages=4) for n in range(3)]
    sources += [
        survey_file(f"Survey of Torrents {n}", long_survey(f"Torrent {n}", 200)) for n in range(3)
    ]
    code = f"""
with opened(sys.argv[1]) as library:
    print("ready", flush=True)
    for added in library.add_all({[str(path) for path in sources]!r}):
        assert added.error is None, added.error
    print("finished", flush=True)
"""
    rng = random.Random(3)
    kills = 0
    for attempt in range(8):
        before = {row[0]: row[1] for row in rows(folder, "SELECT id, added FROM documents")}
        vectors = {r[0] for r in rows(folder, "SELECT id FROM passages WHERE embedded_by NOT NULL")}
        process = run_other(folder, code)
        with process:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            patience = rng.uniform(0.05, 1.0) if attempt < 7 else 60.0
            timer = threading.Timer(patience, process.kill)
            timer.start()
            line = process.stdout.readline()
            timer.cancel()
            process.kill()
        after = {row[0]: row[1] for row in rows(folder, "SELECT id, added FROM documents")}
        assert before.items() <= after.items(), "a document was added twice"
        still = {r[0] for r in rows(folder, "SELECT id FROM passages WHERE embedded_by NOT NULL")}
        assert vectors <= still, "vectors were made twice"
        if line == "finished\n":
            break
        kills += 1
        if attempt == 2:
            with make_library(folder=folder) as library:
                sound(library)
    assert line == "finished\n" and kills >= 2
    library = make_library(folder=folder)
    assert len(library.surveys()) == 6
    sound(library)
    assert not subprocess.run(
        ["pgrep", "-f", str(folder)], capture_output=True, text=True
    ).stdout.strip(), "a parser outlived its app"


def test_a_stopped_add_can_be_taken_up_again(library: Library, survey_file: SurveyFile) -> None:
    sources = [survey_file(f"Survey of water {n}", long_survey(f"Water {n}", 90)) for n in range(5)]
    run = library.add_all(sources)
    first = next(run)
    run.close()  # type: ignore[attr-defined]
    assert first.survey in library.surveys()
    sound(library)
    results = list(library.add_all(sources))
    assert results[0].already_there
    assert all(result.error is None for result in results)
    assert len(library.surveys()) == 5
    sound(library)


def test_others_get_a_turn_while_many_are_added(library: Library, survey_file: SurveyFile) -> None:
    kept = library.add(survey_file("Survey of Lakes"))
    sources = [survey_file(f"Survey of water {n}", long_survey(f"Water {n}", 90)) for n in range(9)]
    run = library.add_all(sources)
    next(run)
    library.remove(kept)
    assert library.search("water")
    library.edit(library.surveys()[0], title="By hand")
    assert len(list(run)) == 8
    assert len(library.surveys()) == 9
    sound(library)


def test_a_document_removed_while_it_is_embedded_is_told(
    library: Library, survey_file: SurveyFile
) -> None:
    path = survey_file("Survey of Lakes", long_survey("The lake", 2000))

    def remove(step: Progress) -> None:
        if step.stage == "embed" and step.done < step.total and library.surveys():
            library.remove("Survey of Lakes")

    (added,) = library.add_all([path], progress=remove)
    assert isinstance(added.error, LibraryError) and "removed" in str(added.error)
    sound(library)
    assert library.add(path).title == "Survey of Lakes"


def test_a_stopped_parser_ends_with_a_killed_app(tmp_path: Path, make_library: MakeLibrary) -> None:
    folder = tmp_path / "library"
    make_library(folder=folder).close()
    path = paper_file(tmp_path, "Long", pages=1500)
    code = f"""
with opened(sys.argv[1]) as library:
    print("ready", flush=True)
    library.add({str(path)!r})
"""
    process = run_other(folder, code)
    with process:
        assert process.stdout is not None and process.stdout.readline() == "ready\n"
        deadline = time.monotonic() + 20
        while not (found := children_of(process.pid)):
            assert time.monotonic() < deadline
            time.sleep(0.02)
        time.sleep(0.3)
        process.send_signal(signal.SIGKILL)
    deadline = time.monotonic() + 5
    while any(Path(f"/proc/{child}").exists() for child in found):
        assert time.monotonic() < deadline, "the parser outlived its app"
        time.sleep(0.05)


def children_of(process_id: int) -> list[int]:
    found = subprocess.run(
        ["pgrep", "-P", str(process_id)], capture_output=True, text=True
    ).stdout.split()
    return [int(child) for child in found]
