"""A whole library as one archive, and back; an archive from a stranger can do no harm."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import shutil
import sqlite3
import stat
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from assistant.errors import AssistantError, LibraryError, LibraryNotWritable, LibraryTooNew
from assistant.maintenance.integrity import FILE, alone
from assistant.settings import Settings
from assistant.storage.schema import FORMAT

MANIFEST = "manifest.json"
KIND = "survey-assistant library"
SOURCES = "sources"
_NAME = re.compile(rf"{re.escape(FILE)}|{SOURCES}/[0-9a-f]{{64}}\.[a-z0-9]{{1,10}}")
MOST_FILES = 100_000
MOST_BYTES = 200 * 1024**3
MOST_RATIO = 100
LARGEST_MANIFEST = 64 * 1024**2
LARGEST_DOCUMENT = 512 * 1024**2
STEP = 1 << 20


@dataclass(frozen=True)
class ImportedCounts:
    """What came out of an archive."""

    surveys: int
    documents: int


def export_library(folder: Path, archive: Path, settings: Settings) -> int:
    """Write everything in a library that cannot be derived to a .zip file; its size in bytes.

    The file appears when it is complete. Vectors are left out: they are made again at the first
    opening. Raises LibraryError where there is no library, LibraryBusy while another process
    writes, AssistantError where the archive cannot be written.
    """
    if not (folder / FILE).is_file():
        raise LibraryError(f"No library in {folder}: there is no {FILE}. Check the path.")
    beside = archive.with_name(f".{archive.name}.{os.getpid()}.part")
    try:
        with alone(folder, settings), tempfile.TemporaryDirectory(dir=archive.parent) as work:
            copy = Path(work) / FILE
            _copy_database(folder / FILE, copy)
            files = [(FILE, copy)]
            for path in sorted((folder / SOURCES).glob("*")):
                name = f"{SOURCES}/{path.name}"
                if path.is_file() and not path.is_symlink() and _NAME.fullmatch(name):
                    files.append((name, path))
            _write_zip(beside, files)
        beside.replace(archive)
        return archive.stat().st_size
    except OSError as error:
        raise AssistantError(
            f"{archive} cannot be written: {error.strerror or error}. Choose another place."
        ) from error
    finally:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)


def _copy_database(path: Path, copy: Path) -> None:
    """A consistent copy, even while others read and write."""
    try:
        with (
            contextlib.closing(sqlite3.connect(path)) as source,
            contextlib.closing(sqlite3.connect(copy)) as target,
        ):
            source.backup(target)
            target.execute("PRAGMA journal_mode=DELETE")
            target.execute("UPDATE passages SET embedded_by = NULL, sentence_vectors = NULL")
            target.commit()
            target.execute("VACUUM")
    except sqlite3.Error as error:
        raise LibraryError(
            f"{path} cannot be copied ({error}). Run 'survey-assistant check', free some disk "
            "space, or choose another place for the archive."
        ) from error


def _write_zip(path: Path, files: list[tuple[str, Path]]) -> None:
    listed: dict[str, Any] = {}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, file in files:
            digest = hashlib.sha256()
            with file.open("rb") as source, archive.open(name, "w", force_zip64=True) as target:
                while data := source.read(STEP):
                    digest.update(data)
                    target.write(data)
            listed[name] = {"size": file.stat().st_size, "sha256": digest.hexdigest()}
        manifest = {
            "kind": KIND,
            "format": FORMAT,
            "made": datetime.now(UTC).isoformat(timespec="seconds"),
            "files": listed,
        }
        archive.writestr(MANIFEST, json.dumps(manifest, indent=1))


def import_library(archive: Path, folder: Path, settings: Settings) -> ImportedCounts:
    """Make a library in ``folder``, which has none yet, from an archive.

    Nothing is written outside of the folder, and the folder appears when all is checked. Raises
    LibraryError for an archive that is damaged, made by something else, or meant to do harm.
    """
    folder = folder.absolute()
    if folder.exists() and any(folder.iterdir()):
        raise LibraryError(
            f"{folder} is not empty. Name a new folder with --library; nothing is overwritten."
        )
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    except OSError as error:
        raise LibraryNotWritable(
            f"{folder} cannot be made: {error.strerror}. Choose another with --library."
        ) from error
    try:
        with _open_archive(archive) as opened:
            listed = _manifest(archive, opened)
            _check_room(archive, folder.parent, sum(entry["size"] for entry in listed.values()))
            for name, entry in listed.items():
                _extract(archive, opened, name, entry, work)
        found = _check_database(archive, work / FILE)
        if folder.exists():
            folder.rmdir()
        work.rename(folder)
        return found
    except (OSError, EOFError, zlib.error, zipfile.BadZipFile, NotImplementedError) as error:
        reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
        raise LibraryError(f"{archive} cannot be read ({reason}). Nothing was changed.") from error
    finally:
        shutil.rmtree(work, ignore_errors=True)


@contextlib.contextmanager
def _open_archive(archive: Path) -> Iterator[zipfile.ZipFile]:
    try:
        opened = zipfile.ZipFile(archive)
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise _refusal(archive, "it is no .zip file, or is cut off") from None
    with opened:
        yield opened


def _manifest(archive: Path, opened: zipfile.ZipFile) -> dict[str, dict[str, Any]]:
    """The files by name, after every name and size has been looked at."""
    infos = opened.infolist()
    names = [info.filename for info in infos]
    if len(names) > MOST_FILES:
        raise _refusal(archive, f"it has {len(names)} files")
    if MANIFEST not in names or FILE not in names:
        raise _refusal(archive, "it was not made by 'survey-assistant export-library'")
    if len(set(names)) != len(names):
        raise _refusal(archive, "a file is in it twice")
    for info in infos:
        _check_entry(archive, info)
    try:
        manifest = json.loads(_read_bounded(opened, MANIFEST, LARGEST_MANIFEST))
        listed: dict[str, dict[str, Any]] = manifest["files"]
        sound = manifest["kind"] == KIND and all(
            isinstance(entry["size"], int)
            and entry["size"] == opened.getinfo(name).file_size
            and re.fullmatch("[0-9a-f]{64}", entry["sha256"])
            for name, entry in listed.items()
        )
        version = int(manifest["format"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise _refusal(archive, f"its {MANIFEST} makes no sense") from None
    if not sound or set(listed) | {MANIFEST} != set(names):
        raise _refusal(archive, f"its {MANIFEST} does not name the files that it has")
    if version > FORMAT:
        raise LibraryTooNew(
            f"{archive} has format {version}, this program knows formats up to {FORMAT}. "
            "Update survey-assistant."
        )
    return listed


def _check_entry(archive: Path, info: zipfile.ZipInfo) -> None:
    mode = info.external_attr >> 16
    if info.filename != MANIFEST and not _NAME.fullmatch(info.filename):
        raise _refusal(archive, f"it has a file of a strange name, {info.filename[:80]!r}")
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        raise _refusal(archive, f"{info.filename} in it is no plain file")
    if info.flag_bits & 0x1:
        raise _refusal(archive, f"{info.filename} in it is encrypted")
    if info.file_size > STEP and info.file_size > MOST_RATIO * max(1, info.compress_size):
        raise _refusal(archive, f"{info.filename} in it would grow too much when unpacked")


def _check_room(archive: Path, folder: Path, size: int) -> None:
    free = shutil.disk_usage(folder).free
    if size > MOST_BYTES or size > free - 100 * STEP:
        raise LibraryNotWritable(
            f"{archive} needs {size / 1e6:.0f} MB and {folder} has {free / 1e6:.0f} MB left. "
            "Free some space, or choose another folder with --library."
        )


def _extract(
    archive: Path, opened: zipfile.ZipFile, name: str, entry: dict[str, Any], work: Path
) -> None:
    path = work / name
    path.parent.mkdir(exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with opened.open(name) as source, path.open("xb") as target:
        for data in _pieces(source):
            size += len(data)
            if size > entry["size"]:  # the sizes that a bomb states are not its own
                raise _refusal(archive, f"{name} in it is larger than it says")
            digest.update(data)
            target.write(data)
    if digest.hexdigest() != entry["sha256"]:
        raise _refusal(archive, f"{name} in it is damaged")
    if name != FILE and not Path(name).name.startswith(entry["sha256"]):
        raise _refusal(archive, f"{name} in it is another source than its name says")


def _pieces(source: IO[bytes]) -> Iterator[bytes]:
    while data := source.read(STEP):
        yield data


def _read_bounded(opened: zipfile.ZipFile, name: str, most: int) -> bytes:
    with opened.open(name) as source:
        data = source.read(most + 1)
    if len(data) > most:
        raise ValueError(name)
    return data


def _check_database(archive: Path, path: Path) -> ImportedCounts:
    """The counts of a database that holds tables only: no triggers or views that would run."""
    try:
        with contextlib.closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA trusted_schema=OFF")
            connection.execute("PRAGMA cell_size_check=ON")
            for kind, name, sql in connection.execute("SELECT type, name, sql FROM sqlite_master"):
                virtual = re.search(r"\bvirtual\s+table\b", sql or "", re.IGNORECASE)
                if kind not in ("table", "index") or (virtual and name != "passage_text"):
                    raise _refusal(archive, f"its database has a {kind} {name!r}")
            if connection.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
                raise _refusal(archive, "its database is damaged")
            if (version := connection.execute("PRAGMA user_version").fetchone()[0]) > FORMAT:
                raise LibraryTooNew(
                    f"{archive} has a database of format {version}, this program knows formats up "
                    f"to {FORMAT}. Update survey-assistant."
                )
            for (body,) in connection.execute("SELECT body FROM documents"):
                unpacking = zlib.decompressobj()
                unpacking.decompress(body, LARGEST_DOCUMENT)
                if unpacking.unconsumed_tail:
                    raise _refusal(archive, "a document in it would grow too much when unpacked")
                if not unpacking.eof:
                    raise _refusal(archive, "a document in it is cut off")
            surveys, documents = (
                int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])
                for table in ("surveys", "documents")
            )
            connection.execute("UPDATE passages SET embedded_by = NULL, sentence_vectors = NULL")
            connection.commit()
    except (sqlite3.Error, zlib.error, TypeError, OverflowError) as error:
        raise _refusal(archive, f"its database cannot be used: {error}") from error
    return ImportedCounts(surveys, documents)


def _refusal(archive: Path, reason: str) -> LibraryError:
    return LibraryError(
        f"{archive} is not a library that can be taken in: {reason}. Nothing was changed."
    )
