"""What a GGUF file says about itself, read from its header alone.

``gguf.GGUFReader`` takes more than a second on a vocabulary of 50,000 tokens because it makes an
array of every token; this reader only steps over them.
"""

from __future__ import annotations

import mmap
import struct
from dataclasses import dataclass
from math import prod
from pathlib import Path

from assistant.errors import ModelNotFound

_MAGIC = b"GGUF"
_FORMATS = {
    0: "<B", 1: "<b", 2: "<H", 3: "<h", 4: "<I", 5: "<i",
    6: "<f", 7: "<?", 10: "<Q", 11: "<q", 12: "<d",
}  # fmt: skip
_STRING, _ARRAY = 8, 9

# Tensor types of ggml: elements in a block, bytes in a block.
BLOCKS = {
    0: (1, 4), 1: (1, 2), 2: (32, 18), 3: (32, 20), 6: (32, 22), 7: (32, 24), 8: (32, 34),
    10: (256, 84), 11: (256, 110), 12: (256, 144), 13: (256, 176), 14: (256, 210),
    16: (256, 66), 17: (256, 74), 18: (256, 98), 19: (256, 50), 20: (32, 18), 21: (256, 110),
    22: (256, 82), 23: (256, 136), 29: (256, 56), 30: (1, 2),
}  # fmt: skip

# ``general.file_type``: the quantization that most tensors have.
FILE_TYPES = {
    0: "F32", 1: "F16", 2: "Q4_0", 3: "Q4_1", 7: "Q8_0", 8: "Q5_0", 9: "Q5_1", 10: "Q2_K",
    11: "Q3_K_S", 12: "Q3_K_M", 13: "Q3_K_L", 14: "Q4_K_S", 15: "Q4_K_M", 16: "Q5_K_S",
    17: "Q5_K_M", 18: "Q6_K", 19: "IQ2_XXS", 20: "IQ2_XS", 21: "Q2_K_S", 22: "IQ3_XS",
    23: "IQ3_XXS", 24: "IQ1_S", 25: "IQ4_NL", 26: "IQ3_S", 27: "IQ3_M", 28: "IQ2_S",
    29: "IQ2_M", 30: "IQ4_XS", 31: "IQ1_M", 32: "BF16",
}  # fmt: skip


@dataclass(frozen=True)
class GGUFInfo:
    """What the header of a GGUF file says. ``parameters`` and ``context_length`` may be unknown."""

    path: Path
    name: str
    architecture: str
    parameters: int | None
    context_length: int | None
    has_chat_template: bool
    size_bytes: int
    quantization: str


class _Damaged(Exception):
    """The header does not read as GGUF; the text says why."""


def check_gguf(path: str | Path) -> GGUFInfo:
    """Read the header of a GGUF file and check that the file is whole.

    Raises ``ModelNotFound`` when there is no such file, when it is not GGUF, or when it is shorter
    than its header says.
    """
    path = Path(path)
    if path.is_dir():
        raise ModelNotFound("{path} is a folder. Give the path of a .gguf file in it.", path=path)
    try:
        with path.open("rb") as file:
            size = path.stat().st_size
            if size < 24:
                raise _Damaged("it is too short")
            with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
                return _Header(data).info(path, size)
    except FileNotFoundError:
        raise ModelNotFound(
            "No model file at {path}. Run 'make models' or 'survey-assistant models pull', or set "
            "SURVEY_ASSISTANT_MODEL to a GGUF file.",
            path=path,
        ) from None
    except OSError as error:
        raise ModelNotFound(
            "Cannot read the model file {path}: {reason}.", path=path, reason=str(error.strerror)
        ) from None
    except (_Damaged, struct.error, IndexError, UnicodeDecodeError, OverflowError) as error:
        why = str(error) if isinstance(error, _Damaged) else "its header is damaged or cut short"
        raise ModelNotFound(
            "{path} is not a usable GGUF model: {why}. Delete it and download it again.",
            path=path,
            why=why,
        ) from None


