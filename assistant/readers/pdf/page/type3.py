"""Type 3 fonts whose glyphs are named by numbers, as dvips and Distiller write them.

Such a font draws its own glyphs and renumbers their codes; only the glyphs' names, "/97" or
"/a97", still say which character is meant. pdfium knows Adobe's names alone, so each of these
fonts is given a ToUnicode map, appended to the file as an incremental update (PDF 32000-1, 7.5.6).
A map that is there already is kept, but where each glyph is named by its own code: programs that
know Adobe's names take "/a97" for one of Zapf's dingbats, and write a map that says so.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

_OBJECT = re.compile(rb"(?<![\d.])(\d{1,7})\s+(\d{1,5})\s+obj\b")
_DIFFERENCES = re.compile(rb"/Differences\s*\[([^\]]*)\]")
_ENCODING = re.compile(rb"/Encoding\s+(\d{1,7})\s+\d{1,5}\s+R")
_TYPE3 = re.compile(rb"/Subtype\s*/Type3\b")
_NUMERIC = re.compile(rb"/([A-Za-z]{0,2})(\d{1,3})")
_TO_UNICODE = re.compile(rb"/ToUnicode\s+\d{1,7}\s+\d{1,5}\s+R")
_ROOT = re.compile(rb"/Root\s+\d{1,7}\s+\d{1,5}\s+R")
_MOST_INFLATED = 64 * 2**20  # bytes of object streams in all
_MOST_BODY = 2**20  # bytes of one object that is not a stream
_LEAST_NUMERIC = 0.8  # of a font's glyphs
# TeX's text encoding (OT1, The TeXbook, appendix F) where it is not ASCII.
_OT1 = {
    11: "ff", 12: "fi", 13: "fl", 14: "ffi", 15: "ffl", 16: "ı", 25: "ß", 26: "æ", 27: "œ",
    28: "ø", 34: "”", 39: "’", 60: "¡", 62: "¿", 92: "“", 96: "‘", 123: "–", 124: "—",
}  # fmt: skip
_LIGATURES = range(11, 16)


def with_characters(data: bytes) -> bytes | None:
    """The file with a ToUnicode map on each such font; None where it has none."""
    if b"/Encrypt" in data:
        return None
    objects = dict(_objects(data))
    roots = _ROOT.findall(data)
    free = max([*objects, *(int(match[1]) for match in _OBJECT.finditer(data))], default=0) + 1
    added: dict[int, bytes] = {}
    for place, body in objects.items():
        if not _TYPE3.search(body):
            continue
        reference = _ENCODING.search(body)
        named = _numbers(objects.get(int(reference[1]), b"") if reference else body)
        unchanged = all(code == number for code, number in named.items())
        if named and (unchanged or b"/ToUnicode" not in body):
            bare = _TO_UNICODE.sub(b"", body)
            added[place] = bare.replace(b"<<", b"<</ToUnicode %d 0 R" % free, 1)
            added[free] = _map(_characters(named))
            free += 1
    return _updated(data, added, roots[-1]) if added and roots else None


def _objects(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Number and body of each object, those in object streams too; streams without their data."""
    left = _MOST_INFLATED
    for match in _OBJECT.finditer(data):
        end = data.find(b"endobj", match.end(), match.end() + _MOST_BODY)
        stream = data.find(b"stream", match.end(), end if end > 0 else match.end() + _MOST_BODY)
        head = data[match.end() : stream if stream > 0 else max(end, match.end())]
        if stream > 0 and b"/ObjStm" in head and b"/FlateDecode" in head:
            start = stream + len(b"stream") + (2 if data[stream + 6 : stream + 7] == b"\r" else 1)
            inflated = _inflated(data, start, left)
            left -= len(inflated)
            yield from _packed(head, inflated)
        elif stream < 0:
            yield int(match[1]), head.strip()


def _inflated(data: bytes, start: int, most: int) -> bytes:
    try:
        return zlib.decompressobj().decompress(data[start : start + _MOST_INFLATED], max(most, 1))
    except zlib.error:
        return b""


def _packed(head: bytes, inflated: bytes) -> Iterator[tuple[int, bytes]]:
    """The objects in an object stream: pairs of number and offset, then the bodies."""
    first = re.search(rb"/First\s+(\d+)", head)
    count = re.search(rb"/N\s+(\d+)", head)
    if not first or not count:
        return
    start = int(first[1])
    numbers = [int(word) for word in inflated[:start].split() if word.isdigit()]
    pairs = list(zip(numbers[::2], numbers[1::2], strict=False))[: int(count[1])]
    if not pairs:
        return  # damaged
    ends = [offset for _, offset in pairs[1:]] + [len(inflated) - start]
    for (number, offset), end in zip(pairs, ends, strict=True):
        yield number, inflated[start + offset : start + end].strip()


def _numbers(encoding: bytes) -> dict[int, int]:
    """The number that names the glyph of each code of a font; empty without such names."""
    differences = _DIFFERENCES.search(encoding)
    if differences is None:
        return {}
    named: dict[int, int] = {}
    code = names = 0
    for token in re.findall(rb"/[^\s/\[\]<>()]+|\d+", differences[1]):
        if token[:1] != b"/":
            code = int(token)
            continue
        number = _NUMERIC.fullmatch(token)
        if number and int(number[2]) < 256:
            named[code] = int(number[2])
        names += token != b"/.notdef"
        code += 1
    if not named or len(named) < _LEAST_NUMERIC * names:
        return {}
    return {code: number for code, number in named.items() if code < 256}


def _characters(named: dict[int, int]) -> dict[int, str]:
    """What each code of a font means, by the numbers of its glyphs."""
    text = any(number in _LIGATURES for number in named.values())  # typewriter type has none
    return {code: _OT1.get(number, "") if text and number in _OT1 else chr(number)
            for code, number in named.items()}  # fmt: skip


def _map(characters: dict[int, str]) -> bytes:
    """A ToUnicode map as a stream object."""
    lines = [b"<%02x><%s>" % (code, text.encode("utf-16-be").hex().encode())
             for code, text in sorted(characters.items())]  # fmt: skip
    parts = [lines[at : at + 100] for at in range(0, len(lines), 100)]
    chars = b"\n".join(
        b"%d beginbfchar\n%s\nendbfchar" % (len(part), b"\n".join(part)) for part in parts
    )
    body = (
        b"/CIDInit/ProcSet findresource begin 12 dict begin begincmap/CMapType 2 def\n"
        b"1 begincodespacerange<00><ff>endcodespacerange\n" + chars + b"\nendcmap end end"
    )
    return b"<</Length %d>>stream\n" % len(body) + body + b"\nendstream"


def _updated(data: bytes, added: dict[int, bytes], root: bytes) -> bytes:
    """The file with objects appended; readers rebuild its cross-references from them."""
    out = bytearray(data)
    for number, body in added.items():
        out += b"\n%d 0 obj\n" % number + body + b"\nendobj\n"
    return bytes(out) + b"trailer\n<<%s/Size %d>>\nstartxref\n0\n%%%%EOF\n" % (
        root,
        max(added) + 1,
    )
