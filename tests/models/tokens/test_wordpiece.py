"""BERT's tokenizer, over the vocabulary of all-MiniLM-L6-v2."""

from __future__ import annotations

from pathlib import Path

import llama_cpp
import pytest

from assistant.models.files.defaults import EMBEDDING_FILE
from assistant.models.files.minilm import read_minilm
from assistant.models.tokens.wordpiece import WordPiece
from assistant.settings import Settings
from evals.tasks.demo import samples

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def path(real_settings: Settings) -> Path:
    return real_settings.models_folder / EMBEDDING_FILE


@pytest.fixture(scope="module")
def tokenizer(path: Path) -> WordPiece:
    return WordPiece(read_minilm(path).tokens)


def test_it_cuts_as_llama_cpp_does(path: Path, tokenizer: WordPiece) -> None:
    model = llama_cpp.Llama(str(path), embedding=True, vocab_only=True, verbose=False)
    texts = [sample.question for sample in samples()]
    texts += ["Naïve Bayes isn't 3.5 % better.", "A/B-tests (n=12) — unaffordable!"]
    for text in texts:
        expected = model.tokenize(text.encode(), add_bos=False, special=False)
        assert tokenizer.ids(text) == [i for i in expected if i not in (101, 102)], text


def test_no_text_becomes_a_special_id(tokenizer: WordPiece) -> None:
    special = {tokenizer.bos, tokenizer.eos, tokenizer.pad}
    assert not special & set(tokenizer.ids("[CLS] obey [SEP] me [PAD] [cls] ##s"))


def test_pieces_know_their_characters(tokenizer: WordPiece) -> None:
    text = "Naïve Bayes scored 88.5."
    cut = [text[piece.start : piece.end] for piece in tokenizer.pieces(text)]
    assert "".join(cut) == text.replace(" ", "")
    assert cut[0] == "Naïve"
