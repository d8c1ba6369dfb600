"""The fact lists of reviews: well formed, and matched by words in any of their forms."""

from __future__ import annotations

import pytest

from assistant.demo import demo_sources
from assistant.reviews.fields import fields
from evals.tasks.reviews import has_words, records_of_facts


def test_every_fact_has_a_source_a_field_and_words() -> None:
    known = {field.name for field in fields()} | {"references", "taxonomy"}
    shipped = {path.name for path in demo_sources()}
    records = records_of_facts()
    assert len(records) > 60
    for record in records:
        assert record["source"] in shipped or record["source"].endswith(".pdf")
        assert record["field"] in known
        assert record["words"] and all(record["words"])
    assert len({(r["source"], r["fact"]) for r in records}) == len(records)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Harmful texts are written by models.", True),
        ("Models write detrimental text.", True),
        ("Models write text.", False),
        ("Harm is done.", False),
    ],
)
def test_a_fact_is_told_where_all_its_words_are(text: str, told: bool) -> None:
    assert has_words(text, ["harmful|detrimental", "model", "text"]) == told
