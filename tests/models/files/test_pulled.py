"""The note of what was pulled."""

from __future__ import annotations

from pathlib import Path

from assistant.models.files.pulled import note_pulled, pulled_files


def test_what_was_pulled_is_noted_as_long_as_it_is_there(tmp_path: Path) -> None:
    for file in ("a.gguf", "b.gguf"):
        (tmp_path / file).touch()
    note_pulled(tmp_path, "one", "a.gguf")
    note_pulled(tmp_path, "two", "b.gguf")
    note_pulled(tmp_path, "one", "b.gguf")
    assert pulled_files(tmp_path) == {"one": "b.gguf", "two": "b.gguf"}
    (tmp_path / "b.gguf").unlink()
    assert pulled_files(tmp_path) == {}


def test_a_note_that_cannot_be_read_is_none(tmp_path: Path) -> None:
    assert pulled_files(tmp_path / "nowhere") == {}
    (tmp_path / "pulled.json").write_text("{", encoding="utf-8")
    assert pulled_files(tmp_path) == {}
