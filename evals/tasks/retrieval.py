"""Retrieval on its own: claims to abstracts, Japanese and Chinese questions to paragraphs."""

from __future__ import annotations

import contextlib
import csv
import json
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from evals.datasets.chinese import CHINESE, Asked, asked
from evals.datasets.papers import JAQUAD
from evals.scorers.cost import cost
from evals.scorers.retrieval import ranking
from evals.solvers.context import Context
from evals.solvers.corpus import kept_embeddings
from evals.task import Output, Sample, Solver, Task, first, split_halves
from vectorstore.database import Database
from vectorstore.index import Index
from vectorstore.passage import Passage, Span

SCIFACT = "retrieval/scifact"
DEPTH = 10
MOST_QUESTIONS = 400
_QUOTED = re.compile(r"'((?:[^'\\]|\\.|'(?=\w))*)'|\"((?:[^\"\\]|\\.)*)\"")


def tasks(context: Context) -> Iterator[Task]:
    """One task a set; what is fused is next to dense and lexical search alone."""
    sets: tuple[tuple[str, str, Callable[[Context], tuple[tuple[Sample, ...], list[Passage]]]], ...]
    sets = (
        ("retrieval-scifact", "SciFact: claims to 5,183 abstracts", scifact),
        ("retrieval-jaquad", "JaQuAD: Japanese questions to paragraphs", jaquad),
        ("retrieval-chinese", "CMRC and DRCD: Chinese questions to paragraphs", chinese),
    )
    for name, title, read in sets:
        samples, passages = read(context)
        with _opened(passages, context) as index:
            yield Task(
                name=name,
                title=title,
                samples=first(samples, context.most(MOST_QUESTIONS)),
                solvers=_solvers(index),
                scorers=(
                    ranking("nDCG", 10),
                    ranking("recall", 5),
                    ranking("recall", 10),
                    cost("milliseconds", lambda output: 1000 * output.seconds, 1),
                ),
                failures="recall@10",
                notes=(
                    f"All {len(passages):,} passages are searched; of {len(samples):,} questions "
                    f"at most {MOST_QUESTIONS} are asked, drawn by hash.",
                ),
            )


def scifact(context: Context) -> tuple[tuple[Sample, ...], list[Passage]]:
    """Claims that some abstract supports or contradicts; each abstract is one passage."""
    csv.field_size_limit(10**9)
    passages = []
    with (context.file(SCIFACT) / "corpus_train.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            text = f"{row['title'].rstrip('.')}. {abstract(row['abstract'])}"
            passages.append(_passage(row["doc_id"], text))
    claims: dict[str, tuple[str, set[str]]] = {}
    path = context.file(SCIFACT) / "claims_validation.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            _, found = claims.setdefault(row["id"], (row["claim"], set()))
            found.update(re.findall(r"\d+", row["cited_doc_ids"]))
    samples = split_halves(
        [
            Sample(id=f"scifact-{key}", question=claim, evidence=tuple(sorted(found)))
            for key, (claim, found) in claims.items()
            if found
        ]
    )
    return samples, passages


def abstract(printed: str) -> str:
    """The sentences of a printed list of strings, joined.

    >>> abstract("['One is here.'\\n \\"Two isn't.\\"]")
    "One is here. Two isn't."
    """
    parts = [one or other for one, other in _QUOTED.findall(printed.strip()[1:-1])]
    return " ".join(parts)


def jaquad(context: Context) -> tuple[tuple[Sample, ...], list[Passage]]:
    """Questions and the paragraphs that they were asked about."""
    values = json.loads(context.file(JAQUAD).read_text(encoding="utf-8"))
    passages: list[Passage] = []
    samples: list[Sample] = []
    for article in values["data"]:
        for paragraph in article["paragraphs"]:
            key = f"paragraph-{len(passages)}"
            passages.append(_passage(key, paragraph["context"]))
            for question in paragraph["qas"]:
                samples.append(
                    Sample(
                        id=question["id"],
                        question=question["question"],
                        evidence=(key,),
                        group=article["title"],
                    )
                )
    return split_halves(samples), passages


def chinese(context: Context) -> tuple[tuple[Sample, ...], list[Passage]]:
    """Questions and the paragraphs that have the answer's sentence: windows of a text overlap."""
    found = list(asked(context.file(CHINESE)))
    paragraphs = {one.number: one.paragraph for one in found}

    def holding(one: Asked) -> tuple[str, ...]:
        sentence = one.record.passage[one.record.answers[0].sentence]
        return tuple(f"paragraph-{n}" for n, text in paragraphs.items() if sentence in text)

    samples = [
        Sample(
            id=one.record.id,
            question=one.record.question,
            evidence=holding(one),
            group=str(one.number),
        )
        for one in found
    ]
    return split_halves(samples), [
        _passage(f"paragraph-{number}", text) for number, text in paragraphs.items()
    ]


def _passage(key: str, text: str) -> Passage:
    return Passage(key, key, "", "body", text, (Span(0, len(text), None, 0),))


@contextlib.contextmanager
def _opened(passages: Sequence[Passage], context: Context) -> Iterator[Index]:
    """A fresh index with the library's embedder; vectors are kept in ``work`` between runs."""
    folder = Path(tempfile.mkdtemp(prefix="survey-assistant-evals-"))
    try:
        with kept_embeddings(context.settings, context.work) as embeddings:
            assert embeddings is not None
            database = Database(folder / "index.sqlite3")
            index = Index(database, folder / "vectors", lambda: embeddings)
            try:
                index.add(passages)
                index.embed_pending(lambda done, total: context.progress("embedding", done, total))
                yield index
            finally:
                index.close()
                database.close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _solvers(index: Index) -> dict[str, Solver]:
    def timed(search: Callable[[str], list[str]]) -> Solver:
        def solve(sample: Sample) -> Output:
            started = time.monotonic()
            ranked = tuple(search(sample.question))
            return Output(
                text=", ".join(ranked[:3]),
                ranked=ranked,
                relevant=sample.evidence,
                seconds=time.monotonic() - started,
            )

        return solve

    def fused(question: str) -> list[str]:
        return [hit.passage.id for hit in index.search(question, DEPTH)]

    def dense(question: str) -> list[str]:
        return [key for key, _ in index.dense.search(index.embed_query(question), DEPTH)]

    def lexical(question: str) -> list[str]:
        return [key for key, _ in index.search_words(question, DEPTH)]

    return {"fused": timed(fused), "dense alone": timed(dense), "BM25 alone": timed(lexical)}
