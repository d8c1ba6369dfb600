"""A tiny PDF writer for tests: base-14 (F7: Courier), Chinese, Type 3 fonts, images, encryption."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field

WIDTH, HEIGHT = 600, 800
FONTS = {
    "F1": b"<</Type/Font/Subtype/Type1/BaseFont/Times-Roman/Encoding/WinAnsiEncoding>>",
    "F2": b"<</Type/Font/Subtype/Type1/BaseFont/Times-Bold/Encoding/WinAnsiEncoding>>",
    "F3": b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H"
    b"/DescendantFonts[<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light"
    b"/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>/DW 1000>>]>>",
    "F7": b"<</Type/Font/Subtype/Type1/BaseFont/Courier/Encoding/WinAnsiEncoding>>",
}
OBJECTS = {"F1": 3, "F2": 4, "F3": 5, "F7": 8}
# Type 3 fonts of 100 units to the em: F4 keeps the codes of its characters, as ps2pdf does; F5
# renumbers them in this order and names its glyphs "/97", as Distiller does for dvips; F6
# renumbers them from 32, and its names say nothing.
TYPE3 = {"F4": (b"/a", 32), "F5": (b"/", 0), "F6": (b"/g", 32)}
ALPHABET = "".join(map(chr, range(32, 127)))[::-1]
_UNITS = 100
_PADDING = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")


@dataclass
class Page:
    """One page; ``y`` counts in points from the top, as the reader's boxes do."""

    operators: list[bytes] = field(default_factory=list)
    image: bool = False

    def text(
        self, x: float, y: float, text: str, *, size: float = 10, font: str = "F1",
        mode: int = 0, grey: float = 0, turned: bool = False,
    ) -> Page:  # fmt: skip
        """Write one line; ``mode`` 3 is invisible, ``grey`` 1 white, ``turned`` runs upwards."""
        scale: float = 1
        if font == "F3":
            shown = b"<" + text.encode("utf-16-be").hex().encode() + b">"
        elif font in TYPE3:
            places = (TYPE3[font][1] + ALPHABET.index(letter) for letter in text)
            codes = text.encode("ascii") if font == "F4" else bytes(places)
            shown, scale, size = b"<" + codes.hex().encode() + b">", size / _UNITS, 1
        else:
            raw = text.encode("cp1252")
            for character in (b"\\", b"(", b")"):
                raw = raw.replace(character, b"\\" + character)
            shown = b"(" + raw + b")"
        turn = f"0 {scale} {-scale} 0" if turned else f"{scale} 0 0 {scale}"
        matrix = f"{turn} {x} {HEIGHT - y}"
        self.operators.append(
            f"BT {grey} g /{font} {size} Tf {mode} Tr {matrix} Tm ".encode() + shown + b" Tj ET"
        )
        return self

    def lines(
        self, x: float, y: float, lines: list[str], *, size: float = 10, leading: float = 12,
        font: str = "F1",
    ) -> float:  # fmt: skip
        """Write lines one under the other; the height after them."""
        for line in lines:
            self.text(x, y, line, size=size, font=font)
            y += leading
        return y

    def box(self, x: float, y: float, width: float, height: float, grey: float) -> Page:
        """Fill a rectangle whose top left corner is at ``x``, ``y``."""
        self.operators.append(f"{grey} g {x} {HEIGHT - y - height} {width} {height} re f".encode())
        return self

    def bar(self, x: float, y: float, width: float, height: float, grey: float) -> Page:
        """Draw a line so thick that it is a box, as some publishers do below table headers."""
        middle = HEIGHT - y - height / 2
        self.operators.append(
            f"{grey} G {height} w {x} {middle} m {x + width} {middle} l S 0 G 1 w".encode()
        )
        return self

    def scan(self) -> Page:
        """Cover the page with an image."""
        self.operators.append(f"q {WIDTH} 0 0 {HEIGHT} 0 0 cm /I1 Do Q".encode())
        self.image = True
        return self


def pdf(
    pages: list[Page], *, info_title: str = "", password: str = "", rotate: int = 0,
    bookmarks: tuple[str, ...] = (),
) -> bytes:  # fmt: skip
    """The bytes of a PDF of these pages; with a password in 40-bit RC4.

    All ``bookmarks`` hang below the first, as where that is the paper's title.
    """
    objects: dict[int, bytes] = {}
    drawn = b"".join(operator for page in pages for operator in page.operators)
    numbers = {name: at for name, at in OBJECTS.items() if name != "F7" or b"/F7 " in drawn}
    for name, number in numbers.items():
        objects[number] = FONTS[name]
    image, info = 6, 7
    identifier = hashlib.md5(b"tests").digest()
    key = _key(password, identifier) if password else b""

    def stream(number: int, head: bytes, data: bytes) -> bytes:
        body = _rc4(_object_key(key, number), data) if key else data
        return b"<<" + head + b"/Length %d>>stream\n" % len(body) + body + b"\nendstream"

    head = b"/Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8"
    objects[image] = stream(image, head, b"\x80")
    title = info_title.encode("cp1252")
    title = _rc4(_object_key(key, info), title) if key else title
    objects[info] = b"<</Title<" + title.hex().encode() + b">>>"
    kids = []
    if any(b"/%s " % name.encode() in drawn for name in TYPE3):
        _add_type3(objects, numbers, 10 + 2 * len(pages), stream)
    for place, page in enumerate(pages):
        number = 10 + 2 * place
        kids.append(b"%d 0 R" % number)
        fonts = b"".join(b"/%s %d 0 R" % (name.encode(), at) for name, at in numbers.items())
        objects[number] = (
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %d %d]/Rotate %d/Resources<</Font<<%s>>"
            b"/XObject<</I1 %d 0 R>>>>/Contents %d 0 R>>"
            % (WIDTH, HEIGHT, rotate, fonts, image, number + 1)
        )
        objects[number + 1] = stream(number + 1, b"", b"\n".join(page.operators))
    objects[1] = b"<</Type/Catalog/Pages 2 0 R>>"
    if bookmarks:
        _add_bookmarks(objects, bookmarks)
    objects[2] = b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(pages), b" ".join(kids))
    trailer = b"/Root 1 0 R/Info 7 0 R/ID[<%s><%s>]" % ((identifier.hex().encode(),) * 2)
    if password:
        objects[9] = _encryption(password, key)
        trailer += b"/Encrypt 9 0 R"
    return _file(objects, trailer)


