"""The bytes that a library keeps of its sources: shown, read again, removed, cleared."""

from __future__ import annotations

import hashlib
import random
import shutil
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.errors import LibraryError, SourceError
from assistant.ingest.progress import Progress
from assistant.library import Library
from assistant.settings import Settings
from tests.ingest.test_pipeline import paper_file
from tests.library_checks import read_as_before, rows, sound
from tests.readers.pdf.figures.test_picture import page as page_with_figure
from tests.readers.pdf_writer import pdf
from tests.test_library_mishaps import long_survey

MakeLibrary = Callable[..., Library]
SurveyFile = Callable[..., Path]


def test_a_file_that_changes_while_it_is_read_counts_as_it_was(
    library: Library, survey_file: SurveyFile
) -> None:
    path = survey_file(body=long_survey("The river", 1000))
    stop = threading.Event()

    def change() -> None:
        while not stop.is_set():
            with path.open("r+b") as file:
                file.seek(random.randrange(5000))
                file.write(b"z")

    thread = threading.Thread(target=change)
    thread.start()
    try:
        survey = library.add(path)
    finally:
        stop.set()
        thread.join()
    (info,) = survey.documents
    kept = library.source(info.id).read_bytes()
    assert hashlib.sha256(kept).hexdigest() == info.id
    text = kept.decode()
    assert all(s.text in text for _, s in library.document(info.id).sentences() if "z" in s.text)
    sound(library)


def test_figures_are_cut_out_of_kept_sources(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "rivers.pdf"
    path.write_bytes(pdf([page_with_figure()]))
    (info,) = library.add(path).documents
    image = library.figure_image(info.id, "Figure 1")
    assert image.startswith(b"\x89PNG")
    assert library.figure_image(info.id, "Figure 1") is image
    with pytest.raises(LibraryError, match="no figure 'Figure 2'"):
        library.figure_image(info.id, "Figure 2")


def test_sources_are_kept_shown_and_removed(
    library: Library, survey_file: SurveyFile, tmp_path: Path
) -> None:
    path = paper_file(tmp_path, "Rivers", pages=2)
    (info,) = library.add(path).documents
    assert library.source(info.id).read_bytes() == path.read_bytes()
    image = library.page_image(info.id, 2, width=200)
    assert image.startswith(b"\x89PNG")
    sentence = next(s for _, s in library.document(info.id).sentences() if s.page == 2)
    assert library.page_image(info.id, 2, width=200, boxes=sentence.boxes) != image
    assert library.page_image(info.id, 2, width=200, boxes=[]) is image
    with pytest.raises(SourceError, match="No page 3"):
        library.page_image(info.id, 3)
    with pytest.raises(LibraryError, match="No document"):
        library.page_image("0" * 64, 1)
    (text,) = library.add(survey_file()).documents
    with pytest.raises(LibraryError, match="no pages"):
        library.page_image(text.id, 1)
    kept = library.source(info.id)
    library.remove("Rivers.pdf")
    assert not kept.exists()
    library.source(text.id).unlink()
    with pytest.raises(LibraryError, match="older version"):
        library.source(text.id)


def test_what_a_killed_process_left_of_sources_is_cleared(
    make_library: MakeLibrary, survey_file: SurveyFile
) -> None:
    library = make_library()
    (info,) = library.add(survey_file()).documents
    folder = library.folder / "sources"
    (folder / f"{'0' * 64}.pdf").write_bytes(b"no row")
    (folder / ".incoming-dead").mkdir()
    (folder / ".incoming-dead" / "half").write_bytes(b"half")
    alive = [path for path in folder.iterdir() if path.name.startswith(".incoming-")]
    again = make_library()
    left = {path.name for path in folder.iterdir()}
    mine = {path.name for path in alive if path.name != ".incoming-dead"}
    assert left == {library.source(info.id).name} | mine
    again.close()
    library.close()
    assert {path.name for path in folder.iterdir()} == {f"{info.id}.md"}


def test_reading_again_keeps_ids_edits_and_places(
    library: Library, survey_file: SurveyFile, tmp_path: Path
) -> None:
    survey = library.add(survey_file())
    library.edit(survey, title="By hand")
    (info,) = survey.documents
    old = library.document(info.id)
    # As an older reader would have read it: less text, other passages.
    read_as_before(library, replace(old, sections=old.sections[:1]))
    rows(library, "DELETE FROM passage_text")
    rows(library, "DELETE FROM passages")
    assert library.document(info.id) != old
    heard: list[Progress] = []
    (added,) = library.reread(progress=heard.append)
    assert added.error is None and added.survey is not None
    assert library.document(info.id) == old
    assert added.survey.id == survey.id and added.survey.title == "By hand"
    assert heard[-1].stage == "embed"
    sound(library)
    assert library.search("water")
    (unchanged,) = library.reread("By hand")
    assert unchanged.survey == added.survey
    library.source(info.id).unlink()
    (gone,) = library.reread()
    assert isinstance(gone.error, LibraryError)
    sound(library)


def test_a_disk_that_is_too_full_for_the_source_refuses_it(
    make_library: MakeLibrary, survey_file: SurveyFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = make_library(settings=Settings(home=Path("/nowhere"), lock_timeout=0.5))
    path = survey_file()
    monkeypatch.setattr(
        shutil, "disk_usage", lambda folder: type("Usage", (), {"free": 32_000_100})()
    )
    with pytest.raises(LibraryError, match="MB left"):
        library.add(survey_file("Long", long_survey("Long", 2000)))
    monkeypatch.undo()
    assert library.add(path)
    sound(library)
