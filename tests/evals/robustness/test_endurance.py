"""The long run and the many clients in small; ``make endure`` has them in full."""

from __future__ import annotations

from pathlib import Path

from evals.robustness.endurance import Measurement, endure, growth, load, region


def test_some_questions_and_adds_pile_up_nothing(tmp_path: Path) -> None:
    readings = endure(tmp_path, 48, 12, real=False, every=6)
    assert [reading.questions for reading in readings] == list(range(6, 49, 6))
    assert readings[-1].adds == 12
    assert readings[-1].handles <= readings[2].handles + 2
    assert readings[-1].memory_bytes < readings[2].memory_bytes * 1.2


def test_several_clients_get_their_own_answers(tmp_path: Path) -> None:
    figures, wrong = load(tmp_path, 5, 6)
    assert wrong == []
    assert figures["answers"] >= 5


def test_what_grows_is_told() -> None:
    flat = [Measurement(n, n, 100_000_000, 20, 5, 0.1) for n in range(8)]
    assert growth(flat) == []
    rising = [
        Measurement(n, n, 100_000_000 + n * 40_000_000, 20 + 5 * n, 5, 0.1 * n) for n in range(8)
    ]
    assert len(growth(rising)) == 3
    assert len({region(n) for n in range(600)}) == 600
