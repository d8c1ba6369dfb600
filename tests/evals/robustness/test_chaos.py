"""Kills at random moments, a few of them; ``make chaos`` does 200."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]


def test_a_library_lives_through_kills_of_the_app_and_of_parsers(tmp_path: Path) -> None:
    command = ["-m", "evals.robustness.chaos", "--kills", "8", "--parsers", "2", "--seed", "3"]
    done = subprocess.run(
        [sys.executable, *command],
        capture_output=True,
        text=True,
        timeout=240,
        cwd=ROOT,
        env={**os.environ, "SURVEY_ASSISTANT_HOME": str(tmp_path), "TMPDIR": str(tmp_path)},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "kills: 11" in done.stdout
    assert "documents lost: 0" in done.stdout
    assert list(tmp_path.iterdir()) == []
