"""What pip refused to install, in one sentence that says what to do; standard library only."""

from __future__ import annotations

import re

_MISMATCH = re.compile(
    r"^ {4}(?P<package>\S+)(?: from (?P<origin>\S+))?.*\n"
    r"(?: +(?:Expected|or) .*\n)+? +Got +(?P<found>[0-9a-f]{64})",
    re.MULTILINE,
)
_UNLOCKED = re.compile(
    r"(?:pinned with ==\. These do not:|hashes to your requirements files:)\s+(?P<package>\S+)"
)
_UNKNOWN = re.compile(r"No matching distribution found for (?P<package>\S+)")
# As pip 25, pip 26 and pip 23 say it.
_UNBUILDABLE = re.compile(
    r"Cannot import (?:build backend )?'(?P<backend>[\w.]+)'"
    r"|BackendUnavailable: (?:.|\n)*?No module named '(?P<module>[\w.]+)'"
)
_OTHER_PYTHON = "Take another Python (make setup PYTHON=python3.12)"
_SETTINGS = "the index or mirror that pip is set to use ('python3 -m pip config list')"


def explain(said: str) -> str | None:
    """Why pip's output ends in an error, where that is a matter of locks or of the index."""
    if "DO NOT MATCH THE HASHES" in said and (wrong := _MISMATCH.search(said)):
        origin = (wrong["origin"] or "").partition("#")[0]
        return (
            f"{wrong['package']} was not installed: the file{f' from {origin}' if origin else ''} "
            f"is not one that requirements/ names (its SHA-256 is {wrong['found'][:12]}…). Run "
            f"'PIP_NO_CACHE_DIR=1 make setup'; if it comes back, do not trust {_SETTINGS}."
        )
    if unlocked := _UNLOCKED.search(said):
        return (
            f"{unlocked['package']} is needed here and is not in requirements/, so it was not "
            f"installed. {_OTHER_PYTHON}, or, after a change of pyproject.toml, run 'make lock'."
        )
    if unknown := _UNKNOWN.search(said):
        if "(from versions: none)" in said:
            return (
                f"The package index told nothing about {unknown['package']}. Check the network "
                f"connection and {_SETTINGS}, then run it again."
            )
        return (
            f"The package index has no {unknown['package']} for this Python and system. "
            f"{_OTHER_PYTHON}, or check {_SETTINGS}."
        )
    if unbuildable := _UNBUILDABLE.search(said):
        builder = unbuildable["backend"] or unbuildable["module"]
        return (
            "A package has no ready file for this Python and system, and what would build it "
            f"({builder}) is not in requirements/. {_OTHER_PYTHON}."
        )
    return None
