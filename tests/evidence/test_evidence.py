"""Evidence: a sentence with its place and its words."""

from __future__ import annotations

from dataclasses import replace

from assistant.evidence.evidence import Evidence
from assistant.serialization import dump, load
from tests.texts import sentence


def test_marks_of_references_are_no_words_of_a_sentence() -> None:
    item = sentence("Reward models scale well [12, 34-36].")
    assert item.wording.text == "Reward models scale well."
    assert "12" not in item.wording.bag
    assert item.text.endswith("[12, 34-36].")


def test_another_text_has_other_words() -> None:
    item = sentence("Rivers carry sand.")
    assert "sand" in item.wording.bag
    changed = replace(item, text="Rivers carry ice.")
    assert "ice" in changed.wording.bag and "sand" not in changed.wording.bag


def test_evidence_is_kept_without_its_words() -> None:
    item = sentence("Rivers carry sand.")
    assert item.wording.words
    assert "wording" not in dump(item)
    assert load(Evidence, dump(item)) == item
