"""The task of reading scans: a run on a made PDF."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.settings import Settings
from evals.solvers.context import PRODUCT, Context
from evals.task import EvalError, run
from evals.tasks import ocr
from tests.readers.ocr.pages import printed
from tests.readers.pdf_writer import pdf

PAPER = next(iter(ocr.PAPERS))


def context(folder: Path, settings: Settings) -> Context:
    return Context(settings, folder, None, False, folder / "work", lambda *told: None)


def test_a_page_is_rendered_read_and_compared_with_its_own_text(
    tmp_path: Path, real_settings: Settings, weights: Path
) -> None:
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / PAPER).write_bytes(pdf([printed()] * 5))
    (task,) = ocr.tasks(context(tmp_path, real_settings))
    samples = tuple(s for s in task.samples if s.id.endswith("page 2, 300 dpi"))
    result = run(replace(task, samples=samples))
    scores = {name: score for (_, name), score in result.records[0].scores.items()}
    changes, characters = scores["error rate, English, 300 dpi"].values
    assert characters > 250 and changes <= 0.02 * characters
    assert "error rate, English, 150 dpi" not in scores
    assert scores["CPU seconds a page"].values[0] > 0
    assert result.records[0].outputs[PRODUCT].confidence > 0.9  # type: ignore[operator]


def test_a_folder_without_papers_is_named(tmp_path: Path, real_settings: Settings) -> None:
    with pytest.raises(EvalError, match="None of these papers is in"):
        next(ocr.tasks(context(tmp_path, real_settings)))
