"""The evals end to end: the baselines on the real model, the demo task, the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.demo import demo_sources
from assistant.library import Library
from evals.__main__ import main
from evals.bench.pdf_writer import pages_of, pdf
from evals.datasets.papers import bamboo, generic, jaquad, leval, qasa
from evals.scorers.text import contains_a_target
from evals.solvers.baselines import K, Tutorial, bare_model
from evals.task import EvalError, Output, Sample, Score
from evals.tasks import demo
from evals.tasks.retrieval import abstract
from vectorstore.embedding import EngineEmbeddings


@pytest.fixture(scope="module")
def tutorial(demo_library: Library, real_embeddings: EngineEmbeddings) -> Tutorial:
    texts = {path.name: path.read_text("utf-8") for path in demo_sources()}
    return Tutorial(texts, demo_library.chat_model, real_embeddings)


@pytest.mark.model
def test_the_tutorial_pipeline_answers_from_four_chunks(tutorial: Tutorial) -> None:
    sample = next(s for s in demo.samples() if s.id == "demo-001")
    output = tutorial(sample)
    assert output.text
    assert len(output.evidence) == K
    assert output.prompt_tokens > 300
    assert 0 < output.first_token_seconds < output.seconds
    assert "outer alignment" in " ".join(output.evidence)
    assert output.relevant and set(output.relevant) & set(output.ranked)


@pytest.mark.model
def test_the_tutorial_pipeline_keeps_to_the_source_it_is_asked_about(tutorial: Tutorial) -> None:
    names = [path.name for path in demo_sources()]
    for name in names:
        chunks = tutorial.retrieve("What does it say about evaluation?", name, 3)
        text = next(path for path in demo_sources() if path.name == name).read_text("utf-8")
        assert all(chunk.page_content in text for chunk in chunks)


@pytest.mark.model
def test_the_model_alone_sees_no_evidence(demo_library: Library) -> None:
    output = bare_model(demo_library.chat_model)(Sample("s", "What is BadGPT?"))
    assert output.text and not output.evidence
    assert output.prompt_tokens < 100


@pytest.mark.model
def test_the_demo_task_runs_and_writes_its_report(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report, work = tmp_path / "report", tmp_path / "work"
    assert main(["--limit", "2", "--report", str(report), "--work", str(work)]) == 0
    assert str(report / "latest.md") in capsys.readouterr().out
    (task,) = json.loads((report / "latest.json").read_text("utf-8"))["tasks"]
    assert task["samples"] == 2
    assert task["solvers"] == [
        "survey-assistant", "tutorial pipeline", "two best sentences", "model alone",
    ]  # fmt: skip
    rows = [json.loads(line) for line in (work / "demo.jsonl").read_text("utf-8").splitlines()]
    assert all(set(row["outputs"]) == set(task["solvers"]) for row in rows)
    assert "# Evals of survey-assistant" in (report / "latest.md").read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--data", "/nowhere"], "No folder /nowhere"),
        (["--task", "nonsense"], "No task 'nonsense'"),
        (["--task", "qa"], "Pass the folder of data sets with --data"),
    ],
)
def test_what_is_missing_is_one_line(
    arguments: list[str], expected: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*arguments, "--work", str(tmp_path)]) == 1
    said = capsys.readouterr().err.strip()
    assert expected in said and "Traceback" not in said


def test_a_folder_without_a_set_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--task", "qa", "--data", str(tmp_path), "--work", str(tmp_path)]) == 1
    assert "leval" in capsys.readouterr().err


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


def test_a_printed_list_of_sentences_is_read() -> None:
    printed = "['One is here.'\n \"Crohn's disease isn't.\" 'It''s over.']"
    assert abstract(printed).startswith("One is here. Crohn's disease isn't.")


def test_a_written_pdf_can_be_read_page_by_page() -> None:
    import pypdfium2

    pages = pages_of(["Rivers (and lakes) flow \\ downhill. " * 5], 3)
    document = pypdfium2.PdfDocument(pdf(pages))
    assert len(document) == 3
    text = document[1].get_textpage().get_text_range()
    assert "Rivers (and lakes) flow \\ downhill." in text
    assert len(text) > 1000
    document.close()
