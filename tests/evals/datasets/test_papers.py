"""The question sets on single papers, in their own formats."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evals.datasets.papers import PaperSet, bamboo, generic, jaquad, leval, qasa
from evals.scorers.text import contains_a_target
from evals.task import EvalError, Output, Sample, Score


def test_leval_joins_the_answers_of_a_repeated_question(tmp_path: Path) -> None:
    file = tmp_path / "leval.jsonl"
    record = {
        "instructions": ["Is it?", "How many?", "How many? "],
        "outputs": ["Yes", "three", "3 rivers"],
        "input": "A paper.",
    }
    file.write_text(json.dumps(record) + "\n", encoding="utf-8")
    found = leval(file)
    assert [(s.question, s.targets, s.kinds) for s in found.samples] == [
        ("Is it?", ("Yes",), ("yesno",)),
        ("How many?", ("three", "3 rivers"), ()),
    ]
    assert found.papers == {"leval-00.txt": "A paper."}


def test_bamboo_takes_the_text_of_the_right_option(tmp_path: Path) -> None:
    file = tmp_path / "bamboo.jsonl"
    one = {
        "question": "Which?", "options": ["A. red", "B. blue"], "answer": "B",
        "evidence": " A paper ", "content": "Paper.",
    }  # fmt: skip
    joined = {**one, "options": ["A:red", "B\\C:blue it is"], "answer": "C"}
    missing = {**one, "options": ["A. red", "B. blue"], "answer": "D"}
    elsewhere = {**one, "evidence": "A river that the beginning of the paper does not name"}
    lines = [json.dumps(record) for record in (one, joined, missing, elsewhere)]
    lines[0] = lines[0].replace("Paper.", "Pap\ter.")  # a raw control character
    file.write_text("\n".join(lines), encoding="utf-8")
    found = bamboo(file).samples
    assert [s.targets for s in found] == [("blue",), ("blue it is",), ()]
    assert "bamboo-003" not in {s.id for s in found}, "its gold passage is not in the text"


def test_a_broken_line_is_named(tmp_path: Path) -> None:
    file = tmp_path / "broken.jsonl"
    file.write_text('{"question": \n', encoding="utf-8")
    with pytest.raises(EvalError, match="line 1 is not JSON"):
        bamboo(file)


def test_qasa_has_nothing_to_answer(tmp_path: Path) -> None:
    file = tmp_path / "qasa.json"
    record = {
        "paper_id": "p", "title": "T", "question": "Why?", "question_section": "Intro",
        "question_trigger_sentence": "Because rivers flow downhill, they end in lakes or the sea.",
    }  # fmt: skip
    label = {**record, "question_trigger_sentence": "Figure 3"}
    file.write_text(json.dumps({"7": record, "8": label}), encoding="utf-8")
    found = qasa(file)
    assert not found.samples[0].answerable
    assert list(found.papers) == ["qasa-007.txt"]
    assert found.papers["qasa-007.txt"].startswith("Because rivers")


def test_jaquad_asks_its_article_and_knows_the_sentence(tmp_path: Path) -> None:
    context = "川は山から流れる。淀川は大阪湾に注ぐ。"
    gold = {"text": "大阪湾", "answer_start": 12}
    asked = {"id": "q", "question": "淀川はどこに注ぐ?", "answers": [gold]}
    article = {"title": "川", "paragraphs": [{"context": context, "qas": [asked]}]}
    file = tmp_path / "jaquad.json"
    file.write_text(json.dumps({"data": [article]}), encoding="utf-8")
    found = jaquad(file)
    assert found.papers == {"jaquad-00.md": f"# 川\n\n{context}"}
    (sample,) = found.samples
    assert sample.evidence == ("淀川は大阪湾に注ぐ。",)
    right, wrong = (
        Output(text=text) for text in ("「淀川」は大阪湾に注ぐ。", "川は山から流れる。")
    )
    scorer = contains_a_target("holds")
    assert [scorer.score(sample, said) for said in (right, wrong)] == [Score((1.0,)), Score((0.0,))]


def test_a_question_is_generic_when_its_words_are_everywhere(tmp_path: Path) -> None:
    file = tmp_path / "leval.jsonl"
    records = [
        {
            "instructions": ["What baselines are used?", "What is FACTWEET?"],
            "outputs": ["a", "b"],
            "input": "We use baselines. FacTweet is ours.",
        },
        *(
            {"instructions": [], "outputs": [], "input": f"Other baselines, {number}."}
            for number in range(4)
        ),
    ]
    file.write_text("\n".join(json.dumps(record) for record in records), encoding="utf-8")
    assert generic(leval(file)) == {"leval-00-00"}


def test_only_the_papers_that_are_asked_about_are_needed() -> None:
    found = PaperSet((), {"a": "A.", "b": "B."})
    assert found.needed([Sample("s", "q", source="b")]) == {"b": "B."}
