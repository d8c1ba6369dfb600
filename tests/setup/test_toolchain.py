"""What a machine has to build with, and what is said where it lacks something."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from assistant.setup import toolchain
from assistant.setup.toolchain import Compiler, SetupError


def test_the_real_compiler_is_recognised() -> None:
    compiler = toolchain.find_compiler(os.environ)
    assert compiler.family in ("gcc", "clang")


def test_what_clang_and_other_processors_get() -> None:
    def compiler(family: str, machine: str) -> Compiler:
        return Compiler(("cc",), ("c++",), family, machine)

    gcc = compiler("gcc", "x86_64")
    assert toolchain.build_flags(gcc) == ("-fno-tree-dse", "-fno-dse")
    assert toolchain.fallback_flags(gcc)[1][-3:] == toolchain.NO_AMX_FLAGS
    clang = compiler("clang", "x86_64")
    assert toolchain.build_flags(clang) == ()
    assert toolchain.fallback_flags(clang) == ((), toolchain.NO_AMX_FLAGS)
    assert toolchain.fallback_flags(compiler("gcc", "aarch64")) == ((),)


def fake_compilers(folder: Path, script: str) -> dict[str, str]:
    """An environment whose only compilers are ``cc`` and ``c++`` that run ``script``."""
    folder.mkdir()
    for name in ("cc", "c++"):
        (folder / name).write_text(f"#!/bin/sh\n{script}\n")
        (folder / name).chmod(0o755)
    return {"PATH": str(folder), "CC": str(folder / "cc"), "CXX": str(folder / "c++")}


def test_a_gcc_that_is_clang_is_taken_for_clang(tmp_path: Path) -> None:
    environment = fake_compilers(tmp_path / "bin", "echo '#define __clang__ 1'")
    assert toolchain.find_compiler(environment).family == "clang"


def test_a_missing_or_broken_compiler_is_named(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match=r"no C compiler \(cc, gcc, clang\).*build-essential"):
        toolchain.find_compiler({"PATH": str(tmp_path)})
    with pytest.raises(SetupError, match="CC=nonesuch is not a program here"):
        toolchain.find_compiler({"PATH": str(tmp_path), "CC": "nonesuch"})
    broken = fake_compilers(tmp_path / "bin", "echo 'stdio.h: No such file' >&2; exit 1")
    with pytest.raises(SetupError, match=r"small program \(stdio.h: No such file\)"):
        toolchain.find_compiler(broken)


def test_an_old_python_and_a_python_without_venv_are_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with pytest.raises(SetupError, match=r"Python 9.1 or later is needed.*PYTHON=python9.1"):
        toolchain.check_python((9, 1))
    toolchain.check_venv()
    monkeypatch.setattr(toolchain.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(SetupError, match=r"sudo apt install python3.\d+-venv"):
        toolchain.check_venv()
