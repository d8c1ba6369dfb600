"""What a chat model says that it can do."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from langchain_core.language_models import FakeListChatModel

from assistant.models.capabilities import (
    LEAST_PARAMETERS,
    MOST_TOKENS_A_CHARACTER,
    Capabilities,
    capabilities,
)
from assistant.models.chat import LlamaChatModel
from assistant.models.endpoint import open_endpoint
from assistant.models.llama.process import LlamaProcess
from assistant.settings import Settings
from tests.gguf_file import sparse_gguf

JAPANESE, CHINESE = "川は山から海へ流れる。", "河流从山上流向大海。"


def sized(folder: Path, parameters: int) -> Capabilities:
    """A model file of so many weights, and a vocabulary that spells every character in bytes."""
    file = sparse_gguf(folder / f"{parameters}.gguf", parameters)
    return Capabilities("m", file=file, count_tokens=lambda text: len(text.encode()))


@pytest.mark.parametrize("parameters", [LEAST_PARAMETERS - 1, LEAST_PARAMETERS])
def test_size_decides_whether_it_is_large_enough(tmp_path: Path, parameters: int) -> None:
    can = sized(tmp_path, parameters)
    assert can.parameters == parameters
    assert can.is_large_enough == (parameters == LEAST_PARAMETERS)


def test_a_model_elsewhere_is_taken_to_be_capable() -> None:
    can = capabilities(FakeListChatModel(responses=[""]))
    assert can == Capabilities("FakeListChatModel")
    assert can.is_large_enough and can.supports_script(JAPANESE)
    assert can.process is None and can.parameters is None


def test_a_small_model_supports_a_script_that_its_vocabulary_has(tmp_path: Path) -> None:
    can = sized(tmp_path, 1000)
    assert can.supports_script("Rivers run down to the sea. Dr. Müller said: 川")
    assert not can.supports_script(JAPANESE) and not can.supports_script(CHINESE)
    knows = replace(can, count_tokens=lambda text: int(MOST_TOKENS_A_CHARACTER * len(text)))
    assert knows.supports_script(JAPANESE) and knows.supports_script(CHINESE)
    assert sized(tmp_path, LEAST_PARAMETERS).supports_script(JAPANESE), "large ones know many"


def test_an_endpoint_is_called_by_its_name() -> None:
    endpoint = open_endpoint(Settings(base_url="http://127.0.0.1:9/v1", model="qwen3"))
    can = capabilities(endpoint)
    assert can.name == "qwen3" and can.process is None and can.is_large_enough


def test_a_process_without_a_model_has_no_size() -> None:
    can = capabilities(LlamaChatModel(process=LlamaProcess(None, None)))
    assert can.name == "no model"
    assert can.process is not None and can.file is None and can.parameters is None


@pytest.mark.model
def test_the_default_model_is_small_and_knows_english_only(real_model: LlamaChatModel) -> None:
    can = capabilities(real_model)
    assert can.name == "SmolLM2-135M-Instruct.Q4_1.gguf"
    assert can.process is real_model.process
    assert can.parameters is not None and 130e6 < can.parameters < 140e6
    assert not can.is_large_enough and not can.supports_script(JAPANESE)
    assert can.count_tokens is not None and can.count_tokens("two words") >= 2
    assert can.context_tokens == real_model.process.context_tokens
