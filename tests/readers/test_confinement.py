"""What a child that reads a stranger's file can still do, tried by trying."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.readers.confinement import confine

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the means are Linux's")

TRIES = """
import ctypes, json, os, socket, subprocess, sys, threading
from pathlib import Path
from assistant.readers.confinement import confine, program_files

readable, secret, server = sys.argv[1:4]
taken = confine([*program_files(), readable])

def outcome(what):
    try:
        return repr(what())
    except BaseException as error:
        return type(error).__name__

def connect(*values):
    with socket.socket(*values) as opened:
        opened.settimeout(2)
        opened.connect(("127.0.0.1", int(server)))

def thread():
    made = []
    worker = threading.Thread(target=made.append, args=(1,))
    worker.start()
    worker.join()
    return made

tries = {
    "read": lambda: Path(readable).read_text(),
    "import": lambda: __import__("wave").__name__,
    "thread": thread,
    "memory": lambda: len(bytearray(50_000_000)),
    "secret": lambda: Path(secret).read_text(),
    "list": lambda: os.listdir(Path(secret).parent),
    "change": lambda: Path(readable).write_text("x"),
    "write": lambda: Path(secret + ".new").write_text("x"),
    "append": lambda: open(readable, "a"),
    "delete": lambda: os.unlink(readable),
    "rename": lambda: os.rename(readable, readable + ".new"),
    "folder": lambda: os.mkdir(secret + ".folder"),
    "link": lambda: os.symlink("/etc/passwd", secret + ".link"),
    "mode": lambda: os.chmod(readable, 0o777),
    "tcp": connect,
    "udp": lambda: connect(socket.AF_INET, socket.SOCK_DGRAM),
    "unix": lambda: socket.socket(socket.AF_UNIX),
    "netlink": lambda: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW),
    "program": lambda: subprocess.run(["true"]),
    "fork": os.fork,
    "exec": lambda: os.execv("/bin/true", ["true"]),
    "kill": lambda: os.kill(os.getppid(), 0),
    "parent": lambda: Path(f"/proc/{os.getppid()}/environ").read_bytes(),
    "memfd": lambda: os.memfd_create("x"),
}
print(json.dumps([taken, {name: outcome(what) for name, what in tries.items()}]))
sys.stdout.flush()
os._exit(0)
"""


def outcomes(tmp_path: Path) -> tuple[list[str], dict[str, str]]:
    folder = tmp_path / "open"
    folder.mkdir(mode=0o755)
    readable, secret = folder / "paper.pdf", folder / "secret"
    readable.write_text("paper")
    secret.write_text("secret")
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        command = [sys.executable, "-B", "-c", TRIES, str(readable), str(secret)]
        done = subprocess.run(
            [*command, str(server.getsockname()[1])], capture_output=True, text=True, timeout=60
        )
    assert done.returncode == 0, done.stderr[-2000:]
    assert readable.read_text() == "paper"
    assert sorted(path.name for path in folder.iterdir()) == ["paper.pdf", "secret"]
    taken, found = json.loads(done.stdout)
    return taken, found


def test_a_confined_process_reads_its_file_and_nothing_else(tmp_path: Path) -> None:
    taken, found = outcomes(tmp_path)
    if "seccomp" not in taken:
        pytest.skip("this kernel has no seccomp filters")
    works = {name: found.pop(name) for name in ("read", "import", "thread", "memory")}
    assert works == {"read": "'paper'", "import": "'wave'", "thread": "[1]", "memory": "50000000"}
    needs_landlock = {"secret", "list", "parent"}
    for name, outcome in found.items():
        if name not in needs_landlock or "landlock" in taken:
            assert outcome in ("PermissionError", "OSError", "FileNotFoundError"), (name, outcome)


def test_it_does_nothing_where_there_are_no_such_means(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    assert confine(["/"]) == ()
