"""``python -m evals.audit``: are the locked packages known to be vulnerable?

All of them are looked at, those that only other Pythons and systems need, too. It asks pip-audit,
which asks the package index. A machine without network is told so, and passes.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from assistant.setup.locks import FOLDER, read_versions

TIMEOUT = 300.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Print what was found; 1 where a pinned package has a known vulnerability."""
    parser = argparse.ArgumentParser(prog="python -m evals.audit", description=__doc__)
    parser.add_argument("--locks", type=Path, default=FOLDER, help="a folder of locks")
    options = parser.parse_args(arguments)
    said, complaints = _asked(pins(options.locks))
    lines, status = verdict(said, complaints)
    sys.stdout.write("\n".join(lines) + "\n")
    return status


def pins(folder: Path) -> list[str]:
    """The packages of the locks in a folder, without markers, which pip-audit would go by."""
    return [f"{name}=={version}" for name, version in sorted(read_versions(folder).items())]


def _asked(pinned: Sequence[str]) -> tuple[str, str]:
    """pip-audit's answer and its complaints about these packages."""
    command = [sys.executable, "-m", "pip_audit", "--no-deps", "--disable-pip"]
    command += ["--progress-spinner", "off", "--format", "json", "--requirement"]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "pins.txt"
        path.write_text("\n".join(pinned) + "\n", "utf-8")
        try:
            done = subprocess.run(
                [*command, str(path)], capture_output=True, text=True, timeout=TIMEOUT, check=False
            )
        except subprocess.TimeoutExpired:
            return "", f"no answer in {TIMEOUT:.0f} s"
    return done.stdout, done.stderr


def verdict(said: str, complaints: str) -> tuple[list[str], int]:
    """What to print of pip-audit's JSON and of its complaints, and the exit status."""
    try:
        packages: list[dict[str, Any]] = json.loads(said)["dependencies"]
    except (ValueError, KeyError, TypeError):
        reason = (complaints.strip().splitlines() or ["it said nothing"])[-1]
        return [f"pip-audit: not checked, its database could not be asked ({reason[:200]})."], 0
    found = [
        f"{package['name']} {package['version']}: {flaw['id']}"
        + (f", mended in {', '.join(flaw['fix_versions'])}" if flaw.get("fix_versions") else "")
        for package in packages
        for flaw in package.get("vulns", ())
    ]
    unknown = [package["name"] for package in packages if "vulns" not in package]
    checked = len(packages) - len(unknown)
    if not checked:
        reason = next((p["skip_reason"] for p in packages if p.get("skip_reason")), "no packages")
        return [f"pip-audit: not checked, its database could not be asked ({reason[:200]})."], 0
    lines = [f"pip-audit: {checked} packages, {len(found)} known vulnerabilities.", *found]
    if unknown:
        lines.append(f"not checked: {', '.join(unknown)}")
    return lines, 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
