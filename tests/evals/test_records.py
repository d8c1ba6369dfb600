"""The command that measures files of records, end to end on small ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.models.files.defaults import default_vocabulary
from assistant.models.files.packed import read_packed
from assistant.settings import Settings
from evals.__main__ import main
from evals.records import chosen_records, records_parser
from evals.training.records import AnswersRecord, Record, Span, SupportRecord, write_records
from tests.evidence_weights import write_random_model

PASSAGE = ("Rivers carry silt.", "Bees nest in stems.")
RECORDS: list[Record] = [
    AnswersRecord("a", "Where do bees nest?", PASSAGE, (Span(1, 13, "stems"),), "en", "bees"),
    AnswersRecord("b", "川は何を運ぶ?", ("川は砂を運ぶ。",), (Span(0, 2, "砂"),), "ja", "rivers"),
    AnswersRecord("c", "Who reads books?", PASSAGE, (), "en", "bees"),
    SupportRecord("d", "Bees nest in stems.", PASSAGE, "supported", "en", "bees"),
    SupportRecord("e", "Rivers carry silt.", PASSAGE[1:], "neither", "en", "rivers"),
]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "records.jsonl.gz"
    write_records(path, RECORDS)
    return path


def test_both_kinds_of_records_are_measured(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["records", str(file), "--no-cosine", "--work", str(tmp_path)]) == 0
    told = capsys.readouterr().out
    assert "records.jsonl.gz, answers: 3 records" in told
    assert "| all | 2 | 1.000 [1.000, 1.000] |" in told
    assert "records.jsonl.gz, support: 2 records" in told


def test_records_are_chosen_by_language_source_and_number(file: Path) -> None:
    def chosen(*arguments: str) -> list[str]:
        options = records_parser().parse_args([str(file), *arguments])
        return [record.id for record in chosen_records(options)(file)]

    assert chosen() == ["a", "b", "c", "d", "e"]
    assert chosen("--lang", "ja") == ["b"]
    assert chosen("--source", "rivers") == ["b", "e"]
    assert chosen("--limit", "2") == ["a", "c"]


def test_what_is_missing_is_one_line(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["records", str(tmp_path / "none.jsonl"), "--no-cosine"]) == 1
    assert "Name a file of records" in capsys.readouterr().err
    assert main(["records", str(file), "--lang", "fr", "--no-cosine"]) == 1
    assert "No record" in capsys.readouterr().err
    assert main(["records", str(file), "--model-file", str(tmp_path / "none.gguf")]) == 1
    assert "--model-file takes GGUF files" in capsys.readouterr().err


@pytest.mark.model
def test_an_evidence_model_stands_first(
    file: Path, tmp_path: Path, real_settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    packed = read_packed(default_vocabulary(real_settings))
    model = write_random_model(tmp_path / "e.gguf", packed)
    assert main(["records", str(file), "--no-cosine", "--model-file", str(model)]) == 0
    told = capsys.readouterr().out
    assert "| evidence model | word overlap |" in told
    assert "**accuracy on three classes**" in told


@pytest.mark.model
def test_the_embedder_is_the_other_baseline(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["records", str(file), "--lang", "en", "--work", str(tmp_path)]) == 0
    assert "word overlap | cosine |" in capsys.readouterr().out
