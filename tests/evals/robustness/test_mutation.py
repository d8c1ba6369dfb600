"""Changed bytes: the same for a seed, different for another, and seeds of every format."""

from __future__ import annotations

import io
import random
import zipfile
from pathlib import Path

import pypdfium2

from assistant.readers import read_bytes
from evals.bench.pdf_writer import pdf
from evals.datasets.office_files import docx
from evals.robustness.mutation import LARGEST_SEED, mutate, seeds


def test_there_are_seeds_of_every_format_and_our_readers_read_them() -> None:
    found = seeds(None)
    assert {Path(name).suffix for name, _ in found} == {
        *(".md", ".html", ".pdf", ".txt"),
        *(".docx", ".odt", ".pptx", ".epub", ".xml", ".tex", ".zip"),
    }
    for name, data in found:
        assert read_bytes(data, name).sections, name


def test_single_pages_of_papers_are_seeds_too(tmp_path: Path) -> None:
    papers = tmp_path / "papers"
    papers.mkdir()
    (papers / "three pages.pdf").write_bytes(pdf([["One."], ["Two."], ["Three."]]))
    alone = [data for name, data in seeds(tmp_path) if name == "three pages.pdf"]
    assert len(alone) == 6, "each page as it is, and with its text laid open"
    assert all(len(pypdfium2.PdfDocument(data)) == 1 for data in alone)
    assert all(len(data) <= 4 * LARGEST_SEED for data in alone)


def test_a_change_is_told_by_its_seed() -> None:
    data = b"%PDF-1.7 1 0 obj << /Length 12 >> endobj trailer" * 20
    one = mutate(data, [data], random.Random(1))
    assert one == mutate(data, [data], random.Random(1))
    others = {mutate(data, [data], random.Random(seed)) for seed in range(50)}
    assert len(others) > 45
    assert data not in others


def test_of_an_archive_a_file_inside_is_changed() -> None:
    data = docx()
    changed = [mutate(data, [data], random.Random(seed)) for seed in range(20)]
    assert data not in changed
    assert sum(map(_is_whole, changed)) > 10


def _is_whole(data: bytes) -> bool:
    try:
        return zipfile.ZipFile(io.BytesIO(data)).testzip() is None
    except zipfile.BadZipFile:
        return False


def test_nothing_can_be_changed_in_nothing() -> None:
    assert mutate(b"", [b"x"], random.Random(1)) == b""
