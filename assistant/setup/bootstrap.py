"""Sets the project up: ``python3 -m assistant.setup.bootstrap [--dev] [--models-only]``.

Makes ``.venv``, builds llama.cpp for this processor, installs the packages and the default models,
and proves that the build works. Only files whose SHA-256 stands in ``requirements/`` are installed,
those that build llama.cpp included: pip itself checks them, and fetches nothing for builds. Nothing
outside ``.venv``, ``build`` and the models folder is changed. Uses the standard library only,
because nothing else is there yet; when everything is in place it returns in less than a second.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import shlex
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.setup import pip_errors, toolchain
from assistant.setup.proof import prove
from assistant.setup.toolchain import SetupError

if TYPE_CHECKING:  # an old Python has to come as far as the message that it is too old
    Say = Callable[[str], None]
    Run = Callable[[list[str], Mapping[str, str], Path], int]
    Prove = Callable[[Path, Path], str | None]

OLDEST_PYTHON = (3, 11)
_TAIL_LINES = 15
# pip's cache of built wheels does not look at compiler flags, so a rebuild has to go round it.
_ANEW = ("--no-cache-dir", "--force-reinstall")

_RESTORE = "Take it from git again: 'git checkout -- requirements'."

_INSTALL_MODELS = """
from assistant.errors import AssistantError
from assistant.models.files.resolve import install_defaults
from assistant.settings import Settings
try:
    install_defaults(Settings.from_environment(), lambda line: print(line, flush=True))
except AssistantError as error:
    raise SystemExit(str(error))
"""

_CHOOSE_WEIGHTS = """
from assistant.errors import AssistantError
from assistant.models.files.resolve import default_chat_model
from assistant.models.trial import choose_weights
from assistant.settings import Settings
settings, say = Settings.from_environment(), lambda line: print(line, flush=True)
try:
    choose_weights(default_chat_model(settings), settings, say)
except AssistantError as error:
    say(f"The model's weights stay as they came: {error}")
"""


def main(arguments: list[str] | None = None) -> int:
    """Set up and return the exit status: 0, or 1 after one clear message."""
    parser = argparse.ArgumentParser(
        prog="python3 -m assistant.setup.bootstrap", description=__doc__
    )
    parser.add_argument("--dev", action="store_true", help="also what tests and checks need")
    parser.add_argument("--models-only", action="store_true", help="only the default models")
    options = parser.parse_args(arguments)
    setup = Setup(Path(__file__).resolve().parents[2], _say)
    try:
        with setup.one_at_a_time():
            if options.models_only:
                setup.install_models()
                setup.choose_weights()
            else:
                setup.complete(dev=options.dev)
    except SetupError as error:
        _say(f"\nSetup stopped: {error}")
        return 1
    except KeyboardInterrupt:
        _say("\nInterrupted. Run it again to go on.")
        return 1
    return 0


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def run_logged(command: list[str], environment: Mapping[str, str], log: Path) -> int:
    """Run a command with its output appended to ``log``; returns its exit status."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("a", encoding="utf-8") as out:
        out.write(f"\n$ {shlex.join(command)}\n")
        out.flush()
        return subprocess.run(
            command, env=dict(environment), stdout=out, stderr=subprocess.STDOUT, check=False
        ).returncode


