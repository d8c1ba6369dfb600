"""Wheels and source archives of a few lines, made for tests of what pip and uv do with them."""

from __future__ import annotations

import hashlib
import io
import tarfile
import zipfile
from pathlib import Path


def add_wheel(folder: Path, name: str, version: str, *requires: str) -> Path:
    """Write a wheel with one module that is called like the package; returns the file."""
    module, info = name.replace("-", "_"), f"{name.replace('-', '_')}-{version}.dist-info"
    lines = [f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}"]
    lines += [f"Requires-Dist: {each}" for each in requires]
    files = {
        f"{module}.py": f"VERSION = {version!r}\n",
        f"{info}/METADATA": "\n".join(lines) + "\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    files[f"{info}/RECORD"] = "".join(f"{path},,\n" for path in (*files, f"{info}/RECORD"))
    path = folder / f"{module}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for member, text in files.items():
            archive.writestr(zipfile.ZipInfo(member), text)
    return path


def add_source(folder: Path, name: str, version: str, backend: str) -> Path:
    """Write a source archive that ``backend`` has to build; returns the file."""
    files = {
        "PKG-INFO": f"Metadata-Version: 2.2\nName: {name}\nVersion: {version}\n",
        "pyproject.toml": f'[build-system]\nrequires = []\nbuild-backend = "{backend}"\n',
    }
    path = folder / f"{name}-{version}.tar.gz"
    with tarfile.open(path, mode="w:gz") as archive:
        for member, text in files.items():
            entry = tarfile.TarInfo(f"{name}-{version}/{member}")
            entry.size = len(text)
            archive.addfile(entry, io.BytesIO(text.encode()))
    return path


def sha256(path: Path) -> str:
    """The SHA-256 of a file, as a lock has it."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
