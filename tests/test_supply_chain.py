"""What is let into the program: pinned packages, no pickles, no code from model repositories."""

from __future__ import annotations

import ast
import importlib.metadata
import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.test_architecture import imports, place, sources, tree
from tests.wheels import add_wheel, sha256

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "requirements"
LOCKS = ("build", "llama", "runtime", "dev")
# Where the program may be installed: the Pythons and platforms that the locks are looked at for.
PLACES = [
    {
        "python_version": python,
        "python_full_version": f"{python}.99",
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
        "os_name": "posix",
        "sys_platform": system,
        "platform_system": system.capitalize(),
        "platform_machine": machine,
        "extra": "",
    }
    for python in ("3.11", "3.12", "3.13", "3.14")
    for system, machine in (
        ("linux", "x86_64"),
        ("linux", "aarch64"),
        ("darwin", "x86_64"),
        ("darwin", "arm64"),
    )
]
# Modules that run code when they load data, and calls that run text as code.
LOADERS = {"pickle", "cPickle", "dill", "cloudpickle", "joblib", "marshal", "shelve", "torch"}
CALLS = {"eval", "exec", "compile", "__import__"}
ATTRIBUTES = {"system", "popen", "mktemp", "allow_pickle", "trust_remote_code", "unsafe_load"}


def test_nothing_that_runs_code_while_it_loads_data_is_imported() -> None:
    """The training, which reads its own checkpoints, has torch; it loads weights only."""
    for path in sources():
        allowed = {"torch"} if place(path).startswith("evals/training/") else set()
        found = {name.split(".")[0] for name in imports(tree(path))} & LOADERS - allowed
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


@pytest.mark.parametrize("name", ["defaults.py", "catalogue.py"])
def test_models_are_named_with_what_they_have_to_be(name: str) -> None:
    text = (ROOT / "assistant" / "models" / "files" / name).read_text("utf-8")
    if name == "defaults.py":
        assert len(re.findall(r"\b[0-9a-f]{64}\b", text)) >= 2, "hashes of the default models"
    assert "http://" not in text


def entries(lock: Path) -> list[Requirement]:
    """What a lock pins, each with its marker."""
    lines = re.findall(r"^[a-z0-9][^\\\n]*", lock.read_text("utf-8"), re.MULTILINE)
    return [Requirement(line) for line in lines]


def pinned_for(*locks: str) -> list[dict[str, str]]:
    """The versions of all packages in these locks, for each place."""
    pins = [entry for lock in locks for entry in entries(FOLDER / f"{lock}.txt")]
    return [
        {
            pin.name: str(pin.specifier).removeprefix("==")
            for pin in pins
            if pin.marker is None or pin.marker.evaluate(dict(where))
        }
        for where in PLACES
    ]


def test_every_dependency_is_pinned() -> None:
    table = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    asked = {
        ("build",): [*table["build-system"]["requires"], *table["dependency-groups"]["build"]],
        ("llama", "runtime"): table["project"]["dependencies"],
        ("runtime", "dev"): table["project"]["optional-dependencies"]["dev"],
    }
    for locks, requirements in asked.items():
        for pinned, variables in zip(pinned_for(*locks), PLACES, strict=True):
            assert "torch" not in pinned
            for requirement in map(Requirement, requirements):
                if requirement.marker and not requirement.marker.evaluate(dict(variables)):
                    continue
                version = pinned.get(canonicalize_name(requirement.name))
                assert version is not None, f"{requirement}: run 'make lock'"
                assert version in requirement.specifier, f"{requirement}: run 'make lock'"


def test_what_is_declared_is_imported_and_what_is_imported_is_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    runtime, cluster, dev = (
        {canonicalize_name(Requirement(line).name) for line in lines}
        for lines in (project["dependencies"], extras["cluster"], extras["dev"])
    )
    used = used_by("assistant", "prompts", "vectorstore")
    assert used == runtime | cluster
    tools = {"mypy", "pip-audit", "pytest-timeout", "ruff"}  # which are run, not imported
    assert used_by("evals", "tests") - runtime == dev - tools


