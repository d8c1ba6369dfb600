"""All records made from a folder of data sets."""

from __future__ import annotations

from pathlib import Path

from evals.training.records import MADE, read_records
from evals.training.synthetic.make import make_records, write_made


def test_records_are_made_alike_from_like_data(small_data: Path, tmp_path: Path) -> None:
    made = make_records(small_data, 1)
    assert made == make_records(small_data, 1)
    answers, support = write_made(made, tmp_path)
    assert tuple(read_records(answers)) == made.answers
    assert tuple(read_records(support)) == made.support


def test_every_source_is_marked_and_counted(small_data: Path) -> None:
    made = make_records(small_data, 1)
    counts = made.counts()
    assert {source for source in counts if not source.startswith(MADE)} == set()
    total = sum(count.total() for count in counts.values())
    assert total == len(made.answers) + len(made.support)
    assert counts["made-full-text-claims"]["supported"] > 0


def test_ids_are_of_one_record_each(small_data: Path) -> None:
    made = make_records(small_data, 1)
    for records in (made.answers, made.support):
        assert len({record.id for record in records}) == len(records)
