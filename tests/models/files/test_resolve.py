"""Models by name, and pulling them from a hub."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.errors import DownloadError, ModelNotFound, UnknownName
from assistant.models.backend import Engines
from assistant.models.files import hub
from assistant.models.files.resolve import (
    CATALOGUE,
    CHAT_FILE,
    EMBEDDING_FILE,
    check_gguf,
    doubts,
    find,
    install_defaults,
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
    entry = CATALOGUE[0]
    for name in (CHAT_FILE, entry.file, "mine.gguf"):
        (folder / name).write_bytes(small_gguf())
    assert find(None, settings) == folder / CHAT_FILE
    assert find("default", settings) == folder / CHAT_FILE
    assert find(entry.name, settings) == folder / entry.file
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
    with pytest.raises(UnknownName, match=r"'qwen2.5-1.5'. The nearest: .*qwen2.5-1.5b"):
        find("qwen2.5-1.5", settings)


def test_the_catalogue_can_be_trusted_by_the_code() -> None:
    names = [entry.name for entry in CATALOGUE]
    files = [entry.file for entry in CATALOGUE]
    assert len(set(names)) == len(names) and len(set(files)) == len(files)
    for entry in CATALOGUE:
        assert hub.HubFile.parse(f"{entry.repo}/{entry.file}") == hub.HubFile(
            entry.repo, entry.file
        )
        assert entry.memory_bytes > entry.size_bytes > 300_000_000
        assert "-of-" not in entry.file and entry.name != "default"


# --- pulling --------------------------------------------------------------------------------------

NAME = "owner/repo/tiny.gguf"


@pytest.fixture
def local_hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    monkeypatch.setattr(hub.time, "sleep", lambda seconds: None)
    with serving(Hub({NAME: small_gguf(padding=3_000_000)})) as running:
        yield running


def test_pull_fetches_checks_and_stops_there(local_hub: Hub, settings: Settings) -> None:
    lines: list[str] = []
    path = pull(NAME, settings, lines.append, endpoint=local_hub.endpoint)
    assert path == settings.models_folder / "tiny.gguf"
    assert path.read_bytes() == local_hub.files[NAME]
    assert not list((settings.models_folder / ".partial").glob("*.gguf"))
    assert find(NAME, settings) == path
    pull(NAME, settings, lines.append, endpoint=local_hub.endpoint)
    assert len(local_hub.ranges) == 1 and any("already" in line for line in lines)


def test_a_catalogue_name_is_pulled_from_its_repository(local_hub: Hub, settings: Settings) -> None:
    entry = CATALOGUE[0]
    local_hub.files[f"{entry.repo}/{entry.file}"] = small_gguf("named")
    path = pull(entry.name, settings, lambda line: None, endpoint=local_hub.endpoint)
    assert check_gguf(path).name == "named" and find(entry.name, settings) == path


def test_models_from_unknown_places_are_told(
    local_hub: Hub, settings: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    lines: list[str] = []
    strange = pull(NAME, settings, lines.append, endpoint=local_hub.endpoint)
    assert "repository that survey-assistant does not know" in lines[-1]
    entry = CATALOGUE[0]
    local_hub.files[f"{entry.repo}/{entry.file}"] = small_gguf("named")
    known = pull(entry.name, settings, lines.append, endpoint=local_hub.endpoint)
    assert doubts(known, settings) == ""
    assert "only if you trust" in doubts(strange, settings)
    copied = tmp_path / entry.file
    copied.write_bytes(known.read_bytes())
    assert "was not fetched by survey-assistant" in doubts(copied, settings)
    known.write_bytes(b"GGUF and more than it was")
    assert "was not fetched" in doubts(known, settings), "it has changed"
    (settings.models_folder / EMBEDDING_FILE).write_bytes(small_gguf())
    engines = Engines(replace(settings, model=str(copied)))
    assert engines.process.chat_model is not None
    engines.close()
    assert [record.getMessage() for record in caplog.records if "trust" in record.getMessage()]


def test_a_broken_connection_is_taken_up_again(local_hub: Hub, settings: Settings) -> None:
    local_hub.cuts = [1_000_000, 500_000]
    path = pull(NAME, settings, lambda line: None, endpoint=local_hub.endpoint)
    assert path.read_bytes() == local_hub.files[NAME]
    assert local_hub.ranges == [None, "bytes=1000000-", "bytes=1500000-"]


def test_an_interrupted_download_goes_on_in_the_next_call(
    local_hub: Hub, settings: Settings
) -> None:
    local_hub.cuts = [2_000_000, 0, 0, 0, 0, 0]
    with pytest.raises(DownloadError, match=r"stopped at 2 of 3 MB.*Pull it again to go on"):
        pull(NAME, settings, lambda line: None, endpoint=local_hub.endpoint)
    assert not (settings.models_folder / "tiny.gguf").exists()
    lines: list[str] = []
    path = pull(NAME, settings, lines.append, endpoint=local_hub.endpoint)
    assert local_hub.ranges[-1] == "bytes=2000000-" and "going on after 2 MB" in lines[0]
    assert path.read_bytes() == local_hub.files[NAME]


def test_a_server_without_ranges_starts_over(local_hub: Hub, settings: Settings) -> None:
    local_hub.cuts, local_hub.ignore_ranges = [1_000_000], True
    path = pull(NAME, settings, lambda line: None, endpoint=local_hub.endpoint)
    assert path.read_bytes() == local_hub.files[NAME]


def test_a_wrong_hash_leaves_nothing_behind(local_hub: Hub, settings: Settings) -> None:
    local_hub.recorded_sha256[NAME] = "0" * 64
    with pytest.raises(DownloadError, match=r"arrived damaged.*was deleted. Pull it again"):
        pull(NAME, settings, lambda line: None, endpoint=local_hub.endpoint)
    assert not list(settings.models_folder.rglob("*.gguf"))


def test_a_file_that_is_no_model_leaves_nothing_behind(local_hub: Hub, settings: Settings) -> None:
    local_hub.files[NAME] = b"not a model" * 100
    with pytest.raises(DownloadError, match="not a usable GGUF"):
        pull(NAME, settings, lambda line: None, endpoint=local_hub.endpoint)
    assert not list(settings.models_folder.rglob("*.gguf"))


def test_another_file_of_the_same_name_is_not_overwritten(
    local_hub: Hub, settings: Settings
) -> None:
    settings.models_folder.mkdir(parents=True)
    mine = settings.models_folder / "tiny.gguf"
    mine.write_bytes(small_gguf("mine"))
    with pytest.raises(DownloadError, match=r"a different file. Move or delete it"):
        pull(NAME, settings, lambda line: None, endpoint=local_hub.endpoint)
    assert check_gguf(mine).name == "mine"


def test_what_the_hub_does_not_have(local_hub: Hub, settings: Settings) -> None:
    with pytest.raises(DownloadError, match="no repository owner/none"):
        pull("owner/none/a.gguf", settings, lambda line: None, endpoint=local_hub.endpoint)
    with pytest.raises(DownloadError, match=r"no file tini.gguf .*nearest: tiny.gguf"):
        pull("owner/repo/tini.gguf", settings, lambda line: None, endpoint=local_hub.endpoint)
    with pytest.raises(UnknownName, match="no model called 'nope'"):
        pull("nope", settings, lambda line: None, endpoint=local_hub.endpoint)
    local_hub.broken_status = 500
    with pytest.raises(DownloadError, match="answered 500"):
        pull(NAME, settings, lambda line: None, endpoint=local_hub.endpoint)


def test_no_network_is_one_clear_error(settings: Settings) -> None:
    with pytest.raises(DownloadError, match="No connection to the Hugging Face hub"):
        pull(NAME, settings, lambda line: None, endpoint="http://127.0.0.1:9")


def test_a_full_disk_is_noticed_before_the_download(
    local_hub: Hub, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub, "_SPARE_BYTES", 10**18)
    with pytest.raises(DownloadError, match="Not enough disk space"):
        pull(NAME, settings, lambda line: None, endpoint=local_hub.endpoint)
    assert local_hub.ranges == []


def test_a_folder_that_cannot_be_written_is_one_clear_error(local_hub: Hub, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    settings = Settings(home=tmp_path / "file")
    with pytest.raises(DownloadError, match=r"Cannot write tiny.gguf"):
        pull(NAME, settings, lambda line: None, endpoint=local_hub.endpoint)
    with pytest.raises(DownloadError, match="Cannot write the models"):
        install_defaults(settings, lambda line: None)