@dataclass
class Setup:
    """One checkout and how to set it up. ``run`` and ``prove`` are parameters for the tests."""

    root: Path
    say: Say
    run: Run = run_logged
    prove: Prove = prove
    environment: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))

    @property
    def venv(self) -> Path:
        """The virtual environment's folder."""
        return self.root / ".venv"

    @property
    def python(self) -> Path:
        """The virtual environment's Python."""
        return self.venv / "bin" / "python"

    @property
    def llama_stamp(self) -> Path:
        """The file that says how llama.cpp was built."""
        return self.venv / ".llama-build"

    @property
    def log(self) -> Path:
        """The file that holds what pip and the compiler say."""
        return self.root / "build" / "setup.log"

    def complete(self, *, dev: bool) -> None:
        """Bring everything up to date; steps that are done already are left out."""
        toolchain.check_python(OLDEST_PYTHON)
        stamp, dev_stamp = self.venv / ".setup", self.venv / ".setup-dev"
        wanted = self.fingerprint("build", "llama", "runtime")
        if _content(stamp) != wanted or not self.python.exists():
            stamp.unlink(missing_ok=True)
            self.install_packages()
            self.install_models()
            self.prove_build()
            self.choose_weights()
            # Made anew, because .venv is part of it and may not have been there.
            stamp.write_text(self.fingerprint("build", "llama", "runtime"), encoding="utf-8")
            self.say("Setup is complete.")
        else:
            self.install_models()
            self.choose_weights()
        wanted = self.fingerprint("build", "llama", "runtime", "dev")
        if dev and _content(dev_stamp) != wanted:
            locks = self.lock_arguments("runtime", "dev")
            self.pip("Installing what tests and checks need", "20 seconds", *locks)
            dev_stamp.write_text(wanted, encoding="utf-8")

    def fingerprint(self, *locks: str) -> str:
        """What an installation depends on: it is made anew when this changes."""
        digest = hashlib.sha256()
        for path in (self.root / "pyproject.toml", *map(self.lock, locks)):
            try:
                digest.update(path.read_bytes())
            except OSError as error:
                raise SetupError(f"{path} cannot be read ({error.strerror}). {_RESTORE}") from None
        digest.update((_content(self.venv / "pyvenv.cfg") or "").encode())
        digest.update(" ".join(toolchain.GCC_FLAGS + toolchain.NO_AMX_FLAGS).encode())
        return digest.hexdigest()

    def install_packages(self) -> None:
        """Install the locked packages and the project itself."""
        self.make_venv()
        # The pip that comes with Python may be too old to take its own builds from its cache once
        # it checks hashes, so the pip of the lock comes first.
        self.pip("Installing what builds the rest", "10 seconds", *self.lock_arguments("build"))
        self.build_llama()
        self.pip("Installing the packages", "1 minute", *self.lock_arguments("runtime"))
        project = ("--no-index", "--no-deps", "--editable", str(self.root))
        self.pip("Installing the project", "10 seconds", *project)

    def lock(self, name: str) -> Path:
        """One of the files that ``make lock`` writes: build, llama, runtime or dev."""
        return self.root / "requirements" / f"{name}.txt"

    def lock_arguments(self, *names: str) -> tuple[str, ...]:
        """What makes pip install these locks, and nothing whose hash is not in them."""
        files = [part for name in names for part in ("--requirement", str(self.lock(name)))]
        return ("--require-hashes", *files)

    def make_venv(self) -> None:
        """Make the virtual environment where there is none that works."""
        works = [str(self.python), "-m", "pip", "--version"]
        if self.python.exists() and self.run(works, self.environment, self.log) == 0:
            return
        toolchain.check_venv()
        command = [sys.executable, "-m", "venv", "--clear", str(self.venv)]
        self.step("Making .venv", "5 seconds", command, self.environment)

    def build_llama(self) -> None:
        """Build llama-cpp-python, unless it is installed and was built with these flags."""
        compiler = toolchain.find_compiler(self.environment)
        flags = toolchain.build_flags(compiler)
        recipe = f"{self.llama_requirement()} {' '.join(flags)}"
        built = _content(self.llama_stamp)
        anew = _ANEW if built is not None and built != recipe else ()
        arguments = ["--no-deps", *anew, *self.lock_arguments("llama")]
        self.llama_stamp.unlink(missing_ok=True)
        what = f"Building llama.cpp with {compiler.name}"
        self.pip(what, f"{_build_time()}, or seconds if pip has it", *arguments, flags=flags)
        self.llama_stamp.write_text(recipe, encoding="utf-8")

    def prove_build(self) -> None:
        """Prove that the build works; while it does not, rebuild it with safer flags."""
        self.say("Trying out the model (usually 3 seconds) …")
        failure = self.prove(self.python, self.root)
        if failure is None:
            return
        compiler = toolchain.find_compiler(self.environment)
        for flags in toolchain.fallback_flags(compiler):
            self.say(f"The build does not work here: {failure}.")
            what = f"Rebuilding llama.cpp with {' '.join(flags) or 'no special flags'}"
            arguments = ("--no-deps", *_ANEW, *self.lock_arguments("llama"))
            self.pip(what, _build_time(), *arguments, flags=flags)
            failure = self.prove(self.python, self.root)
            if failure is None:
                return
        self.llama_stamp.unlink(missing_ok=True)
        raise SetupError(
            f"llama.cpp was built but does not work on this machine: {failure}. "
            f"The build's output is in {self.log}. Try another compiler, for example: "
            "rm -r .venv && CC=clang CXX=clang++ make setup"
        )

    def install_models(self) -> None:
        """Fetch the default models where they are missing."""
        self.run_script(_INSTALL_MODELS, "the default models could not be installed.")

    def choose_weights(self) -> None:
        """Try which weights of the chat model are fastest here, unless that was done."""
        self.run_script(_CHOOSE_WEIGHTS, "the model's weights could not be tried.")

    def run_script(self, script: str, failure: str) -> None:
        """Run a script in ``.venv``; the last line that it complains of, or ``failure``."""
        if not self.python.exists():
            raise SetupError("There is no .venv yet. Run 'make setup' first.")
        command = [str(self.python), "-c", script]
        done = subprocess.run(
            command, cwd=self.root, env=dict(self.environment), stderr=subprocess.PIPE, text=True
        )
        if done.returncode != 0:
            said = done.stderr.strip().splitlines()
            raise SetupError(said[-1] if said else failure)

    def llama_requirement(self) -> str:
        """The version of llama-cpp-python that the lock names, as ``llama_cpp_python==0.3.36``."""
        pinned = re.search(r"^llama-cpp-python==(\S+)", self.lock("llama").read_text("utf-8"), re.M)
        if pinned is None:
            raise SetupError(f"{self.lock('llama')} does not pin llama-cpp-python. {_RESTORE}")
        return f"llama_cpp_python=={pinned[1]}"

    def pip(self, what: str, usual: str, *arguments: str, flags: tuple[str, ...] = ()) -> None:
        """``pip install`` inside ``.venv``; ``flags`` are added to what the compilers get.

        What has to be built is built with what is in ``.venv``: in a folder of its own pip would
        fetch the newest build tools, whatever they are.
        """
        environment = dict(self.environment)
        for name in ("CFLAGS", "CXXFLAGS"):
            if flags:
                environment[name] = " ".join([*environment.get(name, "").split(), *flags])
        command = [str(self.python), "-m", "pip", "install", "--no-build-isolation", *arguments]
        self.step(what, usual, command, environment)

    def step(
        self, what: str, usual: str, command: list[str], environment: Mapping[str, str]
    ) -> None:
        """Run one step, say what it is and how long it took."""
        self.say(f"{what} (usually {usual}) …")
        start, before = time.monotonic(), len(_content(self.log) or "")
        if self.run(command, environment, self.log) != 0:
            log = _content(self.log) or ""
            if refusal := pip_errors.explain(log[before:]):
                raise SetupError(f"{refusal} The log is {self.log}.")
            tail = log.splitlines()[-_TAIL_LINES:]
            raise SetupError(
                f"{what} failed. The last lines of {self.log}:\n  " + "\n  ".join(tail)
            )
        self.say(f"  done in {time.monotonic() - start:.0f} s")

    @contextmanager
    def one_at_a_time(self) -> Iterator[None]:
        """Wait for another setup of the same checkout; a killed one leaves no lock behind."""
        try:
            import fcntl
        except ImportError:  # not on Windows
            yield
            return
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with (self.log.parent / "setup.lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                self.say("Another setup is running here; waiting for it …")
                fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _content(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None


def _build_time() -> str:
    cores = os.cpu_count() or 1
    return f"{max(1, round(8 / cores))} min on {cores} cores, once"


if __name__ == "__main__":
    sys.exit(main())
