"""Tables of judges' measures: rows by language and source, judges that know classes apart."""

from __future__ import annotations

import numpy as np

from evals.report.records import records_tables
from evals.scorers.judging import support_measures
from evals.training.records import Label, SupportRecord


def _record(key: str, label: Label, lang: str, source: str) -> SupportRecord:
    return SupportRecord(key, "Bees nest.", ("Bees nest in stems.",), label, lang, source)


RECORDS = [
    _record("a", "supported", "en", "bees"),
    _record("b", "neither", "en", "bees"),
    _record("c", "supported", "ja", "rivers"),
]
SHARES = [np.array([0.9, 0.0, 0.1]), np.array([0.2, 0.0, 0.8]), np.array([0.7, 0.1, 0.2])]


def test_rows_are_all_languages_and_sources() -> None:
    text = records_tables(
        "bees", RECORDS, {"model": SHARES, "words": SHARES}, support_measures(),
        {"model": True, "words": False},
    )  # fmt: skip
    assert text.startswith("## bees: 3 records")
    auc = text.split("**supported or not, AUC**")[1].split("**")[0]
    rows = [line.split(" | ")[0].strip("| ") for line in auc.splitlines() if line.strip()]
    assert rows[2:] == ["all", "language en", "language ja", "bees", "rivers"]
    assert "| all | 3 | 1.000 [1.000, 1.000] | 1.000 [1.000, 1.000] |" in auc
    assert "| rivers | 1 | – | – |" in auc, "one class alone has no such figure"


def test_classes_are_of_judges_that_know_them() -> None:
    judged = {"model": SHARES, "words": SHARES}
    text = records_tables(
        "bees", RECORDS, judged, support_measures(), {"model": True, "words": False}
    )
    assert "words" not in text.split("**accuracy on three classes**")[1]
    none = records_tables("bees", RECORDS, {"words": SHARES}, support_measures(), {"words": False})
    assert "accuracy on three classes" not in none
