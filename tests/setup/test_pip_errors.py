"""What pip refuses to install, and what is said of it. The pip is real, its index a folder."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from assistant.setup.bootstrap import Setup
from assistant.setup.toolchain import SetupError
from tests.wheels import add_source, add_wheel, sha256


@pytest.fixture
def wheels(tmp_path: Path) -> Path:
    """A folder of wheels: alpha, which needs beta."""
    folder = tmp_path / "wheels"
    folder.mkdir()
    add_wheel(folder, "alpha", "1.0", "beta>=1")
    add_wheel(folder, "beta", "1.0")
    return folder


@pytest.fixture
def setup(wheels: Path, tmp_path: Path) -> Setup:
    """A setup with a lock of these wheels, whose pip installs into a folder."""
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    python.chmod(0o755)
    lock = tmp_path / "requirements" / "runtime.txt"
    lock.parent.mkdir()
    lock.write_text("".join(entry(wheels, name) for name in ("alpha", "beta")), "utf-8")
    settings = {
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": str(wheels),
        "PIP_TARGET": str(tmp_path / "target"),
        "PIP_CACHE_DIR": str(tmp_path / "cache"),
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    }
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
    return Setup(tmp_path, lambda line: None, environment={**kept, **settings})


def entry(wheels: Path, name: str) -> str:
    return f"{name}==1.0 \\\n    --hash=sha256:{sha256(next(wheels.glob(f'{name}-1.0*')))}\n"


def install(setup: Setup) -> None:
    setup.pip("Installing the packages", "1 minute", *setup.lock_arguments("runtime"))


def installed(setup: Setup) -> set[str]:
    return {path.stem for path in (setup.root / "target").glob("*.py")}


def test_pip_installs_what_is_locked(setup: Setup) -> None:
    install(setup)
    assert installed(setup) == {"alpha", "beta"}


def test_pip_installs_nothing_where_one_file_has_changed(setup: Setup, wheels: Path) -> None:
    beta = next(wheels.glob("beta-*"))
    beta.write_bytes(beta.read_bytes() + b"more")
    with pytest.raises(SetupError) as caught:
        install(setup)
    said = str(caught.value)
    assert said.startswith("beta==1.0 was not installed: the file ")
    assert "PIP_NO_CACHE_DIR=1 make setup" in said and "\n" not in said
    assert sha256(beta)[:12] in said and installed(setup) == set()


def test_a_lock_that_was_tampered_with_stops_the_setup(setup: Setup, wheels: Path) -> None:
    lock, digest = setup.lock("runtime"), sha256(next(wheels.glob("alpha-*")))
    lock.write_text(lock.read_text("utf-8").replace(digest, digest[::-1]), "utf-8")
    with pytest.raises(SetupError, match=r"^alpha==1.0 was not installed: the file "):
        install(setup)
    assert installed(setup) == set()


def test_what_is_needed_and_not_locked_is_not_installed(setup: Setup, wheels: Path) -> None:
    setup.lock("runtime").write_text(entry(wheels, "alpha"), "utf-8")
    with pytest.raises(SetupError, match=r"^beta>=1 is needed here and is not in requirements/"):
        install(setup)
    assert installed(setup) == set()


def test_what_cannot_be_built_with_what_is_locked_is_said(setup: Setup, wheels: Path) -> None:
    add_source(wheels, "odd", "1.0", backend="nonesuch.build")
    setup.lock("runtime").write_text(entry(wheels, "odd"), "utf-8")
    with pytest.raises(SetupError, match=r"^A package has no ready file .* \(nonesuch[.\w]*\)"):
        install(setup)
    assert installed(setup) == set()


def test_an_index_without_the_version_or_without_an_answer_is_said(
    setup: Setup, wheels: Path
) -> None:
    next(wheels.glob("beta-*")).unlink()
    add_wheel(wheels, "beta", "9.0")
    with pytest.raises(SetupError, match=r"^The package index has no beta==1.0 for this Python"):
        install(setup)
    # The discard port of this machine, where nothing listens.
    nobody = {"PIP_NO_INDEX": "0", "PIP_INDEX_URL": "http://127.0.0.1:9/simple", "PIP_RETRIES": "0"}
    setup.environment = {**setup.environment, **nobody, "PIP_FIND_LINKS": ""}
    with pytest.raises(SetupError, match=r"^The package index told nothing about .*Check the net"):
        install(setup)
