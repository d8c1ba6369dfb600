"""Where model files are made."""

from __future__ import annotations

from pathlib import Path

from assistant.models.files.workshop import one_at_a_time, workshop


def test_what_an_interruption_left_is_cleared_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / ".install-left").mkdir()
    (tmp_path / "model.gguf").touch()
    with one_at_a_time(tmp_path), workshop(tmp_path) as work:
        assert work.parent == tmp_path and work.is_dir()
        assert not (tmp_path / ".install-left").exists()
    assert not work.exists() and (tmp_path / "model.gguf").exists()
