"""``python -m evals.robustness.chroma_away``: a Chroma server killed and started again.

Meanwhile many clients ask one library whose vectors it holds. A third of the way it is killed with
signal 9, a source is added while it is away, and after two thirds it is started again. No answer
may be an error or somebody else's, the vectors have to be searched again at the end, and what is in
the library has to agree. The models are fakes.
"""

from __future__ import annotations

import argparse
import contextlib
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from langchain_core.embeddings import DeterministicFakeEmbedding
from langchain_core.language_models import FakeListChatModel

from assistant import Library
from assistant.errors import AssistantError
from assistant.maintenance.integrity import check
from assistant.settings import Settings
from evals.robustness.endurance import document, region

CLIENTS, SECONDS = 20, 60.0
PATIENCE = 60.0
CHROMA = Path(sys.executable).parent / "chroma"
EMBEDDINGS = DeterministicFakeEmbedding(size=32)


class ChromaProcess:
    """``chroma run`` on a free port; it can be killed and started again on the same data."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        self._folder = folder
        self._child: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it, and wait until it listens."""
        command = [str(CHROMA), "run", "--path", str(self._folder), "--host", "127.0.0.1"]
        self._child = subprocess.Popen(
            [*command, "--port", str(self.port)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            with contextlib.suppress(OSError):
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            time.sleep(0.05)
        raise AssertionError("chroma did not start")

    def kill(self) -> None:
        """Kill it, if it runs."""
        if self._child is not None:
            self._child.kill()
            self._child.wait()
            self._child = None


@dataclass
class Asked:
    """What the clients were answered: how often, how often by words alone, and what was wrong."""

    answers: int = 0
    by_words: int = 0
    wrong: list[str] = field(default_factory=list)


def run(folder: Path, clients: int, seconds: float) -> Asked:
    """Ask for so long while the server is killed and started again."""
    server = ChromaProcess(folder / "server")
    server.start()
    settings = replace(Settings.from_environment(), chroma=server.address)
    asked, stop = Asked(), threading.Event()
    try:
        with _opened(folder / "library", settings) as library:
            for number in range(clients):
                library.add(document(folder, number))
            library.search("mills")
            threads = [
                threading.Thread(target=_ask, args=(library, number, server.address, asked, stop))
                for number in range(clients)
            ]
            for thread in threads:
                thread.start()
            time.sleep(seconds / 3)
            server.kill()
            late = document(folder, clients)
            with contextlib.suppress(AssistantError):  # it may be refused, but not half there
                library.add(late)
            time.sleep(seconds / 3)
            server.start()
            time.sleep(seconds / 3)
            stop.set()
            for thread in threads:
                thread.join(PATIENCE)
            _wait_for_vectors(library, server.address, asked)
            library.add(late)
            if len(library.surveys()) != clients + 1:
                asked.wrong.append(f"{len(library.surveys())} of {clients + 1} surveys are there")
        checkup = check(folder / "library", settings, embeddings=EMBEDDINGS)
        asked.wrong += map(str, checkup.findings)
    finally:
        stop.set()
        server.kill()
    return asked


def _opened(folder: Path, settings: Settings) -> Library:
    model = FakeListChatModel(responses=["Nothing is known of it."])
    return Library.open(folder, settings=settings, chat_model=model, embeddings=EMBEDDINGS)


def _ask(library: Library, number: int, address: str, asked: Asked, stop: threading.Event) -> None:
    """One client, who asks about a region of its own until it is stopped."""
    name, count = region(number), 0
    while not stop.is_set():
        count += 1
        question = _question(number, count)
        try:
            answer = library.ask(question, surveys=[f"A Survey of {name}"])
        except Exception as error:
            asked.wrong.append(f"{question} {type(error).__name__}: {error}")
            return
        asked.answers += 1
        asked.by_words += address in answer.reason
        if answer.abstained or name not in answer.text:
            asked.wrong.append(f"{question} {answer.text} {answer.reason}")


def _question(number: int, count: int) -> str:
    return f"How many mills does the river {count % 30} of {region(number)} flow past?"


def _wait_for_vectors(library: Library, address: str, asked: Asked) -> None:
    """Ask until an answer says no more that the server is away."""
    until = time.monotonic() + PATIENCE
    survey = f"A Survey of {region(0)}"
    while address in library.ask(_question(0, 1), surveys=[survey]).reason:
        if time.monotonic() > until:
            asked.wrong.append("the server is back, and the library does not see it")
            return
        time.sleep(0.2)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run and print; 1 where something was wrong."""
    parser = argparse.ArgumentParser(
        prog="python -m evals.robustness.chroma_away", description=__doc__
    )
    parser.add_argument("--clients", type=int, default=CLIENTS)
    parser.add_argument("--seconds", type=float, default=SECONDS, help="how long they ask")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="chroma-away-") as folder:
        asked = run(Path(folder), options.clients, options.seconds)
    sys.stdout.write(
        f"{options.clients} clients, {options.seconds:.0f} s: {asked.answers} answers, "
        f"{asked.by_words} of them by words alone\n"
    )
    sys.stdout.write("\n".join([*asked.wrong[:20], f"wrong: {len(asked.wrong)}"]) + "\n")
    return 1 if asked.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
