"""``python -m evals.audit``: are the pinned packages known to be vulnerable?

It asks pip-audit, which asks the package index. A machine without network is told so, and passes.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

PINS = Path(__file__).parents[1] / "constraints.txt"
TIMEOUT = 300.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Print what was found; 1 where a pinned package has a known vulnerability."""
    parser = argparse.ArgumentParser(prog="python -m evals.audit", description=__doc__)
    parser.add_argument("--pins", type=Path, default=PINS, help="a file of NAME==VERSION lines")
    options = parser.parse_args(arguments)
    command = [sys.executable, "-m", "pip_audit", "--requirement", str(options.pins)]
    command += ["--no-deps", "--disable-pip", "--progress-spinner", "off", "--format", "json"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT, check=False)
        said, complaints = done.stdout, done.stderr
    except subprocess.TimeoutExpired:
        said, complaints = "", f"no answer in {TIMEOUT:.0f} s"
    lines, status = verdict(said, complaints)
    sys.stdout.write("\n".join(lines) + "\n")
    return status


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
