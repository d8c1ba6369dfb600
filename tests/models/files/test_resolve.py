"""Models by name, and pulling them from a hub."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.errors import DownloadError, ModelNotFound, UnknownName
from assistant.models.backend import Engines
from assistant.models.files.catalogue import EARLIER
from assistant.models.files.resolve import (
    CATALOGUE,
    CHAT_FILE,
    EMBEDDING_FILE,
    check_gguf,
    doubts,
    find,
    pull,
)
from assistant.settings import Settings
from tests.gguf_file import small_gguf
from tests.hub_server import Hub, serving


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home")


# --- names ----------------------------------------------------------------------------------------


def test_find_takes_a_path_a_name_a_hub_file_and_nothing(settings: Settings) -> None:
    folder = settings.models_folder
    folder.mkdir(parents=True)
    entry, (old, file) = CATALOGUE[0], next(iter(EARLIER.items()))
    usual = f"{entry.repo.split('/')[1].removesuffix('-GGUF')}-{entry.quantizations[1]}.gguf"
    for name in (CHAT_FILE, usual, file.name, "mine.gguf"):
        (folder / name).write_bytes(small_gguf())
    assert find(None, settings) == folder / CHAT_FILE
    assert find("default", settings) == folder / CHAT_FILE
    assert find(entry.name, settings) == folder / usual
    assert find(old, settings) == folder / file.name
    assert find(str(folder / "mine.gguf"), settings) == folder / "mine.gguf"
    assert find("mine.gguf", settings) == folder / "mine.gguf"
    assert find("someone/some-repo/mine.gguf", settings) == folder / "mine.gguf"


def test_find_says_what_is_missing(settings: Settings) -> None:
    entry = CATALOGUE[0]
    with pytest.raises(ModelNotFound, match=f"models pull {entry.name}"):
        find(entry.name, settings)
    with pytest.raises(ModelNotFound, match=r"models pull owner/repo/other.gguf"):
        find("owner/repo/other.gguf", settings)
    with pytest.raises(ModelNotFound, match=r"No model file at /no/such.gguf"):
        find("/no/such.gguf", settings)
    with pytest.raises(UnknownName, match=r"'qwen3.5-2'. The nearest: .*qwen3.5-2b"):
        find("qwen3.5-2", settings)


# --- pulling --------------------------------------------------------------------------------------

NAME = "owner/repo/tiny.gguf"


@pytest.fixture
def local_hub() -> Iterator[Hub]:
    with serving(Hub({NAME: small_gguf()})) as running:
        yield running


def test_pull_fetches_checks_and_stops_there(local_hub: Hub, settings: Settings) -> None:
    lines: list[str] = []
    path = pull(NAME, settings, lines.append, endpoint=local_hub.endpoint)
    assert path == settings.models_folder / "tiny.gguf"
    assert path.read_bytes() == local_hub.files[NAME]
    assert find(NAME, settings) == path


def test_a_catalogue_name_is_pulled_in_its_quantization(local_hub: Hub, settings: Settings) -> None:
    entry = CATALOGUE[0]
    second = entry.quantizations[1]
    local_hub.files[f"{entry.repo}/Odd-Name-BF16.gguf"] = small_gguf("another")
    local_hub.files[f"{entry.repo}/mmproj-{second}.gguf"] = small_gguf("pictures")
    local_hub.files[f"{entry.repo}/Odd-Name-{second}.gguf"] = small_gguf("wanted")
    lines: list[str] = []
    path = pull(entry.name, settings, lines.append, endpoint=local_hub.endpoint)
    assert path.name == f"Odd-Name-{second}.gguf" and check_gguf(path).name == "wanted"
    assert find(entry.name, settings) == path, "whatever its file is called"
    assert lines[0] == f"{entry.name} is {entry.repo}/{path.name}."


def test_a_repository_without_the_quantization_tells_what_it_has(
    local_hub: Hub, settings: Settings
) -> None:
    entry = CATALOGUE[0]
    local_hub.files[f"{entry.repo}/m-IQ1_S.gguf"] = small_gguf()
    with pytest.raises(DownloadError, match=r"no model file in Q8_0 .* files: m-IQ1_S.gguf\."):
        pull(entry.name, settings, lambda line: None, endpoint=local_hub.endpoint)
    with pytest.raises(DownloadError, match="no repository"):
        pull(CATALOGUE[1].name, settings, lambda line: None, endpoint=local_hub.endpoint)


def test_a_name_of_earlier_versions_can_still_be_pulled(local_hub: Hub, settings: Settings) -> None:
    name, file = next(iter(EARLIER.items()))
    local_hub.files[f"{file.repo}/{file.path}"] = small_gguf("old")
    path = pull(name, settings, lambda line: None, endpoint=local_hub.endpoint)
    assert check_gguf(path).name == "old" and find(name, settings) == path


def test_a_name_that_nothing_has_is_not_pulled(local_hub: Hub, settings: Settings) -> None:
    with pytest.raises(UnknownName, match="no model called 'nope'"):
        pull("nope", settings, lambda line: None, endpoint=local_hub.endpoint)
    assert local_hub.ranges == []


def test_models_from_unknown_places_are_told(
    local_hub: Hub, settings: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    lines: list[str] = []
    strange = pull(NAME, settings, lines.append, endpoint=local_hub.endpoint)
    assert "repository that survey-assistant does not know" in lines[-1]
    entry = CATALOGUE[0]
    local_hub.files[f"{entry.repo}/m-{entry.quantizations[0]}.gguf"] = small_gguf("named")
    known = pull(entry.name, settings, lines.append, endpoint=local_hub.endpoint)
    assert doubts(known, settings) == ""
    assert "only if you trust" in doubts(strange, settings)
    copied = tmp_path / known.name
    copied.write_bytes(known.read_bytes())
    assert "was not fetched by survey-assistant" in doubts(copied, settings)
    known.write_bytes(b"GGUF and more than it was")
    assert "was not fetched" in doubts(known, settings), "it has changed"
    (settings.models_folder / EMBEDDING_FILE).write_bytes(small_gguf())
    engines = Engines(replace(settings, model=str(copied), embedder="all-MiniLM-L6-v2"))
    assert engines.process.chat_model is not None
    engines.close()
    assert [record.getMessage() for record in caplog.records if "trust" in record.getMessage()]
