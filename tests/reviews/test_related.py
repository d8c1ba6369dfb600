"""The nearest surveys, each with the reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from assistant.documents.survey import Survey
from assistant.evidence.whole_text import WholeText, whole_text
from assistant.reviews.related import SHOWN, related_surveys
from assistant.reviews.taxonomy import Category, taxonomy
from tests.texts import LAKES, RIVERS, document

SHARED = "[1] A. Bee and B. Cee, “A long history of hives in towns,” Apidologie, 2020."
BEES = Survey("s3", "A Survey of Bees", (), 2020, None, None)


def text_of(survey: Survey, *sections: tuple[int, str, list[str]], refs: str = "") -> WholeText:
    made = document(*sections, title=survey.title, id=survey.id)
    return whole_text(survey, [replace(made, references=(refs,) if refs else ())])


def cosines(query: str, texts: Sequence[str]) -> np.ndarray:
    return np.array([0.1 if "Bees" in text else 0.8 for text in texts], dtype=np.float32)


def trees(texts: Mapping[str, WholeText]) -> Callable[[Survey], Sequence[Category]]:
    def of(survey: Survey) -> Sequence[Category]:
        return taxonomy(survey, texts[survey.id].documents, texts[survey.id].sentences)

    return of


def test_near_surveys_come_first_with_their_reasons() -> None:
    silt = ["River silt settles slowly.", "The river silt is brown.", "All river silt moves."]
    texts = {
        "s1": text_of(RIVERS, (1, "Floods", silt), (1, "Dams", ["x"]), refs=SHARED),
        "s2": text_of(LAKES, (1, "Flood", silt), (1, "Ice", ["x"]), refs=SHARED),
        "s3": text_of(BEES, (1, "Hives", ["Bees hum."]), (1, "Honey", ["x"])),
    }
    (near,) = related_surveys(RIVERS, [BEES, LAKES], texts, cosines, trees(texts))
    assert near.survey == LAKES and 0 < near.score <= 1
    told = " ".join(near.reasons)
    assert "parts on “Floods”" in told
    assert "Both have the reference “A long history of hives in towns”." in told
    assert "river silt" in told


def test_a_survey_alone_has_no_neighbours() -> None:
    assert related_surveys(RIVERS, [], {}, cosines, trees({})) == []


def test_what_shares_nothing_is_left_out_however_near_it_seems() -> None:
    texts = {"s1": text_of(RIVERS, (1, "Floods", ["x"])), "s3": text_of(BEES, (1, "Hives", ["y"]))}
    near = related_surveys(
        RIVERS, [BEES], texts, lambda _, others: np.ones(len(others)), trees(texts)
    )
    assert near == [], "a nearness without a reason cannot be shown"


def test_many_shared_parts_are_counted_not_listed() -> None:
    parts = [
        (1, f"{name} rivers", ["x"]) for name in ("Fast", "Slow", "Dry", "Deep", "Cold", "Old")
    ]
    texts = {survey.id: text_of(survey, *parts) for survey in (RIVERS, LAKES)}
    (near,) = related_surveys(RIVERS, [LAKES], texts, cosines, trees(texts))
    (reason,) = [reason for reason in near.reasons if "parts" in reason]
    assert reason.count("“") == SHOWN and f"and {len(parts) - SHOWN} more" in reason


def test_the_order_is_by_the_score_and_scores_are_shares() -> None:
    """Also where a similarity is negative, and where everything is shared."""
    silt = [f"{name} silt moves on. {name} silt stays." for name in ("Brown", "Red", "Grey")] * 3
    texts = {
        survey.id: text_of(survey, (1, "Floods", silt), (1, title, silt), refs=SHARED)
        for survey, title in ((RIVERS, "Dams"), (LAKES, "Dams"), (BEES, "Hives"))
    }
    for cosine in (-1.0, 0.0, 1.0):
        near = related_surveys(
            RIVERS,
            [BEES, LAKES],
            texts,
            lambda _, others, c=cosine: np.full(len(others), c),
            trees(texts),
        )
        assert [item.survey for item in near] == [LAKES, BEES]
        assert all(0 <= item.score <= 1 for item in near)


def test_nearness_goes_by_title_and_abstract() -> None:
    asked: list[str] = []

    def note(query: str, texts: Sequence[str]) -> np.ndarray:
        asked.extend([query, *texts])
        return np.zeros(len(texts))

    long = text_of(RIVERS, (1, "Floods", ["Body text is not compared."]))
    texts = {"s1": long, "s2": text_of(LAKES, (1, "洪水", ["湖很深。"]))}
    related_surveys(RIVERS, [LAKES], texts, note, trees(texts))
    assert asked == [RIVERS.title, LAKES.title]
