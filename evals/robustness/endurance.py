"""Many questions and adds in one process, then many clients at once.

``python -m evals.robustness.endurance`` runs it.
It uses fakes for the models unless told ``--real``: what is looked for is what piles up in the
program itself. Memory, handles and time have to stay flat, and no client may get another's answer.
"""

from __future__ import annotations

import argparse
import gc
import hashlib
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Any

import psutil

from evals.robustness.chaos_victim import open_library

KEPT_SURVEYS = 40
GROWTH, GROWTH_BYTES, MORE_HANDLES, SLOWER = 1.15, 30_000_000, 8, 1.5


@dataclass(frozen=True)
class Measurement:
    """What a process held after so many questions and adds; ``seconds`` is for one question."""

    questions: int
    adds: int
    memory_bytes: int
    handles: int
    threads: int
    seconds: float

    def line(self) -> str:
        """The reading for people."""
        return (
            f"{self.questions:5} questions, {self.adds:4} adds: {self.memory_bytes / 1e6:6.0f} MB, "
            f"{self.handles} handles, {self.threads} threads, "
            f"{1000 * self.seconds:.0f} ms a question"
        )


def document(folder: Path, number: int) -> Path:
    """A survey about a region of its own; regions have names that no other text has."""
    name = region(number)
    facts = " ".join(
        f"The river {n} of {name} flows past {(number * 31 + n * 17) % 997} mills."
        for n in range(30)
    )
    path = folder / f"{name}.md"
    path.write_text(f"# A Survey of {name}\n\n## Findings\n\n{facts}\n", encoding="utf-8")
    return path


