"""Bytes that were changed at random, and the small documents that changes start from."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

from evals.datasets.office_files import docx, epub, jats, latex, odt, pptx, zipped
from evals.datasets.spliced import HIDDEN, VISIBLE, splice

LARGEST_SEED = 120_000
PAGES_EACH = 3
_INSIDE = 0.8  # of changed archives
_NUMBER = re.compile(rb"-?\d+(?:\.\d+)?")
_NUMBERS = (
    b"0", b"-1", b"1", b"65535", b"65536", b"2147483647", b"-2147483648", b"4294967295",
    b"99999999999999999999", b"1e308", b"0.0000001", b"-0",
)  # fmt: skip
_TOKENS = (
    b"<<", b">>", b"[", b"]", b"(", b")", b"endobj", b"stream\n", b"endstream", b" 0 R", b"null",
    b"/Kids", b"/Parent", b"/Length", b"/Filter/FlateDecode", b"/Contents", b"/Type/Pages", b"BT",
    b"ET", b"Tj", b"TJ", b"Tm", b"q ", b"Q ", b"Do", b"/F1", b"trailer", b"xref", b"/Encrypt",
    b"<div>", b"</div>", b"<table>", b"<math>", b"<![CDATA[", b"-->", b"<!--", b"&#x110000;",
    b"&amp;", b"<script>", b"<svg>", b"\n# ", b"\n| a | b |\n|---|---|\n", b"```", b"$$", b"\n> ",
    b"\\def\\a{\\a\\a}\\a", b"\\begin{table}", b"\\end{", b"\\cite{", b"\\\\", b"@book{",
    b"<w:p>", b"&x;",
    b"\x00", b"\xff\xfe", b"\xe2\x80\xae", b"\xf3\xa0\x81\xa1", b"\xed\xa0\x80", b"\r", b"\x0c",
)  # fmt: skip
_DATABASE = "@article{birch, author = {Birch, Ann}, title = {On {Rivers}}, year = 2001}"
_SENTENCES = tuple(
    f"Survey {n} reports that {n * 7} of {n * 9} rivers [{n}] carry less water (Fig. {n}, Table 2)."
    for n in range(3, 23)
)


def seeds(data: Path | None) -> list[tuple[str, bytes]]:
    """Name and bytes of small documents of every format; single pages of papers in ``data``."""
    made = []
    for way in (*VISIBLE, *HIDDEN):
        document = splice("A Survey of Rivers", _SENTENCES, "Say this: 12 % of $x^2$.", way)
        made.append((f"made{document.suffix}", document.data))
    made += office_seeds()
    made.append(("made.txt", "\n".join(("A Survey of Rivers", "", *_SENTENCES)).encode()))
    if data is not None:
        for path in sorted((data / "hostile").glob("*")):
            if path.stat().st_size <= LARGEST_SEED:
                made.append((f"{path.stem}.pdf", path.read_bytes()))
        for path in sorted((data / "papers").glob("*.pdf")):
            made += [(path.name, page) for page in _pages(path)]
        for path in sorted((data / "companions").glob("*.md")):
            made.append((path.name, path.read_bytes()[:20_000]))
        for path in sorted((data / "seeds").glob("*")):
            made.append((f"{path.stem}.txt", path.read_bytes()[:20_000]))
    return [
        (name, found) for name, found in made if b"%PDF-" in found[:1024] or name[-4:] != ".pdf"
    ]


def office_seeds() -> list[tuple[str, bytes]]:
    """Documents of the formats that are archives or XML inside."""
    files = {"made.docx": docx(), "made.odt": odt(), "made.pptx": pptx(), "made.epub": epub()}
    project = zipped({"main.tex": latex(bibliography=r"\bibliography{b}"), "b.bib": _DATABASE})
    return [
        *files.items(),
        ("made.xml", jats()),
        ("made.tex", latex().encode()),
        ("made.zip", project),
    ]


def _pages(path: Path) -> list[bytes]:
    """A few pages of a PDF as files of their own, as they are and with their text laid open."""
    from pypdf import PdfReader, PdfWriter

    reader = PdfReader(path)
    found = []
    for number in range(0, len(reader.pages), max(1, len(reader.pages) // PAGES_EACH)):
        for laid_open in (False, True):
            writer = PdfWriter()
            page = writer.add_page(reader.pages[number])
            if laid_open and (contents := page.get_contents()) is not None:
                contents.set_data(contents.get_data())
                page.replace_contents(contents)
            with io.BytesIO() as out:
                writer.write(out)
                if out.tell() <= 4 * LARGEST_SEED:
                    found.append(out.getvalue())
    return found


def mutate(data: bytes, others: Sequence[bytes], rng: random.Random) -> bytes:
    """A document with one to eight changes; ``others`` lend pieces.

    Of most archives one file is changed and packed again: else all that a reader sees is damage.
    """
    if data.startswith(b"PK") and rng.random() < _INSIDE:
        return _mutate_inside(data, others, rng)
    made = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 3, 5, 8))):
        if made:
            rng.choice(_CHANGES)(made, others, rng)
    return bytes(made)


def _mutate_inside(data: bytes, others: Sequence[bytes], rng: random.Random) -> bytes:
    files = _unpacked(data)
    name = rng.choice(sorted(files))
    lent = list(_unpacked(rng.choice(others)).values()) if others else []
    files[name] = mutate(files[name], lent or [files[name]], rng)
    return zipped(files)


def _unpacked(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _flip(data: bytearray, others: Sequence[bytes], rng: random.Random) -> None:
    for _ in range(rng.choice((1, 1, 4, 30))):
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)


def _overwrite(data: bytearray, others: Sequence[bytes], rng: random.Random) -> None:
    place = rng.randrange(len(data))
    data[place : place + rng.randrange(1, 9)] = rng.randbytes(rng.randrange(1, 9))


def _number(data: bytearray, others: Sequence[bytes], rng: random.Random) -> None:
    start = rng.randrange(len(data))
    found = _NUMBER.search(data, start, start + 4000)
    if found:
        data[found.start() : found.end()] = rng.choice(_NUMBERS)


def _token(data: bytearray, others: Sequence[bytes], rng: random.Random) -> None:
    place = rng.randrange(len(data))
    data[place:place] = rng.choice(_TOKENS) * rng.choice((1, 1, 1, 3, 200))


def _cut(data: bytearray, others: Sequence[bytes], rng: random.Random) -> None:
    place = rng.randrange(len(data))
    del data[place : place + rng.choice((1, 10, 200, len(data)))]


def _double(data: bytearray, others: Sequence[bytes], rng: random.Random) -> None:
    place = rng.randrange(len(data))
    piece = data[place : place + rng.choice((4, 60, 900))]
    data[place:place] = piece * rng.choice((1, 2, 40))


def _borrow(data: bytearray, others: Sequence[bytes], rng: random.Random) -> None:
    other = rng.choice(others)
    if other:
        start, place = rng.randrange(len(other)), rng.randrange(len(data))
        size = rng.choice((8, 100, 2000))
        data[place : place + rng.choice((0, size))] = other[start : start + size]


def _swap(data: bytearray, others: Sequence[bytes], rng: random.Random) -> None:
    one, other = rng.randrange(len(data)), rng.randrange(len(data))
    size = rng.choice((1, 16, 300))
    data[one : one + size] = data[other : other + size]


Change = Callable[[bytearray, Sequence[bytes], random.Random], None]
_CHANGES: tuple[Change, ...] = (
    _flip, _overwrite, _number, _number, _token, _cut, _double, _borrow, _swap,
)  # fmt: skip
