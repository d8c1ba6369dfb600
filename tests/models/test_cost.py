"""What models cost here: which fit, and how long an answer takes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.models.cost import PATIENCE, Throughput, note_speed, noted_speed, offers
from assistant.models.files.catalogue import CATALOGUE
from assistant.models.files.resolve import check_gguf
from assistant.models.llama.speed import Speed
from tests.gguf_file import sparse_gguf

SMALL = replace(
    CATALOGUE[0], name="small", weights=10**9, active=0, size_bytes=10**9, repo="a/small-GGUF"
)
LARGE = replace(SMALL, name="large", weights=4 * 10**9, size_bytes=3 * 10**9, repo="a/large-GGUF")
SPARSE = replace(LARGE, name="sparse", active=2 * 10**9, repo="a/sparse-GGUF")


def test_seconds_grow_with_what_each_token_takes() -> None:
    measured = Throughput(10**9, 10**9, prompt=100.0, generation=20.0)
    assert measured.seconds(SMALL) == pytest.approx(500 / 100 + 80 / 20)
    assert measured.seconds(LARGE) == pytest.approx(4 * 5 + 3 * 4)
    assert measured.seconds(SPARSE) == pytest.approx(measured.seconds(LARGE) / 2)


def test_what_was_measured_is_kept(tmp_path: Path) -> None:
    assert noted_speed(tmp_path) is None
    model = sparse_gguf(tmp_path / "m.gguf", 5_000)
    note_speed(tmp_path, model, Speed(100.0, 20.0))
    assert noted_speed(tmp_path) == Throughput(5_000, check_gguf(model).size_bytes, 100.0, 20.0)
    (tmp_path / "speed.json").write_text("{}", encoding="utf-8")
    assert noted_speed(tmp_path) is None


def test_what_suits_the_machine_comes_first(tmp_path: Path) -> None:
    models = [LARGE, SMALL, SPARSE]
    free = SMALL.memory_bytes

    def order(free_bytes: int) -> list[str]:
        return [offer.model.name for offer in offers(models, tmp_path, free_bytes)]

    assert order(10**11) == ["small", "large", "sparse"], "by size, as nothing was measured"
    model = sparse_gguf(tmp_path / "m.gguf", 5_000)
    note_speed(tmp_path, model, Speed(10.0**12, 10.0**12))
    assert order(10**11) == ["large", "sparse", "small"], "the largest that is quick enough"
    assert order(free) == ["small", "large", "sparse"]
    note_speed(tmp_path, model, Speed(1.0, 1.0))
    found = offers(models, tmp_path, 10**11)
    assert [offer.model.name for offer in found] == ["small", "sparse", "large"]
    assert all(offer.seconds is not None and offer.seconds > PATIENCE for offer in found)


def test_files_that_are_here_are_known(tmp_path: Path) -> None:
    (tmp_path / "small-Q4_K_M.gguf").touch()
    here = {offer.model.name: offer.file for offer in offers([SMALL, LARGE], tmp_path, 10**11)}
    assert here == {"small": "small-Q4_K_M.gguf", "large": None}