def region(number: int) -> str:
    """A name for a region: letters only, and so different that no two are taken for one."""
    digest = hashlib.sha256(str(number).encode()).digest()
    return "".join(
        "bdfghklmnprstvz"[byte % 15] + "aeiou"[byte // 52] for byte in digest[:8]
    ).title()


def endure(folder: Path, questions: int, adds: int, *, real: bool, every: int) -> list[Measurement]:
    """Ask and add in turn; a reading after every ``every`` questions."""
    process = psutil.Process()
    readings: list[Measurement] = []
    added = 0
    with open_library(folder / "library", real=real) as library:
        known: list[str] = []
        started = time.monotonic()
        asking = 0.0
        for number in range(questions):
            while added * questions <= number * adds and added < adds:
                path = document(folder, added)
                known.append(library.add(path).id)
                path.unlink()
                added += 1
                if len(known) > KEPT_SURVEYS:
                    library.remove(known.pop(0))
            began = time.monotonic()
            answer = library.ask(f"How many mills does river {number % 30} of the region have?")
            asking += time.monotonic() - began
            assert answer.finished
            if (number + 1) % every == 0:
                gc.collect()
                seen = process.memory_info().rss
                reading = Measurement(
                    number + 1,
                    added,
                    seen,
                    process.num_fds(),
                    process.num_threads(),
                    asking / every,
                )
                readings.append(reading)
                sys.stdout.write(reading.line() + f" ({time.monotonic() - started:.0f} s)\n")
                sys.stdout.flush()
                asking = 0.0
    return readings


def growth(readings: Sequence[Measurement]) -> list[str]:
    """What is not flat: the last quarter beside the second one."""
    if len(readings) < 4:
        return []
    quarter = len(readings) // 4
    early, late = readings[quarter : 2 * quarter], readings[-quarter:]
    wrong = []
    before, after = (fmean(r.memory_bytes for r in part) for part in (early, late))
    if after > before * GROWTH and after > before + GROWTH_BYTES:
        wrong.append(f"memory grew from {before / 1e6:.0f} to {after / 1e6:.0f} MB")
    handles = max(r.handles for r in late) - max(r.handles for r in early)
    if handles > MORE_HANDLES:
        wrong.append(f"{handles} handles more")
    slower = fmean(r.seconds for r in late) / fmean(r.seconds for r in early)
    if slower > SLOWER:
        wrong.append(f"questions take {slower:.1f} times as long")
    return wrong


def load(folder: Path, clients: int, seconds: float) -> tuple[dict[str, Any], list[str]]:
    """Let clients ask at once for so long; the figures, and what went wrong."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "evals.robustness.endurance",
        "--serve",
        str(folder),
        str(port),
        str(clients),
    ]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            assert server.stdout.readline() == "ready\n", "the app did not start"
            return _asked_by_many(psutil.Process(server.pid), port, clients, seconds)
        finally:
            server.kill()


def _asked_by_many(
    server: psutil.Process, port: int, clients: int, seconds: float
) -> tuple[dict[str, Any], list[str]]:
    from gradio_client import Client

    wrong: list[str] = []
    times: list[float] = []
    memory: list[int] = []
    barrier = threading.Barrier(clients + 1)
    stop = threading.Event()

    def client(number: int) -> None:
        title = f"A Survey of {region(number)}"
        try:
            caller = Client(f"http://127.0.0.1:{port}", verbose=False, analytics_enabled=False)
            barrier.wait()
            while not stop.is_set():
                began = time.monotonic()
                reply = caller.predict(
                    f"How many mills does river {len(times) % 30} of {region(number)} have?",
                    [title],
                    api_name="/ask",
                )
                times.append(time.monotonic() - began)
                text = json.dumps(reply, ensure_ascii=False)
                others = [n for n in range(clients) if n != number and region(n) in text]
                if others or region(number) not in text:
                    wrong.append(f"{title} was answered with {text[:300]}")
        except Exception as error:
            wrong.append(f"client {number}: {type(error).__name__}: {error}")
            barrier.abort()

    threads = [threading.Thread(target=client, args=(n,), daemon=True) for n in range(clients)]
    for thread in threads:
        thread.start()
    try:
        barrier.wait(240)
    except threading.BrokenBarrierError:
        return {}, wrong or ["the clients did not connect"]
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        time.sleep(min(2.0, seconds / 10))
        memory.append(server.memory_info().rss)
    handles = server.num_fds()
    stop.set()
    for thread in threads:
        thread.join(60)
    half = len(memory) // 2
    figures = {
        "clients": clients,
        "seconds": seconds,
        "answers": len(times),
        "median seconds": round(sorted(times)[len(times) // 2], 2) if times else None,
        "slowest seconds": round(max(times), 2) if times else None,
        "server MB, first half": round(fmean(memory[:half]) / 1e6),
        "server MB, second half": round(fmean(memory[half:]) / 1e6),
        "server handles": handles,
    }
    if fmean(memory[half:]) > fmean(memory[:half]) * GROWTH + GROWTH_BYTES:
        wrong.append("the server's memory grew")
    return figures, wrong


def _serve(folder: Path, port: int, clients: int) -> None:
    from assistant.ui.app import Serving, start

    with open_library(folder / "served", real=False) as library:
        for number in range(clients):
            library.add(document(folder, number))
        library.search("mills")
        start(library, Serving(port=port))
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        threading.Event().wait()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run both parts and print the figures; 1 where something grew, failed or was mixed up."""
    parser = argparse.ArgumentParser(
        prog="python -m evals.robustness.endurance", description=__doc__
    )
    parser.add_argument("--questions", type=int, default=2000)
    parser.add_argument("--adds", type=int, default=500)
    parser.add_argument("--every", type=int, default=100)
    parser.add_argument("--real", action="store_true", help="the default models for questions")
    parser.add_argument("--clients", type=int, default=0, help="clients at once; 0 for none")
    parser.add_argument("--seconds", type=float, default=180.0, help="how long they ask")
    parser.add_argument("--serve", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.serve:
        folder, port, clients = options.serve
        _serve(Path(folder), int(port), int(clients))
        return 0
    folder = Path(tempfile.mkdtemp(prefix="endurance-"))
    wrong: list[str] = []
    try:
        if options.questions:
            readings = endure(
                folder, options.questions, options.adds, real=options.real, every=options.every
            )
            wrong += growth(readings)
        if options.clients:
            figures, failures = load(folder, options.clients, options.seconds)
            sys.stdout.write("".join(f"{name}: {value}\n" for name, value in figures.items()))
            wrong += failures
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    sys.stdout.write("\n".join([*wrong[:20], f"wrong: {len(wrong)}"]) + "\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
