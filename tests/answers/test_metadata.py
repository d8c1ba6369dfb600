"""Questions about a survey itself, answered from what the library knows of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.answers.metadata import metadata_answer
from assistant.answers.question import Question, ReadKinds
from assistant.documents.metadata import doubt
from assistant.documents.survey import DocumentInfo, Survey
from assistant.library import Library

RIVERS = Survey("r", "A Survey of Chalk Rivers", ("Ann Shen", "Bo Elk"), 2021, "2101.00001", None)
MILLS = Survey("m", "Paper Mills: A Review", ("Cy Yao",), None, None, "10.1/mills")
CHINESE = Survey("c", "深度强化学习综述", ("刘全", "翟建伟"), 2018, None, None)
ALL = (RIVERS, MILLS, CHINESE)


@pytest.mark.parametrize(
    ("question", "part"),
    [
        ("Who wrote the survey on chalk rivers?", "Ann Shen and Bo Elk"),
        ("Who is the first author of the Shen survey?", "Ann Shen and Bo Elk"),
        ("Who are the authors of Yao et al.?", "Cy Yao"),
        ("Who wrote Paper Mills: A Review?", "Cy Yao"),
        ("When was the Shen survey published?", "2021"),
        ("When was the Yao survey published?", "does not know"),
        ("What is the arXiv id of the survey on chalk rivers?", "2101.00001"),
        ("What is the DOI of the review of paper mills?", "10.1/mills"),
        ("深度强化学习综述的作者是谁？", "刘全、翟建伟"),
        ("深度强化学习综述是哪一年发表的？", "2018"),
    ],
)
def test_metadata_answers(read_kinds: ReadKinds, question: str, part: str) -> None:
    assert part in metadata_answer(Question(question, ALL, read_kinds=read_kinds))


@pytest.mark.parametrize(
    "question",
    [
        "Who wrote WebGPT?",
        "Who are the authors of the paper on WebGPT?",
        "Who wrote the survey?",
        "Who wrote the most cited paper in the survey?",
        "Who were the annotators of the paper?",
        "When was the mill published in a list?",
        "Which authors are cited most often?",
        "How do rivers flow?",
    ],
)
def test_what_is_in_the_surveys_is_looked_up_there(read_kinds: ReadKinds, question: str) -> None:
    assert metadata_answer(Question(question, ALL, read_kinds=read_kinds)) == ""


@pytest.mark.parametrize("question", ["Who wrote the survey?", "Who wrote it?", "Who wrote this?"])
def test_the_only_survey_is_the_one_meant(read_kinds: ReadKinds, question: str) -> None:
    assert "Ann Shen" in metadata_answer(Question(question, (RIVERS,), read_kinds=read_kinds))


def test_a_library_tells_without_asking_the_model(
    make_library: Callable[..., Library], survey_file: Callable[..., Path]
) -> None:
    library = make_library("The model must not be asked.")
    survey = library.add(survey_file(body="The Amber river carries gravel to a wide delta."))
    library.edit(survey, authors=["Ann Shen"])
    answer = library.ask("Who wrote this survey?")
    assert answer.remark and answer.finished and "Ann Shen" in answer.text
    assert not answer.claims and not answer.usage.completion_tokens
    assert library.ask("Which surveys do you have?").remark


def test_what_is_in_doubt_is_said_with_the_answer(read_kinds: ReadKinds) -> None:
    info = DocumentInfo("d", "x.pdf", "pdf", 3, ("en",), 1.0, (doubt("year", "2016"),))
    survey = replace(RIVERS, documents=(info,))
    when = metadata_answer(
        Question("When was the Shen survey published?", (survey,), read_kinds=read_kinds)
    )
    assert "2021" in when and "the year is in doubt: 2016" in when
    who = metadata_answer(Question("Who wrote the Shen survey?", (survey,), read_kinds=read_kinds))
    assert "Ann Shen" in who and "doubt" not in who
