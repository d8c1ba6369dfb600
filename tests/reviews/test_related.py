"""The nearest surveys, each with the reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from assistant.documents.survey import Survey
from assistant.evidence.whole_text import WholeText, whole_text
from assistant.reviews.related import related_surveys
from tests.texts import LAKES, RIVERS, document

SHARED = "[1] A. Bee and B. Cee, “A long history of hives in towns,” Apidologie, 2020."
BEES = Survey("s3", "A Survey of Bees", (), 2020, None, None)


def text_of(survey: Survey, *sections: tuple[int, str, list[str]], refs: str = "") -> WholeText:
    made = document(*sections, title=survey.title, id=survey.id)
    return whole_text(survey, [replace(made, references=(refs,) if refs else ())])


def cosines(query: str, texts: Sequence[str]) -> np.ndarray:
    return np.array([0.1 if "Bees" in text else 0.8 for text in texts], dtype=np.float32)


def test_near_surveys_come_first_with_their_reasons() -> None:
    silt = ["River silt settles slowly.", "The river silt is brown.", "All river silt moves."]
    texts = {
        "s1": text_of(RIVERS, (1, "Floods", silt), (1, "Dams", ["x"]), refs=SHARED),
        "s2": text_of(LAKES, (1, "Flood", silt), (1, "Ice", ["x"]), refs=SHARED),
        "s3": text_of(BEES, (1, "Hives", ["Bees hum."]), (1, "Honey", ["x"])),
    }
    (near,) = related_surveys(RIVERS, [BEES, LAKES], texts, cosines)
    assert near.survey == LAKES and 0 < near.score <= 1
    told = " ".join(near.reasons)
    assert "parts on “Floods”" in told
    assert "1 references, such as “A long history of hives in towns”" in told
    assert "river silt" in told


def test_a_survey_alone_has_no_neighbours() -> None:
    assert related_surveys(RIVERS, [], {}, cosines) == []
