"""What many tests share: one model process, one demo library, and empty ones with fakes."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import hypothesis
import pytest
from langchain_core.embeddings import DeterministicFakeEmbedding
from langchain_core.language_models import FakeListChatModel

from assistant.demo import demo_sources
from assistant.library import Library
from assistant.models.chat import LlamaChatModel
from assistant.models.embeddings import EngineEmbeddings
from assistant.models.evidence_model import EvidenceModel
from assistant.models.files.defaults import (
    default_chat_model,
    default_embedding_model,
    install_defaults,
)
from assistant.models.files.evidence_file import EVIDENCE_MODELS
from assistant.models.files.recognition import recognition_weights
from assistant.models.llama.process import LlamaProcess
from assistant.models.question_kinds import KindsReader
from assistant.settings import PREFIX, SHIPPED_WEIGHTS, Settings

# The same examples every time; "make fuzz" looks for new ones.
hypothesis.settings.register_profile("same", derandomize=True, database=None)
hypothesis.settings.load_profile("same")

# Which weights of the chat model are fastest differs between machines, and what it writes with
# them: tests, and the processes that they start, take those that came.
os.environ[f"{PREFIX}WEIGHTS"] = SHIPPED_WEIGHTS

MakeLibrary = Callable[..., Library]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests come last: Playwright keeps an event loop in this thread from then on.

    Under it no other loop can run, and parsing Python trips over its greenlets.
    """
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


@pytest.fixture(scope="session")
def real_settings() -> Settings:
    """Settings with the default models in place.

    Two threads wherever tests run: how the work is split changes the last digits of what llama.cpp
    computes, and with them which of two near equals comes first.
    """
    settings = Settings.from_environment(threads=2)
    install_defaults(settings, lambda line: None)
    return settings


@pytest.fixture(scope="session")
def weights(real_settings: Settings) -> Path:
    """The folder with the networks that read scans."""
    folder = recognition_weights(real_settings)
    assert folder is not None
    return folder


@pytest.fixture(scope="session")
def llama(real_settings: Settings) -> Iterator[LlamaProcess]:
    """The one process of the default models that all tests share."""
    process = LlamaProcess(
        default_chat_model(real_settings),
        default_embedding_model(real_settings),
        evidence_models=EVIDENCE_MODELS,
        models_folder=real_settings.models_folder,
        threads=real_settings.thread_count,
    )
    yield process
    process.close()


@pytest.fixture(scope="session")
def real_model(llama: LlamaProcess) -> LlamaChatModel:
    """The default chat model."""
    return LlamaChatModel(process=llama)


@pytest.fixture(scope="session")
def real_embeddings(llama: LlamaProcess) -> EngineEmbeddings:
    """The default embedder."""
    return EngineEmbeddings(llama)


@pytest.fixture(scope="session")
def read_kinds(real_embeddings: EngineEmbeddings) -> KindsReader:
    """What tells the kind of thing that a question asks for, by its words and its vector."""
    return KindsReader(real_embeddings)


@pytest.fixture(scope="session")
def real_evidence_model(llama: LlamaProcess) -> EvidenceModel:
    """The evidence model that ships."""
    return EvidenceModel(llama)


@pytest.fixture(scope="session")
def demo_library(
    tmp_path_factory: pytest.TempPathFactory,
    real_settings: Settings,
    real_model: LlamaChatModel,
    real_embeddings: EngineEmbeddings,
    real_evidence_model: EvidenceModel,
) -> Iterator[Library]:
    """The three demo digests with the default models; tests must not change it."""
    folder = tmp_path_factory.mktemp("demo") / "library"
    with Library.open(
        folder,
        chat_model=real_model,
        embeddings=real_embeddings,
        evidence_model=real_evidence_model,
        settings=real_settings,
    ) as library:
        for added in library.add_all(demo_sources()):
            assert added.error is None
        yield library


@pytest.fixture
def make_library(tmp_path: Path) -> Iterator[MakeLibrary]:
    """Opens libraries in a fresh folder with fakes for models, and closes them."""
    opened: list[Library] = []

    def make(
        *answers: str, folder: Path | None = None, settings: Settings | None = None
    ) -> Library:
        library = Library.open(
            folder or tmp_path / "library",
            chat_model=FakeListChatModel(responses=list(answers) or ["Nothing."]),
            embeddings=DeterministicFakeEmbedding(size=32),
            settings=settings or Settings(home=tmp_path / "home", lock_timeout=0.5),
        )
        opened.append(library)
        return library

    yield make
    for library in opened:
        library.close()


@pytest.fixture
def library(make_library: MakeLibrary) -> Library:
    """An empty library with fakes for models."""
    return make_library()


@pytest.fixture
def survey_file(tmp_path: Path) -> Callable[..., Path]:
    """Writes small Markdown surveys, each with a title and text of its own."""

    def write(
        title: str = "A Survey of Rivers", body: str = "", name: str = "", author: str = ""
    ) -> Path:
        body = body or f"This text of {title} says that water flows downhill. It names 12 rivers."
        path = tmp_path / (name or f"{title.lower().replace(' ', '-')}.md")
        path.parent.mkdir(parents=True, exist_ok=True)
        front = f"---\nauthors: [{author}]\n---\n" if author else ""
        path.write_text(f"{front}# {title}\n\n## Findings\n\n{body}\n", encoding="utf-8")
        return path

    return write
