"""What is let into the program: pinned packages, no pickles, no code from model repositories."""

from __future__ import annotations

import ast
import importlib.metadata
import re
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from assistant.setup.locks import FOLDER, LOCKS, read_versions, requirements_of
from assistant.setup.resolver import PLACES
from evals.audit import pins, verdict
from tests.test_architecture import imports, place, sources, tree

ROOT = Path(__file__).parents[1]
# Modules that run code when they load data, and calls that run text as code.
LOADERS = {"pickle", "cPickle", "dill", "cloudpickle", "joblib", "marshal", "shelve", "torch"}
CALLS = {"eval", "exec", "compile", "__import__"}
ATTRIBUTES = {"system", "popen", "mktemp", "allow_pickle", "trust_remote_code", "unsafe_load"}


def test_nothing_that_runs_code_while_it_loads_data_is_imported() -> None:
    for path in sources():
        found = {name.split(".")[0] for name in imports(tree(path))} & LOADERS
        assert not found, f"{place(path)} imports {sorted(found)}"


def test_no_text_is_run_as_code_and_no_remote_code_is_trusted() -> None:
    for path in sources():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call):
                name = node.func.id if isinstance(node.func, ast.Name) else ""
                assert name not in CALLS, f"{place(path)}:{node.lineno} calls {name}"
                given = {keyword.arg for keyword in node.keywords}
                assert not given & ATTRIBUTES, f"{place(path)}:{node.lineno} passes {given}"
                shell = [k.value for k in node.keywords if k.arg == "shell"]
                assert not shell, f"{place(path)}:{node.lineno} uses a shell"
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                dangerous = node.value.id in ("os", "tempfile", "np") and node.attr in ATTRIBUTES
                assert not dangerous, f"{place(path)}:{node.lineno} uses {node.attr}"


def test_every_dependency_is_pinned() -> None:
    pinned = read_versions(FOLDER)
    for group in requirements_of(ROOT / "pyproject.toml").values():
        for requirement in map(Requirement, group):
            version = pinned.get(canonicalize_name(requirement.name))
            assert version is not None, f"{requirement}: run 'make lock'"
            assert version in requirement.specifier, f"{requirement}: run 'make lock'"
    assert "torch" not in pinned


@pytest.mark.parametrize("lock", LOCKS)
def test_every_line_of_a_lock_has_hashes_and_nothing_else(lock: str) -> None:
    text = (FOLDER / f"{lock}.txt").read_text("utf-8")
    lines = [line for line in text.splitlines() if not line.startswith(("#", "--requirement "))]
    entries = re.sub(r" \\\n +", " ", "\n".join(lines)).splitlines()
    assert entries
    for entry in entries:
        assert re.fullmatch(
            r"[a-z0-9-]+==[\w.+!]+(?: ; [^-]+)?(?: --hash=sha256:[0-9a-f]{64})+", entry
        ), entry


def test_the_locks_hold_all_that_their_packages_need() -> None:
    """By the metadata of what is installed here, for every Python and platform."""
    pinned, looked_at = read_versions(FOLDER), 0
    variables = [each for place in PLACES for each in place.markers()]
    for found in importlib.metadata.distributions():
        name = canonicalize_name(found.metadata["Name"])
        if str(pinned.get(name)) != found.version:
            continue
        looked_at += 1
        for requirement in map(Requirement, found.requires or []):
            marker = requirement.marker
            if marker and not any(marker.evaluate({**each, "extra": ""}) for each in variables):
                continue
            version = pinned.get(canonicalize_name(requirement.name))
            assert version is not None, f"{name} needs {requirement}: run 'make lock'"
            assert requirement.specifier.contains(version, prereleases=True), f"{name}: {version}"
    assert looked_at > 100


def test_what_runs_needs_nothing_of_what_tests() -> None:
    runtime = (FOLDER / "runtime.txt").read_text("utf-8")
    for name in ("pytest", "mypy", "ruff", "pip-audit", "playwright", "cmake"):
        assert f"\n{name}==" not in runtime
    assert "\nchromadb==" in runtime and "\n--requirement llama.txt\n" in runtime


def test_the_audit_looks_at_every_locked_package(tmp_path: Path) -> None:
    (tmp_path / "dev.txt").write_text('six==1.17.0 ; python_version < "3" \\\n  --hash=sha256:0\n')
    assert pins(tmp_path) == ["six==1.17.0"]
    assert {line.partition("==")[0] for line in pins(FOLDER)} >= {"pip", "llama-cpp-python", "six"}


@pytest.mark.parametrize("name", ["defaults.py", "catalogue.py"])
def test_models_are_named_with_what_they_have_to_be(name: str) -> None:
    text = (ROOT / "assistant" / "models" / "files" / name).read_text("utf-8")
    if name == "defaults.py":
        assert len(re.findall(r"\b[0-9a-f]{64}\b", text)) >= 2, "hashes of the default models"
    assert "http://" not in text


def test_the_audit_fails_for_vulnerabilities_and_not_for_want_of_a_network() -> None:
    import json

    sound = {"name": "six", "version": "1.17.0", "vulns": []}
    flawed = {
        "name": "old",
        "version": "1.0",
        "vulns": [{"id": "PYSEC-1", "fix_versions": ["1.1"], "aliases": [], "description": ""}],
    }
    skipped = {"name": "six", "skip_reason": "Dependency not found on PyPI"}

    def audited(*packages: dict[str, object]) -> tuple[list[str], int]:
        return verdict(json.dumps({"dependencies": packages, "fixes": []}), "")

    assert audited(sound) == (["pip-audit: 1 packages, 0 known vulnerabilities."], 0)
    lines, status = audited(sound, flawed, skipped)
    assert status == 1 and lines[1] == "old 1.0: PYSEC-1, mended in 1.1"
    assert lines[2] == "not checked: six"
    assert audited(skipped)[1] == 0 and "not checked" in audited(skipped)[0][0]
    lines, status = verdict("", "Traceback\nConnectionError: no network")
    assert status == 0 and "ConnectionError: no network" in lines[0]
