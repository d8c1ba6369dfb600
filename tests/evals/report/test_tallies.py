"""Counts as Markdown."""

from __future__ import annotations

from evals.report.tallies import MOST_MISSES, miss_list, tally_table
from evals.task import Output, Record, Sample, Tally


def _record(name: str, *tallies: Tally) -> Record:
    return Record(Sample(name, "q"), {"product": Output(tallies=tallies)})


def test_each_sample_has_a_column_and_each_count_a_row() -> None:
    one = _record("a", Tally("title", 1, 1), Tally("headings", 3, 4, 6))
    other = _record("b", Tally("title", 0, 1), Tally("text kept", 1500, 2000), Tally("year", 0, 0))
    assert tally_table([one, other]).splitlines() == [
        "| right of wanted | a | b |",
        "| --- | --- | --- |",
        "| title | 1/1 | 0/1 |",
        "| headings | 3/4 (gave 6) | – |",
        "| text kept | – | 0.750 |",
        "| year | – | – |",
    ]


def test_what_is_wrong_is_listed_up_to_a_length() -> None:
    many = tuple(f"missed:\n{number}" for number in range(MOST_MISSES + 2))
    lines = miss_list(_record("a", Tally("headings", 0, 50, 50, many))).splitlines()
    assert lines[:4] == ["### a", "", "- **headings** 0/50", "  - missed: 0"]
    assert lines[-1] == "  - and 2 more"
    assert miss_list(_record("a", Tally("title", 1, 1))).endswith("Nothing amiss.")
