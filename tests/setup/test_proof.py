"""The proof that a build works: what passes, and what a build that does not work is said to do."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from assistant.setup import proof

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.model
def test_the_proof_passes_here_and_fails_without_a_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    python = Path(sys.executable)
    assert proof.prove(python, ROOT) is None
    monkeypatch.setenv("SURVEY_ASSISTANT_HOME", str(tmp_path))
    failure = proof.prove(python, ROOT)
    assert failure is not None and "No model file at" in failure


def test_a_proof_that_crashes_or_hangs_is_a_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    crashing = tmp_path / "crashing"
    crashing.write_text("#!/bin/sh\nkill -SEGV $$\n")
    crashing.chmod(0o755)
    assert proof.prove(crashing, tmp_path) == "it died of signal 11"
    hanging = tmp_path / "hanging"
    hanging.write_text("#!/bin/sh\nexec sleep 60\n")
    hanging.chmod(0o755)
    monkeypatch.setattr(proof, "TIMEOUT", 1)
    assert proof.prove(hanging, tmp_path) == "it did not finish in 1 seconds"
