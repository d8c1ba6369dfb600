"""The model that an encoder without vocabulary comes from: its tokenizer and its token table."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from assistant.models.files.bert import BertFile
from assistant.models.files.minilm import read_minilm
from assistant.models.files.packed import read_packed
from assistant.models.tokens.tokenizer import Tokenizer
from assistant.models.tokens.unigram import Unigram
from assistant.models.tokens.wordpiece import WordPiece

GGUF = ".gguf"


@dataclass(frozen=True)
class Base:
    """A BERT with what cuts its texts; ``file`` is the name that it has in the models folder."""

    file: str
    bert: BertFile
    tokenizer: Tokenizer


def open_base(path: Path) -> Base:
    """The base in a file: all-MiniLM-L6-v2 as GGUF, or multilingual-e5-small as it is packed.

    Raises ``FileNotFoundError`` with the next step where it is not there.
    """
    if not path.is_file():
        raise FileNotFoundError(
            f"There is no {path}. Run 'make models' with the same SURVEY_ASSISTANT_* settings."
        )
    if path.suffix == GGUF:
        minilm = read_minilm(path)
        return Base(path.name, minilm, WordPiece(minilm.tokens))
    packed = read_packed(path)
    return Base(path.name, packed, Unigram(packed.vocabulary))
