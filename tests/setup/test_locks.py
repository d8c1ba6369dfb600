"""Locks: what they name, for which places, and that pip installs nothing else."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pytest
from packaging.markers import Marker
from packaging.version import Version

from assistant.setup import locks, package_index, resolver
from assistant.setup.bootstrap import Setup
from assistant.setup.package_index import PackageIndex, pip_settings
from assistant.setup.resolver import PLACES, Installed, Place, Resolver, marker_for
from assistant.setup.toolchain import SetupError
from tests.package_server import Packages, served

GROUPS = {"build": ["tool"], "runtime": ["alpha", "llama-cpp-python"], "dev": ["tester"]}


@pytest.fixture(params=["json", "html"])
def packages(request: pytest.FixtureRequest) -> Iterator[Packages]:
    """An index with a small world: a program, what it needs here and there, and its tools."""
    with served(Packages(as_json=request.param == "json")) as found:
        found.add("tool", "3.0")
        found.add("llama-cpp-python", "0.3.36")
        found.add("alpha", "1.0", "beta>=1", "late; python_version >= '3.13'", "gamma[fast]")
        found.add("beta", "1.0")
        found.add("beta", "1.0", tag="cp311-cp311-win_amd64")
        found.add("late", "2.0", python=">=3.13")
        found.add("gamma", "1.0", "swift; extra == 'fast' and sys_platform == 'darwin'")
        found.add("swift", "1.0")
        found.add("tester", "9.0", "beta", "late")
        yield found


def resolver_of(packages: Packages, **known: dict[str, str]) -> Resolver:
    installed = {name: Installed(Version(v)) for name, v in known.get("installed", {}).items()}
    locked = {name: Version(v) for name, v in known.get("locked", {}).items()}
    return Resolver(PackageIndex(packages.address), installed, locked)


def entry(text: str, name: str) -> str:
    """A package's lines of a lock, as one."""
    return next(line for line in text.replace(" \\\n   ", "").splitlines() if line.startswith(name))


def test_locks_name_every_file_and_where_it_is_needed(packages: Packages, tmp_path: Path) -> None:
    said = locks.write(tmp_path, GROUPS, resolver_of(packages))
    texts = {name: (tmp_path / f"{name}.txt").read_text("utf-8") for name in locks.LOCKS}
    assert "tool==3.0" in texts["build"] and "llama-cpp-python==0.3.36" in texts["llama"]
    assert "--requirement llama.txt\n" in texts["runtime"]
    assert "--requirement runtime.txt\n" in texts["dev"]
    beta = " ".join(f"--hash=sha256:{digest}" for digest in packages.sha256("beta"))
    assert len(packages.sha256("beta")) == 2, "that for Windows is locked, too"
    assert entry(texts["runtime"], "beta") == f"beta==1.0 {beta}"
    late = f"--hash=sha256:{packages.sha256('late')[0]}"
    assert entry(texts["runtime"], "late") == f'late==2.0 ; python_version >= "3.13" {late}'
    assert entry(texts["dev"], "late") == f'late==2.0 ; python_version < "3.13" {late}'
    assert entry(texts["runtime"], "swift").startswith('swift==1.0 ; sys_platform == "darwin" --')
    assert "beta" not in texts["dev"] and "tester" not in texts["runtime"]
    assert said[0].startswith(f"{tmp_path.name}/ pins 8 packages from http://127.0.0.1")
    assert "  alpha: new → 1.0" in said
    assert '  no wheel of late where python_version < "3.13"' in said


def test_a_second_lock_changes_nothing(packages: Packages, tmp_path: Path) -> None:
    locks.write(tmp_path, GROUPS, resolver_of(packages))
    first = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    packages.add("beta", "1.5")
    again = Resolver(PackageIndex(packages.address), {}, locks.read_versions(tmp_path))
    said = locks.write(tmp_path, GROUPS, again)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == first
    assert not [line for line in said if "→" in line]


def test_versions_are_those_installed_then_those_locked_then_the_newest_that_fit(
    packages: Packages,
) -> None:
    for version in ("1.2", "1.4", "1.6", "2.0rc1"):
        packages.add("beta", version)
    packages.add("beta", "1.9", python=">=3.12")
    packages.yanked.add(packages.add("beta", "1.8"))

    def chosen(root: str, **known: dict[str, str]) -> str:
        found = resolver_of(packages, **known)
        found.resolve({"runtime": [root]})
        return str(found.versions["beta"])

    assert chosen("beta") == "1.6"
    assert chosen("beta", locked={"beta": "1.2"}) == "1.2"
    assert chosen("beta>=1.3", locked={"beta": "1.2"}) == "1.6"
    assert chosen("beta>=1.3", locked={"beta": "1.2"}, installed={"beta": "1.4"}) == "1.4"
    assert chosen("beta>=2.0rc0") == "2.0rc1"
    assert chosen("beta; python_version >= '3.12'") == "1.9"


