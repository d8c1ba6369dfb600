"""The two writers: which claims they make, and what passes of them."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

from assistant.settings import Settings
from evals.solvers.context import PRODUCT, Context
from evals.task import Sample, run
from evals.tasks.claims import passed
from evals.tasks.writers import RECORDS, say, tasks

FLOOD = "Nine of the ten dams in the valley broke in the flood of 1953."
RECORDS_HERE = [
    ("scifact", "en", "Nine of the ten dams broke in 1953.", "supported"),
    ("scifact", "en", "Four of the ten dams broke in 1953.", "refuted"),
    ("scifact", "en", "Dams are built of stone.", "neither"),
    ("jnli", "ja", "谷のダムが壊れた。", "supported"),
]


def context_of(folder: Path) -> Context:
    path = folder / RECORDS
    path.parent.mkdir(parents=True)
    records = [
        {"id": f"r{n}", "claim": claim, "evidence": [FLOOD], "label": label, "lang": lang,
         "source": source}
        for n, (source, lang, claim, label) in enumerate(RECORDS_HERE)
    ]  # fmt: skip
    path.write_bytes(gzip.compress("\n".join(map(json.dumps, records)).encode()))
    return Context(Settings(), folder, None, False, folder, lambda *_: None)


def test_the_good_writer_passes_and_the_bad_one_does_not(tmp_path: Path) -> None:
    (task,) = tasks(context_of(tmp_path))
    assert [sample.kinds for sample in task.samples] == [("good", "good en"), ("bad", "bad en")]
    result = run(task)
    shown = {record.sample.kinds[0]: record.outputs[PRODUCT] for record in result.records}
    assert passed(task.samples[0], shown["good"]) is not None
    assert passed(task.samples[1], shown["bad"]) is None


def test_what_is_quoted_in_its_place_does_not_pass() -> None:
    sample = Sample("a", "", targets=("Sheep swim.",), evidence=(FLOOD,))
    output = say(sample)
    assert output.claims and passed(sample, output) is None
