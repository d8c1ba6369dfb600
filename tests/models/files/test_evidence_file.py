"""The evidence model's file: what is written is read."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from assistant.models.files.defaults import VOCABULARY_FILE, default_encoder, default_vocabulary
from assistant.models.files.evidence_file import (
    ANY_LANGUAGE,
    EvidenceFileError,
    read_evidence_file,
    write_evidence_model,
)
from assistant.models.files.gguf import check_gguf
from assistant.models.files.packed import Packed, read_packed
from assistant.settings import Settings
from tests.evidence_weights import CALIBRATION, random_heads, write_random_model


@pytest.fixture(scope="module")
def packed(real_settings: Settings) -> Packed:
    return read_packed(default_vocabulary(real_settings))


def test_heads_and_calibration_come_back(packed: Packed, tmp_path: Path) -> None:
    path = write_random_model(tmp_path / "evidence.gguf", packed, layers=1)
    file, written = read_evidence_file(path), random_heads(packed.width)
    for name in ("none", "verdict", "sentence", "span"):
        head = getattr(file.heads, name)
        assert np.array_equal(head.weight, written[f"{name}.weight"])
        assert np.array_equal(head.bias, written[f"{name}.bias"])
    assert file.heads.calibration == CALIBRATION
    assert (file.base, file.language) == (VOCABULARY_FILE, ANY_LANGUAGE)
    info = check_gguf(path)
    assert (info.architecture, info.quantization) == ("bert", "Q8_0")


def test_heads_that_are_missing_or_of_another_shape_are_refused(
    packed: Packed, tmp_path: Path
) -> None:
    heads = random_heads(packed.width)
    wide = heads | {"span.weight": np.zeros((3, packed.width), np.float32)}
    with pytest.raises(EvidenceFileError, match=r"span.weight has the shape \(3, 384\)"):
        write_evidence_model(tmp_path / "e.gguf", packed, {}, wide, base_file="base.bin")
    del heads["none.bias"]
    with pytest.raises(EvidenceFileError, match=r"none.bias is missing"):
        write_evidence_model(tmp_path / "e.gguf", packed, {}, heads, base_file="base.bin")


def test_another_encoder_is_no_evidence_model(real_settings: Settings) -> None:
    with pytest.raises(EvidenceFileError, match="it has no evidence"):
        read_evidence_file(default_encoder(real_settings))
