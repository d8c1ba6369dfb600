"""The models of a library: those given, those of the settings, opened once and when needed."""

from __future__ import annotations

import logging
import threading
import time
from pathlib import Path

import pytest
from langchain_core.embeddings import DeterministicFakeEmbedding
from langchain_core.language_models import BaseChatModel, FakeListChatModel

from assistant.errors import ModelError, ModelNotFound, UnknownName
from assistant.models.backend import Engines
from assistant.models.capabilities import capabilities
from assistant.models.chat import LlamaChatModel
from assistant.models.endpoint import EndpointChatModel
from assistant.models.evidence_model import EvidenceModel
from assistant.models.llama.process import LlamaProcess
from assistant.settings import Settings
from tests.gguf_file import small_gguf


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A model file with a head and no weights, good enough to be named."""
    path = tmp_path / "小さい.gguf"
    path.write_bytes(small_gguf())
    return path


def engines(home: Path, model: str | None = None, base_url: str | None = None) -> Engines:
    """Engines with an embedder of their own, so that only the chat model is local."""
    settings = Settings(home=home, model=model, base_url=base_url, answer_timeout=7.0)
    return Engines(settings, embeddings=DeterministicFakeEmbedding(size=8))


def test_what_is_given_is_used_and_nothing_is_started(tmp_path: Path) -> None:
    model, embedder = FakeListChatModel(responses=["x"]), DeterministicFakeEmbedding(size=8)
    evidence = EvidenceModel(LlamaProcess(None, None))
    given = Engines(Settings(home=tmp_path / "home"), model, embedder, evidence)
    assert given.chat_model is model and given.embeddings is embedder
    assert given.evidence_model is evidence
    given.warm_up()
    given.close()
    assert not (tmp_path / "home").exists()


def test_an_address_opens_the_model_there(tmp_path: Path) -> None:
    remote = engines(tmp_path, "stand-in", "http://127.0.0.1:9/v1")
    model = remote.chat_model
    assert isinstance(model, EndpointChatModel) and remote.chat_model is model
    assert model.base_url == "http://127.0.0.1:9/v1" and model.timeout == 7.0
    assert capabilities(model).name == "stand-in"
    remote.warm_up()
    remote.close()


def test_an_address_without_a_name_is_refused_each_time(tmp_path: Path) -> None:
    remote = engines(tmp_path, None, "http://127.0.0.1:9/v1")
    for _ in range(2):
        with pytest.raises(ModelError, match="--model NAME"):
            _ = remote.chat_model


@pytest.mark.parametrize(
    ("model", "error"),
    [
        ("missing.gguf", ModelNotFound),
        ("/no/such/folder/模型.gguf", ModelNotFound),
        ("no-such-model", UnknownName),
        ("owner/repository/file.gguf", ModelNotFound),
    ],
)
def test_a_model_that_is_not_here_is_named(
    tmp_path: Path, model: str, error: type[Exception]
) -> None:
    with pytest.raises(error, match=model):
        _ = engines(tmp_path, model).chat_model


@pytest.mark.parametrize("content", [b"", b"GGUF", b"this is no model"])
def test_a_file_that_is_no_model_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "fake.gguf"
    path.write_bytes(content)
    with pytest.raises(ModelNotFound, match=r"fake\.gguf"):
        _ = engines(tmp_path, str(path)).chat_model


def test_a_file_opens_without_being_loaded_and_is_doubted_if_unknown(
    tmp_path: Path, file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    local = engines(tmp_path, str(file))
    with caplog.at_level(logging.WARNING):
        model = local.chat_model
    assert isinstance(model, LlamaChatModel) and model.timeout == 7.0
    assert model.process is local.process
    assert [record for record in caplog.records if file.name in record.getMessage()]
    local.close()
    local.close()


def test_many_threads_get_the_same_model(tmp_path: Path, file: Path) -> None:
    local = engines(tmp_path, str(file))
    found: list[BaseChatModel] = []
    ready = threading.Barrier(8)

    def take() -> None:
        ready.wait(10)
        found.append(local.chat_model)

    threads = [threading.Thread(target=take) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(found) == 8 and len({id(model) for model in found}) == 1
    local.close()


def test_closing_what_was_never_opened_is_quick(tmp_path: Path) -> None:
    started = time.monotonic()
    for _ in range(20):
        engines(tmp_path, "missing.gguf").close()
    assert time.monotonic() - started < 2
