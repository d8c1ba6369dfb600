"""Tar archives, packed with gzip or not, as ZIP archives: one way to read what is in them."""

from __future__ import annotations

import io
import posixpath
import tarfile
import zipfile
import zlib
from collections.abc import Iterator

_GZIP = 31  # zlib's window for data with gzip's head and tail
_DAMAGE = (tarfile.TarError, zlib.error, EOFError, OSError, ValueError, OverflowError)


class NoTarball(Exception):
    """The bytes are a damaged archive."""


class TooMuch(Exception):
    """The archive unfolds to more than is allowed."""


def as_zip(data: bytes, most_bytes: int, most_members: int) -> bytes:
    """A ZIP archive, not packed, of the regular files in a tar archive; links are left out.

    Raises NoTarball for damage, TooMuch for more than so many bytes or files, whatever the archive
    says of itself.
    """
    made = io.BytesIO()
    try:
        unpacked = _unpacked(data, most_bytes)
        with (
            tarfile.open(fileobj=io.BytesIO(unpacked), mode="r:") as tar,
            zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive,
        ):
            for name, content in _files(tar, most_bytes, most_members):
                archive.writestr(zipfile.ZipInfo(name), content)
    except _DAMAGE as error:
        raise NoTarball from error
    return made.getvalue()


def _unpacked(data: bytes, most: int) -> bytes:
    """The tar archive in a gzip file; one that is not packed, as it is."""
    if not data.startswith(b"\x1f\x8b"):
        return data
    unpacker = zlib.decompressobj(_GZIP)
    unpacked = unpacker.decompress(data, most + 1)
    if len(unpacked) > most:
        raise TooMuch
    if not unpacker.eof:
        raise EOFError("the archive is cut off")
    return unpacked


def _files(tar: tarfile.TarFile, most_bytes: int, most_members: int) -> Iterator[tuple[str, bytes]]:
    left = most_bytes
    for count, info in enumerate(tar, start=1):
        left -= max(info.size, 0)
        if count > most_members or left < 0:
            raise TooMuch
        name = posixpath.normpath(info.name)
        file = tar.extractfile(info) if info.isfile() else None
        if file is not None and not name.startswith(("/", "..")):
            yield name, file.read()
