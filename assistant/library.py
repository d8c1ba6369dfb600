"""A user's surveys in a folder, and everything that can be asked of them."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeVar

from filelock import FileLock, Timeout

from assistant.abstention import confidence, reason_to_abstain
from assistant.adding import (
    Added,
    Progress,
    document_id_of,
    refuse_address,
    require_space,
    source_files,
    written_name,
)
from assistant.answer import Answer, Usage, write
from assistant.aspects import Aspect, checked_aspects
from assistant.comparison import Comparison
from assistant.document import Box, Document
from assistant.engines import Engines
from assistant.errors import (
    AssistantError,
    LibraryBusy,
    LibraryError,
    LibraryNotWritable,
    UnknownName,
)
from assistant.identity import Survey
from assistant.index_errors import translated
from assistant.llama_process import LlamaProcess
from assistant.llm import model_name
from assistant.passages import split
from assistant.questions import why_not_asked
from assistant.readers import file_bytes
from assistant.readers.sandbox import read_safely
from assistant.retrieval import Retrieved, named_surveys, retrieve, search
from assistant.review import Language, Review
from assistant.settings import Settings
from assistant.store import Store
from assistant.studies import Studies
from assistant.survey_names import survey_named
from vectorstore.database import Database
from vectorstore.embedding import embed_all
from vectorstore.errors import VectorstoreError
from vectorstore.index import Hit, Index

if TYPE_CHECKING:
    import numpy as np
    from langchain_core.embeddings import Embeddings
    from langchain_core.language_models import BaseChatModel

    from assistant.conversation import Conversation

SurveyLike = Survey | str
Value = TypeVar("Value")


class Library:
    """A folder with a user's surveys; ``Library.open`` makes one, ``with`` closes it.

    Every method raises an ``assistant.errors.AssistantError`` for what a user's input or machine
    can cause. Safe to use from many threads; one process at a time may write.
    """

    def __init__(
        self,
        folder: Path,
        settings: Settings,
        chat_model: BaseChatModel | None = None,
        embeddings: Embeddings | None = None,
    ) -> None:
        self.folder = folder
        self.settings = settings
        self._engines = Engines(settings, chat_model, embeddings)
        with translated():
            self._database = Database(folder / "library.sqlite3", timeout=settings.lock_timeout)
            self._store = Store(self._database)
            self._index = Index(self._database, folder / "chroma", lambda: self._engines.embeddings)
        self._studies = Studies(self)
        self._write_lock = FileLock(folder / "write.lock", timeout=settings.lock_timeout)

    @classmethod
    def open(
        cls,
        path: str | Path | None = None,
        *,
        chat_model: BaseChatModel | None = None,
        embeddings: Embeddings | None = None,
        settings: Settings | None = None,
    ) -> Library:
        """The library in a folder, made on first use; the default folder without ``path``.

        ``chat_model`` and ``embeddings`` are any of LangChain's, in place of the default ones.
        """
        settings = settings or Settings.from_environment()
        folder = Path(path).expanduser() if path is not None else settings.library_folder
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise LibraryNotWritable(
                f"The library folder {folder} cannot be made: {error.strerror}. "
                "Choose another with --library or SURVEY_ASSISTANT_LIBRARY."
            ) from error
        return cls(folder.resolve(), settings, chat_model, embeddings)

    def __enter__(self) -> Library:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def close(self) -> None:
        """End the model process and let go of the files."""
        self._engines.close()
        self._index.close()
        self._database.close()

    # What is in it

    def surveys(self) -> list[Survey]:
        """Every survey, in the order in which they were added."""
        with translated():
            return self._store.surveys()

    def survey(self, name: SurveyLike) -> Survey:
        """The survey of this id, title, arXiv id, DOI, document name or author.

        UnknownName tells the nearest when none or several fit.
        """
        wanted = name.id if isinstance(name, Survey) else name
        return survey_named(wanted, self.surveys())

    def document(self, document_id: str) -> Document:
        """A document as it was read."""
        with translated():
            document = self._store.document(document_id)
        if document is None:
            raise LibraryError(
                f"No document {document_id!r} in {self.folder}. It may have been removed; "
                "list what is there with 'survey-assistant list'."
            )
        return document

    def boxes(self, document_id: str, sentence: int) -> tuple[Box, ...]:
        """Where a citation's sentence stands on its pages; empty without a layout."""
        numbered = enumerate(self.document(document_id).sentences())
        return next((found.boxes for i, (_, found) in numbered if i == sentence), ())

    # Adding and removing

    def add(
        self,
        source: str | Path,
        *,
        password: str | None = None,
        progress: Callable[[Progress], None] | None = None,
    ) -> Survey:
        """Read a file, make it searchable, and return its survey; the same bytes count once."""
        added = self._add_one(Path(source).expanduser(), password, progress)
        assert added.survey is not None
        return added.survey

    def add_all(
        self,
        sources: Sequence[str | Path],
        *,
        password: str | None = None,
        progress: Callable[[Progress], None] | None = None,
    ) -> Iterator[Added]:
        """Add many sources, a folder's files too; one that is refused does not stop the others."""
        for source in sources:
            try:
                files = source_files(Path(source).expanduser())
            except AssistantError as error:
                yield Added(str(source), error=error)
                continue
            for file in files:
                try:
                    yield self._add_one(file, password, progress)
                except LibraryError:
                    raise
                except AssistantError as error:
                    yield Added(str(file), error=error)

    def _add_one(
        self, path: Path, password: str | None, progress: Callable[[Progress], None] | None
    ) -> Added:
        name = written_name(path)

        def tell(stage: Literal["read", "split", "embed"], done: int = 0, total: int = 0) -> None:
            if progress is not None:
                progress(Progress(name, stage, done, total))

        refuse_address(path)
        tell("read")
        data = file_bytes(path)
        document_id = document_id_of(data)
        with translated():
            known = self._store.survey_of(document_id)
        if known is not None:
            return Added(str(path), self.survey(known), already_there=True)
        document = read_safely(data, name, password=password, timeout=self.settings.read_timeout)
        with self._writing(), translated():
            if (known := self._store.survey_of(document.id)) is not None:
                return Added(str(path), self.survey(known), already_there=True)
            tell("split")
            passages = split(document)
            require_space(self.folder, sum(len(passage.text) for passage in passages))
            self._index.embed_pending()  # what a killed process left without vectors
            try:
                with self._database.transaction():
                    survey_id = self._store.add(document)
                    self._index.add(passages)
                self._index.embed_pending(lambda done, total: tell("embed", done, total))
            except BaseException:
                self._undo(document.id)
                raise
        return Added(str(path), self.survey(survey_id))

    def _undo(self, document_id: str) -> None:
        with contextlib.suppress(VectorstoreError), self._database.transaction():
            self._store.remove_document(document_id)
            self._index.delete(document_id)

    def remove(self, survey: SurveyLike) -> None:
        """Forget a survey with its documents and everything that was made from them."""
        found = self.survey(survey)
        with self._writing(), translated(), self._database.transaction():
            for info in found.documents:
                self._index.delete(info.id)
            self._store.remove(found.id)

    @contextlib.contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            with self._write_lock:
                yield
        except Timeout:
            raise LibraryBusy(
                f"Another process has been writing to {self.folder} for "
                f"{self.settings.lock_timeout:.0f} s. Wait for it, or stop it."
            ) from None

    # Asking

    @property
    def chat_model(self) -> BaseChatModel:
        """The model that writes, opened on first use."""
        return self._engines.chat_model

    @property
    def model_name(self) -> str:
        """A readable name of the model that writes."""
        return model_name(self.chat_model)

    @property
    def process(self) -> LlamaProcess:
        """The process of the local models, which starts when it is first needed."""
        return self._engines.process

    def warm_up(self) -> None:
        """Load the models and open the index now rather than at the first question."""
        with translated():
            _ = self._index.dense
        self._engines.warm_up()

    def search(
        self, question: str, *, surveys: Sequence[SurveyLike] | None = None, k: int = 8
    ) -> list[Hit]:
        """The ``k`` best passages for a question, best first."""
        chosen = self._chosen(surveys)
        by_document = {info.id: survey for survey in chosen for info in survey.documents}
        with translated():
            self._ready_to_search()
            return search(self._index, question, by_document, k)

    def ask(self, question: str, *, surveys: Sequence[SurveyLike] | None = None) -> Answer:
        """A cited answer from these surveys (all without), or an abstention with its reason."""
        answer = Answer(question)
        for partial in self.stream(question, surveys=surveys):
            answer = partial
        return answer

    def stream(
        self, question: str, *, surveys: Sequence[SurveyLike] | None = None
    ) -> Iterator[Answer]:
        """The answer as it grows; the last one is finished. Closing the iterator stops the model.

        The first has the evidence and no claims yet.
        """
        started = time.monotonic()
        question = question.strip()
        chosen = self._chosen(surveys)
        if refusal := why_not_asked(question, chosen, chosen=surveys is not None):
            yield Answer(question, abstained=True, reason=refusal, finished=True)
            return
        with translated():
            self._ready_to_search()
            scope = (named_surveys(question, chosen) or chosen) if surveys is None else chosen
            found = retrieve(self._index, question, scope, self.settings.evidence_tokens)
        seconds = time.monotonic() - started
        usage = Usage(retrieval_seconds=seconds, seconds=seconds)
        answer = Answer(question, (), found.evidence, confidence=confidence(found), usage=usage)
        if reason := reason_to_abstain(found):
            yield replace(answer, abstained=True, reason=reason, finished=True)
            return
        yield answer
        yield from write(answer, self.chat_model, started)

    def retrieve(self, question: str, surveys: Sequence[SurveyLike], budget: int) -> Retrieved:
        """Evidence for a question in these surveys, at most ``budget`` tokens."""
        with translated():
            self._ready_to_search()
            return retrieve(self._index, question, self._chosen(surveys), budget)

    def _ready_to_search(self) -> None:
        """Embed what has no vector yet, unless someone who is adding is about to."""
        if self._index.needs_embedding():
            with contextlib.suppress(Timeout), self._write_lock.acquire(timeout=0):
                self._index.embed_pending()

    def _chosen(self, surveys: Sequence[SurveyLike] | None) -> list[Survey]:
        if surveys is None:
            return self.surveys()
        return list({s.id: s for s in (self.survey(name) for name in surveys)}.values())

    # Reviews, comparisons, conversations

    def review(self, survey: SurveyLike, *, language: Language = "en") -> Review:
        """The structured review of one survey; see ``stream_review``."""
        return _last(self.stream_review(survey, language=language))

    def stream_review(self, survey: SurveyLike, *, language: Language = "en") -> Iterator[Review]:
        """The review as it grows, a field at a time; the last one is finished.

        A review that was written before from the same text, model and prompts comes at once.
        """
        with translated():
            yield from self._studies.review(self.survey(survey), language)

    def compare(
        self, surveys: Sequence[SurveyLike], *, aspects: Sequence[str | Aspect] | None = None
    ) -> Comparison:
        """Surveys by aspects (proposed ones without); see ``stream_compare``."""
        return _last(self.stream_compare(surveys, aspects=aspects))

    def stream_compare(
        self, surveys: Sequence[SurveyLike], *, aspects: Sequence[str | Aspect] | None = None
    ) -> Iterator[Comparison]:
        """The comparison as its cells come, each a cited claim or not stated.

        An aspect's kind may stand in brackets behind it: "released code (yes/no)".
        """
        chosen = self._chosen(surveys)
        if not chosen:
            raise UnknownName("A comparison needs at least one survey. Name some.")
        with translated():
            wanted = checked_aspects(aspects) if aspects is not None else None
            yield from self._studies.compare(chosen, wanted)

    @property
    def studies(self) -> Studies:
        """More about surveys: proposed aspects, single cells, trees, related surveys."""
        return self._studies

    def conversation(self, surveys: Sequence[SurveyLike] | None = None) -> Conversation:
        """A new conversation over these surveys (all without): follow-ups keep their thread."""
        from assistant.conversation import Conversation

        return Conversation(self, surveys)

    def kept(self, key: str) -> str | None:
        """A kept result by its key; None if there is none."""
        return self._store.result(key)

    def keep(self, key: str, kind: str, value: str) -> None:
        """Keep a result under a key that changes whenever what it was made from does."""
        self._store.keep(key, kind, value)

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        """Unit vectors of texts, float32, shape (len(texts), dimension)."""
        return embed_all(self._index.embeddings, texts)


def _last(values: Iterator[Value]) -> Value:
    *_, last = values
    return last
