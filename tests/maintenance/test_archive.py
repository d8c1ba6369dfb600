"""One archive out of a library and back, and archives that mean harm."""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.errors import AssistantError, LibraryError, LibraryNotWritable, LibraryTooNew
from assistant.library import Library
from assistant.maintenance import archive as archives
from assistant.maintenance.archive import FILE, MANIFEST, export_library, import_library
from assistant.settings import Settings
from tests.library_checks import rows, sound

MakeLibrary = Callable[..., Library]
SurveyFile = Callable[..., Path]


@pytest.fixture
def archive(make_library: MakeLibrary, survey_file: SurveyFile, tmp_path: Path) -> Path:
    library = make_library()
    library.add(survey_file("A Survey of Rivers"))
    library.add(survey_file("A Survey of Lakes"))
    library.review("rivers")
    path = tmp_path / "library.zip"
    assert export_library(library.folder, path, library.settings) == path.stat().st_size
    library.close()
    return path


def taken_in(archive: Path, name: str = "restored") -> Path:
    folder = archive.parent / name
    import_library(archive, folder, Settings(home=archive.parent / "home"))
    return folder


def altered(archive: Path, change: Callable[[dict[str, bytes]], None], *, listed: bool) -> Path:
    """A copy of an archive with changed files; ``listed`` makes its manifest fit them."""
    with zipfile.ZipFile(archive) as opened:
        files = {name: opened.read(name) for name in opened.namelist()}
    change(files)
    if listed:
        manifest = json.loads(files[MANIFEST])
        manifest["files"] = {
            name: {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
            for name, data in files.items()
            if name != MANIFEST
        }
        files[MANIFEST] = json.dumps(manifest).encode()
    path = archive.with_name("altered.zip")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, data in files.items():
            opened.writestr(name, data)
    return path


def refused(archive: Path, match: str) -> None:
    before = sorted(archive.parent.iterdir())
    with pytest.raises(LibraryError, match=match):
        taken_in(archive)
    assert sorted(archive.parent.iterdir()) == before, "something was left"


def test_a_library_comes_back_whole(archive: Path, make_library: MakeLibrary) -> None:
    library = make_library(folder=taken_in(archive))
    assert [s.title for s in library.surveys()] == ["A Survey of Rivers", "A Survey of Lakes"]
    assert rows(library, "SELECT count(*) FROM results WHERE kind = 'review'") == [(1,)]
    sound(library)


def test_what_is_there_is_not_overwritten(archive: Path) -> None:
    folder = taken_in(archive)
    data = (folder / FILE).read_bytes()
    with pytest.raises(LibraryError, match="not empty"):
        taken_in(archive)
    assert (folder / FILE).read_bytes() == data


@pytest.mark.parametrize(
    "name",
    [
        "../outside", "/etc/outside", "sources/../../outside", "C:\\outside", "sources\\x.pdf",
        "write.lock", "chroma/chroma.sqlite3", "sources/" + "a" * 64 + ".pdf/../../x", "x\x00y",
        "SOURCES/" + "a" * 64 + ".pdf", "sources/" + "a" * 64 + ".pdf ", "．．/outside", ".",
    ],
)  # fmt: skip
def test_names_that_lead_elsewhere_are_refused(archive: Path, name: str) -> None:
    def add(files: dict[str, bytes]) -> None:
        files[name] = b"x"

    refused(altered(archive, add, listed=True), "not a library that can be taken in|cannot be read")
    assert not (archive.parent.parent / "outside").exists()


def test_links_are_refused(archive: Path) -> None:
    info = zipfile.ZipInfo("sources/" + "a" * 64 + ".pdf")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(archive, "a") as opened:
        opened.writestr(info, "/etc/passwd")
    refused(archive, "no plain file")


def test_bombs_are_refused(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def bomb(files: dict[str, bytes]) -> None:
        data = bytes(50_000_000)
        files[f"sources/{hashlib.sha256(data).hexdigest()}.txt"] = data

    refused(altered(archive, bomb, listed=True), "grow too much")
    monkeypatch.setattr(archives, "MOST_BYTES", 1000)
    with pytest.raises(LibraryNotWritable, match="Free some space"):
        taken_in(archive)


def with_sql(archive: Path, *statements: str) -> Path:
    def change(files: dict[str, bytes]) -> None:
        path = archive.with_name("changing.sqlite3")
        path.write_bytes(files[FILE])
        connection = sqlite3.connect(path)
        for statement in statements:
            connection.execute(statement)
        connection.commit()
        connection.close()
        files[FILE] = path.read_bytes()
        path.unlink()

    return altered(archive, change, listed=True)


def test_a_database_that_would_run_something_is_refused(archive: Path) -> None:
    trigger = "CREATE TRIGGER t AFTER INSERT ON results BEGIN DELETE FROM documents; END"
    refused(with_sql(archive, trigger), "trigger")
    refused(with_sql(archive, "CREATE VIEW v AS SELECT 1"), "view")
    refused(with_sql(archive, "CREATE VIRTUAL TABLE v USING fts5(x)"), "table 'v'")
    refused(with_sql(archive, "UPDATE documents SET body = x'00'"), "cannot be used|cut off")


def test_a_document_that_is_a_bomb_is_refused(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "LARGEST_DOCUMENT", 100)
    refused(archive, "grow too much")


def test_damage_and_newer_formats_are_told(archive: Path) -> None:
    def flip(files: dict[str, bytes]) -> None:
        files[FILE] = files[FILE][:-1] + b"\x01"

    refused(altered(archive, flip, listed=False), "damaged")

    def newer(files: dict[str, bytes]) -> None:
        files[MANIFEST] = files[MANIFEST].replace(b'"format": 1', b'"format": 99')

    with pytest.raises(LibraryTooNew, match="99"):
        taken_in(altered(archive, newer, listed=False))
    archive.write_bytes(archive.read_bytes()[:-300])
    refused(archive, "cut off")


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_any_change_of_bytes_is_refused_or_harmless(archive: Path, data: st.DataObject) -> None:
    good = bytearray(archive.read_bytes())
    for _ in range(data.draw(st.integers(1, 6))):
        good[data.draw(st.integers(0, len(good) - 1))] = data.draw(st.integers(0, 255))
    path = archive.with_name("mutated.zip")
    path.write_bytes(good)
    folder = archive.with_name("from-mutated")
    before = sorted(archive.parent.iterdir())
    try:
        import_library(path, folder, Settings(home=archive.parent / "home"))
    except AssistantError:
        assert sorted(archive.parent.iterdir()) == before
    else:
        assert (folder / FILE).is_file()
        shutil.rmtree(folder)


def test_places_that_cannot_be_written(archive: Path, tmp_path: Path) -> None:
    folder = taken_in(archive)
    settings = Settings(home=tmp_path / "home")
    with pytest.raises(AssistantError, match="Choose another place"):
        export_library(folder, Path("/proc/library.zip"), settings)
    with pytest.raises(LibraryError, match="Check the path"):
        export_library(tmp_path / "nowhere", tmp_path / "x.zip", settings)
    with pytest.raises(LibraryNotWritable, match="--library"):
        import_library(archive, Path("/proc/library"), settings)
