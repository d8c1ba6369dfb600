"""Which sentences serve which field of a review."""

from __future__ import annotations

import pytest

from assistant.reviews.fields import (
    FEW_LEAST,
    candidates,
    field_for,
    fields,
    sentences_by_field,
    weakness,
)
from tests.texts import no_cosines, numbered, sentence


def serving(name: str, *texts: str, kind: str = "conclusion", section: str = "8") -> list[str]:
    field = next(field for field in fields() if field.name == name)
    found = candidates(field, numbered(*texts, kind=kind, section=section), no_cosines)
    return [item.text for item in found]


def test_points_of_a_list_serve_what_the_list_is_about() -> None:
    texts = (
        "Future research on rivers will go two ways: (1) gauges become cheap for towns.",
        "(2) Satellites see the silt of every large river.",
    )
    assert texts[1] in serving("future", *texts)
    assert texts[1] not in serving("future", "Rivers were seen in Nepal by many.", texts[1])


@pytest.mark.parametrize(
    "text",
    [
        "In this section, we discuss the rivers of the towns.",
        "However, they often suffer from floods in every spring.",
        "For evaluating this ability, several gauges are used by towns.",
        "This survey gives an overview of rivers, including the following aspects.",
        "It is seen that rivers are long in the north.",
        "rivers which had been seen before in the towns.",
        "这些方法可以成功解决众多具有挑战性的河流问题。",
        "16] が主張するように、河川の分類法が性能を向上させる。",
        "Learning to Measure Rivers with Many Gauges in Towns",
    ],
)
def test_what_announces_leans_or_is_broken_is_weak(text: str) -> None:
    assert weakness(sentence(text)) > 0
    for whole in (
        "Towns measure their rivers with gauges of steel.",
        "其次对河流测量的一些前沿研究方向进行了综述。",
        "该文首先阐述了三类主要的河流测量方法。",
    ):
        assert weakness(sentence(whole)) == 0


def test_captions_references_and_notes_on_the_page_never_serve() -> None:
    text = "Future research on rivers should be improved by towns."
    assert serving("future", text) == [text]
    for kind in ("caption", "references", "front", "appendix"):
        assert serving("future", text, kind=kind) == []
    assert serving("future", "Please cite our future research on rivers and towns.") == []


def test_each_sentence_serves_one_field_and_repeats_are_left_out() -> None:
    texts = numbered(
        "We found that rivers carry more sand in spring than in autumn.",
        "We found that rivers carry more sand in spring than in autumn, too.",
        "Future research should measure the small streams of the north.",
        kind="conclusion",
        section="8 Conclusion",
    )
    shares = sentences_by_field(texts, no_cosines)
    told = [item.text for items in shares.values() for item in items]
    assert len(told) == len(set(told)) == 2
    assert [item.text for item in shares["future"]] == [texts[2].text]
    assert all(item.score >= FEW_LEAST for items in shares.values() for item in items)


def test_aspects_know_their_fields() -> None:
    assert (found := field_for("Open Problems ")) is not None and found.name == "future"
    assert field_for("varroa mites") is None
    for field in fields():
        assert set(field.headings) == {"en", "zh", "ja"}
