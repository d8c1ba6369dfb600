"""From a question to evidence: whole works, several surveys, and the signs that it is enough."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.answers.abstention import DOUBTFUL, THRESHOLD, confidence, doubt
from assistant.answers.features import Features
from assistant.answers.quotation import best
from assistant.answers.retrieval import Retrieved
from assistant.library import Library

AIM = "This survey reviews how towns have fed their springs, mills and docks."
FACT = "The Amber river carries gravel to a wide delta near Stow."
TEXT = f"""# A Survey of {{}}

## Abstract

{AIM}

## Findings

{FACT} Dredgers removed 4,200 tonnes of mud from the Bristol dock.
Barges were drawn by horses until engines came. The KX-7 engine was built by Olga Brandt.

## References

Moss, A. What this survey is about: a focus, a goal. Journal of Surveys, 2001.
"""


@pytest.fixture
def towns(make_library: Callable[..., Library], tmp_path: Path) -> Library:
    """Two surveys with the same parts."""
    library = make_library()
    for name in ("Towns", "Harbours"):
        path = tmp_path / f"{name}.md"
        text = TEXT.format(name) if name == "Towns" else TEXT.format(name).replace("towns", "ports")
        path.write_text(text.replace("Amber", "Amber" if name == "Towns" else "Esk"), "utf-8")
        library.add(path)
    return library


def found(library: Library, question: str, *surveys: str) -> Retrieved:
    names = list(surveys) or [survey.id for survey in library.surveys()]
    return library.retrieve(question, names, 350)


@pytest.mark.parametrize(
    "question",
    [
        "What is this survey about?",
        "What is the main focus of this survey?",
        "Summarise this survey",
        "What does the survey cover?",
        "这篇综述讲什么？",
        "このサーベイは何についてですか？",
    ],
)
def test_a_question_about_a_whole_work_is_answered_by_its_aim(
    towns: Library, question: str
) -> None:
    retrieved = found(towns, question, "A Survey of Towns")
    best = max(retrieved.evidence, key=lambda item: item.score)
    assert best.text == AIM and best.kind == "abstract"
    assert confidence(retrieved) >= THRESHOLD
    assert all(item.kind != "references" for item in retrieved.evidence)


def test_several_surveys_are_each_heard(towns: Library) -> None:
    retrieved = found(towns, "How do the surveys differ?")
    assert len({item.survey.id for item in retrieved.evidence}) == 2
    assert confidence(retrieved) >= THRESHOLD


def test_each_of_two_compared_things_is_looked_for_alone(towns: Library) -> None:
    retrieved = found(towns, "How do barges and dredgers differ?", "A Survey of Towns")
    assert {item.about for item in retrieved.evidence} > {"barges", "dredgers"}
    texts = [item.text for item in retrieved.evidence]
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize(
    "question",
    [
        "What does the Amber river carry to the delta?",
        "Who built the KX-7 engine?",
        "How many tonnes of mud did dredgers remove from the Bristol dock?",
    ],
)
def test_what_the_survey_says_is_likely_answered(towns: Library, question: str) -> None:
    retrieved = found(towns, question, "A Survey of Towns")
    assert confidence(retrieved) >= THRESHOLD
    assert not retrieved.features.absent


@pytest.mark.parametrize(
    "question",
    [
        "What does the Volga river carry to the Caspian Sea?",
        "Who built the ZR-9 locomotive?",
        "How many members does the parliament of Norway have?",
    ],
)
def test_what_it_does_not_say_is_not(towns: Library, question: str) -> None:
    retrieved = found(towns, question, "A Survey of Towns")
    assert confidence(retrieved) < THRESHOLD
    assert retrieved.features.missing


def test_a_missing_name_speaks_against_the_evidence(towns: Library) -> None:
    one = found(towns, "Who built the KX-7 engine?", "A Survey of Towns")
    other = found(towns, "Who built the QX-7 engine?", "A Survey of Towns")
    assert one.features.names == 1.0 > other.features.names
    assert confidence(other) < confidence(one)


def test_weak_evidence_comes_with_a_doubt(towns: Library) -> None:
    strong = Retrieved((), Features(0.8, 0.9, 1.0, 1.0, 1.0, 1.0, 0.9))
    weak = found(towns, "Which salary had the pilots of the Bristol dock?")
    assert confidence(strong) >= DOUBTFUL and doubt(strong) == ""
    assert confidence(weak) < DOUBTFUL
    assert "may not answer" in doubt(weak) and "“salary”" in doubt(weak)


RIVERS_ZH = """# 河流工程综述

## 概况

河流是水坝的来源。水坝是指拦截河流的建筑。水坝很多。长江水坝在1994年开工。
模仿教学在学校很常见。学习新的技术需要时间。
"""
RIVERS_JA = """# 河川工学のサーベイ

## 概況

河川はダムの源である。ダムとは河川をせき止める構造物である。ダムは多い。黒部ダムは1956年に着工した。
"""


@pytest.mark.parametrize(
    ("question", "best_has"),
    [
        ("什么是水坝？", "水坝是指拦截河流的建筑"),
        ("水坝是什么？", "水坝是指拦截河流的建筑"),
        ("长江水坝是哪一年开工的？", "1994年"),
        ("ダムとは何ですか？", "ダムとは河川をせき止める"),
        ("黒部ダムはいつ着工しましたか。", "1956年"),
    ],
)
def test_chinese_and_japanese_questions_go_by_what_they_name(
    make_library: Callable[..., Library], tmp_path: Path, question: str, best_has: str
) -> None:
    library = make_library()
    for name, text in (("zh", RIVERS_ZH), ("ja", RIVERS_JA)):
        path = tmp_path / f"{name}.md"
        path.write_text(text, "utf-8")
        library.add(path)
    retrieved = found(library, question)
    assert retrieved.features.missing == ()
    assert best_has in best(retrieved.evidence, 1)[0].text


def test_a_pair_of_characters_that_joins_two_words_is_not_missing(
    make_library: Callable[..., Library], tmp_path: Path
) -> None:
    library = make_library()
    path = tmp_path / "zh.md"
    path.write_text(RIVERS_ZH, "utf-8")
    library.add(path)
    assert found(library, "什么是模仿学习？").features.missing == ()
    assert found(library, "什么是蛋白质？").features.missing == ("蛋白", "白质")
