"""The report of a run as files: ``latest.md``, ``latest.json`` and the charts."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from evals.report.markdown import markdown
from evals.report.measured import Measured
from evals.report.setting import Setting


def write(tasks: Sequence[Measured], where: Setting, folder: Path) -> tuple[Path, Path]:
    """``latest.md`` and ``latest.json`` in a folder, beside the charts; returns both paths."""
    folder.mkdir(parents=True, exist_ok=True)
    text, data = folder / "latest.md", folder / "latest.json"
    text.write_text(markdown(tasks, where), encoding="utf-8")
    for name, picture in ((n, p) for task in tasks for n, p in task.charts.items()):
        (folder / f"{name}.svg").write_text(picture, encoding="utf-8")
    values = {"setting": asdict(where), "tasks": [as_values(task) for task in tasks]}
    data.write_text(json.dumps(values, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return text, data


def as_values(task: Measured) -> dict[str, Any]:
    """A task as plain values; what is not a number is null."""
    values = asdict(task)
    del values["charts"], values["details"]
    for row in [*values["figures"], *values["differences"]]:
        for name, value in row.items():
            if isinstance(value, float) and math.isnan(value):
                row[name] = None
    return values
