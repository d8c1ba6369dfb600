"""The bench of a library with many surveys."""

from __future__ import annotations

from pathlib import Path

from evals.bench.many_surveys import measure


def test_every_survey_is_one_of_its_own_and_everything_is_timed(tmp_path: Path) -> None:
    values = dict(measure(tmp_path / "library", 45))
    assert values["surveys"] == 45
    assert all(seconds > 0 for name, seconds in values.items() if name.endswith("_seconds"))
