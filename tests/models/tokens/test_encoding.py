"""Questions and claims with sentences, as ids."""

from __future__ import annotations

import pytest

from assistant.models.files.defaults import default_vocabulary
from assistant.models.files.packed import read_packed
from assistant.models.tokens.encoding import LONGEST_HEAD, OUTSIDE, encode
from assistant.models.tokens.unigram import Unigram
from assistant.settings import Settings

QUESTION = "What is outer alignment?"
SENTENCES = ["Outer alignment is one problem.", "", "内部アライメントは別の問題だ。"]


@pytest.fixture(scope="module")
def tokenizer(real_settings: Settings) -> Unigram:
    return Unigram(read_packed(default_vocabulary(real_settings)).vocabulary)


def test_the_question_and_the_sentences_are_told_apart(tokenizer: Unigram) -> None:
    text = encode(tokenizer, QUESTION, SENTENCES, 100)
    assert len(text.ids) == len(text.sentences) == len(text.starts) == len(text.ends)
    head = len(tokenizer.ids(QUESTION)) + 2
    assert text.ids[:head] == (tokenizer.bos, *tokenizer.ids(QUESTION), tokenizer.eos)
    assert text.ids[-1] == tokenizer.eos
    assert set(text.sentences[:head]) == {OUTSIDE} and text.sentences[-1] == OUTSIDE
    assert sorted(set(text.sentences[head:-1])) == [0, 2], "one is empty"
    last = text.sentences.index(2)
    assert SENTENCES[2][text.starts[last] : text.ends[-2]] == SENTENCES[2]


@pytest.mark.parametrize("longest", [20, 12])
def test_what_does_not_fit_is_left_out_at_the_end(longest: int, tokenizer: Unigram) -> None:
    whole = encode(tokenizer, QUESTION, SENTENCES, 100)
    text = encode(tokenizer, QUESTION, SENTENCES, longest)
    assert len(text.ids) == longest and text.ids[-1] == tokenizer.eos
    assert text.ids[:-1] == whole.ids[: longest - 1]


def test_a_long_question_is_cut(tokenizer: Unigram) -> None:
    text = encode(tokenizer, "why " * 200, ["So."], 384)
    assert text.sentences.index(0) == LONGEST_HEAD + 2
