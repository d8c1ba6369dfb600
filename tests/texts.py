"""Surveys and sentences for tests of what is made from a survey's text."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from assistant.documents.document import Document, Section, Sentence
from assistant.documents.survey import DocumentInfo, Survey
from assistant.evidence.claims import Citation
from assistant.evidence.evidence import Evidence
from assistant.reviews.taxonomy import Category

RIVERS = Survey("s1", "A Survey of Rivers", ("Ada Reed",), 2021, None, None)
LAKES = Survey("s2", "A Survey of Lakes", ("Bo Lund",), 2022, None, None)


def sentence(
    text: str,
    number: int = 0,
    kind: str = "body",
    section: str = "3 Rivers",
    score: float = 0.0,
    document: str = "d1",
) -> Evidence:
    """A sentence of the survey of rivers."""
    return Evidence(
        f"S{number}", text, RIVERS, document, f"{document}.md", section, kind, 2, number, score
    )


def numbered(*texts: str, kind: str = "body", section: str = "3 Rivers") -> list[Evidence]:
    """Sentences that follow one another."""
    return [sentence(text, number, kind, section) for number, text in enumerate(texts)]


def category(name: str, depth: int = 0, survey: Survey = RIVERS) -> Category:
    """A category that a heading names."""
    return Category(name, depth, "heading", cited(name, survey))


def cited(quote: str, survey: Survey = RIVERS) -> Citation:
    """A citation of a quote on page 2."""
    return Citation(survey, f"d-{survey.id}", "paper.pdf", quote, 2, quote, -1, True)


def document(
    *sections: tuple[int, str, Sequence[str]], title: str = "", id: str = "d1"
) -> Document:
    """A document of sections, each with its level, title and sentences."""
    path: list[str] = []
    made = []
    for level, name, texts in sections:
        path = [*path[: level - 1], name]
        made.append(
            Section(
                title=name,
                level=level,
                kind="body",
                path=tuple(path),
                sentences=tuple(Sentence(text, 1) for text in texts),
            )
        )
    return Document(id=id, name="paper.md", format="markdown", title=title, sections=tuple(made))


def no_cosines(query: str, texts: Sequence[str]) -> np.ndarray:
    """Similarities that know nothing."""
    return np.zeros(len(texts), dtype=np.float32)


def named_survey(number: int, title: str, author: str, arxiv_id: str | None = None) -> Survey:
    """A survey of 2023 with one document."""
    info = DocumentInfo(f"d{number}" * 8, f"{author}.md", "markdown", None, ("en",), 1.0, ())
    return Survey(
        f"{number}a2b4c6d8e0f", title, (f"Ann {author}", "Bo Lee"), 2023, arxiv_id, None, (info,)
    )


SURVEYS = (
    named_survey(1, "Large Language Model Alignment: A Survey", "Shen", "2309.15025"),
    named_survey(2, "Alignment Goals for Big Models", "Yao", "2308.12014"),
    named_survey(3, "Reward Models", "Wang"),
)
