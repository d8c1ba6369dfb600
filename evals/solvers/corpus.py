"""A temporary library of the documents that a task asks about, and the product as a solver."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from langchain_core.embeddings import Embeddings
from langchain_core.language_models import BaseChatModel

from assistant import Library
from assistant.answers.answer import Answer
from assistant.answers.quotation import best
from assistant.answers.retrieval import Retrieved
from assistant.documents.survey import Survey
from assistant.errors import AssistantError
from assistant.models.embeddings import EngineEmbeddings
from assistant.models.files.defaults import default_embedding_model
from assistant.models.llama.process import LlamaProcess
from assistant.settings import Settings
from evals.solvers.vector_cache import FILE, KeptVectors
from evals.task import Claim, EvalError, Output, Sample, Solver

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Corpus:
    """A library whose documents have the keys that samples name as their source.

    ``texts`` are what baselines are given; ``refused`` says why a file is not there.
    """

    library: Library
    surveys: Mapping[str, Survey]
    texts: Mapping[str, str]
    embeddings: Embeddings
    refused: Mapping[str, str] = field(default_factory=dict)

    def scope(self, sample: Sample) -> list[Survey] | None:
        """The survey that a sample is about; None for the whole library."""
        return [self.surveys[sample.source]] if sample.source else None


@contextlib.contextmanager
def corpus(
    files: Mapping[str, str],
    settings: Settings,
    progress: Progress | None = None,
    kept: Path | None = None,
    *,
    chat_model: BaseChatModel | None = None,
) -> Iterator[Corpus]:
    """A library of texts, keyed by file name; it is deleted afterwards.

    ``kept`` is a folder where the vectors of documents outlive the run; ``chat_model`` stands in
    the place of the settings' one. Raises EvalError where two of the documents end up in one
    survey: a question could then not be asked of one of them alone.
    """
    folder = Path(tempfile.mkdtemp(prefix="survey-assistant-evals-"))
    try:
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8")
        paths = [folder / name for name in files]
        with library_of(paths, settings, progress, kept, chat_model=chat_model) as made:
            if made.refused:
                name, reason = next(iter(made.refused.items()))
                raise EvalError(f"{name} of the data set was refused: {reason}")
            _refuse_mixed(made.library, made.surveys, files)
            yield replace(made, texts=files)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def library_of(
    paths: Sequence[Path],
    settings: Settings,
    progress: Progress | None = None,
    kept: Path | None = None,
    *,
    chat_model: BaseChatModel | None = None,
) -> Iterator[Corpus]:
    """A library of files, by name, without those that are refused; it is deleted afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="survey-assistant-evals-"))
    try:
        with (
            kept_embeddings(settings, kept) as embeddings,
            Library.open(
                folder, settings=settings, embeddings=embeddings, chat_model=chat_model
            ) as library,
        ):
            surveys: dict[str, Survey] = {}
            refused: dict[str, str] = {}
            for done, path in enumerate(paths, start=1):
                try:
                    surveys[path.name] = library.add(path)
                except AssistantError as error:
                    refused[path.name] = str(error)
                if progress is not None:
                    progress("adding documents", done, len(paths))
            engine = embeddings or EngineEmbeddings(library.process)
            yield Corpus(library, surveys, {}, engine, refused)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def kept_embeddings(settings: Settings, kept: Path | None) -> Iterator[EngineEmbeddings | None]:
    """The default embedder in a process of its own, with vectors kept in a folder; None without."""
    if kept is None:
        yield None
        return
    process = LlamaProcess(None, default_embedding_model(settings), threads=settings.thread_count)
    vectors = KeptVectors(kept / FILE, process)
    try:
        yield EngineEmbeddings(vectors)
    finally:
        vectors.close()
        process.close()


def _refuse_mixed(
    library: Library, surveys: Mapping[str, Survey], files: Mapping[str, str]
) -> None:
    mixed = [survey for survey in library.surveys() if len(survey.documents) > 1]
    if mixed or len({survey.id for survey in surveys.values()}) < len(set(files.values())):
        names = [info.name for survey in mixed[:1] for info in survey.documents]
        raise EvalError(f"Documents of the data set were taken for one survey: {names}.")


def product(made: Corpus) -> Solver:
    """The product: ``Library.ask`` on the sample's survey."""

    def solve(sample: Sample) -> Output:
        answer = made.library.ask(sample.question, surveys=made.scope(sample))
        return output_of(answer)

    return solve


def output_of(answer: Answer) -> Output:
    """An answer as the scorers see it; an abstention has no text."""
    return Output(
        text="" if answer.abstained else answer.text,
        evidence=tuple(item.text for item in answer.evidence),
        claims=tuple(map(Claim.of, answer.claims)),
        abstained=answer.abstained,
        confidence=answer.confidence,
        prompt_tokens=answer.usage.prompt_tokens,
        completion_tokens=answer.usage.completion_tokens,
        first_token_seconds=answer.usage.first_token_seconds,
        seconds=answer.usage.seconds,
    )


def retrieve_evidence(made: Corpus, sample: Sample) -> Retrieved:
    """What the product would write from; the model is not asked."""
    surveys = made.scope(sample) or made.library.surveys()
    return made.library.retrieve(sample.question, surveys, made.library.settings.evidence_tokens)


def two_sentences(made: Corpus) -> Solver:
    """Without a model: the sentences that the product's retrieval ranks best, as they stand."""

    def solve(sample: Sample) -> Output:
        chosen = best(retrieve_evidence(made, sample).evidence, 2)
        texts = tuple(item.text for item in chosen)
        return Output(text=" ".join(texts), evidence=texts)

    return solve
