"""Finds the versions to lock: one of each package, for every Python and platform at once.

Dependencies are walked by their metadata with the markers of each place, so that what only another
Python or system needs is found, too. No version is given up for another's sake: where requirements
cannot all be met by one version of each package, that is an error to be settled in
``pyproject.toml``.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import product

from packaging.markers import Marker
from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

from assistant.setup.package_index import IndexFile, PackageIndex
from assistant.setup.toolchain import SetupError

PYTHONS = ("3.11", "3.12", "3.13", "3.14")
PLATFORMS = (("linux", "x86_64"), ("linux", "aarch64"), ("darwin", "x86_64"), ("darwin", "arm64"))
# A marker may tell the first release of a Python from a later one.
_PATCHES = ("0", "99")
_ROUNDS = 20

Variables = tuple[tuple[str, str], ...]


@dataclass(frozen=True, order=True)
class Place:
    """Where the program may be installed: a Python and a platform."""

    python: str
    system: str
    machine: str

    def __str__(self) -> str:
        system = {"linux": "Linux", "darwin": "macOS"}.get(self.system, self.system)
        return f"Python {self.python} on {system} {self.machine}"

    def is_admitted_by(self, requires_python: str) -> bool:
        """Whether a file's ``Requires-Python`` allows this Python; one that is no rule does."""
        try:
            return SpecifierSet(requires_python).contains(f"{self.python}.{_PATCHES[-1]}")
        except InvalidSpecifier:
            return True

    def markers(self) -> list[dict[str, str]]:
        """The variables of markers there, for each release of that Python that may matter."""
        return [
            {
                "python_version": self.python,
                "python_full_version": f"{self.python}.{patch}",
                "implementation_name": "cpython",
                "implementation_version": f"{self.python}.{patch}",
                "platform_python_implementation": "CPython",
                "os_name": "posix",
                "sys_platform": self.system,
                "platform_system": self.system.capitalize(),
                "platform_machine": self.machine,
                "platform_release": "",
                "platform_version": "",
            }
            for patch in _PATCHES
        ]


PLACES = [Place(python, *platform) for python in PYTHONS for platform in PLATFORMS]


@dataclass
class Demand:
    """What is asked of a package: by whom, which versions, and where."""

    specifiers: list[tuple[SpecifierSet, str]] = field(default_factory=list)
    places: set[Place] = field(default_factory=set)

    def add(self, requirement: Requirement, asker: str, place: Place) -> None:
        """Take what one package asks of another."""
        self.places.add(place)
        if (requirement.specifier, asker) not in self.specifiers:
            self.specifiers.append((requirement.specifier, asker))

    def admits(self, version: Version) -> bool:
        """Whether a version is one that all askers take."""
        return all(s.contains(version, prereleases=True) for s, _ in self.specifiers)

    def told(self) -> str:
        """Who asks for what, in one line."""
        asked = {f"{asker} wants {s}" for s, asker in self.specifiers if str(s)}
        return ", ".join(sorted(asked)) or "any version will do"


@dataclass(frozen=True)
class Installed:
    """A package that is installed here: its version and what it says that it requires."""

    version: Version
    requires: tuple[str, ...] = ()


