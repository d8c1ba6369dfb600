"""A user's surveys in a folder, and everything that can be asked of them."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from assistant.abstention import reason_to_abstain
from assistant.answer import Answer, Usage, write
from assistant.default_models import default_embedding_model
from assistant.document import Box, Document
from assistant.errors import (
    AssistantError,
    LibraryBusy,
    LibraryError,
    LibraryNotWritable,
    LibraryTooNew,
    SourceNotFound,
    UnknownFormat,
)
from assistant.evidence import Evidence
from assistant.identity import Survey
from assistant.llama_process import LlamaProcess
from assistant.llm import LlamaChatModel, model_name, open_endpoint
from assistant.models import find
from assistant.passages import split
from assistant.readers import SUFFIXES, file_bytes
from assistant.readers.sandbox import read_safely
from assistant.retrieval import named_surveys, retrieve, search
from assistant.settings import Settings
from assistant.store import Store
from assistant.survey_names import survey_named
from vectorstore.database import Database
from vectorstore.embedding import EngineEmbeddings
from vectorstore.errors import (
    IndexBusy,
    IndexNotWritable,
    IndexTooNew,
    VectorstoreError,
)
from vectorstore.index import Hit, Index

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings
    from langchain_core.language_models import BaseChatModel

    from assistant.comparison import Comparison
    from assistant.conversation import Conversation
    from assistant.review import Review

LONGEST_QUESTION = 4000

SurveyLike = Survey | str


@dataclass(frozen=True)
class Progress:
    """How far adding one source is: ``done`` of ``total`` passages while it is embedded."""

    source: str
    stage: Literal["read", "split", "embed"]
    done: int = 0
    total: int = 0


@dataclass(frozen=True)
class Added:
    """What became of one source: its survey, or the error that refused it.

    ``already_there`` when its bytes were in the library before.
    """

    source: str
    survey: Survey | None = None
    error: AssistantError | None = None
    already_there: bool = False


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
        from filelock import FileLock

        self.folder = folder
        self.settings = settings
        self._chat_model = chat_model
        self._embeddings = embeddings
        self._process: LlamaProcess | None = None
        with _translated():
            self._database = Database(folder / "library.sqlite3", timeout=settings.lock_timeout)
            self._store = Store(self._database)
            self._index = Index(self._database, folder / "chroma", self._open_embeddings)
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
        if self._process is not None:
            self._process.close()
        self._index.close()
        self._database.close()

    # What is in it

    def surveys(self) -> list[Survey]:
        """Every survey, in the order in which they were added."""
        with _translated():
            return self._store.surveys()

    def survey(self, name: SurveyLike) -> Survey:
        """The survey of this id, title, arXiv id, DOI, document name or author.

        UnknownName tells the nearest when none or several fit.
        """
        wanted = name.id if isinstance(name, Survey) else name
        return survey_named(wanted, self.surveys())

    def document(self, document_id: str) -> Document:
        """A document as it was read."""
        with _translated():
            document = self._store.document(document_id)
        if document is None:
            raise LibraryError(
                f"No document {document_id!r} in {self.folder}. It may have been removed; "
                "list what is there with 'survey-assistant list'."
            )
        return document

    def boxes(self, document_id: str, sentence: int) -> tuple[Box, ...]:
        """Where a citation's sentence stands on its pages; empty without a layout."""
        for index, (_, found) in enumerate(self.document(document_id).sentences()):
            if index == sentence:
                return found.boxes
        return ()

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
                files = _files(Path(source).expanduser())
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
        def tell(stage: Literal["read", "split", "embed"], done: int = 0, total: int = 0) -> None:
            if progress is not None:
                progress(Progress(path.name, stage, done, total))

        _refuse_addresses(path)
        tell("read")
        data = file_bytes(path)
        document_id = document_id_of(data)
        with _translated():
            known = self._store.survey_of(document_id)
        if known is not None:
            return Added(str(path), self.survey(known), already_there=True)
        document = read_safely(
            data, path.name, password=password, timeout=self.settings.read_timeout
        )
        with self._writing(), _translated():
            if (known := self._store.survey_of(document.id)) is not None:
                return Added(str(path), self.survey(known), already_there=True)
            tell("split")
            passages = split(document)
            self._embed_rest()
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

    def _embed_rest(self) -> None:
        """Finish what a killed process or another embedder left without vectors."""
        self._index.embed_pending()

    def remove(self, survey: SurveyLike) -> None:
        """Forget a survey with its documents and everything that was made from them."""
        found = self.survey(survey)
        with self._writing(), _translated(), self._database.transaction():
            for info in found.documents:
                self._index.delete(info.id)
            self._store.remove(found.id)

    @contextlib.contextmanager
    def _writing(self) -> Iterator[None]:
        from filelock import Timeout

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
        if self._chat_model is None:
            if self.settings.base_url:
                self._chat_model = open_endpoint(self.settings)
            else:
                self._chat_model = LlamaChatModel(
                    process=self.process, timeout=self.settings.answer_timeout
                )
        return self._chat_model

    @property
    def model_name(self) -> str:
        """A readable name of the model that writes."""
        return model_name(self.chat_model)

    @property
    def process(self) -> LlamaProcess:
        """The process of the local models, which starts when it is first needed."""
        if self._process is None:
            settings = self.settings
            wants_chat = self._chat_model is None and not settings.base_url
            self._process = LlamaProcess(
                find(settings.model, settings) if wants_chat else None,
                default_embedding_model(settings) if self._embeddings is None else None,
                context_tokens=settings.context_tokens,
                threads=settings.thread_count,
            )
        return self._process

    def _open_embeddings(self) -> Embeddings:
        if self._embeddings is None:
            self._embeddings = EngineEmbeddings(self.process)
        return self._embeddings

    def warm_up(self) -> None:
        """Load the models and open the index now rather than at the first question."""
        with _translated():
            _ = self._index.dense
            if isinstance(self.chat_model, LlamaChatModel):
                self.process.warm_up()

    def search(
        self, question: str, *, surveys: Sequence[SurveyLike] | None = None, k: int = 8
    ) -> list[Hit]:
        """The ``k`` best passages for a question, best first."""
        chosen = self._chosen(surveys)
        by_document = {info.id: survey for survey in chosen for info in survey.documents}
        with _translated():
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
        if refusal := _refusal(question, chosen):
            yield Answer(question, abstained=True, reason=refusal, finished=True)
            return
        with _translated():
            self._ready_to_search()
            scope = (named_surveys(question, chosen) or chosen) if surveys is None else chosen
            found = retrieve(self._index, question, scope, self.settings.evidence_tokens)
        seconds = time.monotonic() - started
        usage = Usage(retrieval_seconds=seconds, seconds=seconds)
        if reason := reason_to_abstain(found):
            yield Answer(
                question,
                evidence=found.evidence,
                abstained=True,
                reason=reason,
                usage=usage,
                finished=True,
            )
            return
        yield Answer(question, evidence=found.evidence, usage=usage)
        yield from write(question, found.evidence, self.chat_model, usage, started)

    def evidence(
        self, question: str, surveys: Sequence[SurveyLike], budget: int
    ) -> tuple[Evidence, ...]:
        """The best sentences for a question in these surveys, at most ``budget`` tokens."""
        with _translated():
            self._ready_to_search()
            return retrieve(self._index, question, self._chosen(surveys), budget).evidence

    def _ready_to_search(self) -> None:
        if self._index.needs_embedding():
            with self._writing():
                self._embed_rest()

    def _chosen(self, surveys: Sequence[SurveyLike] | None) -> list[Survey]:
        if surveys is None:
            return self.surveys()
        return list({s.id: s for s in (self.survey(name) for name in surveys)}.values())

    # Reviews, comparisons, conversations

    def review(self, survey: SurveyLike, *, language: str = "en") -> Review:
        """The structured review of one survey."""
        from assistant.review import write_review

        review: Review | None = None
        for partial in write_review(self, self.survey(survey), language):
            review = partial
        assert review is not None
        return review

    def compare(
        self, surveys: Sequence[SurveyLike], *, aspects: Sequence[str] | None = None
    ) -> Comparison:
        """Surveys by aspects, each cell a cited claim or "not stated"."""
        from assistant.comparison import write_comparison

        comparison: Comparison | None = None
        for partial in write_comparison(self, self._chosen(surveys), aspects):
            comparison = partial
        assert comparison is not None
        return comparison

    def conversation(self) -> Conversation:
        """A new conversation: follow-up questions keep their thread."""
        from assistant.conversation import Conversation

        return Conversation(self)