def used_by(*folders: str) -> set[str]:
    """The packages that the modules in these folders import."""
    packages = importlib.metadata.packages_distributions()
    own = {"assistant", "prompts", "vectorstore", "evals", "tests"}
    names = {name.split(".")[0] for path in sources(*folders) for name in imports(tree(path))}
    known = names - own - set(sys.stdlib_module_names)
    return {canonicalize_name(packages[name][0]) for name in known if name in packages}


def test_one_version_of_each_package_serves_every_place() -> None:
    versions = {
        (entry.name, str(entry.specifier))
        for lock in LOCKS
        for entry in entries(FOLDER / f"{lock}.txt")
    }
    assert len(versions) == len({name for name, _ in versions}) > 150


@pytest.mark.parametrize("lock", LOCKS)
def test_every_line_of_a_lock_has_hashes_and_nothing_else(lock: str) -> None:
    text = (FOLDER / f"{lock}.txt").read_text("utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    each = re.sub(r" \\\n +", " ", "\n".join(lines)).splitlines()
    assert each
    for entry in each:
        assert re.fullmatch(
            r"[a-z0-9-]+==[\w.+!]+(?: ; [^-]+)?(?: --hash=sha256:[0-9a-f]{64})+", entry
        ), entry


def test_the_locks_hold_all_that_their_packages_need() -> None:
    """By the metadata of what is installed here, for every Python and platform."""
    installed = {
        (canonicalize_name(found.metadata["Name"]), found.version): [
            Requirement(line) for line in found.requires or []
        ]
        for found in importlib.metadata.distributions()
    }
    for pinned, variables in zip(pinned_for(*LOCKS), PLACES, strict=True):
        known = installed.keys() & pinned.items()
        assert len(known) > 100
        for name, version in known:
            for needed in installed[name, version]:
                if needed.marker and not needed.marker.evaluate(dict(variables)):
                    continue
                found = pinned.get(canonicalize_name(needed.name))
                assert found is not None, f"{name} needs {needed}: run 'make lock'"
                fits = needed.specifier.contains(found, prereleases=True)
                assert fits, f"{name} needs {needed}, not {found}"


def test_what_runs_needs_nothing_of_what_tests() -> None:
    names = {entry.name for entry in entries(FOLDER / "runtime.txt")}
    assert not names & {"pytest", "mypy", "ruff", "pip-audit", "playwright", "cmake", "uv"}
    assert "chromadb" in names and "llama-cpp-python" not in names, "which is built, from llama.txt"


# --- make lock and make audit ---------------------------------------------------------------------

PROJECT = """
[project]
name = "program"
version = "1"
requires-python = ">=3.11"
dependencies = [{runtime}]
[project.optional-dependencies]
dev = ["tester"]
[dependency-groups]
build = ["tool"]
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A small project beside the index that it may ask, with no lock yet."""
    (tmp_path / ".venv").symlink_to(Path(sys.prefix))
    (tmp_path / "requirements").mkdir()
    for script in ("lock.sh", "audit.sh"):
        (tmp_path / "requirements" / script).write_bytes((FOLDER / script).read_bytes())
        (tmp_path / "requirements" / script).chmod(0o755)
    for lock in LOCKS:
        (tmp_path / "requirements" / f"{lock}.txt").touch()
    add(tmp_path, "llama-cpp-python", "0.3.36", "beta")
    add(tmp_path, "alpha", "1.0", "beta>=1", "late; python_version >= '3.13'")
    add(tmp_path, "tester", "9.0", "beta", "late")
    for name, version in (("tool", "3.0"), ("beta", "1.0"), ("late", "2.0")):
        add(tmp_path, name, version)
    return tmp_path


def add(project: Path, name: str, version: str, *requires: str) -> None:
    """Put a wheel into the project's index, with its SHA-256."""
    folder = project / "index" / name
    folder.mkdir(parents=True, exist_ok=True)
    wheel = add_wheel(folder, name, version, *requires)
    with (folder / "index.html").open("a", encoding="utf-8") as page:
        page.write(f'<a href="{wheel.name}#sha256={sha256(wheel)}">{wheel.name}</a>\n')


def run_script(
    project: Path, script: str, *options: str, **variables: str
) -> subprocess.CompletedProcess[str]:
    kept = {n: v for n, v in os.environ.items() if not n.startswith(("PIP_", "UV_"))}
    # Only pip is told of the index, as on a machine with a mirror.
    here = {"PIP_INDEX_URL": (project / "index").as_uri(), "UV_NO_CONFIG": "1"}
    return subprocess.run(
        [str(project / "requirements" / script), *options],
        env={**kept, **here, "PIP_CONFIG_FILE": os.devnull, **variables},
        capture_output=True,
        text=True,
        check=False,
    )


def lock(project: Path, *runtime: str, options: tuple[str, ...] = ()) -> dict[str, str]:
    """Lock what the program needs besides llama.cpp; returns the locks' texts."""
    needs = ", ".join(f'"{each}"' for each in ("llama-cpp-python>=0.3", *runtime))
    (project / "pyproject.toml").write_text(PROJECT.format(runtime=needs), "utf-8")
    done = run_script(project, "lock.sh", *options)
    assert done.returncode == 0, done.stderr
    return {name: (project / "requirements" / f"{name}.txt").read_text("utf-8") for name in LOCKS}


def test_a_lock_names_every_file_and_where_it_is_needed(project: Path) -> None:
    texts = lock(project, "alpha")
    beta = sha256(next((project / "index" / "beta").glob("*.whl")))
    assert f"beta==1.0 \\\n    --hash=sha256:{beta}\n" in texts["runtime"]
    assert "late==2.0 ; python_full_version >= '3.13' \\\n" in texts["runtime"]
    assert "late==2.0 \\\n" in texts["dev"], "where the program does not need it"
    assert "llama-cpp-python==0.3.36" in texts["llama"]
    assert "llama-cpp-python" not in texts["runtime"] + texts["dev"]
    assert "beta" not in texts["dev"] and "tester" not in texts["runtime"]
    assert "tool==3.0" in texts["build"]
    assert str(project) not in "".join(texts.values())


def test_a_second_lock_changes_nothing_until_it_is_asked_to(project: Path) -> None:
    first = lock(project, "alpha")
    add(project, "beta", "1.5")
    assert lock(project, "alpha") == first
    newer = lock(project, "alpha", options=("--upgrade-package", "beta"))
    assert "beta==1.5" in newer["runtime"]


def test_what_no_one_version_fits_is_not_locked(project: Path) -> None:
    first = lock(project, "alpha")
    add(project, "beta", "2.0")
    forked = "beta<2; python_version < '3.12'", "beta>=2; python_version >= '3.12'"
    with pytest.raises(AssertionError, match="Not locked: no one version of beta fits every Pyth"):
        lock(project, *forked)
    with pytest.raises(AssertionError, match=r"(?s)beta.*>=7"):
        lock(project, "beta>=7")
    texts = {name: (project / "requirements" / f"{name}.txt").read_text("utf-8") for name in LOCKS}
    assert texts == first


@pytest.fixture
def advisories() -> Iterator[tuple[str, dict[str, str]]]:
    """A database of vulnerabilities on this machine: its address, and the flaw of each package."""
    flaws: dict[str, str] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            name = asked["package"]["name"]
            affected = {"package": asked["package"], "ranges": []}
            vulnerabilities = [{"id": flaws[name], "affected": [affected]}] if name in flaws else []
            body = json.dumps({"vulns": vulnerabilities} if vulnerabilities else {}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", flaws
        server.shutdown()


def test_the_audit_fails_for_vulnerabilities_and_not_for_want_of_a_database(
    project: Path, advisories: tuple[str, dict[str, str]]
) -> None:
    lock(project, "alpha")
    address, flaws = advisories

    def audit(url: str) -> tuple[int, str]:
        asked = {"PIP_AUDIT_VULNERABILITY_SERVICE": "osv", "PIP_AUDIT_OSV_URL": url}
        done = run_script(project, "audit.sh", **asked)
        return done.returncode, done.stdout + done.stderr

    assert audit(address)[0] == 0 and "no known vulnerabilities in 6 of 6" in audit(address)[1]
    flaws["late"] = "PYSEC-1"
    status, said = audit(address)
    assert status == 1 and re.search(r"late +2.0 +PYSEC-1", said), "needed by another Python only"
    status, said = audit("http://127.0.0.1:9")
    assert status == 0 and "not checked, its database could not be asked" in said
    (project / "requirements" / "dev.txt").write_text("tester>=9\n", "utf-8")
    assert audit(address)[0] == 1, "a lock that pins nothing is a mistake, not a want of network"
