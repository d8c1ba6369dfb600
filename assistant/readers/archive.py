"""ZIP and tar archives, and formats that are ZIP archives inside: members, read within limits."""

from __future__ import annotations

import io
import lzma
import struct
import zipfile
import zlib

from assistant.documents.detection import is_tarball
from assistant.errors import UnreadableSource
from assistant.readers.tarball import NoTarball, TooMuch, as_zip

MOST_BYTES = 256_000_000  # unpacked, of one archive
MOST_MEMBERS = 20_000
_SMALL_BYTES = 1_000_000
# What Python's zipfile raises for bytes that are no archive, or of a kind that it does not know.
_DAMAGE = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError, ValueError,
    NotImplementedError, OverflowError, IndexError, KeyError,
)  # fmt: skip
_ENCRYPTED = 0x1  # the bit of a member's flags


class Archive:
    """A ZIP or tar archive in memory: ``names`` of its files, unpacked when they are read.

    What is unpacked of one archive has at most ``MOST_BYTES`` bytes, whatever it says of itself.
    Raises UnreadableSource for what is damaged, too large or protected with a password.
    """

    def __init__(self, data: bytes, name: str) -> None:
        self.source = name
        self._left = MOST_BYTES
        if is_tarball(data):
            data = self._zip_of(data)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except _DAMAGE as error:
            raise damaged(name) from error
        members = [info for info in self._zip.infolist() if not info.is_dir()]
        if len(members) > MOST_MEMBERS:
            raise self._too_large()
        self._members = {info.filename: info for info in members}
        self.names = tuple(self._members)
        self._small: dict[str, bytes] = {}  # what was read before, such as a style sheet

    def _zip_of(self, tar: bytes) -> bytes:
        try:
            return as_zip(tar, MOST_BYTES, MOST_MEMBERS)
        except TooMuch:
            raise self._too_large() from None
        except NoTarball as error:
            raise damaged(self.source) from error

    def read(self, member: str) -> bytes:
        """The bytes of a file in it; empty where there is none of this name."""
        info = self._members.get(member)
        if info is None:
            return b""
        if member in self._small:
            return self._small[member]
        if info.flag_bits & _ENCRYPTED:
            raise protected(self.source)
        try:
            with self._zip.open(info) as file:
                data = file.read(self._left + 1)
        except _DAMAGE as error:
            raise damaged(self.source) from error
        except RuntimeError as error:  # how zipfile says that a password is wanted
            raise protected(self.source) from error
        self._left -= len(data)
        if self._left < 0:
            raise self._too_large()
        if len(data) <= _SMALL_BYTES:
            self._small[member] = data
        return data

    def _too_large(self) -> UnreadableSource:
        size = MOST_BYTES // 1_000_000
        return UnreadableSource(
            "'{name}' holds more than {size} MB or {count} files, as no document has that is meant "
            "to be read. Unpack it and add the files that matter.",
            name=self.source,
            size=size,
            count=MOST_MEMBERS,
        )


def damaged(name: str) -> UnreadableSource:
    """The refusal of a file that cannot be unpacked."""
    return UnreadableSource(
        "'{name}' cannot be unpacked: it is damaged. Save it anew and add that.", name=name
    )


def protected(name: str) -> UnreadableSource:
    """The refusal of a file that wants a password, which only PDFs are opened with."""
    return UnreadableSource(
        "'{name}' is protected with a password, and only PDFs are opened with one. Save it without "
        "a password and add that.",
        name=name,
    )
