"""Reading in a child process: a hostile file costs only itself, never the app or the library."""

from __future__ import annotations

import contextlib
import json
import signal
import subprocess
import sys
from pathlib import Path

from assistant import errors
from assistant.document import Document
from assistant.errors import UnreadableSource
from assistant.readers import file_bytes, format_of, read_bytes

TIMEOUT = 120.0
MEMORY_BYTES = 2 * 1024**3


def read_safely(
    data: bytes,
    name: str,
    *,
    password: str | None = None,
    timeout: float = TIMEOUT,
    memory_bytes: int = MEMORY_BYTES,
) -> Document:
    """Read a source's bytes: PDF and HTML in a child process, Markdown and text in this one."""
    if format_of(data, name) in ("markdown", "text"):
        return read_bytes(data, name, password=password)
    return bytes_in_child(data, name, password=password, timeout=timeout, memory_bytes=memory_bytes)


def read_in_child(
    path: Path,
    *,
    password: str | None = None,
    timeout: float = TIMEOUT,
    memory_bytes: int = MEMORY_BYTES,
) -> Document:
    """Read a file in a child process with at most ``timeout`` seconds and ``memory_bytes``.

    Raises what ``readers.read`` raises; a crash, a timeout or a memory overrun of the child
    becomes an UnreadableSource.
    """
    return bytes_in_child(
        file_bytes(path), path.name, password=password, timeout=timeout, memory_bytes=memory_bytes
    )


def bytes_in_child(
    data: bytes, name: str, *, password: str | None, timeout: float, memory_bytes: int
) -> Document:
    """Read a source's bytes in a child process; limits and errors as for ``read_in_child``."""
    format_of(data, name)
    command = [sys.executable, "-c", _LIMITED, str(memory_bytes), str(int(timeout) + 5), name]
    head = json.dumps(password).encode() + b"\n"
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as child:
        try:
            output, complaints = child.communicate(head + data, timeout=timeout)
        except subprocess.TimeoutExpired:
            child.kill()
            raise UnreadableSource(
                f"Reading '{name}' took more than {timeout:g} seconds and was stopped."
                " Try a smaller file, or one saved anew by another program."
            ) from None
        except BaseException:
            child.kill()
            raise
    return _result(name, child.returncode, output, complaints.decode(errors="replace"))


# Limits are set inside the child: a preexec_fn is unsafe in a process with threads.
_LIMITED = """
import sys
try:
    import resource
    resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[1]),) * 2)
    resource.setrlimit(resource.RLIMIT_CPU, (int(sys.argv[2]),) * 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
except (ImportError, ValueError, OSError):
    pass
del sys.argv[1:3]
import os
from assistant.readers.__main__ import main
code = main()
sys.stderr.flush()
os._exit(code)
"""


def _result(name: str, code: int, output: bytes, complaints: str) -> Document:
    """The child's document, or the error that its end stands for."""
    if code == 0:
        try:
            return Document.from_json(output.decode())
        except (ValueError, KeyError, TypeError) as error:
            raise UnreadableSource(f"Reading '{name}' gave no usable document.") from error
    lines = [line for line in complaints.splitlines() if line.strip()]
    last = lines[-1] if lines else ""
    if code == 3:
        kind, _, message = last.partition(": ")
        error_class = getattr(errors, kind, UnreadableSource)
        raise error_class(message)
    if code == 4 or "MemoryError" in complaints or "bad_alloc" in complaints:
        raise UnreadableSource(f"Reading '{name}' needs more memory than allowed; it was stopped.")
    if code == 5:
        raise UnreadableSource(f"'{name}' is nested too deeply to be read; it may be damaged.")
    if code < 0:
        reason = str(-code)
        with contextlib.suppress(ValueError):
            reason = signal.Signals(-code).name
        raise UnreadableSource(
            f"The reader crashed on '{name}' ({reason}); the file is damaged or hostile."
            " Save it anew with another program and try again."
        )
    raise UnreadableSource(f"Reading '{name}' failed: {last or f'exit code {code}'}.")
