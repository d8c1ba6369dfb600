"""Features of a question's evidence: what is there, what is missing, what does not count."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.answers.features import Features
from assistant.library import Library

TEXT = """# A Survey of Towns

Ann Stow

## Findings

The Amber river carries gravel to a wide delta. Dredgers removed mud from the Bristol dock.
The KX-7 engine was built by Olga Brandt.
"""


@pytest.fixture
def features(make_library: Callable[..., Library], tmp_path: Path) -> Callable[[str], Features]:
    path = tmp_path / "towns.md"
    path.write_text(TEXT, "utf-8")
    library = make_library()
    library.add(path)
    return lambda question: library.retrieve(question, ["towns"], 300).features


def test_a_question_in_the_words_of_the_text_has_all_its_terms(
    features: Callable[[str], Features],
) -> None:
    found = features("What does the Amber river carry to the delta?")
    assert found.coverage == pytest.approx(1.0) and found.sentence == pytest.approx(1.0)
    assert found.pairs > 0.5 and found.names == 1.0 and not found.missing


def test_what_stands_nowhere_is_missing(features: Callable[[str], Features]) -> None:
    found = features("Which wombats dig at the Bristol dock?")
    assert "wombats" in found.missing and 0 < found.absent < 1
    assert "bristol" not in found.missing


def test_names_count_by_themselves(features: Callable[[str], Features]) -> None:
    assert features("Who built the KX-7 engine?").names == 1.0
    assert features("Who built the QX-7 engine?").names == 0.0


def test_terms_in_different_sentences_are_not_in_one(
    features: Callable[[str], Features],
) -> None:
    found = features("Did dredgers carry gravel?")
    assert found.coverage > found.sentence > 0


def test_a_rare_term_is_particular(features: Callable[[str], Features]) -> None:
    assert 0 < features("What is gravel?").rarity <= 1.0


def test_a_question_about_the_whole_work_has_no_terms_to_miss(
    features: Callable[[str], Features],
) -> None:
    found = features("What is this survey about?")
    assert found.coverage == found.match == 1.0 and not found.missing
