"""What is installed, how fast it is on this machine, and what to do about anything wrong."""

from __future__ import annotations

import importlib.metadata
import platform
import shutil
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from assistant.errors import AssistantError
from assistant.models.cost import note_speed
from assistant.models.files.defaults import default_chat_model, default_embedding_model
from assistant.models.files.recognition import are_networks_there, recognition_weights
from assistant.models.files.resolve import find
from assistant.models.files.weights import original_path, read_choice
from assistant.models.llama.process import LlamaProcess
from assistant.models.llama.speed import measure
from assistant.settings import SHIPPED_WEIGHTS, Settings

PACKAGES = ("llama_cpp_python", "chromadb", "gradio", "langchain-core", "pypdfium2")
LEAST_MEMORY = 1.0e9
LEAST_DISK = 1.0e9


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at; ``advice`` is what to do where it is not ``ok``."""

    what: str
    value: str
    ok: bool = True
    advice: str = ""

    def line(self) -> str:
        """The finding as a line of text."""
        advice = f" — {self.advice}" if self.advice else ""
        return f"{'✓' if self.ok else '✗'} {self.what}: {self.value}{advice}"

    def as_dict(self) -> dict[str, object]:
        """The finding as JSON values."""
        return asdict(self)


def examine(settings: Settings) -> list[Finding]:
    """Look at packages, memory, disk, models and speed; takes some seconds."""
    return [*_packages(), *_machine(settings), *_models(settings)]


def _packages() -> Iterator[Finding]:
    yield Finding("Python", f"{platform.python_version()} ({sys.executable})")
    for name in PACKAGES:
        try:
            yield Finding(name, importlib.metadata.version(name))
        except importlib.metadata.PackageNotFoundError:
            yield Finding(name, "not installed", False, "run 'make setup'")


def _machine(settings: Settings) -> Iterator[Finding]:
    import psutil

    memory = psutil.virtual_memory().available
    yield Finding(
        "free memory",
        f"{memory / 1e9:.1f} GB",
        memory >= LEAST_MEMORY,
        "" if memory >= LEAST_MEMORY else "close other programs",
    )
    folder = settings.home
    while not folder.exists():
        folder = folder.parent
    disk = shutil.disk_usage(folder).free
    yield Finding(
        "free disk",
        f"{disk / 1e9:.1f} GB at {folder}",
        disk >= LEAST_DISK,
        "" if disk >= LEAST_DISK else "free some, or set SURVEY_ASSISTANT_HOME",
    )
    yield Finding("threads", str(settings.thread_count))
    yield Finding("library", str(settings.library_folder))


def _models(settings: Settings) -> Iterator[Finding]:
    try:
        embedding = default_embedding_model(settings)
        yield Finding("embedding model", str(embedding.path))
    except AssistantError as error:
        yield Finding("embedding model", "missing", False, str(error))
    yield _scans(settings)
    if settings.base_url:
        yield Finding("model", f"{settings.model} at {settings.base_url}")
        return
    try:
        chat = find(settings.model, settings)
    except AssistantError as error:
        yield Finding("model", "missing", False, str(error))
        return
    came = original_path(chat)
    small = came == default_chat_model(settings) if settings.model is None else False
    advice = (
        "small: it writes short English answers; 'survey-assistant models list' names bigger ones"
        if small
        else ""
    )
    yield Finding("model", str(chat), True, advice)
    yield _weights(came, settings)
    process = LlamaProcess(
        chat, None, context_tokens=settings.context_tokens, threads=settings.thread_count
    )
    try:
        yield from _speed(process, chat, settings)
    except AssistantError as error:
        yield Finding("speed", "could not be measured", False, str(error))
    finally:
        process.close()


def _scans(settings: Settings) -> Finding:
    """Whether pages that are images are read."""
    if not are_networks_there(settings):
        return Finding("scans", "not read", False, "run 'make models'")
    wanted = recognition_weights(settings) is not None
    return Finding("scans", "recognised by PP-OCRv6" if wanted else "not read, as set")


def _weights(came: Path, settings: Settings) -> Finding:
    """Which weights of the model answer, and why."""
    if settings.weights == SHIPPED_WEIGHTS:
        return Finding("weights", "as they came, since SURVEY_ASSISTANT_WEIGHTS says so")
    choice = read_choice(came)
    if choice is None:
        return Finding(
            "weights", "as they came", True, "'make models' tries which are fastest here"
        )
    return Finding("weights", choice.line())


def _speed(process: LlamaProcess, chat: Path, settings: Settings) -> Iterator[Finding]:
    """Prompt and generation speed of one short run, which is noted, and what the build uses."""
    facts = process.facts()
    features = [part.split(" = ")[0] for part in facts.features.split(" | ") if "= 1" in part]
    yield Finding(
        "processor features in use", ", ".join(f.removeprefix("CPU : ") for f in features)
    )
    speed = measure(process)
    note_speed(settings.models_folder, chat, speed)
    yield Finding("prompt speed", f"{speed.prompt:.0f} tokens/s")
    yield Finding("generation speed", f"{speed.generation:.0f} tokens/s")
    yield Finding("context", f"{facts.context} tokens")
