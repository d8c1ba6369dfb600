"""Setting up: which steps run, what happens when one fails, and what a machine may lack."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from assistant.setup import toolchain
from assistant.setup.bootstrap import Setup
from assistant.setup.toolchain import SetupError

ROOT = Path(__file__).resolve().parents[2]
LOCKED = "--require-hashes --requirement requirements"


@dataclass
class Recorder:
    """Stands in for the commands: notes each, makes .venv, and fails those named in ``failing``."""

    failing: str | None = None
    commands: list[list[str]] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)

    def __call__(self, command: list[str], environment: Mapping[str, str], log: Path) -> int:
        self.commands.append(command)
        self.flags.append(environment.get("CXXFLAGS", ""))
        if "venv" in command:
            binaries = Path(command[-1]) / "bin"
            binaries.mkdir(parents=True, exist_ok=True)
            # The steps that run Python itself get the one that runs the tests.
            (binaries / "python").write_text(f'#!/bin/sh\nexec "{sys.executable}" -c pass\n')
            (binaries / "python").chmod(0o755)
        log.parent.mkdir(parents=True, exist_ok=True)
        log.write_text("line one\nthe reason\n")
        return 1 if self.failing and self.failing in " ".join(command) else 0

    def installs(self) -> list[str]:
        """What each ``pip install`` was asked for, without the part that is always there."""
        always = ["pip", "install", "--no-build-isolation"]
        return [" ".join(c[5:]) for c in self.commands if c[2:5] == always]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    (tmp_path / "requirements").mkdir()
    for name in ("build", "llama", "runtime", "dev"):
        (tmp_path / "requirements" / f"{name}.txt").write_text(f"# {name}\n")
    (tmp_path / "requirements" / "llama.txt").write_text("llama-cpp-python==0.3.36 \\\n  --hash\n")
    return tmp_path


def setup_of(root: Path, run: Recorder, failures: list[str | None], lines: list[str]) -> Setup:
    """A Setup whose proofs fail with each of ``failures`` in turn."""
    environment = {**os.environ, "CFLAGS": "", "CXXFLAGS": "-O2"}
    return Setup(root, lines.append, run, lambda python, where: failures.pop(0), environment)


def test_a_first_setup_takes_every_step_in_order(root: Path) -> None:
    run, lines = Recorder(), list[str]()
    setup_of(root, run, [None], lines).complete(dev=False)
    assert [install.replace(f"{root}/", "") for install in run.installs()] == [
        f"{LOCKED}/build.txt",
        f"--no-deps {LOCKED}/llama.txt",
        f"{LOCKED}/runtime.txt",
        f"--no-index --no-deps --editable {root}",
    ]
    assert len(run.commands) == 5, "a step that is no install from a lock"
    assert lines[-1] == "Setup is complete." and any("usually" in line for line in lines)


def test_a_second_setup_does_nothing_and_dev_adds_its_packages_once(root: Path) -> None:
    run = Recorder()
    setup_of(root, run, [None], []).complete(dev=False)
    count = len(run.commands)
    setup_of(root, run, [], []).complete(dev=False)
    assert len(run.commands) == count
    setup_of(root, run, [], []).complete(dev=True)
    setup_of(root, run, [], []).complete(dev=True)
    assert [install[-8:] for install in run.installs()[4:]] == ["/dev.txt"]


def test_only_a_changed_lock_of_its_own_installs_for_development_again(root: Path) -> None:
    run = Recorder()
    setup_of(root, run, [None], []).complete(dev=True)
    (root / "requirements" / "dev.txt").write_text("# changed\n")
    setup_of(root, run, [], []).complete(dev=True)
    assert [install[-8:] for install in run.installs()[4:]] == ["/dev.txt", "/dev.txt"]


def test_a_lock_that_is_missing_is_named(root: Path) -> None:
    (root / "requirements" / "build.txt").unlink()
    with pytest.raises(SetupError, match=r"build.txt cannot be read \(No such.*git checkout"):
        setup_of(root, Recorder(), [], []).complete(dev=False)
    (root / "requirements" / "llama.txt").write_text("# nothing\n")
    with pytest.raises(SetupError, match=r"llama.txt does not pin llama-cpp-python.*git checkout"):
        setup_of(root, Recorder(), [], []).build_llama()


@pytest.mark.parametrize(
    "name", ["pyproject.toml", *(f"requirements/{n}.txt" for n in ("build", "llama", "runtime"))]
)
def test_a_changed_requirement_sets_up_again(root: Path, name: str) -> None:
    run = Recorder()
    setup_of(root, run, [None], []).complete(dev=False)
    with (root / name).open("a") as file:
        file.write("# changed\n")
    setup_of(root, run, [None], []).complete(dev=False)
    assert len(run.installs()) == 8


def test_an_interrupted_setup_is_taken_up_again(root: Path) -> None:
    run = Recorder(failing="runtime.txt")
    with pytest.raises(SetupError, match=r"Installing the packages failed(.|\n)*the reason"):
        setup_of(root, run, [], []).complete(dev=False)
    run.failing = None
    setup_of(root, run, [None], []).complete(dev=False)
    assert run.installs()[-1] == f"--no-index --no-deps --editable {root}"
    assert (root / ".venv" / ".setup").exists()


def test_a_build_that_dies_is_built_again_with_safer_flags(root: Path) -> None:
    run, lines = Recorder(), list[str]()
    failures = ["it died of signal 11", "it died of signal 4", None]
    setup_of(root, run, failures, lines).complete(dev=False)
    anew = f"--no-deps --no-cache-dir --force-reinstall {LOCKED}/llama.txt"
    assert [i.replace(f"{root}/", "") for i in run.installs()[4:]] == [anew, anew]
    compiler = toolchain.find_compiler(os.environ)
    expected = toolchain.fallback_flags(compiler)
    assert run.flags[-2:] == [" ".join(["-O2", *flags]) for flags in expected]
    assert "The build does not work here: it died of signal 11." in lines
    assert failures == []


def test_a_build_that_never_works_is_an_error_and_leaves_no_stamp(root: Path) -> None:
    run = Recorder()
    with pytest.raises(SetupError, match=r"does not work on this machine: it died.*CC=clang"):
        setup_of(root, run, ["it died of signal 11"] * 3, []).complete(dev=False)
    assert not (root / ".venv" / ".setup").exists()


def test_other_flags_build_llama_again(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = Recorder()
    setup_of(root, run, [None], []).complete(dev=False)
    monkeypatch.setattr(toolchain, "build_flags", lambda compiler: ("-fnew",))
    (root / "pyproject.toml").write_text("[project]\n\n")
    setup_of(root, run, [None], []).complete(dev=False)
    assert "--force-reinstall" in run.installs()[5] and "-fnew" in run.flags[-3]


def test_models_need_a_venv_first(root: Path) -> None:
    with pytest.raises(SetupError, match=r"no .venv yet. Run 'make setup' first"):
        setup_of(root, Recorder(), [], []).install_models()


def test_two_setups_of_one_checkout_wait_for_each_other(root: Path) -> None:
    lines: list[str] = []
    first, second = setup_of(root, Recorder(), [], []), setup_of(root, Recorder(), [], lines)
    code = (
        "import sys, time; from pathlib import Path; from assistant.setup.bootstrap import Setup\n"
    )
    code += "with Setup(Path(sys.argv[1]), print).one_at_a_time(): print('in'); time.sleep(0.5)"
    command = [sys.executable, "-uc", code, str(first.root)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as other:
        assert other.stdout is not None and other.stdout.readline() == "in\n"
        with second.one_at_a_time():
            assert other.wait(timeout=5) == 0
    assert lines == ["Another setup is running here; waiting for it …"]


# --- the real machine -----------------------------------------------------------------------------


def test_bootstrap_imports_the_standard_library_only() -> None:
    code = (
        "import sys, assistant.setup.bootstrap; print(*{m.partition('.')[0] for m in sys.modules})"
    )
    command = [sys.executable, "-S", "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=True)
    outside = set(done.stdout.split()) - set(sys.stdlib_module_names)
    assert outside - {"__main__"} == {"assistant"}


def test_the_llama_that_is_built_is_the_one_that_is_locked() -> None:
    assert Setup(ROOT, lambda line: None).llama_requirement().startswith("llama_cpp_python==0.3.")


def test_make_lists_its_targets() -> None:
    done = subprocess.run(["make"], capture_output=True, text=True, cwd=ROOT, check=True)
    for target in ("setup", "run", "models", "test", "check", "eval", "bench", "lock", "clean"):
        assert f"make {target} " in done.stdout


def test_setup_that_is_complete_takes_less_than_a_second(root: Path) -> None:
    run = Recorder()
    setup_of(root, run, [None], []).complete(dev=True)
    start = time.perf_counter()
    setup_of(root, run, [], []).complete(dev=True)
    assert time.perf_counter() - start < 1
