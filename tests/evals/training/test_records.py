"""Training records: read, filtered, written, and refused where they are none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evals.task import EvalError
from evals.training.records import (
    AnswersRecord,
    Record,
    Span,
    SupportRecord,
    read_records,
    stated_sources,
    write_records,
)

RECORDS: tuple[Record, ...] = (
    AnswersRecord(
        "a", "Where do bees nest?", ("Bees nest in stems.",), (Span(0, 13, "stems"),), "en", "bees"
    ),
    AnswersRecord("b", "蜂は何を集める?", ("川は流れる。",), (), "ja", "rivers"),
    SupportRecord("c", "Bees nest in stems.", ("They nest in stems.",), "supported", "en", "bees"),
)


@pytest.mark.parametrize("name", ["records.jsonl", "records.jsonl.gz"])
def test_records_come_back_as_they_were_written(tmp_path: Path, name: str) -> None:
    path = tmp_path / "new" / name
    assert write_records(path, RECORDS) == 3
    assert tuple(read_records(path)) == RECORDS


def test_equal_records_make_equal_files(tmp_path: Path) -> None:
    one, other = tmp_path / "one.jsonl.gz", tmp_path / "other.jsonl.gz"
    write_records(one, RECORDS)
    write_records(other, RECORDS)
    assert one.read_bytes() == other.read_bytes()


def test_languages_and_sources_are_chosen(tmp_path: Path) -> None:
    path = tmp_path / "records.jsonl"
    write_records(path, RECORDS)
    assert [record.id for record in read_records(path, {"ja"})] == ["b"]
    assert [record.id for record in read_records(path, sources={"bees"})] == ["a", "c"]


def test_sources_with_a_stated_licence_are_told(tmp_path: Path) -> None:
    path = tmp_path / "sources.json"
    path.write_text(json.dumps({"bees": {"licence": "MIT", "stated": True}, "x": {}}), "utf-8")
    assert stated_sources(path) == {"bees"}
    with pytest.raises(EvalError, match="Cannot read the licences"):
        stated_sources(tmp_path / "none.json")


def test_an_answer_that_does_not_stand_in_its_sentence_is_refused() -> None:
    with pytest.raises(EvalError, match="'honey' does not stand at character 0 of sentence 0"):
        AnswersRecord("a", "What?", ("Bees nest.",), (Span(0, 0, "honey"),), "en", "bees")
    with pytest.raises(EvalError, match="sentence 3"):
        AnswersRecord("a", "What?", ("Bees nest.",), (Span(3, 0, "Bees"),), "en", "bees")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{", "line 1 is no record"),
        ('{"id": "a", "lang": "en", "source": "s", "claim": "c"}', "evidence"),
        (
            '{"id": "a", "lang": "en", "source": "s", "claim": "c", "evidence": [], "label": "x"}',
            "no label 'x'",
        ),
    ],
)
def test_a_line_that_is_no_record_is_named(tmp_path: Path, line: str, told: str) -> None:
    path = tmp_path / "records.jsonl"
    path.write_text(line, "utf-8")
    with pytest.raises(EvalError, match=told):
        list(read_records(path))


def test_a_file_that_is_not_there_or_no_gzip_is_named(tmp_path: Path) -> None:
    with pytest.raises(EvalError, match="Name a file of records"):
        list(read_records(tmp_path / "none.jsonl"))
    (tmp_path / "plain.jsonl.gz").write_text("{}", "utf-8")
    with pytest.raises(EvalError, match="Name a file of records"):
        list(read_records(tmp_path / "plain.jsonl.gz"))
