"""What a machine has to build with: Python, venv, compilers, and the flags that they need.

Standard library only; ``assistant.setup.bootstrap`` runs this before anything is installed.
"""

from __future__ import annotations

import importlib.util
import platform
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

# GCC before 14 miscompiles llama.cpp's AMX kernels: the first prompt ends in a segmentation fault
# on Sapphire Rapids and later (llama.cpp issue 20824). These two optimizations off cures it and
# keeps AMX, which reads prompts four times faster.
GCC_FLAGS = ("-fno-tree-dse", "-fno-dse")
NO_AMX_FLAGS = ("-mno-amx-tile", "-mno-amx-int8", "-mno-amx-bf16")

_INSTALL_COMPILER = (
    "Debian and Ubuntu: 'sudo apt install build-essential'; Fedora: 'sudo dnf install gcc-c++'; "
    "macOS: 'xcode-select --install'"
)
_HELLO = {
    "c": '#include <stdio.h>\nint main(void) { return puts("") < 0; }\n',
    "c++": '#include <string>\nint main() { return std::string("x").empty(); }\n',
}


class SetupError(Exception):
    """The machine lacks something, or a step failed; the message says what to do."""


@dataclass(frozen=True)
class Compiler:
    """The compilers that CMake will take. ``family`` is ``gcc``, ``clang`` or ``unknown``."""

    c: tuple[str, ...]
    cxx: tuple[str, ...]
    family: str
    machine: str

    @property
    def name(self) -> str:
        """The compiler's name for people."""
        return {"gcc": "GCC", "clang": "Clang"}.get(self.family, self.c[0])


def check_python(oldest: tuple[int, int]) -> None:
    """Raise ``SetupError`` when this Python is older than ``oldest``."""
    if sys.version_info[:2] < oldest:
        wanted = ".".join(map(str, oldest))
        raise SetupError(
            f"Python {wanted} or later is needed; {sys.executable} is "
            f"{platform.python_version()}. Name a newer one: make setup PYTHON=python{wanted}"
        )


def check_venv() -> None:
    """Raise ``SetupError`` when this Python cannot make virtual environments."""
    # Debian splits both off; the module venv alone is there without its package.
    if importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip"):
        return
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    raise SetupError(
        f"{sys.executable} cannot make virtual environments. Install the missing part "
        f"(Debian and Ubuntu: 'sudo apt install python{version}-venv') and run this again."
    )


def find_compiler(environment: Mapping[str, str]) -> Compiler:
    """The C and C++ compilers that CMake would choose, tried out on a small program each.

    ``CC`` and ``CXX`` win. Raises ``SetupError`` when one is missing or cannot build.
    """
    path = environment.get("PATH")
    c = _command("CC", ("cc", "gcc", "clang"), environment, path)
    cxx = _command("CXX", ("c++", "g++", "clang++"), environment, path)
    for language, command in (("c", c), ("c++", cxx)):
        _try_out(language, command)
    return Compiler(c, cxx, _family(cxx), platform.machine().lower())


def build_flags(compiler: Compiler) -> tuple[str, ...]:
    """What this compiler needs in order to build llama.cpp correctly."""
    return GCC_FLAGS if compiler.family == "gcc" and _is_x86(compiler) else ()


def fallback_flags(compiler: Compiler) -> tuple[tuple[str, ...], ...]:
    """Flags to rebuild with, in this order, when the build does not work.

    The first are those of the build again: pip may have taken a wheel from its cache that was
    built without them, or for another processor.
    """
    first = build_flags(compiler)
    return (first, (*first, *NO_AMX_FLAGS)) if _is_x86(compiler) else (first,)


def _is_x86(compiler: Compiler) -> bool:
    return compiler.machine in ("x86_64", "amd64", "i386", "i686")


def _command(
    variable: str, names: tuple[str, ...], environment: Mapping[str, str], path: str | None
) -> tuple[str, ...]:
    chosen = shlex.split(environment.get(variable, ""))
    for name in [chosen[0]] if chosen else names:
        if shutil.which(name, path=path):
            return tuple(chosen) if chosen else (name,)
    if chosen:
        raise SetupError(f"{variable}={chosen[0]} is not a program here. Unset it, or correct it.")
    language = "C" if variable == "CC" else "C++"
    raise SetupError(f"There is no {language} compiler ({', '.join(names)}). {_INSTALL_COMPILER}.")


def _try_out(language: str, command: tuple[str, ...]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "hello.txt"
        source.write_text(_HELLO[language], encoding="utf-8")
        arguments = ["-x", language, str(source), "-o", str(Path(folder) / "hello")]
        done = subprocess.run([*command, *arguments], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        said = done.stderr.strip().splitlines()
        raise SetupError(
            f"{command[0]} cannot build a small program ({said[0] if said else 'no output'}). "
            f"{_INSTALL_COMPILER}."
        )


def _family(command: tuple[str, ...]) -> str:
    """``gcc`` or ``clang``, by what the compiler defines: on macOS ``gcc`` is Clang."""
    arguments = ["-dM", "-E", "-x", "c++", "/dev/null"]
    done = subprocess.run([*command, *arguments], capture_output=True, text=True, check=False)
    if "__clang__" in done.stdout:
        return "clang"
    return "gcc" if "__GNUC__" in done.stdout else "unknown"
