"""What a paper calls what it proposes."""

from __future__ import annotations

import pytest

from assistant.comparisons.names import asks_for_name, own_name
from tests.texts import numbered


@pytest.mark.parametrize(
    ("title", "abstract", "name"),
    [
        ("FloodBERT: Learning floods", "Floods are hard.", "FloodBERT"),
        ("R2D -- a river detector", "Rivers are found by R2D.", "R2D"),
        ("Learning floods", "We propose RiverNet, a model of floods.", "RiverNet"),
        ("Towards one model of rivers", "We present a model, termed Delta, of rivers.", "Delta"),
        ("On river data", "Our River Level Archive (RLA) has data on rivers.", "RLA"),
        ("Learning with Rivers: A Study of Floods in Nets", "Nothing is named.", ""),
        ("RiverNet: A Survey", "We review RiverNet.", ""),
        ("Learning floods", "Others use BERT and GPT-4.", ""),
    ],
)
def test_a_papers_own_name(title: str, abstract: str, name: str) -> None:
    told = numbered(abstract, kind="abstract")
    found, item = own_name(title, told)
    assert found == name
    assert (item is None) == (not name)


def test_an_acronym_of_the_title_that_the_text_uses() -> None:
    told = numbered("RTS is fast.", "RTS is small.", "We train RTS.", kind="body")
    assert own_name("Robust Visual Tracking by Segmentation", told)[0] == "RTS"


def test_a_data_set_goes_before_a_method_where_a_data_set_is_asked_for() -> None:
    told = numbered(
        "We introduce the Delta3D dataset and propose DeltaNet.",
        "The Delta3D dataset is large; the Delta3D benchmark is hard.",
        "DeltaNet is trained on it.",
        kind="abstract",
    )
    assert own_name("Rivers in 3D", told, "dataset")[0] == "Delta3D"
    assert own_name("Rivers in 3D", told, "method")[0] == "DeltaNet"


def test_which_aspects_ask_for_a_name() -> None:
    assert all(map(asks_for_name, ("Method", "dataset", "Model name", "proposed model")))
    assert not any(map(asks_for_name, ("open problems", "extra model", "filter method")))
