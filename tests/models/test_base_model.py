"""The bases of the encoders: two files, two tokenizers, one door."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from assistant.models.base_model import open_base
from assistant.models.files.defaults import EMBEDDING_FILE, VOCABULARY_FILE
from assistant.models.tokens.unigram import Unigram
from assistant.models.tokens.wordpiece import WordPiece
from assistant.settings import Settings


@pytest.mark.model
@pytest.mark.parametrize(
    ("file", "kind"), [(EMBEDDING_FILE, WordPiece), (VOCABULARY_FILE, Unigram)]
)
def test_a_base_has_its_tokenizer_and_its_token_table(
    file: str, kind: type, real_settings: Settings
) -> None:
    base = open_base(real_settings.models_folder / file)
    assert base.file == file
    assert isinstance(base.tokenizer, kind)
    ids = base.tokenizer.ids("Outer alignment")
    rows = base.bert.token_rows(ids)
    assert rows.shape == (len(ids), base.bert.width)
    assert np.isfinite(rows).all() and rows.std() > 0


def test_a_base_that_is_not_there_is_named_with_the_next_step(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"none.gguf. Run 'make models'"):
        open_base(tmp_path / "none.gguf")
