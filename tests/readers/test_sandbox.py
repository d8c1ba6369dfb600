"""Reading in a child process: limits, and errors that come through whole."""

from __future__ import annotations

import os
import struct
import threading
import time
import zlib
from pathlib import Path

import pytest

from assistant.errors import (
    EmptySource,
    EncryptedSource,
    SourceError,
    SourceNotFound,
    UnknownFormat,
    UnreadableSource,
)
from assistant.readers import read
from assistant.readers.pdf.page_image import MARK
from assistant.readers.sandbox import Limits, Stopped, page_image_of, read_in_child, read_safely
from evals.datasets.scans import scan_of
from tests.readers.ocr.pages import TITLE, printed
from tests.readers.pdf.test_reader import paper, two_columns
from tests.readers.pdf_writer import Page, pdf


def written(folder: Path, data: bytes) -> Path:
    path = folder / "paper.pdf"
    path.write_bytes(data)
    return path


def test_a_child_gives_the_same_document(tmp_path: Path) -> None:
    path = written(tmp_path, pdf(paper()))
    assert read_in_child(path) == read(path)


def test_a_password_reaches_the_child(tmp_path: Path) -> None:
    path = written(tmp_path, pdf([two_columns()], password="secret"))
    with pytest.raises(EncryptedSource, match=r"paper\.pdf.*a password is needed"):
        read_in_child(path)
    assert read_in_child(path, password="secret").title == "Learning What People Want"


def test_a_child_that_takes_too_long_is_stopped(tmp_path: Path) -> None:
    path = written(tmp_path, pdf([two_columns()] * 400))
    began = time.monotonic()
    with pytest.raises(UnreadableSource, match=r"more than 0\.1 seconds"):
        read_in_child(path, timeout=0.1)
    assert time.monotonic() - began < 5


def test_a_child_without_memory_costs_only_itself(tmp_path: Path) -> None:
    path = written(tmp_path, pdf([two_columns()] * 400))
    with pytest.raises(UnreadableSource, match=r"paper\.pdf"):
        read_in_child(path, memory_bytes=48 * 1024**2)


def test_nothing_there(tmp_path: Path) -> None:
    with pytest.raises(SourceNotFound, match="Check the path"):
        read_in_child(tmp_path / "missing.pdf")
    with pytest.raises(UnknownFormat, match="folder"):
        read(tmp_path)


def test_short_text_is_read_without_a_child_and_long_text_in_one(tmp_path: Path) -> None:
    path = tmp_path / "notes.md"
    path.write_text("# A title\n\nOne sentence.")
    no_time = Limits(seconds=0.000001)
    assert read_safely(path, path.name, limits=no_time).title == "A title"
    path.write_text("# A title\n\n" + "One sentence. " * 20_000)
    with pytest.raises(UnreadableSource, match="more than 1e-06 seconds"):
        read_safely(path, path.name, limits=no_time)
    assert read_safely(path, path.name).title == "A title"


def test_a_child_can_be_stopped(tmp_path: Path) -> None:
    path = written(tmp_path, pdf([two_columns()] * 400))
    stop = threading.Event()
    threading.Timer(0.3, stop.set).start()
    began = time.monotonic()
    with pytest.raises(Stopped):
        read_safely(path, path.name, stop=stop)
    assert time.monotonic() - began < 2


def test_a_stream_that_inflates_to_gigabytes_costs_only_itself(tmp_path: Path) -> None:
    """Each layer of compression is a thousand times smaller than what comes out of it."""
    layer = zlib.compress(b"BT /F1 9 Tf (x) Tj ET " + b" " * 200_000_000, 9)
    stream = zlib.compress(layer + zlib.compress(b"\x00" * 100_000_000, 9), 9)
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R >>",
        b"<< /Length %d /Filter [/FlateDecode /FlateDecode] >>\nstream\n" % len(stream)
        + stream + b"\nendstream",
    ]  # fmt: skip
    data = b"%PDF-1.4\n"
    for number, part in enumerate(parts, start=1):
        data += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    data += b"trailer << /Root 1 0 R >>\n%%EOF\n"
    assert len(data) < 100_000
    with pytest.raises(SourceError, match=r"paper\.pdf") as refused:
        read_in_child(written(tmp_path, data), timeout=20, memory_bytes=150 * 1024**2)
    assert "\n" not in str(refused.value)


def test_what_is_no_file_is_refused_at_once(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.pdf"
    os.mkfifo(pipe)
    with pytest.raises(UnknownFormat, match="pipe or a device"):
        read_in_child(pipe)
    with pytest.raises(UnknownFormat, match="pipe or a device"):
        read_in_child(Path("/dev/zero"))
    link = tmp_path / "link.pdf"
    link.symlink_to(tmp_path / "gone.pdf")
    with pytest.raises(SourceNotFound, match=r"link to .*gone\.pdf"):
        read_in_child(link)


def test_the_image_of_a_page_is_a_png_with_its_boxes_marked(tmp_path: Path) -> None:
    path = written(tmp_path, pdf(paper()))
    plain = page_image_of(path, path.name, 1, width=300)
    assert plain.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", plain[16:24])
    assert width == 300 and 300 < height < 600
    marked = page_image_of(path, path.name, 1, width=300, boxes=((0.5, 0.5, 1.0, 0.6),))
    colours = set(zip(*[iter(rows_of(marked, width))] * 3, strict=True))
    assert MARK in colours
    assert MARK not in set(zip(*[iter(rows_of(plain, width))] * 3, strict=True))
    with pytest.raises(SourceError, match="No page 99"):
        page_image_of(path, path.name, 99, width=300)
    secret = written(tmp_path, pdf([two_columns()], password="secret"))
    with pytest.raises(EncryptedSource, match="password"):
        page_image_of(secret, secret.name, 1, width=300)
    assert page_image_of(secret, secret.name, 1, width=300, password="secret")


def rows_of(image: bytes, width: int) -> bytes:
    """The pixels of a PNG whose rows are differences to the one above (but the first)."""
    start = image.index(b"IDAT")
    length = struct.unpack(">I", image[start - 4 : start])[0]
    data = zlib.decompress(image[start + 4 : start + 4 + length])
    above = bytes(3 * width)
    found = b""
    for at in range(0, len(data), 1 + 3 * width):
        assert data[at] == 2
        row = data[at + 1 : at + 1 + 3 * width]
        above = bytes((a + b) % 256 for a, b in zip(above, row, strict=True))
        found += above
    return found


def test_a_scan_is_recognised_in_a_confined_child(tmp_path: Path, weights: Path) -> None:
    path = written(tmp_path, scan_of(pdf([printed()]), [1], 150))
    document = read_safely(path, "scan.pdf", weights=weights)
    assert document.title == TITLE and document.recognition[0].confidence > 0.9
    with pytest.raises(EmptySource, match="not recognised"):
        read_safely(path, "scan.pdf")


def test_a_document_is_kept_where_its_recognition_comes_to_an_end(tmp_path: Path) -> None:
    path = written(tmp_path, pdf([printed(), Page().scan()]))
    document = read_safely(path, "scan.pdf", weights=tmp_path)  # a folder without networks
    assert document.title == TITLE and document.recognition == ()
    assert any("not recognised" in warning for warning in document.warnings)


def test_pages_that_are_recognised_have_time_and_memory_of_their_own() -> None:
    limits = Limits(60.0, 1000).for_pages(3)
    assert limits.seconds >= 60 + 3 * 10 and limits.memory_bytes > 2**30
