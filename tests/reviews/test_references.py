"""The references that a survey cites most, by number or by name and year."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.reviews.references import brief, key_references, title_of
from tests.texts import RIVERS, document, numbered

ENTRIES = (
    "[1] A. Bee and B. Cee, “Hives in towns,” Apidologie, 2020.",
    "[2] Dee, D. 2019. Dams and fish. Water.",
    "[3] Nobody. Never cited. 2001.",
)


def test_numbers_and_ranges_are_counted() -> None:
    home = replace(document((1, "Rivers", [])), references=ENTRIES)
    told = numbered("Bees live [1, 2].", "Bees fly [1-2] far.", "Bees ［1］ hum.", "In [7] none.")
    first, second = key_references(RIVERS, [home], told)
    assert first.text == "A. Bee et al., “Hives in towns”, 2020. Cited in 3 sentences."
    assert second.text.endswith("Cited in 2 sentences.")
    assert first.citations[0].quote == ENTRIES[0]
    assert first.citations[1].quote == "Bees live [1, 2]."


def test_names_and_years_are_counted_unless_two_entries_share_them() -> None:
    entries = (
        "Jason Wei and Kyung Cho. 2022. Chains of thought in rivers. In Water.",
        "Mei Lee. 2021. First dams of the town. In Water.",
        "Mei Lee. 2021. Second dams of the town. In Water.",
    )
    home = replace(document((1, "Rivers", [])), references=entries)
    told = numbered(
        "Wei et al. (2022) swim.", "Swimming is fun (Wei and Cho, 2022).", "Lee (2021) dams.",
        "Lee (2021) dams again.",
    )  # fmt: skip
    found = key_references(RIVERS, [home], told)
    assert [claim.citations[0].quote for claim in found] == [entries[0]]


def test_entries_that_tell_no_title_are_shown_as_they_stand() -> None:
    assert title_of("Private letter") == ""
    assert brief("Private letter") == "Private letter"
    assert brief("x " * 200).endswith("…")
    assert key_references(RIVERS, [document((1, "Rivers", []))], numbered("Nothing [1].")) == []


@pytest.mark.parametrize(
    ("entry", "short"),
    [
        (
            "[3] A. Lee, K. W. De Bock, Hives of the towns, Bees 150 (2021) 113523.",
            "A. Lee et al., “Hives of the towns”, 2021.",
        ),
        (
            "Wei BM, Bo K, Cho O (2021) Hives of the towns. Bees Mark 31:643–670",
            "Wei BM et al., “Hives of the towns”, 2021.",
        ),
        (
            "S. Wei, A. Pedram, M. Bo, and A. Cho. Hives of the towns. In Bees, 2016.",
            "S. Wei et al., “Hives of the towns”, 2016.",
        ),
        (
            "Dee, P. (2023). Hives of the towns. Bees, 14. https://www.bees.com/2078-2489/14",
            "Dee et al., “Hives of the towns”, 2023.",
        ),
    ],
)
def test_entries_in_the_styles_of_several_publishers(entry: str, short: str) -> None:
    assert brief(entry) == short
