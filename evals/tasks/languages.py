"""Questions in another language than the documents, next to the same ones in the documents' own."""

from __future__ import annotations

import contextlib
import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from langchain_core.language_models import FakeListChatModel

from assistant import Library
from assistant.demo import demo_sources
from assistant.documents.passages import split
from assistant.documents.survey import Survey
from evals.scorers.abstention import confidence_auc, refused
from evals.scorers.retrieval import ranking
from evals.scorers.text import contains
from evals.solvers.context import PRODUCT, Context
from evals.solvers.corpus import kept_embeddings, output_of
from evals.task import Output, Sample, Score, Scorer, Solver, Task, first, split_halves

DATA = Path(__file__).parents[1] / "data"
QUESTIONS = DATA / "cross_lingual.jsonl"
FOREIGN = DATA / "languages"
DEPTH = 10
SILENCE = "."


@dataclass(frozen=True)
class Shelf:
    """A library of the demo digests and the Chinese and Japanese documents, by their keys."""

    library: Library
    surveys: Mapping[str, Survey]


def samples() -> tuple[Sample, ...]:
    """Each question in each of its languages: to the whole library, and to a wrong document.

    Kinds are such as "zh→en", a Chinese question on English documents, and "en→en (as de)", an
    English one that is there in German too. Questions on one fact stay in the same half.
    """
    found: list[Sample] = []
    for line in QUESTIONS.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        there = record["language"]
        for language, question in record["questions"].items():
            kinds = [f"{language}→{there}"]
            if language == there and "de" in record["questions"]:
                kinds.append("en→en (as de, fr, es)")
            whole = Sample(
                id=f"{record['id']}-{language}",
                question=question,
                evidence=tuple(record["evidence"]),
                answerable=bool(record["evidence"]),
                group=record["id"],
                kinds=(*kinds, "whole"),
            )
            found.append(whole)
            if len(record["documents"]) == 1:
                wrong = replace(
                    whole,
                    id=f"{whole.id}-wrong",
                    evidence=(),
                    answerable=False,
                    source=_other(record["documents"][0]),
                    kinds=(*kinds, "wrong"),
                )
                found.append(wrong)
    return split_halves(found)


def _other(key: str) -> str:
    """A document that does not answer, in the language of the one that does."""
    return {"shen": "wang", "wang": "yao", "yao": "shen", "zh": "shen", "ja": "wang"}[key]


def tasks(context: Context) -> Iterator[Task]:
    """One task; no model is asked, so that the answer is the quoted sentence."""
    with shelf(context) as made:
        chosen = first(samples(), context.limit)
        kinds = list(dict.fromkeys(sample.kinds[0] for sample in chosen))
        if any("en→en (as de, fr, es)" in sample.kinds for sample in chosen):
            kinds.append("en→en (as de, fr, es)")
        yield Task(
            name="languages",
            title="Questions in another language than the documents",
            samples=chosen,
            solvers={PRODUCT: _product(made)},
            scorers=tuple(scorer for kind in kinds for scorer in _scorers(kind)),
            failures=f"right sentence, {kinds[0]}",
            notes=(
                "One library holds the three English digests and a Chinese and a Japanese text; "
                "all were written for this project, and so were the questions. zh→en is a Chinese "
                "question on the English digests.",
                "Each question about one document is put to another one too, to be declined.",
            ),
        )


def _scorers(kind: str) -> Iterator[Scorer]:
    yield ranking("recall", 5).on(kind, f"recall@5, {kind}")
    yield _right_sentence().on(kind, f"right sentence, {kind}")
    yield refused().on(kind, f"answerable declined, {kind}")
    yield _declined("whole").on(kind, f"unanswerable declined, {kind}")
    yield _declined("wrong").on(kind, f"wrong document declined, {kind}")
    yield confidence_auc("").on(kind, f"AUC, {kind}")


def _right_sentence() -> Scorer:
    """Whether one of the gold sentences is quoted; declining is not."""

    def score(sample: Sample, output: Output) -> Score | None:
        if not sample.answerable:
            return None
        quotes = [quote for claim in output.claims for quote in claim.quotes]
        right = any(contains(quote, gold) for quote in quotes for gold in sample.evidence)
        return Score((float(right and not output.abstained),))

    return Scorer("right sentence", score)


def _declined(kind: str) -> Scorer:
    """The share of what has no answer that is declined: in the library, or in a wrong document."""

    def score(sample: Sample, output: Output) -> Score | None:
        if sample.answerable or kind not in sample.kinds:
            return None
        return Score((float(output.abstained),))

    return Scorer("declined", score)


def _product(made: Shelf) -> Solver:
    library = made.library
    passages = [
        passage
        for survey in made.surveys.values()
        for info in survey.documents
        for passage in split(library.document(info.id))
    ]

    def solve(sample: Sample) -> Output:
        chosen = [made.surveys[sample.source]] if sample.source else None
        output = output_of(library.ask(sample.question, surveys=chosen))
        if not sample.evidence:
            return output
        hits = library.search(sample.question, k=DEPTH)
        relevant = [
            passage.id
            for passage in passages
            if any(contains(passage.text, gold) for gold in sample.evidence)
        ]
        ranked = tuple(hit.passage.id for hit in hits)
        return replace(output, ranked=ranked, relevant=tuple(relevant))

    return solve


@contextlib.contextmanager
def shelf(context: Context) -> Iterator[Shelf]:
    """A temporary library of all documents, whose model says nothing."""
    folder = Path(tempfile.mkdtemp(prefix="survey-assistant-evals-"))
    paths = [*demo_sources(), *sorted(FOREIGN.glob("*.md"))]
    try:
        with (
            kept_embeddings(context.settings, context.work) as embeddings,
            Library.open(
                folder,
                settings=context.settings,
                embeddings=embeddings,
                chat_model=FakeListChatModel(responses=[SILENCE]),
            ) as library,
        ):
            surveys = {path.name.split("-")[0]: library.add(path) for path in paths}
            yield Shelf(library, surveys)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
