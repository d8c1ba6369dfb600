"""Edits of a sentence: what each changes, and what it leaves alone."""

from __future__ import annotations

import random

import pytest

from evals.training.synthetic import edits


@pytest.fixture
def draw() -> random.Random:
    return random.Random(1)


def test_a_number_becomes_another_number(draw: random.Random) -> None:
    changed = edits.change_number("The buoy finds 91.5 percent.", draw)
    assert changed is not None and changed != "The buoy finds 91.5 percent."
    assert changed.startswith("The buoy finds ") and changed.endswith(" percent.")
    assert edits.change_number("Two rivers meet.", draw) == "Four rivers meet."


@pytest.mark.parametrize(
    "text",
    [
        "Rivers flow.",
        "As Smith (2019) says, rivers flow.",
        "Rivers flow [4, 12].",
        "See Fig. 3 and Table 4 for rivers.",
        "The B2B market and GPT-3 grow.",
    ],
)
def test_years_references_labels_and_names_are_no_numbers(text: str, draw: random.Random) -> None:
    assert edits.change_number(text, draw) is None


@pytest.mark.parametrize(
    ("text", "changed"),
    [
        ("Dams are useful.", "Dams are not useful."),
        ("Dams are not useful.", "Dams are useful."),
        ("It works without power.", "It works with power."),
        ("The dam improves the harvest.", "The dam does not improve the harvest."),
        ("We use dams to improve the harvest.", None),
        ("Only dams are never useful.", None),
    ],
)
def test_negation_goes_in_or_out(text: str, changed: str | None, draw: random.Random) -> None:
    assert edits.toggle_negation(text, draw) == changed


def test_sides_are_swapped_or_turned_round() -> None:
    text = "Our method outperforms BERT on all tasks."
    found = {edits.swap_sides(text, random.Random(seed)) for seed in range(20)}
    assert found == {
        "BERT outperforms our method on all tasks.",
        "Our method falls behind BERT on all tasks.",
    }
    assert edits.swap_sides("Rivers flow.", random.Random(1)) is None


def test_a_name_is_swapped_against_one_that_is_not_there(draw: random.Random) -> None:
    assert edits.swap_name("BERT reads text.", ["BERT", "GPT-2"], draw) == "GPT-2 reads text."
    assert edits.swap_name("BERT reads text.", ["BERT"], draw) is None
    assert edits.swap_name("Rivers flow.", ["GPT-2"], draw) is None
    assert edits.names("BERT and ResNet-50 on ImageNet, The Danube") == [
        "BERT", "ResNet-50", "ImageNet",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "firm"),
    [
        ("Dams may break.", "Dams will break."),
        ("Perhaps dams break.", "dams break."),
        ("Some dams break.", "All dams break."),
        ("Dams break.", None),
    ],
)
def test_hedges_are_dropped(text: str, firm: str | None, draw: random.Random) -> None:
    assert edits.drop_hedge(text, draw) == firm


def test_words_are_whole_words() -> None:
    assert edits.holds_any("The Danube flows.", ["danube"])
    assert not edits.holds_any("The Danubes flow.", ["danube"])
