"""A library in ordinary times: adding, removing, opening again, from many threads."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.errors import (
    AssistantError,
    EmptySource,
    LibraryError,
    SourceNotFound,
    UnknownFormat,
    UnknownName,
)
from assistant.ingest.progress import Progress
from assistant.library import Library
from assistant.settings import Settings
from tests.library_checks import sound

MakeLibrary = Callable[..., Library]
SurveyFile = Callable[..., Path]


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
    library.add(survey_file(name="v1.md", author="Ann Lee"))
    survey = library.add(
        survey_file(body="A second version says more.", name="v2.md", author="Ann Lee")
    )
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