def _add_bookmarks(objects: dict[int, bytes], titles: tuple[str, ...]) -> None:
    """Add an outline whose first entry holds all others, and let the catalogue point to it."""
    free = max(objects) + 1
    first, last = free + 2, free + len(titles)
    for place, title in enumerate(titles):
        number, parent = free + 1 + place, free + 1 if place else free
        links = b"/Title(%s)/Parent %d 0 R" % (title.encode("ascii"), parent)
        if not place and len(titles) > 1:
            links += b"/First %d 0 R/Last %d 0 R/Count %d" % (first, last, len(titles) - 1)
        if place > 1:
            links += b"/Prev %d 0 R" % (number - 1)
        if place and number < last:
            links += b"/Next %d 0 R" % (number + 1)
        objects[number] = b"<<" + links + b">>"
    objects[free] = b"<</Type/Outlines/First %d 0 R/Last %d 0 R/Count 1>>" % (free + 1, free + 1)
    objects[1] = b"<</Type/Catalog/Pages 2 0 R/Outlines %d 0 R>>" % free


def _add_type3(
    objects: dict[int, bytes],
    numbers: dict[str, int],
    free: int,
    stream: Callable[[int, bytes, bytes], bytes],
) -> None:
    """Add the Type 3 fonts: boxes for letters, tall ones for capitals, digits and ascenders."""
    tall, small, blank = free, free + 1, free + 2
    for number, height in ((tall, 70), (small, 45)):
        objects[number] = stream(
            number, b"", b"50 0 5 0 45 %d d1 5 0 40 %d re f" % (height, height)
        )
    objects[blank] = stream(blank, b"", b"25 0 0 0 0 0 d1")
    for place, (name, (prefix, first)) in enumerate(TYPE3.items()):
        numbers[name] = free + 3 + place
        said = [place if name == "F6" else ord(letter) for place, letter in enumerate(ALPHABET)]
        names = [prefix + b"%d" % number for number in said]
        glyphs = [
            b"%s %d 0 R" % (glyph, blank if letter == " " else small if letter in "aceimnorsuvwxz"
            else tall) for glyph, letter in zip(names, ALPHABET, strict=True)
        ]  # fmt: skip
        widths = b" ".join(b"25" if letter == " " else b"50" for letter in ALPHABET)
        if name == "F4":
            names, widths = names[::-1], b" ".join(widths.split()[::-1])
        objects[numbers[name]] = (
            b"<</Type/Font/Subtype/Type3/FontBBox[0 0 50 70]/FontMatrix[1 0 0 1 0 0]/Resources<<>>"
            b"/FirstChar %d/LastChar %d/Widths[%s]/CharProcs<<%s>>"
            b"/Encoding<</Type/Encoding/Differences[%d %s]>>>>"
            % (first, first + len(names) - 1, widths, b"".join(glyphs), first, b"".join(names))
        )


def _file(objects: dict[int, bytes], trailer: bytes) -> bytes:
    out = bytearray(b"%PDF-1.4\n")
    offsets = {}
    for number in sorted(objects):
        offsets[number] = len(out)
        out += b"%d 0 obj\n" % number + objects[number] + b"\nendobj\n"
    start, size = len(out), max(objects) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n" % size
    for number in range(1, size):
        used = number in offsets
        out += b"%010d %05d %s \n" % (
            offsets.get(number, 0),
            0 if used else 65535,
            b"n" if used else b"f",
        )
    out += b"trailer<</Size %d%s>>\nstartxref\n%d\n%%%%EOF\n" % (size, trailer, start)
    return bytes(out)


def _rc4(key: bytes, data: bytes) -> bytes:
    state = list(range(256))
    j = 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    out = bytearray()
    i = j = 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(out)


def _owner(password: str) -> bytes:
    padded = (password.encode() + _PADDING)[:32]
    return _rc4(hashlib.md5(padded).digest()[:5], padded)


def _key(password: str, identifier: bytes) -> bytes:
    padded = (password.encode() + _PADDING)[:32]
    permissions = (-4 & 0xFFFFFFFF).to_bytes(4, "little")
    return hashlib.md5(padded + _owner(password) + permissions + identifier).digest()[:5]


def _object_key(key: bytes, number: int) -> bytes:
    return hashlib.md5(key + number.to_bytes(3, "little") + b"\0\0").digest()[:10]


def _encryption(password: str, key: bytes) -> bytes:
    owner, user = _owner(password).hex().encode(), _rc4(key, _PADDING).hex().encode()
    return b"<</Filter/Standard/V 1/R 2/Length 40/P -4/O<%s>/U<%s>>>" % (owner, user)
