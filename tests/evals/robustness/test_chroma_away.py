"""A Chroma server that is killed under askers, in small; the module's command has it in full."""

from __future__ import annotations

from pathlib import Path

from evals.robustness.chroma_away import run


def test_clients_are_answered_while_the_server_is_killed_and_started_again(tmp_path: Path) -> None:
    asked = run(tmp_path, 4, 12)
    assert asked.wrong == []
    assert 0 < asked.by_words < asked.answers
