"""The unigram tokenizer, against ids that llama.cpp's own gave for the same vocabulary."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import pytest

from assistant.models.files.defaults import default_vocabulary
from assistant.models.files.packed import read_packed
from assistant.models.tokens.unigram import Unigram
from assistant.settings import Settings

REFERENCE = json.loads(Path(__file__).with_name("unigram_ids.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def tokenizer(real_settings: Settings) -> Unigram:
    return Unigram(read_packed(default_vocabulary(real_settings)).vocabulary)


@pytest.mark.parametrize("case", REFERENCE, ids=lambda case: case["text"][:20])
def test_ids_are_those_of_llama_cpp(case: dict[str, object], tokenizer: Unigram) -> None:
    assert tokenizer.ids(str(case["text"])) == case["ids"]


@pytest.mark.parametrize("case", REFERENCE, ids=lambda case: case["text"][:20])
def test_pieces_stand_for_the_characters_in_order(
    case: dict[str, object], tokenizer: Unigram
) -> None:
    text = unicodedata.normalize("NFC", str(case["text"]))
    pieces = tokenizer.pieces(text)
    assert all(0 <= piece.start <= piece.end <= len(text) for piece in pieces)
    starts = [piece.start for piece in pieces]
    assert starts == sorted(starts)
    covered = {place for piece in pieces for place in range(piece.start, piece.end)}
    assert all(text[place].isspace() for place in set(range(len(text))) - covered)


def test_a_piece_is_found_in_the_text(tokenizer: Unigram) -> None:
    text = "ﬁne forms of 大規模 alignment"
    words = [text[piece.start : piece.end].strip() for piece in tokenizer.pieces(text)]
    assert words[0] == "ﬁne" and "".join(words) == "ﬁneformsof大規模alignment"
