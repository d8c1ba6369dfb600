"""Writes the locks: ``python -m assistant.setup.locks``, or ``make lock``.

A lock names every package that may be installed, its version and the SHA-256 of each of its files.
The versions are those installed in ``.venv``; what is not installed here keeps the version of the
lock there is, and what is new gets the newest that fits. What only other Pythons or systems need is
in the lock too, with a marker that says where.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import re
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from packaging.tags import Tag, compatible_tags, cpython_tags, mac_platforms
from packaging.utils import canonicalize_name, parse_wheel_filename
from packaging.version import Version

from assistant.setup.package_index import IndexFile, PackageIndex
from assistant.setup.resolver import PLACES, Installed, Place, Resolver, files_of, marker_for
from assistant.setup.toolchain import SetupError

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "requirements"
LOCKS = ("build", "llama", "runtime", "dev")
LLAMA = "llama-cpp-python"
_ABOUT = {
    "build": "What builds llama.cpp and the project, pip included.",
    "llama": "llama.cpp, which is built here.",
    "runtime": "What the program needs.",
    "dev": "What tests and checks need besides.",
}
_INCLUDED = {"runtime": "llama", "dev": "runtime"}
# The oldest systems that the report below looks at: glibc 2.28 (2018) and macOS 14.
_GLIBC, _MACOS = 28, (14, 0)


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the locks and say what changed; 1 after one clear message."""
    parser = argparse.ArgumentParser(prog="python -m assistant.setup.locks", description=__doc__)
    parser.parse_args(arguments)
    index = PackageIndex.of_pip(Path(sys.executable))
    resolver = Resolver(index, installed_packages(), read_versions(FOLDER))
    sys.stdout.write(f"Asking {index.shown} (usually 1 minute) …\n")
    sys.stdout.flush()
    try:
        lines = write(FOLDER, requirements_of(ROOT / "pyproject.toml"), resolver)
    except SetupError as error:
        sys.stdout.write(f"Not locked: {error}\n")
        return 1
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


def write(folder: Path, groups: Mapping[str, list[str]], resolver: Resolver) -> list[str]:
    """Write the locks of these requirements to a folder; returns what there is to say."""
    before = read_versions(folder)
    locks = split(resolver.resolve(groups))
    texts = {lock: text_of(lock, packages, resolver) for lock, packages in locks.items()}
    folder.mkdir(exist_ok=True)
    for lock, text in texts.items():
        (folder / f"{lock}.txt").write_text(text, "utf-8")
    count = sum(text.count("--hash=") for text in texts.values())
    packages = {name for lock in locks.values() for name in lock}
    lines = [f"{folder.name}/ pins {len(packages)} packages from {resolver.index.shown}"]
    lines[0] += f" by {count} hashes."
    after = read_versions(folder)
    for name in sorted(before.keys() | after.keys()):
        if before.get(name) != after.get(name):
            lines.append(f"  {name}: {before.get(name, 'new')} → {after.get(name, 'gone')}")
    return [*lines, *without_wheels(locks, resolver)]


def split(needed: Mapping[str, Mapping[str, set[Place]]]) -> dict[str, dict[str, set[Place]]]:
    """The packages of each lock, without those of the lock that it includes."""
    runtime = {name: places for name, places in needed["runtime"].items() if name != LLAMA}
    dev = {
        name: places - needed["runtime"].get(name, set()) for name, places in needed["dev"].items()
    }
    return {
        "build": dict(needed["build"]),
        "llama": {LLAMA: needed["runtime"][LLAMA]},
        "runtime": runtime,
        "dev": {name: places for name, places in dev.items() if places},
    }


def text_of(lock: str, packages: Mapping[str, set[Place]], resolver: Resolver) -> str:
    """The text of a lock, which pip reads with ``--require-hashes --requirement``."""
    lines = [f"# {_ABOUT[lock]} Written by 'make lock'; do not edit."]
    if lock in _INCLUDED:
        lines.append(f"--requirement {_INCLUDED[lock]}.txt")
    for name, places in sorted(packages.items()):
        version = resolver.versions[name]
        marker = marker_for(places)
        hashes = sorted({file.sha256 for file in files_of(resolver.index, name, version)})
        head = f"{name}=={version}" + (f" ; {marker}" if marker else "")
        lines.append(" \\\n    ".join([head, *(f"--hash=sha256:{digest}" for digest in hashes)]))
    return "\n".join(lines) + "\n"


def read_versions(folder: Path) -> dict[str, Version]:
    """The version of each package in the locks of a folder; empty where there are none."""
    found: dict[str, Version] = {}
    for lock in LOCKS:
        path = folder / f"{lock}.txt"
        text = path.read_text("utf-8") if path.exists() else ""
        for name, version in re.findall(r"^([\w.-]+)==(\S+)", text, re.MULTILINE):
            found[canonicalize_name(name)] = Version(version)
    return found


def requirements_of(pyproject: Path) -> dict[str, list[str]]:
    """What ``pyproject.toml`` asks for, by lock; llama.cpp is among what the program needs."""
    table = tomllib.loads(pyproject.read_text("utf-8"))
    project = table["project"]
    return {
        "build": [*table["build-system"]["requires"], *table["dependency-groups"]["build"]],
        "runtime": list(project["dependencies"]),
        "dev": list(project["optional-dependencies"]["dev"]),
    }


def installed_packages() -> dict[str, Installed]:
    """What this Python has installed."""
    return {
        canonicalize_name(found.metadata["Name"]): Installed(
            Version(found.version), tuple(found.requires or ())
        )
        for found in importlib.metadata.distributions()
    }


def without_wheels(
    locks: Mapping[str, Mapping[str, set[Place]]], resolver: Resolver
) -> Iterator[str]:
    """The packages that have no wheel somewhere, so that they are built there or not to be had."""
    tags = {place: _tags(place) for place in PLACES}
    where: dict[str, set[Place]] = defaultdict(set)
    for packages in locks.values():
        for name, places in packages.items():
            files = files_of(resolver.index, name, resolver.versions[name])
            where[name] |= {
                place for place in places if not any(_fits(f, place, tags[place]) for f in files)
            }
    for name, places in sorted(where.items()):
        if places and name != LLAMA:
            yield f"  no wheel of {name} where {marker_for(places) or 'it is needed at all'}"


def _fits(file: IndexFile, place: Place, tags: frozenset[Tag]) -> bool:
    if not file.is_wheel or not place.is_admitted_by(file.requires_python):
        return False
    return not tags.isdisjoint(parse_wheel_filename(file.name)[3])


def _tags(place: Place) -> frozenset[Tag]:
    if place.system == "darwin":
        platforms = list(mac_platforms(_MACOS, place.machine))
    else:
        old = ["manylinux2014", *(["manylinux2010", "manylinux1"] * (place.machine == "x86_64"))]
        names = [f"manylinux_2_{minor}" for minor in range(5, _GLIBC + 1)]
        platforms = [f"{name}_{place.machine}" for name in (*names, *old, "linux")]
    version = tuple(int(part) for part in place.python.split("."))
    interpreter = f"cp{place.python.replace('.', '')}"
    return frozenset(
        [
            *cpython_tags(version, platforms=platforms),
            *compatible_tags(version, interpreter, platforms),
        ]
    )


if __name__ == "__main__":
    sys.exit(main())
