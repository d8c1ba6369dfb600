"""The GGUF header: what is read, and how damage is reported."""

from __future__ import annotations

import struct
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.errors import ModelNotFound
from assistant.models.files.gguf import BLOCKS, FILE_TYPES, check_gguf
from tests.gguf_file import small_gguf


def test_check_gguf_reads_the_header(tmp_path: Path) -> None:
    path = tmp_path / "tiny.gguf"
    path.write_bytes(small_gguf("Tiny"))
    info = check_gguf(path)
    assert (info.name, info.architecture, info.parameters) == ("Tiny", "llama", 64)
    assert info.context_length == 2048 and not info.has_chat_template
    assert info.size_bytes == path.stat().st_size


def test_tensor_types_and_file_types_are_those_of_the_gguf_package() -> None:
    import gguf

    for kind, block in BLOCKS.items():
        assert gguf.GGML_QUANT_SIZES[gguf.GGMLQuantizationType(kind)] == block
    for kind, name in FILE_TYPES.items():
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
