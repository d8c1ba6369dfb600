"""The models that a library works with, opened when they are first needed."""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.errors import UnknownName
from assistant.models.capabilities import capabilities
from assistant.models.evidence_model import EvidenceModel
from assistant.models.files.adapter_file import WRITER
from assistant.models.files.defaults import are_bases_there, default_embedding_model
from assistant.models.files.evidence_file import EVIDENCE_MODELS
from assistant.models.files.resolve import check_gguf, doubts, find
from assistant.models.llama.process import LlamaProcess
from assistant.models.question_kinds import KindsReader
from assistant.settings import (
    NO_EVIDENCE_MODEL,
    NO_WRITER,
    SHIPPED_EVIDENCE_MODELS,
    SHIPPED_WRITER,
    Settings,
)
from assistant.text.question_kinds import Kinds

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings
    from langchain_core.language_models import BaseChatModel


class Engines:
    """A chat model, an embedder and the evidence model: those given, else as the settings say.

    Whatever is local runs in one child process, so that they never compete for the cores.
    """

    def __init__(
        self,
        settings: Settings,
        chat_model: BaseChatModel | None = None,
        embeddings: Embeddings | None = None,
        evidence_model: EvidenceModel | None = None,
    ) -> None:
        self._settings = settings
        self._chat_model = chat_model
        self._embeddings = embeddings
        self._evidence_model = evidence_model
        self._process: LlamaProcess | None = None
        self._kinds_reader: KindsReader | None = None
        self._opening = threading.RLock()

    @property
    def chat_model(self) -> BaseChatModel:
        """The model that writes."""
        with self._opening:
            if self._chat_model is None:
                if self._settings.base_url:
                    from assistant.models.endpoint import open_endpoint

                    self._chat_model = open_endpoint(self._settings)
                else:
                    from assistant.models.chat import LlamaChatModel

                    self._chat_model = LlamaChatModel(
                        process=self.process, timeout=self._settings.answer_timeout
                    )
            return self._chat_model

    @property
    def embeddings(self) -> Embeddings:
        """The embedder."""
        with self._opening:
            if self._embeddings is None:
                from assistant.models.embeddings import EngineEmbeddings

                self._embeddings = EngineEmbeddings(self.process)
            return self._embeddings

    def read_kinds(self, question: str) -> Kinds:
        """What kind of thing a question asks for."""
        with self._opening:
            if self._kinds_reader is None:
                self._kinds_reader = KindsReader(self.embeddings)
        return self._kinds_reader(question)

    @property
    def given_embeddings(self) -> Embeddings | None:
        """The embedder that was handed over; None where it is the local model of the settings."""
        from assistant.models.embeddings import EngineEmbeddings

        return None if isinstance(self._embeddings, EngineEmbeddings) else self._embeddings

    @property
    def evidence_model(self) -> EvidenceModel | None:
        """The model that finds evidence; None where the settings want none.

        The ones that ship need the models that they come from; without these, words and vectors
        rank alone.
        """
        with self._opening:
            if self._evidence_model is None and self._evidence_files():
                self._evidence_model = EvidenceModel(self.process)
            return self._evidence_model

    def _evidence_files(self) -> Sequence[Path]:
        name = self._settings.evidence_model
        if name == NO_EVIDENCE_MODEL:
            return ()
        if name != SHIPPED_EVIDENCE_MODELS:
            return (Path(name).expanduser(),)
        return EVIDENCE_MODELS if are_bases_there(self._settings) else ()

    @property
    def process(self) -> LlamaProcess:
        """The process of the local models; it starts at the first request."""
        with self._opening:
            if self._process is None:
                settings = self._settings
                remote = self._chat_model is not None or settings.base_url is not None
                self._process = LlamaProcess(
                    None if remote else self._chat_file(),
                    default_embedding_model(settings) if self._embeddings is None else None,
                    adapter=None if remote else self._adapter(),
                    evidence_models=self._evidence_files(),
                    models_folder=settings.models_folder,
                    context_tokens=settings.context_tokens,
                    threads=settings.thread_count,
                )
            return self._process

    def _chat_file(self) -> Path:
        path = check_gguf(find(self._settings.model, self._settings)).path
        if doubt := doubts(path, self._settings):
            logging.getLogger(__name__).warning("%s", doubt)
        return path

    def _adapter(self) -> Path | None:
        """The adapter that the settings want; the one that ships is for the default model alone."""
        name = self._settings.writer
        if name == NO_WRITER:
            return None
        if name == SHIPPED_WRITER:
            return WRITER if self._settings.model in (None, "default") else None
        if not (path := Path(name).expanduser()).is_file():
            raise UnknownName(
                "There is no writer {name}. SURVEY_ASSISTANT_WRITER can be {none}, {shipped} or "
                "the path of an adapter.",
                name=repr(name),
                none=NO_WRITER,
                shipped=SHIPPED_WRITER,
            )
        return path

    def warm_up(self) -> None:
        """Load the local models now rather than at the first question."""
        if capabilities(self.chat_model).process is not None or self._embeddings is None:
            self.process.warm_up()

    def close(self) -> None:
        """End the process of the local models."""
        if self._process is not None:
            self._process.close()