def test_a_later_demand_is_met_by_what_was_asked_for_first(packages: Packages) -> None:
    packages.add("beta", "2.0")
    packages.add("delta", "1.0", "beta<2")
    found = resolver_of(packages)
    found.resolve({"runtime": ["delta", "beta"]})
    assert str(found.versions["beta"]) == "1.0"


def test_demands_that_no_version_meets_are_told(packages: Packages, tmp_path: Path) -> None:
    packages.add("delta", "1.0", "beta>=7")
    with pytest.raises(SetupError, match=r"no beta that fits: delta wants >=7"):
        resolver_of(packages).resolve({"runtime": ["delta"]})
    with pytest.raises(SetupError, match=r"/simple/nonesuch/ cannot be read.*404.*make lock"):
        resolver_of(packages).resolve({"runtime": ["nonesuch"]})
    packages.add("far", "1.0", "beta @ https://example.org/beta.whl")
    with pytest.raises(SetupError, match="addresses cannot be locked"):
        resolver_of(packages).resolve({"runtime": ["far"]})
    assert list(tmp_path.iterdir()) == []


def test_what_a_source_archive_needs_is_believed_where_a_build_cannot_change_it(
    packages: Packages,
) -> None:
    packages.add_source("solid", "1.0", "Metadata-Version: 2.2", "Requires-Dist: beta")
    assert set(resolver_of(packages).resolve({"runtime": ["solid"]})["runtime"]) == {
        "solid",
        "beta",
    }
    packages.add_source("vague", "1.0", "Metadata-Version: 2.2", "Dynamic: Requires-Dist")
    packages.add_source("older", "1.0", "Metadata-Version: 2.1", "Requires-Dist: beta")
    for name in ("vague", "older"):
        with pytest.raises(SetupError, match=f"What {name}-1.0.tar.gz requires is known only when"):
            resolver_of(packages).resolve({"runtime": [name]})


def test_a_file_that_is_not_what_the_index_lists_is_not_looked_into(packages: Packages) -> None:
    packages.listed[next(iter(packages.files["alpha"]))] = "0" * 64
    with pytest.raises(SetupError, match=r"alpha-1.0-py3-none-any.whl is not the file"):
        resolver_of(packages).resolve({"runtime": ["alpha"]})


def test_a_file_without_a_hash_is_refused(packages: Packages, tmp_path: Path) -> None:
    packages.listed[next(iter(packages.files["beta"]))] = ""
    with pytest.raises(SetupError, match=r"does not tell the SHA-256 of beta-1.0"):
        locks.write(tmp_path, GROUPS, resolver_of(packages))
    assert list(tmp_path.iterdir()) == []


def test_a_private_index_gets_its_password_and_nobody_is_told(
    packages: Packages, tmp_path: Path
) -> None:
    packages.login = "reader:secret"
    with served(packages):
        said = locks.write(tmp_path, GROUPS, resolver_of(packages))
    everything = " ".join([*said, *(path.read_text() for path in tmp_path.iterdir())])
    assert "secret" not in everything and "127.0.0.1" in said[0]


def test_the_index_is_the_one_that_pip_is_set_to_use() -> None:
    listed = (
        ":env:.cert='/ca.pem'\nglobal.index-url='https://one/simple'\n"
        "global.extra-index-url='https://other/simple'\ninstall.index-url='https://two/simple'\n"
    )
    assert pip_settings(listed)["index-url"] == "https://two/simple"
    assert pip_settings(listed)["cert"] == "/ca.pem"
    listed = ":env:.index-url='https://env/simple'\n" + listed
    assert pip_settings(listed)["index-url"] == "https://env/simple"
    index = PackageIndex("https://me:word@mirror.example:8443/simple")
    assert index.shown == "https://mirror.example:8443/simple"


def test_pip_says_which_index_it_uses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.delenv("PIP_INDEX_URL", raising=False)
    python = Path(sys.executable)
    assert PackageIndex.of_pip(python).url == package_index.DEFAULT_INDEX
    monkeypatch.setenv("PIP_INDEX_URL", "https://mirror.example/simple")
    assert PackageIndex.of_pip(python).url == "https://mirror.example/simple"


def holds(marker: str, place: Place) -> bool:
    return not marker or all(Marker(marker).evaluate(dict(each)) for each in place.markers())


