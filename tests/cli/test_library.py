"""The commands that change and show a library, and how adding tells its progress."""

from __future__ import annotations

import io
import json
import os
import pty
import re
import select
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from typer.testing import CliRunner, Result

from assistant.cli.main import app
from assistant.cli.progress import AddBars, PlainLines, facts
from assistant.ingest.progress import Progress
from assistant.settings import Settings
from tests.ingest.test_pipeline import paper_file
from tests.ingest.zotero_folder import ZoteroFolder
from tests.readers.pdf.test_reader import LEFT, RIGHT
from tests.readers.pdf_writer import Page, pdf

pytestmark = pytest.mark.model
SurveyFile = Callable[..., Path]


@pytest.fixture
def run(
    tmp_path: Path, real_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Result]:
    """Runs a command on a new library with the real embedder."""
    monkeypatch.setenv("COLUMNS", "200")

    def command(*arguments: str | Path) -> Result:
        words = ["--library", str(tmp_path / "library"), *map(str, arguments)]
        return CliRunner().invoke(app, words)

    return command


def values(result: Result) -> Any:
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_surveys_are_shown_and_corrected(
    run: Callable[..., Result], survey_file: SurveyFile, tmp_path: Path
) -> None:
    paper = paper_file(tmp_path, "Deep Water", pages=3)
    assert (
        run("add", survey_file("Survey of Lakes"), survey_file("Survey of Seas"), paper).exit_code
        == 0
    )
    listed = values(run("list", "--json"))
    assert [survey["formats"] for survey in listed] == [["markdown"], ["markdown"], ["pdf"]]
    assert listed[2]["languages"] == ["en"] and listed[2]["page_count"] == 3
    assert "3 pages" in run("list").stdout
    shown = run("show", "Deep Water.pdf").stdout
    assert "Deep Water.pdf" in shown and "3 pages" in shown and "0 references" in shown
    assert re.search(r"Findings", run("show", "Survey of Lakes").stdout)
    (document,) = values(run("show", "Survey of Lakes", "--json"))["documents"]
    assert document["sections"][-1]["title"] == "Findings"
    assert "has 2 documents now" in run("merge", "Survey of Lakes", "Survey of Seas").stdout
    assert len(values(run("list", "--json"))) == 2
    assert "of its own" in run("split", "Survey of Lakes", "survey-of-seas.md").stdout
    edited = run(
        "edit", "Survey of Seas", "--title", "Salt", "--year", "1999", "--author", "A. Lee"
    )
    assert "Lee (1999): Salt" in edited.stdout
    refused = run("edit", "Salt", "--year", "soon")
    assert refused.exit_code == 1 and "'soon'" in refused.stderr
    assert "Survey of Seas" in run("edit", "Salt", "--title", "").stdout
    assert run("reread").exit_code == 0
    assert run("merge", "Survey of Lakes").exit_code == 1


def test_some_refused_means_exit_status_1_and_the_rest_is_in(
    run: Callable[..., Result], survey_file: SurveyFile, tmp_path: Path
) -> None:
    (tmp_path / "empty.md").write_text("")
    result = run("add", tmp_path / "empty.md", survey_file(), tmp_path / "gone.pdf", "--json")
    assert result.exit_code == 1
    rows = json.loads(result.stdout)
    assert [row["error"] is None for row in rows] == [False, True, False]
    wrong = run("add", "arxiv:no-such-thing")
    assert wrong.exit_code == 1 and "arxiv" in wrong.stdout.lower()


def test_a_password_is_asked_for_on_a_terminal(tmp_path: Path, real_settings: Settings) -> None:
    secret = paper_file(tmp_path, "Secret", password="open")
    command = [sys.executable, "-m", "assistant.cli", "--library", str(tmp_path / "library")]
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        [*command, "add", str(secret)], stdin=follower, stdout=follower, stderr=follower,
        env={**os.environ, "TERM": "xterm", "COLUMNS": "120"}, start_new_session=True,
    )  # fmt: skip
    os.close(follower)
    heard = b""
    answers = [b"wrong\n", b"open\n"]
    deadline = time.monotonic() + 60
    try:
        while time.monotonic() < deadline:
            if select.select([leader], [], [], 0.2)[0]:
                try:
                    heard += os.read(leader, 65536)
                except OSError:
                    break
            if answers and heard.count(b"Password of Secret.pdf") == 3 - len(answers):
                os.write(leader, answers.pop(0))
            if process.poll() is not None and not select.select([leader], [], [], 0)[0]:
                break
        assert process.wait(20) == 0, heard.decode(errors="replace")
    finally:
        process.kill()
        process.wait()
        os.close(leader)
    assert heard.count(b"Password of Secret.pdf") == 2
    assert b"open\r\n" not in heard, "a password is not shown"


