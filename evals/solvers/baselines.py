"""What the product is measured against: the tutorial pipeline, and the model on its own."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path

from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import BaseMessage, HumanMessage, SystemMessage
from langchain_core.vectorstores import InMemoryVectorStore
from langchain_text_splitters import RecursiveCharacterTextSplitter

from evals.scorers.abstention import says_unknown
from evals.scorers.text import contains
from evals.task import Claim, Output, Sample, Solver

CHUNK_CHARACTERS, OVERLAP, K = 1000, 200, 4
DEPTH = 10
MOST_TOKENS = 160

TUTORIAL_PROMPT = """You help people by answering their questions. Base your answer on the pieces \
of text below, which were retrieved for the question. If they do not hold the answer, say that you \
don't know. Keep the answer short, three sentences at the most.

{context}"""
BARE_PROMPT = "Answer this question about a scientific paper in one short sentence.\n\n{question}"


class Tutorial:
    """The pipeline that LangChain's tutorials build: split, embed, take four chunks, stuff them.

    ``texts`` are the documents by key; a question without a source is put to all of them.
    """

    def __init__(
        self, texts: Mapping[str, str], model: BaseChatModel, embeddings: Embeddings
    ) -> None:
        self._texts = texts
        self._model = model
        self._embeddings = embeddings
        self._stores: dict[str, InMemoryVectorStore] = {}
        self._chunks: dict[str, list[Document]] = {}

    def __call__(self, sample: Sample) -> Output:
        started = time.monotonic()
        found = self.retrieve(sample.question, sample.source, DEPTH)
        output = _asked(self._model, _messages(sample.question, found[:K]), started)
        return replace(
            output,
            evidence=tuple(chunk.page_content for chunk in found[:K]),
            abstained=says_unknown(output.text),
            ranked=tuple(str(chunk.id) for chunk in found),
            texts=tuple(chunk.page_content for chunk in found),
            relevant=self._relevant(sample),
        )

    def retrieve(self, question: str, source: str, k: int) -> list[Document]:
        """The ``k`` chunks nearest to a question, nearest first."""
        return self._store(source).similarity_search(question, k=k)

    def prompt(self, question: str, source: str) -> list[BaseMessage]:
        """What the model reads for a question."""
        return _messages(question, self.retrieve(question, source, K))

    def _store(self, source: str) -> InMemoryVectorStore:
        if source not in self._stores:
            splitter = RecursiveCharacterTextSplitter(
                chunk_size=CHUNK_CHARACTERS, chunk_overlap=OVERLAP
            )
            texts = [self._texts[source]] if source else list(self._texts.values())
            chunks = splitter.create_documents(texts)
            for number, chunk in enumerate(chunks):
                chunk.id = str(number)
            store = InMemoryVectorStore(self._embeddings)
            store.add_documents(chunks)
            self._stores[source], self._chunks[source] = store, chunks
        return self._stores[source]

    def _relevant(self, sample: Sample) -> tuple[str, ...]:
        return tuple(
            str(chunk.id)
            for chunk in self._chunks[sample.source]
            if any(contains(chunk.page_content, gold) for gold in sample.evidence)
        )


def _messages(question: str, chunks: Sequence[Document]) -> list[BaseMessage]:
    """Of the tutorials' layouts the one that suits the default model best: question last."""
    context = "\n\n".join(chunk.page_content for chunk in chunks)
    return [SystemMessage(TUTORIAL_PROMPT.format(context=context)), HumanMessage(question)]


def bare_model(model: BaseChatModel) -> Solver:
    """The model without any evidence."""

    def solve(sample: Sample) -> Output:
        prompt = BARE_PROMPT.format(question=sample.question)
        output = _asked(model, [HumanMessage(prompt)], time.monotonic())
        return replace(output, abstained=says_unknown(output.text))

    return solve


def plain_prompt(model: BaseChatModel, prompt: Callable[[Sample], str]) -> Solver:
    """The model with a plain prompt."""

    def solve(sample: Sample) -> Output:
        return _asked(model, [HumanMessage(prompt(sample))], time.monotonic())

    return solve


def with_cache(solve: Solver, file: Path, key: Callable[[Sample], str]) -> Solver:
    """A baseline whose outputs are kept in a file of JSON lines, since it does not change.

    ``key`` names all that its output depends on besides this module.
    """
    version = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()
    known: dict[str, Output] = {}
    if file.is_file():
        for line in file.read_text(encoding="utf-8").splitlines():
            entry = json.loads(line)
            if entry.get("version") == version:
                known[entry["key"]] = _output(entry["output"])

    def solve_once(sample: Sample) -> Output:
        digest = hashlib.sha256(key(sample).encode()).hexdigest()
        if digest not in known:
            known[digest] = solve(sample)
            file.parent.mkdir(parents=True, exist_ok=True)
            with file.open("a", encoding="utf-8") as lines:
                entry = {"version": version, "key": digest, "output": asdict(known[digest])}
                lines.write(json.dumps(entry, ensure_ascii=False) + "\n")
        return known[digest]

    return solve_once


def _asked(model: BaseChatModel, messages: list[BaseMessage], started: float) -> Output:
    parts: list[str] = []
    first = 0.0
    prompt_tokens = completion_tokens = 0
    for chunk in model.stream(messages, max_tokens=MOST_TOKENS):
        if chunk.text and not first:
            first = time.monotonic() - started
        parts.append(chunk.text)
        if usage := chunk.usage_metadata:
            prompt_tokens += usage["input_tokens"]
            completion_tokens += usage["output_tokens"]
    return Output(
        text="".join(parts).strip(),
        prompt_tokens=prompt_tokens,
        completion_tokens=completion_tokens,
        first_token_seconds=first,
        seconds=time.monotonic() - started,
    )


def _output(values: dict[str, object]) -> Output:
    claims = tuple(
        Claim(**{**item, "quotes": tuple(item["quotes"])})
        for item in values.pop("claims")  # type: ignore[attr-defined]
    )
    plain = {k: tuple(v) if isinstance(v, list) else v for k, v in values.items()}
    return Output(**plain, claims=claims)  # type: ignore[arg-type]
