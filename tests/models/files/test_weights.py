"""The note on a model's weights: read as long as it fits the files."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.models.files.checksum import put_in_place
from assistant.models.files.resolve import CHAT_FILE, doubts, find
from assistant.models.files.weights import (
    Choice,
    Trial,
    kept_weights,
    note_path,
    original_path,
    read_choice,
    rewritten_path,
    write_choice,
)
from assistant.settings import Settings

CAME = Trial("Q4_1", 4, 100.0, 50.0, 20.0)
FASTER = Trial("Q8_0", 8, 300.0, 60.0, 20.1)


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """A model that came with its stamp, its weights in another type, and the note that says so."""
    path = tmp_path / "models" / CHAT_FILE
    path.parent.mkdir()
    for target, content in ((path, b"came"), (rewritten_path(path, "Q8_0"), b"written!")):
        unfinished = tmp_path / "unfinished"
        unfinished.write_bytes(content)
        put_in_place(unfinished, target, "somewhere")
    write_choice(path, Choice("4 somewhere", "a processor", "Q8_0", "faster", (CAME, FASTER)))
    return path


def test_the_kept_file_is_run_and_known_by_the_file_that_came(model: Path) -> None:
    kept = kept_weights(model)
    assert kept.name == CHAT_FILE.replace(".gguf", "-as-Q8_0.gguf")
    assert original_path(kept) == model == original_path(model)
    settings = Settings(home=model.parents[1])
    assert find(None, settings) == kept and doubts(kept, settings) == ""
    assert find(None, replace(settings, weights="shipped")) == model
    assert find(str(model), settings) == model, "a path is taken as it is"


def test_a_note_that_does_not_fit_the_files_says_nothing(model: Path) -> None:
    choice = read_choice(model)
    assert choice is not None
    write_choice(model, replace(choice, came="4 somewhere else"))
    assert kept_weights(model) == model
    write_choice(model, choice)
    assert kept_weights(model) != model
    rewritten_path(model, "Q8_0").write_bytes(b"cut")
    assert kept_weights(model) == model
    rewritten_path(model, "Q8_0").unlink()
    assert kept_weights(model) == model


@pytest.mark.parametrize("note", ["", "{", "[]", '{"kept": "Q8_0"}', '{"trials": [1]}'])
def test_a_damaged_note_says_nothing(model: Path, note: str) -> None:
    note_path(model).write_text(note)
    assert read_choice(model) is None and kept_weights(model) == model


def test_a_file_that_only_looks_written_anew_is_its_own(tmp_path: Path) -> None:
    path = tmp_path / "somebody-as-Q8_0.gguf"
    path.touch()
    assert original_path(path) == path


def test_the_choice_is_told_in_one_line() -> None:
    line = Choice("4", "", "Q8_0", "twice as fast", (CAME, FASTER)).line()
    assert line == (
        "Q8_0: twice as fast (Q4_1 100 and 50 tokens/s, perplexity 20.0; "
        "Q8_0 300 and 60 tokens/s, perplexity 20.1)"
    )