def document_id_of(data: bytes) -> str:
    """A document's id: the SHA-256 of its source's bytes, in hex."""
    import hashlib

    return hashlib.sha256(data).hexdigest()


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    files = sorted(
        file for file in path.rglob("*") if file.is_file() and file.suffix.lower() in SUFFIXES
    )
    if not files:
        known = ", ".join(sorted(SUFFIXES))
        raise SourceNotFound(f"No files to read in {path}. Files that can be read end in {known}.")
    return files


def _refuse_addresses(path: Path) -> None:
    text = str(path)
    if text.startswith(("http:/", "https:/", "arxiv:", "arXiv:")):
        raise UnknownFormat(
            f"{text} is an address: fetching is not built yet. Download the PDF and add the file."
        )


def _refusal(question: str, surveys: Sequence[Survey]) -> str:
    if not any(character.isalnum() for character in question):
        return "The question is empty. Ask something about the surveys."
    if len(question) > LONGEST_QUESTION:
        return (
            f"The question has {len(question):,} characters, more than {LONGEST_QUESTION:,}. "
            "Ask for one thing at a time."
        )
    if not surveys:
        return (
            "The library is empty. Add a survey with 'survey-assistant add FILE', "
            "or in the Library tab."
        )
    return ""


@contextlib.contextmanager
def _translated() -> Iterator[None]:
    """What the index raises, as errors of this package."""
    try:
        yield
    except IndexTooNew as error:
        raise LibraryTooNew(str(error)) from error
    except IndexBusy as error:
        raise LibraryBusy(str(error)) from error
    except IndexNotWritable as error:
        raise LibraryNotWritable(str(error)) from error
    except VectorstoreError as error:
        raise LibraryError(str(error)) from error