@dataclass
class Resolver:
    """Finds one version of each package that everything needing it agrees with."""

    index: PackageIndex
    installed: Mapping[str, Installed]
    locked: Mapping[str, Version]
    versions: dict[str, Version] = field(default_factory=dict)
    _required: dict[tuple[str, Version], list[Requirement]] = field(default_factory=dict)

    def resolve(self, groups: Mapping[str, list[str]]) -> dict[str, dict[str, set[Place]]]:
        """For each group of requirements the packages that it needs, and where it needs them."""
        for _ in range(_ROUNDS):
            demands: dict[str, Demand] = defaultdict(Demand)
            needed = {name: self._walk(roots, demands) for name, roots in groups.items()}
            unfit = [n for n, d in demands.items() if not d.admits(self.versions[n])]
            if not unfit:
                return needed
            for name in unfit:
                self.versions[name] = self._choose(name, demands[name])
        raise SetupError(
            f"No versions fit together; the last in doubt: {', '.join(sorted(unfit))}."
        )

    def _walk(self, roots: list[str], demands: dict[str, Demand]) -> dict[str, set[Place]]:
        needed: dict[str, set[Place]] = defaultdict(set)
        for place in PLACES:
            for variables in place.markers():
                for name in self._closure(roots, place, tuple(variables.items()), demands):
                    needed[name].add(place)
        return needed

    def _closure(
        self, roots: list[str], place: Place, variables: Variables, demands: dict[str, Demand]
    ) -> set[str]:
        """The packages that these requirements need with these variables of markers."""
        seen: dict[str, set[str]] = defaultdict(set)
        queue = [
            (requirement, "pyproject.toml")
            for requirement in map(Requirement, roots)
            if _applies(requirement, variables, "")
        ]
        while queue:
            requirement, asker = queue.pop()
            name = canonicalize_name(requirement.name)
            demands[name].add(requirement, asker, place)
            if name not in self.versions:
                self.versions[name] = self._choose(name, demands[name])
            for extra in {"", *requirement.extras} - seen[name]:
                seen[name].add(extra)
                wanted = self._requirements(name)
                queue += [(each, name) for each in wanted if _applies(each, variables, extra)]
        return set(seen)

    def _choose(self, name: str, demand: Demand) -> Version:
        """The version installed, else the one locked, else the newest that fits."""
        here = self.installed.get(name)
        for known in (here.version if here else None, self.locked.get(name)):
            if known is not None and demand.admits(known):
                return known
        fitting = {
            file.version
            for file in self.index.files(name)
            if not file.yanked
            and demand.admits(file.version)
            and all(place.is_admitted_by(file.requires_python) for place in demand.places)
        }
        released = {version for version in fitting if not version.is_prerelease}
        if not fitting:
            raise SetupError(f"{self.index.shown} has no {name} that fits: {demand.told()}.")
        return max(released or fitting)

    def _requirements(self, name: str) -> list[Requirement]:
        key = (name, self.versions[name])
        if key not in self._required:
            here = self.installed.get(name)
            if here is not None and here.version == key[1]:
                lines = list(here.requires)
            else:
                lines = self.index.requirements(_readable(self.index, *key))
            self._required[key] = [_requirement(line, name) for line in lines]
        return self._required[key]


def _requirement(line: str, name: str) -> Requirement:
    try:
        requirement = Requirement(line)
    except InvalidRequirement as error:
        raise SetupError(f"{name} requires {line!r}, which cannot be read: {error}.") from None
    if requirement.url:
        raise SetupError(f"{name} requires {line!r}: addresses cannot be locked.")
    return requirement


@cache
def _evaluated(marker: str, variables: Variables, extra: str) -> bool:
    return Marker(marker).evaluate({**dict(variables), "extra": extra})


def _applies(requirement: Requirement, variables: Variables, extra: str) -> bool:
    marker = requirement.marker
    return marker is None or _evaluated(str(marker), variables, extra)


def _readable(index: PackageIndex, name: str, version: Version) -> IndexFile:
    """The file of a version whose metadata is the easiest to get at: a wheel for everywhere."""
    files = files_of(index, name, version)
    return min(files, key=lambda file: (not file.is_wheel, "-any." not in file.name, file.name))


def files_of(index: PackageIndex, name: str, version: Version) -> list[IndexFile]:
    """Every file of a version, each with its SHA-256."""
    files = [file for file in index.files(name) if file.version == version]
    if not files:
        raise SetupError(
            f"{index.shown} has no files of {name} {version}. Install another version with "
            f"'.venv/bin/pip install {name}', then run 'make lock' again."
        )
    for file in files:
        if not re.fullmatch(r"[0-9a-f]{64}", file.sha256):
            raise SetupError(f"{index.shown} does not tell the SHA-256 of {file.name}.")
    return files


def marker_for(places: Iterable[Place]) -> str:
    """The shortest marker that is true in these places and in no other; empty for all of them."""
    wanted = set(places)
    pythons = ["", *(f'python_version {sign} "{p}"' for p in PYTHONS for sign in (">=", "<", "=="))]
    systems = ["", *(f'sys_platform == "{system}"' for system in ("linux", "darwin"))]
    machines = ["", *(f'platform_machine == "{m}"' for m in ("x86_64", "aarch64", "arm64"))]
    candidates = [
        " and ".join(filter(None, parts)) for parts in product(pythons, systems, machines)
    ]
    for marker in sorted(candidates, key=lambda text: text.count(" and ")):
        if _where(marker) == wanted:
            return marker
    each = [
        f'(python_version == "{place.python}" and sys_platform == "{place.system}" and '
        f'platform_machine == "{place.machine}")'
        for place in sorted(wanted)
    ]
    return " or ".join(each)


@cache
def _where(marker: str) -> frozenset[Place]:
    if not marker:
        return frozenset(PLACES)
    parsed = Marker(marker)
    return frozenset(place for place in PLACES if parsed.evaluate(dict(place.markers()[0])))