def test_bars_show_what_is_in_work_and_all() -> None:
    console = Console(file=io.StringIO(), force_terminal=True, width=120)
    with AddBars(console) as bars:
        bars.hear(Progress("one.pdf", "read"))
        bars.hear(Progress("two.pdf", "embed", 5, 10, 1, 20.0, 0.25))
        bars.hear(Progress("three.pdf", "refused", number=2, reason="no"))
    shown = console.file.getvalue()  # type: ignore[attr-defined]
    assert "reading one.pdf" in shown
    assert "embedding two.pdf" in shown and "5 of 10 passages, 20 passages/s" in shown
    assert "1 done, 2 in work" in shown


def test_without_a_terminal_long_work_says_so_now_and_then() -> None:
    console = Console(file=io.StringIO(), width=120)
    now = [0.0]
    lines = PlainLines(console, lambda: now[0])
    for second in range(25):
        now[0] = float(second)
        lines.hear(Progress("a.pdf", "embed", second, 100, 0, 1.0, 100.0 - second))
    told = console.file.getvalue().splitlines()  # type: ignore[attr-defined]
    assert told == [
        "embedding a.pdf: 10 of 100 passages, 1 passages/s, 90 s left",
        "embedding a.pdf: 20 of 100 passages, 1 passages/s, 80 s left",
    ]
    assert facts(Progress("x", "fetch", 1_500_000, 3_000_000, 0, 1e6, 1.5)) == (
        "1.5 of 3.0 MB, 1.0 MB/s, 2 s left"
    )


def test_a_folder_tells_what_was_left_out(
    run: Callable[..., Result], survey_file: SurveyFile, tmp_path: Path
) -> None:
    folder = tmp_path / "papers"
    (folder / ".cache").mkdir(parents=True)
    survey_file("Survey of Lakes").rename(folder / "lakes.md")
    for name in ("table.xlsx", "slides.key", ".cache/state.bin"):
        (folder / name).write_bytes(b"x")
    result = run("add", folder)
    assert result.exit_code == 0, result.output
    assert f"2 files in {folder} left out: .key, .xlsx" in result.stderr


def test_zotero_is_imported_again_and_again_and_what_is_gone_is_told(
    run: Callable[..., Result], tmp_path: Path
) -> None:
    zotero = ZoteroFolder(tmp_path / "Zotero")
    zotero.add_collection(1, "Rivers")
    files = {"a.md": b"# Draft\n\nRivers flow."}
    zotero.add_item(1, {"title": "A Survey of Rivers"}, [("Ann", "Lee")], files, [1])
    first = run("add", "--zotero", zotero.folder, "--collection", "rivers")
    assert first.exit_code == 0, first.output
    assert "A Survey of Rivers" in first.stdout
    assert "Zotero: 1 new, 0 changed, 0 as before, 0 no longer there" in first.stdout
    zotero.bin(1)
    second = run("add", "--zotero", zotero.folder)
    assert "Zotero: 0 new, 0 changed, 0 as before, 1 no longer there" in second.stdout
    assert "No longer in Zotero, still in the library: a.md" in second.stderr
    assert run("add", "--zotero", tmp_path).exit_code == 1
    assert run("add").exit_code == 2


def test_a_document_of_which_most_was_lost_ends_with_exit_status_1(
    run: Callable[..., Result], tmp_path: Path
) -> None:
    page = Page()
    page.lines(50, 100, LEFT)
    for place, line in enumerate([*LEFT, *RIGHT, *LEFT]):
        page.text(50, 260 + 12 * place, line, grey=1)
    file = tmp_path / "white.pdf"
    file.write_bytes(pdf([page]))
    added = run("add", file)
    assert added.exit_code == 1
    assert "more than a third of the text on its pages was left out" in added.stdout
    (survey,) = values(run("list", "--json"))
    assert "more than a third" in run("show", survey["id"]).stdout


def test_a_cluster_reads_what_is_added_and_one_that_is_not_there_is_one_line(
    run: Callable[..., Result], survey_file: SurveyFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = survey_file("Survey of Lakes")
    with_zotero = run("add", "--zotero", "--ray", "local")
    assert with_zotero.exit_code == 2 and "--zotero" in with_zotero.output
    monkeypatch.setitem(sys.modules, "ray", None)
    without_ray = run("add", source, "--ray", "local")
    assert without_ray.exit_code == 1 and "survey-assistant[cluster]" in without_ray.output
    monkeypatch.undo()
    pytest.importorskip("ray", reason="Ray is not installed")
    missing = run("add", source, "--ray", "127.0.0.1:1")
    assert missing.exit_code == 1
    assert "cluster at 127.0.0.1:1 cannot be joined" in missing.output
    assert values(run("list", "--json")) == []
    added = run("add", source, "--ray", "local", "--json")
    assert [entry["title"] for entry in values(added)] == ["Survey of Lakes"]
    (hit,) = values(run("list", "--json"))
    assert hit["title"] == "Survey of Lakes"
