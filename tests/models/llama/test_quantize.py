"""Weights written anew by llama.cpp."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import ModelError
from assistant.models.files.defaults import default_chat_model
from assistant.models.files.gguf import check_gguf
from assistant.models.llama.quantize import quantize_in_child
from assistant.settings import Settings


@pytest.mark.model
def test_weights_are_written_in_another_type(real_settings: Settings, tmp_path: Path) -> None:
    source = default_chat_model(real_settings)
    quantize_in_child(source, tmp_path / "new.gguf", "Q8_0")
    before, after = check_gguf(source), check_gguf(tmp_path / "new.gguf")
    assert (before.quantization, after.quantization) == ("Q4_1", "Q8_0")
    assert (before.parameters, before.name) == (after.parameters, after.name)


def test_what_is_no_model_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "text.gguf").write_text("GGUF? No.")
    with pytest.raises(ModelError, match=r"text.gguf .*Q8_0"):
        quantize_in_child(tmp_path / "text.gguf", tmp_path / "new.gguf", "Q8_0")
