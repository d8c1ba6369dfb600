"""Questions about how a review was made, put to a small review and to a survey that is none."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant.answers.abstention import (
    DOUBTFUL,
    confidence,
    reason_to_abstain,
    without_silent,
)
from assistant.answers.question import Question
from assistant.answers.quotation import quotations
from assistant.library import Library
from assistant.models.embeddings import EngineEmbeddings
from assistant.models.evidence_model import EvidenceModel

FILLER = " ".join(
    f"Reading aloud helps listeners of age {age} to follow a story and to ask for another one."
    for age in range(4, 14)
)
REVIEW = f"""# Reading Aloud in Class: A Systematic Review

## Abstract

Reading aloud is common in schools. We reviewed 41 papers on reading aloud in class. Teachers read
stories more often than poems.

## 1 Introduction

Papers on reading have been written since 1950. {FILLER}

## 2 Method

### 2.1 Search

Therefore we searched in: ERIC, Scopus, PsycINFO and the British Education Index. The search was
done in May 2021 and found 1,204 papers. In each database titles were searched.
Only studies published between 2001 and 2020 were considered.

### 2.2 Selection

Papers were included under the following criteria:

The paper tells of a class in a school.

The paper measures how well listeners understood.

Two reviewers read every abstract on their own; Cohen's kappa was 0.81.

## 3 Results

Of the 41 papers, 12 papers tell of poems. Seven papers mention databases of stories. {FILLER}
"""
SURVEY = f"""# A Survey of Kites

## Abstract

Kites fly in wind. This survey describes how kites are built and flown.

## 1 Introduction

Kites of silk are light. Kites of paper are cheap. In 1985 a kite flew for 37 hours.

## 2 Building

Makers use bamboo, silk and paper. {FILLER}
"""


@pytest.fixture(scope="module")
def reviews(
    real_embeddings: EngineEmbeddings,
    real_evidence_model: EvidenceModel,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Callable[[str, str], tuple[str, float, str]]]:
    """Asks the review or the survey: the quotes, how sure they are, why there are none."""
    folder = tmp_path_factory.mktemp("reviews")
    with Library.open(
        folder / "library", embeddings=real_embeddings, evidence_model=real_evidence_model
    ) as library:
        for name, text in (("review", REVIEW), ("survey", SURVEY)):
            (folder / f"{name}.md").write_text(text, "utf-8")
            library.add(folder / f"{name}.md")

        def ask(name: str, question: str) -> tuple[str, float, str]:
            survey = library.survey(f"{name}.md")
            found = library.retrieve(question, [survey], 350)
            asked = Question(question, (survey,), chosen=True)
            quotes = quotations((), found.evidence, asked)
            return " ".join(q.text for q in quotes), confidence(found), reason_to_abstain(found)

        yield ask


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("How many papers does this review include?", "41 papers"),
        ("Which databases were searched?", "Scopus"),
        ("When was the literature search performed?", "May 2021"),
        ("How many papers did the search find?", "1,204"),
        ("Which period does the review cover?", "2001 and 2020"),
        ("What was the agreement between the reviewers?", "0.81"),
        ("What are the inclusion criteria?", "measures how well"),
        ("该综述检索了哪些数据库？", "Scopus"),
    ],
)
def test_a_review_tells_its_own_facts(
    reviews: Callable[[str, str], tuple[str, float, str]], question: str, answer: str
) -> None:
    said, sure, why_not = reviews("review", question)
    assert answer in said and not why_not and (sure >= DOUBTFUL or not question.isascii())


@pytest.mark.parametrize(
    "question",
    [
        "How many papers does this survey include?",
        "Which databases were searched?",
        "What was Cohen's kappa between the reviewers?",
    ],
)
def test_a_survey_that_has_no_protocol_says_how_much_was_looked_through(
    reviews: Callable[[str, str], tuple[str, float, str]], question: str
) -> None:
    _, sure, why_not = reviews("survey", question)
    assert sure == 0.0 and why_not.startswith("Not found") and any(map(str.isdigit, why_not))


def test_other_questions_are_answered_as_before(
    reviews: Callable[[str, str], tuple[str, float, str]],
) -> None:
    said, _, why_not = reviews("survey", "How many hours did a kite fly in 1985?")
    assert "37 hours" in said and not why_not


def test_each_review_of_a_library_tells_its_own_number(
    tmp_path: Path, real_embeddings: EngineEmbeddings, real_evidence_model: EvidenceModel
) -> None:
    other = REVIEW.replace("Aloud in Class", "to Pets").replace("reading aloud in class", "pets")
    other = other.replace("41 papers", "67 papers").replace("Scopus", "PubMed")
    with Library.open(
        tmp_path / "library", embeddings=real_embeddings, evidence_model=real_evidence_model
    ) as library:
        for name, text in (("review", REVIEW), ("pets", other), ("survey", SURVEY)):
            (tmp_path / f"{name}.md").write_text(text, "utf-8")
            library.add(tmp_path / f"{name}.md")
        asked = Question("How many papers does this review include?", tuple(library.surveys()))
        found = without_silent(library.answers.retrieve(asked, 350))
    quotes = [claim.text for claim in quotations((), found.evidence, asked)]
    assert len(quotes) == 2
    assert "41 papers" in " ".join(quotes) and "67 papers" in " ".join(quotes)
