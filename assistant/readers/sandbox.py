"""Reading in a child process: a hostile file costs only itself, never the app or the library.

What a child may do besides is in ``assistant.readers.confinement``.
Children run at the lowest priority: a model that works at the same time keeps its speed, and the
children take the time that it leaves. So what is limited is processor time, not the clock's.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Literal

from assistant import errors
from assistant.documents.box import Box
from assistant.documents.detection import format_of, is_zip
from assistant.documents.document import Caption, Document
from assistant.documents.formats import open_regular_file
from assistant.documents.reference import Reference
from assistant.errors import UnreadableSource
from assistant.messages import unpack
from assistant.readers import read_bytes
from assistant.readers.ocr import demand
from assistant.readers.ocr.demand import PagesWanted
from assistant.serialization import load

TIMEOUT = 120.0
MEMORY_BYTES = 2 * 1024**3
# Markdown and text up to this size are read in this process: a child would take longer to start.
SMALL_BYTES = 64 * 1024
POLL = 0.05
_PAGES_WANTED = 6
# What tells ONNX Runtime which instructions and cores there are.
_PROCESSOR = ("/proc/cpuinfo", "/sys/devices/system/cpu")


@dataclass(frozen=True)
class Limits:
    """What a child may use: ``seconds`` of processor time, ``memory_bytes`` of address space.

    A child that gets nowhere for as many seconds, and has not used them, is stopped as well.
    """

    seconds: float = TIMEOUT
    memory_bytes: int = MEMORY_BYTES

    def for_pages(self, count: int) -> Limits:
        """Limits for a child that reads so many pages from their images besides."""
        seconds = self.seconds + count * demand.SECONDS_A_PAGE
        return Limits(seconds, self.memory_bytes + demand.MEMORY_BYTES)


class Stopped(Exception):
    """The reading was stopped because nobody wants it any more."""


def read_safely(
    path: Path,
    name: str,
    *,
    password: str | None = None,
    limits: Limits | None = None,
    stop: threading.Event | None = None,
    weights: Path | None = None,
) -> Document:
    """Read the file at ``path`` that its user calls ``name``.

    Short Markdown and text are read in this process, all else in a child with ``limits``. Pages
    that are images are recognised with the networks in the folder ``weights``, where one is given,
    by a second child that gets more time and memory. Raises what ``readers.read`` raises,
    UnreadableSource for a crash or a limit, and Stopped once ``stop`` is set.
    """
    with open_regular_file(path) as file:
        head = file.read(SMALL_BYTES + 1)
    # Of a blank start or an archive only the whole file can tell.
    if (head.strip() or len(head) <= SMALL_BYTES) and not is_zip(head):
        source_format = format_of(head, name)
        plain = b"<style" not in head.lower()  # style sheets may be made to take long
        if plain and len(head) <= SMALL_BYTES and source_format in ("markdown", "text"):
            return read_bytes(head, name, password=password)
    order: dict[str, object] = {"password": password}
    limits = limits or Limits()
    try:
        asking = order | ({"ocr": ""} if weights is not None else {})
        output = run_child("read", path, name, asking, limits=limits, stop=stop)
    except PagesWanted as wanted:
        output = _read_scans(path, name, order, limits.for_pages(wanted.count), stop, weights)
    try:
        return load(Document, output)
    except ValueError as error:
        raise UnreadableSource("Reading '{name}' gave no usable document.", name=name) from error


def _read_scans(
    path: Path,
    name: str,
    order: Mapping[str, object],
    limits: Limits,
    stop: threading.Event | None,
    weights: Path | None,
) -> bytes:
    """The document with its pages recognised; as it is without where that comes to an end."""
    try:
        order_scans = {**order, "ocr": str(weights)}
        return run_child("read", path, name, order_scans, limits=limits, stop=stop, weights=weights)
    except UnreadableSource:
        return run_child("read", path, name, order, limits=limits, stop=stop)


def read_in_child(
    path: Path,
    *,
    password: str | None = None,
    timeout: float = TIMEOUT,
    memory_bytes: int = MEMORY_BYTES,
) -> Document:
    """Read a file, with at most ``timeout`` seconds of processor time and ``memory_bytes``.

    Errors as for ``read_safely``.
    """
    limits = Limits(timeout, memory_bytes)
    return read_safely(path, path.name, password=password, limits=limits)


def page_image_of(
    path: Path,
    name: str,
    page: int,
    *,
    width: int,
    boxes: tuple[tuple[float, float, float, float], ...] = (),
    password: str | None = None,
    limits: Limits | None = None,
) -> bytes:
    """A page of a PDF as PNG, ``width`` pixels wide; see ``pdf_image.page_png``.

    Errors as for ``read_safely``.
    """
    order = {"password": password, "page": page, "width": width, "boxes": boxes}
    return run_child("page", path, name, order, limits=limits or Limits(60.0))


def figure_of(
    path: Path,
    name: str,
    document: Document,
    caption: Caption,
    *,
    password: str | None = None,
    limits: Limits | None = None,
) -> bytes:
    """The figure that a caption of a PDF belongs to as PNG; see ``figures.picture.figure_png``.

    Errors as for ``read_safely``, and SourceError where nothing is drawn beside the caption.
    """
    page = caption.boxes[0].page
    order = {
        "password": password,
        "page": page,
        "label": caption.label,
        "caption": _around(caption.boxes, page),
        "prose": [
            astuple(b)[1:] for _, s in document.sentences() for b in s.boxes if b.page == page
        ],
        "captions": [
            _around(one.boxes, page)
            for one in document.captions
            if any(box.page == page for box in one.boxes)
        ],
    }
    return run_child("figure", path, name, order, limits=limits or Limits(60.0))


def _around(boxes: Sequence[Box], page: int) -> tuple[float, float, float, float]:
    """The smallest rectangle around boxes on a page."""
    mine = [box for box in boxes if box.page == page]
    return (
        min(box.left for box in mine), min(box.top for box in mine),
        max(box.right for box in mine), max(box.bottom for box in mine),
    )  # fmt: skip


def archive_contents(path: Path, name: str, *, limits: Limits | None = None) -> list[str]:
    """The names of the documents in an archive; none for one that is a document as a whole.

    Errors as for ``read_safely``.
    """
    output = run_child("contents", path, name, {}, limits=limits or Limits())
    return [str(member) for member in json.loads(output)]


def archive_member(
    path: Path,
    name: str,
    member: str,
    *,
    limits: Limits | None = None,
    stop: threading.Event | None = None,
) -> bytes:
    """The bytes of a file in an archive; errors as for ``read_safely``."""
    order = {"member": member}
    return run_child("member", path, name, order, limits=limits or Limits(), stop=stop)


def listed_references(path: Path, name: str, *, limits: Limits | None = None) -> list[Reference]:
    """The references of a BibTeX, RIS or CSL-JSON file; errors as for ``read_safely``."""
    output = run_child("references", path, name, {}, limits=limits or Limits())
    return [load(Reference, dumped) for dumped in json.loads(output)]


def run_child(
    what: Literal["read", "page", "figure", "contents", "member", "references"],
    path: Path,
    name: str,
    order: Mapping[str, object],
    *,
    limits: Limits,
    stop: threading.Event | None = None,
    weights: Path | None = None,
) -> bytes:
    """What ``python -m assistant.readers`` writes for this file; errors as for ``read_safely``.

    ``weights`` is a folder that it may read besides. Raises PagesWanted where it asks for them.
    """
    command = [
        sys.executable,
        "-B",
        "-c",
        _LIMITED,
        str(limits.memory_bytes),
        str(int(limits.seconds)),
    ]
    command += [str(os.getpid()), what, str(path.resolve()), name]
    if weights is not None:
        command += [str(weights.resolve()), *_PROCESSOR]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as child:
        try:
            output, complaints = _attend(child, json.dumps(order).encode(), limits, name, stop)
        except BaseException:
            child.kill()
            raise
    if child.returncode == _PAGES_WANTED:
        raise PagesWanted(int(complaints.split()[-1]))
    if child.returncode:
        raise _failure(name, child.returncode, complaints.decode(errors="replace"))
    return output


def _attend(
    child: subprocess.Popen[bytes],
    order: bytes,
    limits: Limits,
    name: str,
    stop: threading.Event | None,
) -> tuple[bytes, bytes]:
    """Standard output and error of a child that ends in time."""
    import psutil

    watched = psutil.Process(child.pid)
    used, moved_at = 0.0, time.monotonic()
    sent: bytes | None = order
    while True:
        try:
            return child.communicate(sent, timeout=POLL)
        except subprocess.TimeoutExpired:
            sent = None
        if stop is not None and stop.is_set():
            raise Stopped
        before, now = used, time.monotonic()
        with contextlib.suppress(psutil.Error):
            times = watched.cpu_times()
            used = times.user + times.system
        if used > before:
            moved_at = now
        if used > limits.seconds or now - moved_at > max(limits.seconds, 1.0):
            raise _too_slow(name, limits.seconds)


# Limits are set inside the child: a preexec_fn is unsafe in a process with threads. The child ends
# with its app, even where that is killed.
_LIMITED = """
import ctypes, os, sys
if sys.platform == "linux":
    ctypes.CDLL(None).prctl(1, 9, 0, 0, 0)  # before the low priority, which may starve it
    if os.getppid() != int(sys.argv[3]):
        os._exit(0)