class _Header:
    """A cursor over the bytes of one GGUF file."""

    def __init__(self, data: mmap.mmap) -> None:
        self.data = data
        self.at = 0

    def info(self, path: Path, size: int) -> GGUFInfo:
        if self.data[:4] != _MAGIC:
            raise _Damaged("it does not start with the letters GGUF")
        self.at = 4
        version = self.number("<I")
        if version not in (2, 3):
            raise _Damaged(f"GGUF version {version} is not supported (2 and 3 are)")
        tensors, keys = self.number("<Q"), self.number("<Q")
        if tensors > 1_000_000 or keys > 1_000_000:
            raise _Damaged("its header is damaged")
        values = dict(self.pair() for _ in range(keys))
        parameters, end = self.tensors(tensors)
        alignment = values.get("general.alignment", 32)
        alignment = alignment if isinstance(alignment, int) and alignment > 0 else 32
        start = -(-self.at // alignment) * alignment
        if tensors and start + end > size:
            raise _Damaged(f"it is cut short ({size:,} of at least {start + end:,} bytes)")
        architecture = str(values.get("general.architecture", "unknown"))
        context = values.get(f"{architecture}.context_length")
        file_type = values.get("general.file_type")
        split = values.get("split.count", 1)
        return GGUFInfo(
            path=path,
            name=str(values.get("general.name") or path.stem),
            architecture=architecture,
            parameters=parameters if parameters and split in (0, 1) else None,
            context_length=context if isinstance(context, int) else None,
            has_chat_template="tokenizer.chat_template" in values,
            size_bytes=size,
            quantization=FILE_TYPES.get(file_type, "?") if isinstance(file_type, int) else "?",
        )

    def number(self, form: str) -> int:
        """The next number; ``form`` is its ``struct`` format."""
        value: int = struct.unpack_from(form, self.data, self.at)[0]
        self.at += struct.calcsize(form)
        return value

    def string(self) -> str:
        length = self.number("<Q")
        end = self.at + length
        if end > len(self.data):
            raise _Damaged("its header is cut short")
        text = self.data[self.at : end].decode("utf-8", errors="replace")
        self.at = end
        return text

    def pair(self) -> tuple[str, object]:
        """The next key and its value; arrays are stepped over and come back as None."""
        key = self.string()
        kind = self.number("<I")
        if kind == _STRING:
            return key, self.string()
        if kind == _ARRAY:
            self.skip_array()
            return key, None
        if kind not in _FORMATS:
            raise _Damaged(f"the value of {key!r} has an unknown type")
        return key, self.number(_FORMATS[kind])

    def skip_array(self) -> None:
        kind, length = self.number("<I"), self.number("<Q")
        if kind in _FORMATS:
            self.at += struct.calcsize(_FORMATS[kind]) * length
        elif kind == _STRING:
            self.skip_strings(length)
        else:
            raise _Damaged("it holds an array of an unknown type")
        if self.at > len(self.data):
            raise _Damaged("its header is cut short")

    def skip_strings(self, count: int) -> None:
        # The hot loop: a vocabulary has up to 250,000 strings.
        data, at, unpack = self.data, self.at, struct.Struct("<Q").unpack_from
        for _ in range(count):
            at += 8 + unpack(data, at)[0]
        self.at = at

    def tensors(self, count: int) -> tuple[int, int]:
        """Number of parameters, and the least number of bytes that the tensors take."""
        parameters = end = 0
        for _ in range(count):
            self.string()
            dimensions = self.number("<I")
            if dimensions > 8:
                raise _Damaged("its header is damaged")
            elements = prod(self.number("<Q") for _ in range(dimensions))
            kind, offset = self.number("<I"), self.number("<Q")
            block, size = BLOCKS.get(kind, (1, 0))
            parameters += elements
            end = max(end, offset + elements // block * size)
        return parameters, end
