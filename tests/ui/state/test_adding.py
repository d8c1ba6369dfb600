"""The list of what is being added in the web app: one for all pages, and it goes on by itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.errors import UnknownName
from assistant.library import Library
from assistant.ui.state.adding import AddingQueue
from assistant.ui.tabs.adding import address_problem
from assistant.ui.views.adding import list_html
from evals.datasets.office_files import zipped
from tests.ingest.test_pipeline import paper_file
from tests.library_checks import sound
from tests.ui.pages import Shown

SurveyFile = Callable[..., Path]


def test_two_hundred_files_at_once(library: Library, survey_file: SurveyFile) -> None:
    queue = AddingQueue(library)
    paths = [survey_file(f"Subject {n}", f"Fact {n} of water.") for n in range(200)]
    queue.submit(paths[:150])
    queue.submit(paths[150:])  # while the others are being added
    seen = set()
    while not queue.wait(0.05):
        html = list_html(queue)
        assert html.count("<li>") <= 200
        seen.add(html)
    assert len(seen) > 3
    assert len(library.surveys()) == 200
    html = list_html(queue)
    assert "200 of 200 done" in html and "200 in the library" in html
    assert not queue.busy
    sound(library)


def test_each_refusal_has_its_reason_and_a_password_is_tried_again(
    library: Library, survey_file: SurveyFile, tmp_path: Path
) -> None:
    queue = AddingQueue(library)
    secret = paper_file(tmp_path, "Secret", password="open")
    wrong = tmp_path / "<b>.xyz"
    wrong.write_text("text")
    queue.submit([secret, wrong, survey_file()])
    assert queue.wait(30)
    html = list_html(queue)
    assert "3 of 3 done" in html and "2 not added" in html
    assert "No reader for" in html and "password" in html and "<b>" not in html
    assert queue.locked
    assert queue.retry("wrong") == 1 and queue.wait(30) and queue.locked
    assert queue.retry("open") == 1 and queue.wait(30)
    assert not queue.locked
    assert len(library.surveys()) == 2
    queue.submit([wrong])
    assert queue.wait(30)
    assert [item.name for item in queue.items()] == ["<b>.xyz"], "a new list begins"


def test_an_archive_is_a_list_of_its_files(library: Library, tmp_path: Path) -> None:
    papers = tmp_path / "papers.zip"
    files = {"one.md": "# One\n\nWater.", "two.md": "# Two\n\nMore.", "x.pdf": b"-"}
    papers.write_bytes(zipped(files))
    (tmp_path / "last.md").write_text("# Last\n\nThe last.")
    queue = AddingQueue(library)
    queue.submit([papers, tmp_path / "last.md"])
    assert queue.wait(30)
    assert [item.name for item in queue.items()] == ["one.md", "two.md", "x.pdf", "last.md"]
    assert "4 of 4 done" in list_html(queue) and "1 not added" in list_html(queue)
    assert [survey.title for survey in library.surveys()] == ["One", "Two", "Last"]


def test_a_library_that_cannot_be_written_is_told_of_each(
    library: Library, survey_file: SurveyFile
) -> None:
    from filelock import FileLock

    queue = AddingQueue(library)
    with FileLock(library.folder / "write.lock", thread_local=False):
        queue.submit([survey_file("Survey of Lakes"), survey_file("Survey of Seas")])
        assert queue.wait(30)
    assert all("Another process" in str(item.added and item.added.error) for item in queue.items())
    queue.submit([survey_file("Survey of Lakes")])
    assert queue.wait(30)
    assert len(library.surveys()) == 1


def test_the_box_takes_addresses_only(survey_file: SurveyFile) -> None:
    assert "no web address" in address_problem([str(survey_file())])
    assert address_problem(["arxiv:2309.15025", "https://example.org/survey.pdf"]) == ""


def test_what_was_put_into_one_survey_is_said_and_undone(
    library: Library, survey_file: SurveyFile
) -> None:
    queue = AddingQueue(library)
    queue.submit([survey_file(name="v1.md", author="Ann Lee")])
    assert queue.wait(30)
    queue.submit([survey_file(body="A second version.", name="v2.md", author="Ann Lee")])
    assert queue.wait(30)
    (item,) = queue.items()
    assert item.joined and item.added is not None
    assert (
        "Put into one survey with v1.md, since these agree: Title" in Shown(list_html(queue)).text
    )
    assert len(library.surveys()) == 1
    seen = queue.version
    queue.part(item.added.document_id)
    assert {survey.documents[0].name for survey in library.surveys()} == {"v1.md", "v2.md"}
    assert not item.joined and queue.version > seen
    assert "Put into one survey" not in list_html(queue)
    with pytest.raises(UnknownName, match="of its own already"):
        queue.part(item.added.document_id)
