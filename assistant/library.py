"""A user's surveys in a folder, and everything that can be asked of them."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from assistant.answers.answer import Answer
from assistant.answers.question import Question
from assistant.answers.retrieval import Retrieved
from assistant.answers.service import AnswerService
from assistant.chat.conversation import Conversation
from assistant.chat.history import Conversations
from assistant.chat.small_talk import without_search
from assistant.chat.suggestions import follow_ups
from assistant.comparisons.aspects import Aspect
from assistant.comparisons.comparison import Comparison
from assistant.comparisons.service import ComparisonService
from assistant.documents.document import Box, Document
from assistant.documents.matching import MergeProposal
from assistant.documents.survey import Survey
from assistant.errors import LibraryBusy, LibraryNotWritable
from assistant.evidence.corpus import Corpus
from assistant.ingest.imports import Importing, ImportPlan
from assistant.ingest.page_images import PageImages
from assistant.ingest.pipeline import Adding
from assistant.ingest.progress import Added, Progress
from assistant.ingest.renewal import Renewal
from assistant.ingest.workers import SourceLike
from assistant.models.backend import Engines
from assistant.models.capabilities import capabilities
from assistant.models.evidence_model import EvidenceModel
from assistant.models.llama.process import LlamaProcess
from assistant.reviews.kept import KeptResults, Surveys
from assistant.reviews.review import Review
from assistant.reviews.service import ReviewService
from assistant.settings import Settings
from assistant.storage.curation import Curation, LibraryFolder, no_document
from assistant.storage.database import LibraryDatabase, LibraryIndex, vectors_place
from assistant.storage.edits import UNCHANGED, Unchanged
from assistant.storage.lookup import survey_named
from assistant.storage.originals import Sources
from assistant.storage.results import Results
from assistant.storage.surveys import Store
from assistant.storage.versions import Versions
from assistant.storage.write_lock import WriteLock
from assistant.text.scripts import Language
from vectorstore.index import Hit

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings
    from langchain_core.language_models import BaseChatModel

    from assistant.answers.retriever import PassageRetriever

SurveyLike = Survey | str
Value = TypeVar("Value")
ZOTERO_FOLDER = "~/Zotero"
NEAR_PASSAGES = 200


class Library:
    """A folder with a user's surveys; ``Library.open`` makes one, ``with`` closes it.

    ``reviews`` and ``comparisons`` know more about surveys: trees of categories, related surveys,
    proposed aspects, single cells.

    Every method raises an ``assistant.errors.AssistantError`` for what a user's input or machine
    can cause. Safe to use from many threads; one process at a time may write.
    """

    def __init__(
        self,
        folder: Path,
        settings: Settings,
        chat_model: BaseChatModel | None = None,
        embeddings: Embeddings | None = None,
        evidence_model: EvidenceModel | None = None,
    ) -> None:
        self.folder = folder
        self.settings = settings
        self._engines = Engines(settings, chat_model, embeddings, evidence_model)
        self._database = LibraryDatabase(folder / "library.sqlite3", settings.lock_timeout)
        self._store = Store(self._database)
        self._versions = Versions(self._database, self._store)
        self._results = Results(self._database)
        self._index = LibraryIndex(
            self._database, vectors_place(folder, settings), lambda: self._engines.embeddings
        )
        corpus = Corpus(self.document, lambda texts: self._index.embed(texts))
        kept = KeptResults(self._results, lambda: self.model_name)
        surveys = Surveys(self.surveys, self.survey, self._documents_near)
        self.reviews = ReviewService(
            corpus, kept, surveys, lambda: self.chat_model, lambda: self._engines.evidence_model
        )
        self.comparisons = ComparisonService(
            corpus, kept, self.reviews,
            lambda text, survey, budget: self.retrieve(text, [survey], budget, read=False),
            surveys, lambda: self.chat_model, lambda: self._engines.evidence_model,
        )  # fmt: skip
        self.answers = AnswerService(
            self._index, self._engines, settings.evidence_tokens, self.surveys,
            self.reviews.summary, self._prepare_search,
        )  # fmt: skip
        self._lock = WriteLock(folder / "write.lock", settings.lock_timeout)
        opened = LibraryFolder(
            folder, settings, self._database, self._store, self._index,
            Sources(folder / "sources"), self._lock,
        )  # fmt: skip
        self._adding = Adding(opened)
        self._renewal = Renewal(opened)
        self._curation = Curation(opened)
        self._importing = Importing(opened, self._adding, self._curation)
        self._curation.clear_left()
        self._page_images = PageImages(self._curation)

    @classmethod
    def open(
        cls,
        path: str | Path | None = None,
        *,
        chat_model: BaseChatModel | None = None,
        embeddings: Embeddings | None = None,
        evidence_model: EvidenceModel | None = None,
        settings: Settings | None = None,
    ) -> Library:
        """The library in a folder, made on first use; the default folder without ``path``.

        ``chat_model`` and ``embeddings`` are any of LangChain's, in place of the default ones;
        ``evidence_model`` one that runs already.
        """
        settings = settings or Settings.from_environment()
        folder = Path(path).expanduser() if path is not None else settings.library_folder
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise LibraryNotWritable(
                "The library folder {folder} cannot be made: {reason}. Choose another with "
                "--library or SURVEY_ASSISTANT_LIBRARY.",
                folder=folder,
                reason=str(error.strerror),
            ) from error
        return cls(folder.resolve(), settings, chat_model, embeddings, evidence_model)

    def __enter__(self) -> Library:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def close(self) -> None:
        """End the model process and let go of the files."""
        self._renewal.close()
        self._engines.close()
        self._curation.close()
        self._index.close()
        self._database.close()

    # What is in it

    def surveys(self) -> list[Survey]:
        """Every survey, in the order in which they were added."""
        return self._store.surveys()

    def survey(self, name: SurveyLike) -> Survey:
        """The survey of this id, title, arXiv id, DOI, document name or author.

        UnknownName tells the nearest when none or several fit.
        """
        if not isinstance(name, Survey):
            return survey_named(name, self.surveys())
        return self._store.survey(name.id) or survey_named(name.id, self.surveys())

    def document(self, document_id: str) -> Document:
        """A document as it was read."""
        document = self._store.document(document_id)
        if document is None:
            raise no_document(document_id, self.folder)
        return document

    def boxes(self, document_id: str, sentence: int) -> tuple[Box, ...]:
        """Where a citation's sentence stands on its pages; empty without a layout."""
        return self.document(document_id).boxes(sentence)

    # Adding, mending and removing

    def add(
        self,
        source: str | Path,
        *,
        password: str | None = None,
        progress: Callable[[Progress], None] | None = None,
    ) -> Survey:
        """Read a file, a web address or an arXiv id, make it searchable, and return its survey.

        The same bytes count once.
        """
        added = self._adding.add(source, password, progress)
        if added.error is not None:
            raise added.error
        assert added.survey is not None
        return added.survey

    def add_all(
        self,
        sources: Iterable[SourceLike],
        *,
        password: str | None = None,
        progress: Callable[[Progress], None] | None = None,
        linked: bool = False,
        ray: str | None = None,
    ) -> Iterator[Added]:
        """Add many sources, a folder's or an archive's files too; one refused stops none.

        What became of each comes in the order of the sources; several are read at a time.
        ``progress`` is called from several threads, one at a time. Files that a list of references
        names are added where they lie beside it, with ``linked`` wherever they are.

        With ``ray`` the nodes of a Ray cluster read and embed: HOST:PORT of one that runs, "auto"
        to find it, "local" for this machine's processors. ClusterError where it cannot be used.
        """
        if ray is None:
            yield from self._adding.add_all(sources, password, progress, linked=linked)
            return
        from assistant.ingest.cluster.ray_cluster import RayCluster

        given, name = self._engines.given_embeddings, self._index.embedder_name
        with contextlib.closing(RayCluster(ray, self.settings, given, name)) as cluster:
            yield from self._adding.add_all(
                sources, password, progress, linked=linked, cluster=cluster
            )

    def plan_zotero(
        self, folder: str | Path | None = None, collections: Sequence[str] = ()
    ) -> ImportPlan:
        """What there is to import from a Zotero data folder, "~/Zotero" without one.

        With ``collections`` only what is in these or below. Nothing is imported yet.
        """
        place = Path(folder or ZOTERO_FOLDER).expanduser()
        return self._importing.plan_zotero(place, collections)

    def run_import(
        self, plan: ImportPlan, *, progress: Callable[[Progress], None] | None = None
    ) -> Iterator[Added]:
        """Import what is new or changed; what the reference manager states goes before the page."""
        yield from self._importing.run(plan, progress)

    def pieces(self, source: str | Path) -> list[SourceLike]:
        """The documents of a source that holds several, such as an archive, each to be added.

        A source that is a document itself is the only one, whatever is wrong with it.
        """
        return self._adding.pieces(source)

    def reread(
        self,
        survey: SurveyLike | None = None,
        *,
        password: str | None = None,
        progress: Callable[[Progress], None] | None = None,
    ) -> Iterator[Added]:
        """Read kept sources again with the present readers: one survey's, or all.

        Ids, edits and conversations stay; reviews and comparisons are made anew.
        """
        chosen = self.surveys() if survey is None else [self.survey(survey)]
        documents = [info for found in chosen for info in found.documents]
        yield from self._adding.reread(documents, password, progress)

    def source(self, document_id: str) -> Path:
        """Where the bytes lie that a document was read from; LibraryError where none are kept."""
        return self._curation.source(document_id)

    def page_image(
        self,
        document_id: str,
        page: int,
        *,
        width: int = 900,
        boxes: Sequence[Box] = (),
        password: str | None = None,
    ) -> bytes:
        """A page of a PDF, counted from 1, as a PNG ``width`` pixels wide; ``boxes`` are marked.

        Raises LibraryError for a document without pages or without kept bytes, SourceError for a
        page that is not there, EncryptedSource without the password.
        """
        return self._page_images.image(document_id, page, width, tuple(boxes), password)

    def figure_image(self, document_id: str, label: str, *, password: str | None = None) -> bytes:
        """The figure of a PDF that a caption such as "Figure 3" belongs to, as a PNG.

        Raises LibraryError for a document without pages, kept bytes or such a caption, SourceError
        where nothing is drawn beside it.
        """
        return self._page_images.figure(self.document(document_id), label, password)

    def merge(self, surveys: Sequence[SurveyLike]) -> Survey:
        """Make one survey of several; it keeps the first one's id and edits."""
        return self._curation.merge(self._chosen(surveys))

    def merge_proposals(self, survey: SurveyLike | None = None) -> list[MergeProposal]:
        """Pairs of surveys that may be one work, such as a preprint and the paper in print.

        All of the library's, or those that one survey is in. What ``split`` parted is none.
        """
        chosen = None if survey is None else self.survey(survey).id
        return self._store.merge_proposals(chosen)

    def split(self, survey: SurveyLike, documents: Sequence[str]) -> Survey:
        """Give documents, by id or name, a survey of their own, and return it.

        They are kept apart from the rest, whatever is added later.
        """
        return self._curation.split(self.survey(survey), documents)

    def edit(
        self,
        survey: SurveyLike,
        *,
        title: str | Unchanged | None = UNCHANGED,
        authors: Sequence[str] | Unchanged | None = UNCHANGED,
        year: int | Unchanged | None = UNCHANGED,
        arxiv_id: str | Unchanged | None = UNCHANGED,
        doi: str | Unchanged | None = UNCHANGED,
    ) -> Survey:
        """Correct a survey's details by hand; None goes back to what its documents state.

        Edits win over what documents state, those added or read again later too.
        """
        values = {"title": title, "authors": authors, "year": year, "arxiv_id": arxiv_id}
        return self._curation.edit(self.survey(survey), {**values, "doi": doi})

    def remove(self, survey: SurveyLike) -> None:
        """Forget a survey with its documents and everything that was made from them."""
        self._curation.remove(self.survey(survey))

    # Asking

    @property
    def chat_model(self) -> BaseChatModel:
        """The model that writes, opened on first use."""
        return self._engines.chat_model

    @property
    def model_name(self) -> str:
        """A readable name of the model that writes."""
        return capabilities(self.chat_model).name

    @property
    def process(self) -> LlamaProcess:
        """The process of the local models, which starts when it is first needed."""
        return self._engines.process

    def warm_up(self) -> None:
        """Load the models and open the index now rather than at the first question."""
        self._index.open()
        self._engines.warm_up()
        if self._index.stale()[0]:
            self._renewal.start()

    @property
    def renewal(self) -> tuple[int, int] | None:
        """While another embedder's vectors are made anew: passages done, and of how many."""
        return self._renewal.progress

    def search(
        self, question: str, *, surveys: Sequence[SurveyLike] | None = None, k: int = 8
    ) -> list[Hit]:
        """The ``k`` best passages for a question, best first."""
        return self.answers.search(question, self._chosen(surveys), k)

    def _documents_near(self, text: str) -> list[str]:
        self._prepare_search()
        return [hit.passage.document_id for hit in self._index.search(text, NEAR_PASSAGES)]

    def retriever(
        self, *, surveys: Sequence[SurveyLike] | None = None, k: int = 8
    ) -> PassageRetriever:
        """The ``k`` best passages for a question as a LangChain retriever, for chains."""
        from assistant.answers.retriever import PassageRetriever

        chosen = self._chosen(surveys)
        return PassageRetriever(
            search=lambda question: self.search(question, surveys=chosen, k=k),
            owners={info.id: survey for survey in chosen for info in survey.documents},
        )

    def ask(
        self, question: str, *, surveys: Sequence[SurveyLike] | None = None, deeper: bool = False
    ) -> Answer:
        """A cited answer from these surveys (all without), or an abstention with its reason."""
        return _last(self.stream(question, surveys=surveys, deeper=deeper))

    def stream(
        self, question: str, *, surveys: Sequence[SurveyLike] | None = None, deeper: bool = False
    ) -> Iterator[Answer]:
        """The answer as it grows; the last one is finished. Closing the iterator stops the model.

        The first has the evidence and no claims yet; ``deeper`` reads and quotes the whole text.
        """
        asked = self._question(question.strip(), surveys, surveys is not None)
        if (remark := without_search(asked)) is not None:
            yield remark
        else:
            yield from self.answers.stream(asked, deeper=deeper)

    def retrieve(
        self, question: str, surveys: Sequence[SurveyLike], budget: int, *, read: bool = True
    ) -> Retrieved:
        """Evidence of ``budget`` tokens; where it is ``read`` the evidence model has a say."""
        asked = self._question(question, surveys, chosen=True)
        return self.answers.retrieve(asked, budget, read=read)

    def _question(self, text: str, surveys: Sequence[SurveyLike] | None, chosen: bool) -> Question:
        read_kinds = self._engines.read_kinds
        return Question(text, tuple(self._chosen(surveys)), chosen, read_kinds=read_kinds)

    def _prepare_search(self) -> str:
        """Embed what has no vector yet, unless someone who is adding is about to.

        What has another embedder's is embedded again in the background; until then it is found by
        words, which the note that comes back says.
        """
        if self._index.stale()[0]:
            self._renewal.start()
        elif not self._adding.active and self._index.needs_embedding():
            with contextlib.suppress(LibraryBusy), self._lock.turn(timeout=0):
                self._index.embed_pending()
        return self._index.away_note or self._renewal.note

    def _chosen(self, surveys: Sequence[SurveyLike] | None) -> list[Survey]:
        named = self.surveys() if surveys is None else [self.survey(name) for name in surveys]
        return self._versions.marked(list({survey.id: survey for survey in named}.values()))

    # Reviews, comparisons, conversations

    def review(
        self, survey: SurveyLike, *, language: Language = "en", thorough: bool = False
    ) -> Review:
        """The structured review of one survey; see ``stream_review``."""
        return _last(self.stream_review(survey, language=language, thorough=thorough))

    def stream_review(
        self, survey: SurveyLike, *, language: Language = "en", thorough: bool = False
    ) -> Iterator[Review]:
        """The review as it grows; a kept one comes at once. For a ``thorough`` one the model
        reads every section first, and goes on where it was stopped."""
        (chosen,) = self._chosen([survey])
        yield from self.reviews.review(chosen, language, thorough=thorough)

    def compare(
        self, surveys: Sequence[SurveyLike], *, aspects: Sequence[str | Aspect] | None = None
    ) -> Comparison:
        """Surveys by aspects (proposed ones without); see ``stream_compare``."""
        return _last(self.stream_compare(surveys, aspects=aspects))

    def stream_compare(
        self, surveys: Sequence[SurveyLike], *, aspects: Sequence[str | Aspect] | None = None
    ) -> Iterator[Comparison]:
        """The comparison as its cells come; "released code (yes/no)" gives an aspect's kind."""
        yield from self.comparisons.compare(self._chosen(surveys), aspects)

    def conversation(self, surveys: Sequence[SurveyLike] | None = None) -> Conversation:
        """A new conversation over these surveys (all without): follow-ups keep their thread."""
        return Conversation(
            lambda q, s, d: self.stream(q, surveys=s, deeper=d),
            self.surveys, surveys, self._engines.read_kinds,
        )  # fmt: skip

    def follow_ups(self, answer: Answer, asked: Sequence[str]) -> tuple[str, ...]:
        """At most three questions to go on with, which the library can answer.

        ``asked`` are the questions of the conversation, which are not proposed again.
        """
        budget = self.settings.evidence_tokens
        return follow_ups(
            answer, asked, self.document, lambda q, s: self.retrieve(q, [s], budget, read=False)
        )

    @property
    def conversations(self) -> Conversations:
        """The conversations that the library keeps."""
        return Conversations(self._database)

    def kept(self, key: str) -> str | None:
        """A kept result by its key; None if there is none."""
        return self._results.result(key)

    def keep(self, key: str, kind: str, value: str) -> None:
        """Keep a result under a key that changes whenever what it was made from does."""
        self._results.keep(key, kind, value)


def _last(values: Iterator[Value]) -> Value:
    *_, last = values
    return last
