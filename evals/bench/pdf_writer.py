"""A minimal PDF writer: pages of plain text in Helvetica, for measuring how fast PDFs are read."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

WIDTH, HEIGHT = 612, 792
LEFT, TOP = 60, 740
SIZE, LEADING = 10, 13
LINE_CHARACTERS = 100
LINES_A_PAGE = 52


def pages_of(paragraphs: Sequence[str], count: int) -> list[list[str]]:
    """``count`` pages of lines, filled with the paragraphs over and over.

    Every round starts with another word, so that no two pages are the same.
    """
    lines: list[str] = []
    number = 0
    while len(lines) < count * LINES_A_PAGE:
        for paragraph in paragraphs:
            number += 1
            text = f"Remark {number}. {paragraph}"
            lines += [*textwrap.wrap(text, LINE_CHARACTERS), ""]
    return [lines[i * LINES_A_PAGE : (i + 1) * LINES_A_PAGE] for i in range(count)]


def pdf(pages: Sequence[Sequence[str]]) -> bytes:
    """The bytes of a PDF with one page for each list of lines; other than Latin-1 becomes "?"."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>"
        % (b" ".join(b"%d 0 R" % (4 + 2 * i) for i in range(len(pages))), len(pages)),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for index, lines in enumerate(pages):
        content = _content(lines)
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R >> >> >>" % (WIDTH, HEIGHT, 5 + 2 * index)
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
    return _file(objects)


def page_file(content: bytes, about: str = "") -> bytes:
    """The bytes of a PDF of one page with this content; ``about`` is its stated subject."""
    subject = about.encode("utf-16-be").hex().encode()
    return _file(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [4 0 R] /Count 1 >>",
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Contents 5 0 R "
            b"/Resources << /Font << /F1 3 0 R >> >> >>" % (WIDTH, HEIGHT),
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
            b"<< /Subject <FEFF%s> >>" % subject,
        ],
        b"/Info 6 0 R",
    )


def _content(lines: Sequence[str]) -> bytes:
    shown = [b"BT /F1 %d Tf %d TL %d %d Td" % (SIZE, LEADING, LEFT, TOP)]
    for line in lines:
        raw = line.encode("latin-1", "replace")
        for mark in (b"\\", b"(", b")"):
            raw = raw.replace(mark, b"\\" + mark)
        shown.append(b"(%s) Tj T*" % raw)
    return b"\n".join([*shown, b"ET"])


def _file(objects: Sequence[bytes], more: bytes = b"") -> bytes:
    made = b"%PDF-1.4\n"
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    return made + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R %s >>\n"
        b"startxref\n%d\n%%%%EOF\n" % (size, table, size, more, len(made))
    )
