"""An adapter changes what a model says, only where it is wanted, and leaves no trace."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from assistant.models.files.adapter_file import write_adapter
from assistant.models.llama.engine import ChatEngine
from assistant.models.llama.protocol import Chat
from tests.chat_templates import SMOLLM
from tests.tiny_models import WIDTH, write_model

RANK, ALPHA = 4, 8.0


@pytest.fixture
def model(tmp_path: Path) -> Path:
    return write_model(tmp_path / "tiny.gguf", SMOLLM)


def adapter(path: Path, size: float) -> Path:
    """An adapter of random numbers of a size for the queries of the tiny model's first layer."""
    draw = np.random.default_rng(2)
    name = "blk.0.attn_q.weight"
    matrices = {
        f"{name}.lora_a": draw.normal(0, 1, (RANK, WIDTH)).astype(np.float32),
        f"{name}.lora_b": draw.normal(0, size, (WIDTH, RANK)).astype(np.float32),
    }
    write_adapter(path, matrices, ALPHA, "a test")
    return path


def said(engine: ChatEngine, adapted: bool) -> str:
    messages = [{"role": "user", "content": "Which rivers rise in the north?"}]
    request = Chat(messages, max_tokens=24, adapted=adapted)  # type: ignore[arg-type]
    return "".join(engine.generate(request, lambda: False))


def test_an_adapter_works_only_where_it_is_wanted(model: Path, tmp_path: Path) -> None:
    plain = said(ChatEngine(str(model), 512, 1), adapted=False)
    engine = ChatEngine(str(model), 512, 1, str(adapter(tmp_path / "a.gguf", 3.0)))
    assert said(engine, adapted=False) == plain
    assert said(engine, adapted=True) != plain
    assert said(engine, adapted=False) == plain, "what it read adapted is read anew"


def test_an_adapter_of_zeros_changes_nothing(model: Path, tmp_path: Path) -> None:
    engine = ChatEngine(str(model), 512, 1, str(adapter(tmp_path / "a.gguf", 0.0)))
    assert said(engine, adapted=True) == said(engine, adapted=False)


def test_without_one_a_request_that_wants_it_gets_the_model_as_it_came(model: Path) -> None:
    engine = ChatEngine(str(model), 512, 1)
    assert said(engine, adapted=True) == said(engine, adapted=False)


def test_what_is_no_adapter_for_the_model_is_refused(model: Path, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no adapter"):
        ChatEngine(str(model), 512, 1, str(model))