def test_markers_are_true_where_they_should_be_and_nowhere_else() -> None:
    by_python = [{p for p in PLACES if p.python == python} for python in resolver.PYTHONS]
    by_platform = [
        {p for p in PLACES if (p.system, p.machine) == platform} for platform in resolver.PLATFORMS
    ]
    wholes = [*by_python, *by_platform]
    wanted = [set(PLACES), *wholes]
    wanted += [a & b for a in by_python for b in by_platform]
    wanted += [a | b for a, b in combinations(wholes, 2)]
    for places in wanted:
        marker = marker_for(places)
        assert {place for place in PLACES if holds(marker, place)} == places, marker
    assert marker_for(PLACES) == ""
    assert marker_for(by_python[2] | by_python[3]) == 'python_version >= "3.13"'


# --- what pip makes of it ---------------------------------------------------------------------


@pytest.fixture
def setup(packages: Packages, tmp_path: Path) -> Setup:
    """A setup whose pip asks the small index, and installs into a folder."""
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    python.chmod(0o755)
    locks.write(tmp_path / "requirements", GROUPS, resolver_of(packages))
    settings = {
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_INDEX_URL": packages.address,
        "PIP_TARGET": str(tmp_path / "target"),
        "PIP_CACHE_DIR": str(tmp_path / "cache"),
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    }
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
    return Setup(tmp_path, lambda line: None, environment={**kept, **settings})


def installed(setup: Setup) -> set[str]:
    return {path.stem for path in (setup.root / "target").glob("*.py")}


def install(setup: Setup) -> None:
    setup.pip("Installing the packages", "1 minute", *setup.locked("runtime"))


def test_pip_installs_what_is_locked(packages: Packages, setup: Setup) -> None:
    install(setup)
    late = {"late"} if sys.version_info >= (3, 13) else set()
    swift = {"swift"} if sys.platform == "darwin" else set()
    assert installed(setup) == {"alpha", "beta", "gamma", "llama_cpp_python"} | late | swift


def test_pip_installs_nothing_where_one_file_has_changed(packages: Packages, setup: Setup) -> None:
    file = next(iter(packages.files["beta"]))
    packages.files["beta"] = {file: packages.files["beta"][file] + b"more"}
    with pytest.raises(SetupError) as caught:
        install(setup)
    said = str(caught.value)
    assert said.startswith("beta==1.0 was not installed: the file from http://127.0.0.1:")
    assert "PIP_NO_CACHE_DIR=1 make setup" in said and "\n" not in said
    assert packages.sha256("beta")[0][:12] in said and installed(setup) == set()


def test_a_lock_that_was_tampered_with_stops_the_setup(packages: Packages, setup: Setup) -> None:
    lock = setup.lock("runtime")
    digest = packages.sha256("alpha")[0]
    lock.write_text(lock.read_text("utf-8").replace(digest, digest[::-1]), "utf-8")
    with pytest.raises(SetupError, match=r"^alpha==1.0 was not installed: the file from http.*"):
        install(setup)
    assert installed(setup) == set()


def test_what_is_needed_and_not_locked_is_not_installed(packages: Packages, setup: Setup) -> None:
    lock = setup.lock("runtime")
    text = lock.read_text("utf-8")
    lock.write_text(text.replace(text[text.index("beta==") : text.index("gamma==")], ""), "utf-8")
    with pytest.raises(SetupError, match=r"^beta>=1 is needed here and is not in requirements/"):
        install(setup)
    assert installed(setup) == set()


def test_what_cannot_be_built_with_what_is_locked_is_told(packages: Packages, setup: Setup) -> None:
    packages.add_source("odd", "1.0", "Metadata-Version: 2.2", backend="nonesuch.build")
    line = f"odd==1.0 --hash=sha256:{packages.sha256('odd')[0]}\n"
    setup.lock("runtime").write_text(line, "utf-8")
    with pytest.raises(SetupError, match=r"^A package has no ready file .* \(nonesuch[.\w]*\)"):
        install(setup)
    assert installed(setup) == set()


def test_an_index_without_the_file_or_without_an_answer_is_told(
    packages: Packages, setup: Setup
) -> None:
    packages.files["gamma"] = {}
    packages.add("gamma", "9.0")
    with pytest.raises(SetupError, match=r"^The package index has no gamma==1.0 for this Python"):
        install(setup)
    setup.environment = {
        **setup.environment,
        "PIP_INDEX_URL": "http://127.0.0.1:9/simple",
        "PIP_RETRIES": "0",
    }
    with pytest.raises(SetupError, match=r"^The package index told nothing about .*Check the net"):
        install(setup)
