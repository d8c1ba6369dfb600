"""Files from a hub: a small one on this machine, which breaks off, lies and refuses."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant.errors import DownloadError
from assistant.models.files import hub
from assistant.models.files.gguf import check_gguf
from assistant.models.files.hub import HubFile, download
from tests.gguf_file import small_gguf
from tests.hub_server import Hub, serving

NAME = "owner/repo/tiny.gguf"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "models"


@pytest.fixture
def local_hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    monkeypatch.setattr(hub.time, "sleep", lambda seconds: None)
    with serving(Hub({NAME: small_gguf(padding=3_000_000)})) as running:
        yield running


def fetch(
    name: str, folder: Path, endpoint: str, report: Callable[[str], None] = lambda line: None
) -> Path:
    file = HubFile.parse(name)
    assert file is not None
    return download(file, folder, report, endpoint=endpoint)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("owner/repo/file.gguf", HubFile("owner/repo", "file.gguf")),
        ("owner/repo/inner/File.GGUF", HubFile("owner/repo", "inner/File.GGUF")),
        ("owner/file.gguf", None),
        ("owner/repo/file.bin", None),
        ("owner/../file.gguf", None),
        ("/owner/repo/file.gguf", None),
        ("owner/repo /file.gguf", None),
        ("owner\\repo/a/file.gguf", None),
    ],
)
def test_a_file_on_the_hub_is_named_by_owner_repository_and_path(
    text: str, expected: HubFile | None
) -> None:
    assert HubFile.parse(text) == expected


def test_a_file_is_fetched_once(local_hub: Hub, folder: Path) -> None:
    lines: list[str] = []
    path = fetch(NAME, folder, local_hub.endpoint, lines.append)
    assert path == folder / "tiny.gguf" and path.read_bytes() == local_hub.files[NAME]
    assert not list((folder / ".partial").glob("*.gguf"))
    fetch(NAME, folder, local_hub.endpoint, lines.append)
    assert len(local_hub.ranges) == 1 and "already" in lines[-1]


def test_a_broken_connection_is_taken_up_again(local_hub: Hub, folder: Path) -> None:
    local_hub.cuts = [1_000_000, 500_000]
    path = fetch(NAME, folder, local_hub.endpoint)
    assert path.read_bytes() == local_hub.files[NAME]
    assert local_hub.ranges == [None, "bytes=1000000-", "bytes=1500000-"]


def test_an_interrupted_download_goes_on_in_the_next_call(local_hub: Hub, folder: Path) -> None:
    local_hub.cuts = [2_000_000, 0, 0, 0, 0, 0]
    with pytest.raises(DownloadError, match=r"stopped at 2 of 3 MB.*Pull it again to go on"):
        fetch(NAME, folder, local_hub.endpoint)
    assert not (folder / "tiny.gguf").exists()
    lines: list[str] = []
    path = fetch(NAME, folder, local_hub.endpoint, lines.append)
    assert local_hub.ranges[-1] == "bytes=2000000-" and "going on after 2 MB" in lines[0]
    assert path.read_bytes() == local_hub.files[NAME]


def test_a_server_without_ranges_starts_over(local_hub: Hub, folder: Path) -> None:
    local_hub.cuts, local_hub.ignore_ranges = [1_000_000], True
    path = fetch(NAME, folder, local_hub.endpoint)
    assert path.read_bytes() == local_hub.files[NAME]


def test_a_wrong_hash_leaves_nothing_behind(local_hub: Hub, folder: Path) -> None:
    local_hub.recorded_sha256[NAME] = "0" * 64
    with pytest.raises(DownloadError, match=r"arrived damaged.*was deleted. Pull it again"):
        fetch(NAME, folder, local_hub.endpoint)
    assert not list(folder.rglob("*.gguf"))


def test_a_file_that_is_no_model_leaves_nothing_behind(local_hub: Hub, folder: Path) -> None:
    local_hub.files[NAME] = b"not a model" * 100
    with pytest.raises(DownloadError, match="not a usable GGUF"):
        fetch(NAME, folder, local_hub.endpoint)
    assert not list(folder.rglob("*.gguf"))


def test_another_file_of_the_same_name_is_not_overwritten(local_hub: Hub, folder: Path) -> None:
    folder.mkdir(parents=True)
    mine = folder / "tiny.gguf"
    mine.write_bytes(small_gguf("mine"))
    with pytest.raises(DownloadError, match=r"a different file. Move or delete it"):
        fetch(NAME, folder, local_hub.endpoint)
    assert check_gguf(mine).name == "mine"


def test_what_the_hub_does_not_have(local_hub: Hub, folder: Path) -> None:
    with pytest.raises(DownloadError, match="no repository owner/none"):
        fetch("owner/none/a.gguf", folder, local_hub.endpoint)
    with pytest.raises(DownloadError, match=r"no file tini.gguf .*nearest: tiny.gguf"):
        fetch("owner/repo/tini.gguf", folder, local_hub.endpoint)
    local_hub.broken_status = 500
    with pytest.raises(DownloadError, match="answered 500"):
        fetch(NAME, folder, local_hub.endpoint)


def test_no_network_is_one_clear_error(folder: Path) -> None:
    with pytest.raises(DownloadError, match="No connection to the Hugging Face hub"):
        fetch(NAME, folder, "http://127.0.0.1:9")


def test_a_full_disk_is_noticed_before_the_download(
    local_hub: Hub, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub, "SPARE_BYTES", 10**18)
    with pytest.raises(DownloadError, match="Not enough disk space"):
        fetch(NAME, folder, local_hub.endpoint)
    assert local_hub.ranges == []


def test_a_folder_that_cannot_be_written_is_one_clear_error(local_hub: Hub, folder: Path) -> None:
    folder.write_text("in the way")
    with pytest.raises(DownloadError, match=r"Cannot write tiny.gguf"):
        fetch(NAME, folder, local_hub.endpoint)
