"""What the command line prints of answers, reviews in work, neighbours, aspects and models."""

from __future__ import annotations

import json
import re
import shlex
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.answers.answer import Answer, Usage
from assistant.cli.output import (
    aspect_lines,
    follow,
    model_rows,
    print_answer,
    print_models,
    related_lines,
    review_progress,
)
from assistant.comparisons.aspects import KINDS, Aspect, aspect_of
from assistant.evidence.claims import Claim
from assistant.models.files.catalogue import CATALOGUE
from assistant.models.files.pulled import note_pulled
from assistant.reviews.related import Related
from assistant.reviews.review import Review, ReviewField
from assistant.settings import Settings
from tests.texts import LAKES, RIVERS, cited

Captured = pytest.CaptureFixture[str]
SILT = Claim("Silt is [brown].", "supported", (cited("All silt is [brown]."),))
QUOTED = Claim("河流很长。", "supported", (cited("河流很长。", LAKES),), quoted=True)
CHEESE = Claim("The moon is cheese.", "unsupported", (), "no evidence says so")
USAGE = Usage(120, 30, 60, 0.1, 1.25, 3.5)


def test_an_answer_is_printed_claim_by_claim_with_its_evidence_once(capsys: Captured) -> None:
    again = Claim("It is brown.", "supported", SILT.citations)
    partials = [
        Answer("q", lead=SILT),
        Answer("q", claims=(SILT,), pending="The moon [is"),
        Answer("q", claims=(SILT, CHEESE)),
        Answer("q", claims=(SILT, CHEESE, again, QUOTED), usage=USAGE, finished=True),
    ]
    print_answer(iter(partials))
    shown = capsys.readouterr().out
    lines = [line for line in shown.splitlines() if line.strip()]
    assert lines[0] == "Silt is [brown]. [1]"
    assert lines[1] == "“河流很长。” [2]" and lines[2] == "It is brown. [1]"
    assert lines[3].startswith("1 sentence left out: it did not pass the check. --left-out")
    assert "The moon is cheese." not in shown
    assert shown.count("“All silt is [brown].”") == 1
    assert "Reed (2021)" in shown and "Lund (2022)" in shown
    assert "1.2 s to the first word, 3.5 s in all" in shown
    assert "120 tokens read (60 known before), 30 written" in shown


def test_what_was_left_out_is_printed_with_its_reason_where_asked_for(capsys: Captured) -> None:
    answer = Answer("q", claims=(CHEESE, QUOTED), finished=True)
    print_answer(iter([answer]), with_left_out=True)
    lines = [line for line in capsys.readouterr().out.splitlines() if line.strip()]
    assert lines[0] == "“河流很长。” [1]"
    assert lines[1] == "1 sentence left out: it did not pass the check."
    assert lines[2] == "  The moon is cheese.  (no evidence says so)"


def test_quotes_of_several_surveys_stand_under_their_names(capsys: Captured) -> None:
    here = Claim("Rivers flow.", "supported", (cited("Rivers flow."),), quoted=True)
    print_answer(iter([Answer("q", lead=here), Answer("q", (here, QUOTED), finished=True)]))
    lines = [line for line in capsys.readouterr().out.splitlines() if line.strip()]
    assert lines[:4] == ["Reed (2021)", "“Rivers flow.” [1]", "Lund (2022)", "“河流很长。” [2]"]


def test_an_abstention_says_its_reason_once_and_no_costs(capsys: Captured) -> None:
    declined = Answer("q", abstained=True, reason="没有段落提到这一点。")
    print_answer(iter([declined, replace(declined, finished=True)]))
    assert capsys.readouterr().out == "没有段落提到这一点。\n"


def test_claims_that_are_taken_back_are_followed_by_the_right_ones(capsys: Captured) -> None:
    partials = [Answer("q", claims=(CHEESE,)), Answer("q"), Answer("q", claims=(SILT,))]
    print_answer(iter(partials))
    assert "Silt is [brown]. [1]" in capsys.readouterr().out
    print_answer(iter([]))
    assert capsys.readouterr().out.strip() == ""


def test_following_gives_the_last_value_and_prints_nothing(capsys: Captured) -> None:
    said: list[int] = []
    assert follow(iter([1, 2, 3]), lambda n: said.append(n) or f"{n} [of] 3") == 3  # type: ignore[func-returns-value]
    assert said == [1, 2, 3] and capsys.readouterr().out == ""


def test_a_review_in_work_tells_what_the_model_has_read_then_what_is_written() -> None:
    reading = Review(RIVERS, "en", parts=9, parts_read=3, parts_failed=1)
    assert "4 of 9 parts" in review_progress(reading)
    field = ReviewField("scope", "Scope", ())
    assert review_progress(replace(reading, fields=(field,))) == "1 part written"
    assert review_progress(Review(RIVERS, "ja")) == "0 parts written"


def test_neighbours_stand_above_their_reasons() -> None:
    near = [
        Related(LAKES, 0.5, ("Both have parts on “Floods”.", "術語: 洪水")),
        Related(RIVERS, 0, ()),
    ]
    assert related_lines(near).splitlines() == [
        "0.50  A Survey of Lakes",
        "      Both have parts on “Floods”.",
        "      術語: 洪水",
        "0.00  A Survey of Rivers",
    ]
    assert "No other survey" in related_lines([])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["scope", "it's code", "评测 基准", "$HOME", 'a "b" `c`'])
def test_aspects_can_be_given_back_as_options(kind: str, name: str) -> None:
    aspect = Aspect(name, kind, "a part of Reed only")  # type: ignore[arg-type]
    lines = aspect_lines([aspect, replace(aspect, why="")]).splitlines()
    assert lines[0].endswith("  a part of Reed only") and lines[1] == lines[1].rstrip()
    (option,) = shlex.split(lines[1])
    assert aspect_of(option) == replace(aspect, why="")


def test_models_are_listed_with_what_is_here(tmp_path: Path, capsys: Captured) -> None:
    settings = Settings(home=tmp_path)
    settings.models_folder.mkdir(parents=True)
    (settings.models_folder / "mine.gguf").write_bytes(b"x")
    note_pulled(settings.models_folder, CATALOGUE[0].name, "mine.gguf")
    rows = model_rows(settings)
    assert {row["name"] for row in rows[1:]} == {model.name for model in CATALOGUE}
    assert [row["name"] for row in rows if row["here"]] == [CATALOGUE[0].name]
    assert json.loads(json.dumps(rows)) == rows
    print_models(rows)
    shown = capsys.readouterr().out
    assert shown.count("· here") == 1
    assert shown.count("Not confirmed") == sum(not model.confirmed for model in CATALOGUE)
    assert "doctor" in shown and "s an answer here" not in shown
    for row in rows:
        assert re.search(
            rf"^{re.escape(row['name'])}  .*{row['memory_gb']} GB", shown, re.MULTILINE
        )
    assert "survey-assistant models pull NAME" in shown
