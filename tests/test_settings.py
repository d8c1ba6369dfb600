"""Settings: what the environment says, what a caller says, and what neither says."""

from __future__ import annotations

import os
from dataclasses import FrozenInstanceError, fields, replace
from pathlib import Path

import pytest

from assistant.errors import AssistantError
from assistant.settings import PREFIX, Settings


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        monkeypatch.delenv(name)


def test_every_field_can_be_set_by_a_variable_of_its_type(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = {"int": "7", "float": "2.5", "str": "word", "Path": "/there"}
    for spec in fields(Settings):
        monkeypatch.setenv(PREFIX + spec.name.upper(), texts[str(spec.type).split(" ")[0]])
    values = {"int": 7, "float": 2.5, "str": "word", "Path": Path("/there")}
    settings = Settings.from_environment()
    for spec in fields(Settings):
        assert getattr(settings, spec.name) == values[str(spec.type).split(" ")[0]], spec.name


def test_a_caller_wins_over_the_environment_and_none_says_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(PREFIX + "THREADS", "three")
    assert Settings.from_environment(threads=2).threads == 2
    monkeypatch.setenv(PREFIX + "THREADS", "3")
    assert Settings.from_environment(threads=None).threads == 3
    monkeypatch.setenv(PREFIX + "THREADS", "")
    assert Settings.from_environment() == Settings()
    with pytest.raises(TypeError, match="thread_number"):
        Settings.from_environment(thread_number=2)


@pytest.mark.parametrize(("name", "raw"), [("THREADS", "2.5"), ("READ_TIMEOUT", "soon")])
def test_what_is_not_a_number_is_named(
    name: str, raw: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(PREFIX + name, raw)
    expected = rf"^SURVEY_ASSISTANT_{name}='{raw}' is not a number\. Set it to one, or unset it\.$"
    with pytest.raises(AssistantError, match=expected):
        Settings.from_environment()


def test_home_is_the_users_data_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    assert Settings().home == tmp_path / ".local" / "share" / "survey-assistant"
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    settings = Settings()
    assert settings.home == tmp_path / "data" / "survey-assistant"
    assert settings.models_folder == settings.home / "models"
    assert settings.library_folder == settings.home / "library"
    monkeypatch.setenv(PREFIX + "LIBRARY", "~/surveys")
    assert Settings.from_environment().library_folder == tmp_path / "surveys"
    assert not settings.home.exists(), "asking makes no folder"


def test_settings_do_not_change_and_threads_are_those_of_the_process() -> None:
    settings = Settings()
    with pytest.raises(FrozenInstanceError):
        settings.threads = 4  # type: ignore[misc]
    assert replace(settings, threads=4).thread_count == 4
    assert 1 <= settings.thread_count <= (os.cpu_count() or 1)