try:
    os.nice(19)
except (AttributeError, OSError):
    pass
try:
    import resource
    resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[1]),) * 2)
    resource.setrlimit(resource.RLIMIT_CPU, (int(sys.argv[2]) + 5,) * 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
except (ImportError, ValueError, OSError):
    pass
del sys.argv[1:4]
from assistant.readers.confinement import confine, program_files
confine([*program_files(), sys.argv[2], *sys.argv[4:]])
from assistant.readers.__main__ import main
code = main()
sys.stderr.flush()
os._exit(code)
"""


def _too_slow(name: str, seconds: float) -> UnreadableSource:
    return UnreadableSource(
        "Reading '{name}' took more than {seconds} seconds and was stopped. Allow more with "
        "SURVEY_ASSISTANT_READ_TIMEOUT, or try the file saved anew by another program.",
        name=name,
        seconds=f"{seconds:g}",
    )


def _failure(name: str, code: int, complaints: str) -> errors.AssistantError:
    """The error that a child's end stands for."""
    lines = [line for line in complaints.splitlines() if line.strip()]
    last = lines[-1] if lines else ""
    if code == 3:
        kind, _, message = last.partition(": ")
        error_class = getattr(errors, kind, UnreadableSource)
        return error_class(unpack(message))
    if code == 4 or "MemoryError" in complaints or "bad_alloc" in complaints:
        return UnreadableSource(
            "Reading '{name}' needs more memory than allowed; it was stopped.", name=name
        )
    if code == 5:
        return UnreadableSource(
            "'{name}' is nested too deeply to be read; it may be damaged.", name=name
        )
    if code == -signal.SIGXCPU:
        return UnreadableSource("Reading '{name}' took too long and was stopped.", name=name)
    if code < 0:
        reason = str(-code)
        with contextlib.suppress(ValueError):
            reason = signal.Signals(-code).name
        return UnreadableSource(
            "The reader crashed on '{name}' ({reason}); the file is damaged or hostile. Save it "
            "anew with another program and try again.",
            name=name,
            reason=reason,
        )
    return UnreadableSource(
        "Reading '{name}' failed: {reason}.", name=name, reason=last or f"exit code {code}"
    )
