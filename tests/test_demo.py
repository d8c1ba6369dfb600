"""The demo digests and the question set that is written on them."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from assistant.demo import demo_sources

QUESTIONS = Path(__file__).parents[1] / "evals" / "data" / "demo_questions.jsonl"
TITLES = {
    "shen": "Large Language Model Alignment: A Survey",
    "yao": "From Instructions to Intrinsic Human Values -- "
    "A Survey of Alignment Goals for Big Models",
    "wang": "Aligning Large Language Models with Human: A Survey",
}
ARXIV = {"shen": "2309.15025", "yao": "2308.12014", "wang": "2307.12966"}
HEADINGS = (
    "Abstract",
    "Scope and motivation",
    "Taxonomy",
    "Methods",
    "Evaluation",
    "Findings",
    "Open problems and future directions",
)
KINDS = {"fact", "definition", "list", "comparison", "yesno", "unanswerable"}
KEYS = tuple(TITLES)


def digests() -> dict[str, str]:
    """Text of each digest by its short key."""
    return {path.stem.split("-")[0]: path.read_text("utf-8") for path in demo_sources()}


def questions() -> list[dict[str, Any]]:
    """The records of the question set."""
    return [json.loads(line) for line in QUESTIONS.read_text("utf-8").splitlines()]


def test_there_are_three_digests() -> None:
    assert set(digests()) == set(KEYS)
    assert all(path.is_file() for path in demo_sources())


def test_every_shipped_digest_is_listed() -> None:
    sources = demo_sources()
    assert set(sources[0].parent.glob("*.md")) == set(sources)


@pytest.mark.parametrize("key", KEYS)
def test_digest_names_its_survey_and_says_what_it_is(key: str) -> None:
    lines = digests()[key].splitlines()
    assert lines[0] == f"# {TITLES[key]}"
    assert re.search(r"^Authors: \w+ \w+(, \w+ \w+)+$", "\n".join(lines), re.MULTILINE)
    assert "Year: 2023" in lines
    assert f"arXiv: {ARXIV[key]}" in lines
    (notice,) = [line for line in lines if line.startswith("> ")]
    assert "digest written for survey-assistant, not the paper" in notice
    assert f"https://arxiv.org/abs/{ARXIV[key]}" in notice


@pytest.mark.parametrize("key", KEYS)
def test_digest_has_the_agreed_shape(key: str) -> None:
    text = digests()[key]
    assert 900 <= len(text.split()) <= 1600
    assert tuple(re.findall(r"^## (.+)$", text, re.MULTILINE)) == HEADINGS
    taxonomy = text.split("## Taxonomy\n")[1].split("\n## ")[0]
    assert taxonomy.count("\n### ") >= 2


def test_questions_are_unique_and_well_formed() -> None:
    records = questions()
    assert len({record["id"] for record in records}) == len(records)
    assert len({record["question"] for record in records}) == len(records)
    for record in records:
        assert set(record) == {"id", "question", "survey", "answer", "evidence", "kind"}
        assert record["kind"] in KINDS
        assert record["question"].endswith(("?", "."))
        assert set(record["survey"]) <= set(KEYS)


def test_there_are_enough_questions_of_both_sorts() -> None:
    kinds = Counter(record["kind"] for record in questions())
    assert kinds["unanswerable"] >= 14
    assert kinds.total() - kinds["unanswerable"] >= 40
    assert set(kinds) == KINDS


def test_unanswerable_questions_carry_no_answer() -> None:
    for record in questions():
        empty = not record["answer"] and not record["evidence"] and not record["survey"]
        assert empty == (record["kind"] == "unanswerable"), record["id"]


def test_evidence_stands_in_the_digests_it_names() -> None:
    texts = digests()
    for record in questions():
        where = [
            {key for key in record["survey"] if quote in texts[key]} for quote in record["evidence"]
        ]
        assert all(where), f"{record['id']}: evidence is not in {record['survey']}"
        assert set().union(*where) == set(record["survey"]), record["id"]
