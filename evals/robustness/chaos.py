"""Kill -9 at random moments, then look whether anything was lost.

``python -m evals.robustness.chaos`` runs it. A victim process adds, asks, reviews, compares and
removes; it is killed itself, or the parser or the model process that it started. After each of its
deaths the library is opened again and everything in it is checked against what the victim had
written down as done.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import psutil

from assistant.maintenance.integrity import check
from assistant.settings import Settings
from evals.robustness.chaos_victim import SlowEmbedding, Victim, open_library, write_documents
from vectorstore.dense import preload

DOCUMENTS = 30
LONGEST_WAIT = 1.5
LINGER = 8.0
TARGETS = {"parser": "assistant.readers", "model": "assistant.models.llama.worker"}
# A clean process forks each victim: starting Python anew would take most of the time.
FORK = multiprocessing.get_context("fork")


@dataclass
class Figures:
    """What was killed and what it cost. Everything but ``kills`` and ``refused`` must stay 0."""

    kills: Counter[str] = field(default_factory=Counter)
    done: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    lost: list[str] = field(default_factory=list)
    returned: list[str] = field(default_factory=list)
    unsound: list[str] = field(default_factory=list)
    not_opened: list[str] = field(default_factory=list)
    crashed: list[str] = field(default_factory=list)
    left_behind: int = 0

    @property
    def clean(self) -> bool:
        """Whether nothing was lost, came back, was half there, crashed or ran on."""
        wrong = (self.lost, self.returned, self.unsound, self.not_opened, self.crashed)
        return not any(wrong) and not self.left_behind

    def lines(self) -> list[str]:
        """The figures for people."""

        def counts(values: Counter[str]) -> str:
            return ", ".join(f"{n} {name}" for name, n in sorted(values.items())) or "none"

        return [
            f"kills: {sum(self.kills.values())} ({counts(self.kills)})",
            f"done meanwhile: {counts(self.done)}",
            f"told as an error: {counts(self.refused)}",
            f"documents lost: {len(self.lost)}",
            f"removed documents that came back: {len(self.returned)}",
            f"libraries that did not open by themselves: {len(self.not_opened)}",
            f"libraries that needed a repair: {len(self.unsound)}",
            f"other crashes: {len(self.crashed)}",
            f"processes left behind: {self.left_behind}",
            *self.lost,
            *self.returned,
            *self.unsound,
            *self.not_opened,
            *self.crashed,
        ]


class Chaos:
    """One library that lives through many kills."""

    def __init__(self, folder: Path, seed: int, *, real: bool) -> None:
        self.figures = Figures()
        self._folder = folder
        self._rng = random.Random(seed)
        self._real = real
        self._documents = write_documents(folder / "documents", self._rng, DOCUMENTS)
        self._library = folder / "library"
        self._journal = folder / "journal"
        self._there: set[str] = set()

    def kill_app(self) -> None:
        """Start a victim, kill it after a while, and see what is left."""
        victim = self._start()
        if self._wait_for(victim, "open"):
            time.sleep(self._rng.uniform(0.0, LONGEST_WAIT))
        self._kill_whole(victim)
        self._look()

    def kill_children(self, what: str, count: int) -> None:
        """Kill ``count`` parsers or model processes of one victim, which must go on."""
        victim = self._start()
        needle = TARGETS[what]
        killed: set[int] = set()
        deadline = time.monotonic() + 30 + 10 * count
        while len(killed) < count and victim.is_alive() and time.monotonic() < deadline:
            for child in _children(victim.pid, needle):
                if child.pid not in killed:
                    time.sleep(self._rng.uniform(0.0, 1.5 if what == "model" else 0.4))
                    if _killed(child):
                        killed.add(child.pid)
                        self.figures.kills[what] += 1
            time.sleep(0.02)
        if not victim.is_alive():
            self.figures.crashed.append(f"the app ended when a {what} was killed")
        before = self._done()
        deadline = time.monotonic() + 60
        while victim.is_alive() and self._done() < before + 3 and time.monotonic() < deadline:
            time.sleep(0.1)
        if self._done() < before + 3:
            self.figures.crashed.append(f"the app did not go on after the {what} was killed")
        self._kill_whole(victim)
        self._look()

    def _start(self) -> BaseProcess:
        self._journal.unlink(missing_ok=True)
        victim = FORK.Process(
            target=_run_victim,
            args=(
                self._library,
                self._documents,
                self._journal,
                self._rng.randrange(2**31),
                self._real,
            ),
        )
        victim.start()
        return victim

    def _wait_for(self, victim: BaseProcess, event: str) -> bool:
        while victim.is_alive():
            if any(entry[0] == event for entry in self._entries()):
                return True
            time.sleep(0.005)
        return False

    def _kill_whole(self, victim: BaseProcess) -> None:
        assert victim.pid is not None
        children = [c for needle in TARGETS.values() for c in _children(victim.pid, needle)]
        if victim.is_alive():
            os.kill(victim.pid, signal.SIGKILL)
            self.figures.kills["app"] += 1
        victim.join()
        if victim.exitcode != -signal.SIGKILL:
            entries = self._entries()
            last = entries[-1] if entries else "nothing"
            self.figures.crashed.append(f"the app ended by itself ({victim.exitcode}) after {last}")
        _, alive = psutil.wait_procs(children, timeout=LINGER)
        self.figures.left_behind += len(alive)
        for child in alive:
            _killed(child)

    def _entries(self) -> list[list[str]]:
        try:
            lines = self._journal.read_text().splitlines()
        except FileNotFoundError:
            return []
        return [json.loads(line) for line in lines if line.endswith("]")]

    def _done(self) -> int:
        return sum(entry[0] == "done" for entry in self._entries())

    def _look(self) -> None:
        """Open the library again, check it, and compare it with the journal."""
        there, maybe = set(self._there), set()
        for entry in self._entries():
            self._count(entry)
            if entry[:2] == ["begin", "add"] or entry[:2] == ["begin", "remove"]:
                maybe.add(entry[2])
            elif entry[:2] == ["done", "add"]:
                there.add(entry[2])
                maybe.discard(entry[2])
            elif entry[:2] == ["done", "remove"]:
                there.discard(entry[2])
                maybe.discard(entry[2])
            elif entry[:2] == ["refused", "add"]:
                maybe.clear()
        found = _in_a_child(_opened, self._library, self._real)
        round_name = f"after {sum(self.figures.kills.values())} kills"
        if "error" in found:
            self.figures.not_opened.append(f"{round_name}: {found['error']}")
            return
        names = set(found["names"])
        self.figures.unsound += [f"{round_name}: {finding}" for finding in found["findings"]]
        self.figures.lost += [f"{round_name}: {n} is lost" for n in there - maybe - names]
        self.figures.returned += [f"{round_name}: {n} is back" for n in names - there - maybe]
        if len(found["names"]) != len(names):
            self.figures.unsound.append(f"{round_name}: a document is there twice")
        self._there = names

    def _count(self, entry: list[str]) -> None:
        if entry[0] == "done":
            self.figures.done[entry[1]] += 1
        elif entry[0] == "refused":
            self.figures.refused[f"{entry[1]} {entry[2]}"] += 1


def _run_victim(library: Path, documents: list[Path], journal: Path, seed: int, real: bool) -> None:
    with open_library(library, real=real) as opened:
        Victim(opened, documents, journal, seed).run()


def _opened(library: Path, real: bool) -> dict[str, Any]:
    """What the library holds when it is opened, and what a check finds afterwards."""
    with open_library(library, real=real) as opened:
        opened.search("water")
        names = [info.name for survey in opened.surveys() for info in survey.documents]
    embeddings = None if real else SlowEmbedding(size=32)
    found = check(library, Settings.from_environment(), embeddings=embeddings)
    return {"names": names, "findings": [str(f) for f in found.findings]}


def _in_a_child(work: Any, *values: Any) -> dict[str, Any]:
    """The dictionary that a function gives in a forked process, or its error."""
    receiver, sender = FORK.Pipe(duplex=False)

    def run() -> None:
        try:
            sender.send(work(*values))
        except Exception as error:
            sender.send({"error": f"{type(error).__name__}: {error}"})

    child = FORK.Process(target=run)
    child.start()
    try:
        found: dict[str, Any] = (
            receiver.recv() if receiver.poll(120) else {"error": "it did not open in 120 s"}
        )
    except EOFError:
        found = {"error": "it crashed"}
    child.kill()
    child.join()
    return found


def _children(pid: int | None, needle: str) -> list[psutil.Process]:
    found = []
    try:
        for child in psutil.Process(pid).children(recursive=True):
            if needle in " ".join(child.cmdline()):
                found.append(child)
    except psutil.Error:
        pass
    return found


def _killed(process: psutil.Process) -> bool:
    try:
        if process.status() == psutil.STATUS_ZOMBIE:
            return False
        process.kill()
    except psutil.Error:
        return False
    return True


def main(arguments: Sequence[str] | None = None) -> int:
    """Kill as often as asked and print the figures; 1 where anything was lost."""
    parser = argparse.ArgumentParser(prog="python -m evals.robustness.chaos", description=__doc__)
    parser.add_argument("--kills", type=int, default=200, help="kills of the app")
    parser.add_argument("--parsers", type=int, default=20, help="kills of a parser besides")
    parser.add_argument("--models", type=int, default=0, help="kills of the real model process")
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args(arguments)
    preload()  # before forking, so that each victim need not

    folder = Path(tempfile.mkdtemp(prefix="chaos-"))
    clean = True
    try:
        if options.kills or options.parsers:
            chaos = Chaos(folder / "fakes", options.seed, real=False)
            for number in range(options.kills):
                chaos.kill_app()
                _tell(f"{number + 1} of {options.kills} kills")
            if options.parsers:
                chaos.kill_children("parser", options.parsers)
            clean = _report("fake models", chaos.figures) and clean
        if options.models:
            chaos = Chaos(folder / "real", options.seed, real=True)
            chaos.kill_children("model", options.models)
            clean = _report("the default models", chaos.figures) and clean
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return 0 if clean else 1


def _report(name: str, figures: Figures) -> bool:
    sys.stdout.write("\n".join([f"With {name}:", *figures.lines()]) + "\n")
    return figures.clean


def _tell(line: str) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{line}")


if __name__ == "__main__":
    sys.exit(main())
