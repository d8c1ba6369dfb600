"""Tables of papers: which cells are read, and which questions are answered from them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from pathlib import Path

from assistant.documents.document import Document
from assistant.readers import read
from evals.datasets.papers import read_lines
from evals.datasets.table_gold import GoldTable, Key, keys_of, load
from evals.scorers.abstention import refused
from evals.scorers.cost import cost
from evals.scorers.tallies import precision, recall
from evals.solvers.context import PRODUCT, TWO_SENTENCES, Context
from evals.solvers.corpus import library_of, product, two_sentences
from evals.task import EvalError, Output, Sample, Scorer, Solver, Tally, Task, first
from evals.tasks.field import FACT, fact_told
from evals.tasks.reading import FOLDERS

QUESTIONS = Path(__file__).parents[1] / "data" / "table_questions.jsonl"
CELLS = "cells"
KINDS = ("ruled", "unruled")
_SHOWN = 3  # values that a failure tells


def tasks(context: Context) -> Iterator[Task]:
    """Two tasks: cells against gold, and questions whose answers stand in tables."""
    yield cells(context)
    yield from questions(context)


def cells(context: Context) -> Task:
    """Cells of tables; one is right with its row's and its column's header and its value."""
    paths = papers(context, {gold.file for gold in load()})
    golds = {gold.id: gold for gold in load() if gold.file in paths}
    documents: dict[str, Document] = {}

    def solve(sample: Sample) -> Output:
        gold = golds[sample.id]
        if gold.file not in documents:
            documents[gold.file] = read(paths[gold.file])
        return Output(tallies=(tally(gold, documents[gold.file]),))

    samples = tuple(
        Sample(gold.id, f"What does {gold.label} hold?", kinds=(gold.kind,), half=gold.half)
        for gold in golds.values()
    )
    return Task(
        name="table-cells",
        title="Cells of tables in papers",
        samples=first(samples, context.limit),
        solvers={PRODUCT: solve},
        scorers=_cell_scorers(),
        failures="recall",
        notes=(
            "A cell is right where its value and the headers of its row and of its column are, in "
            "letters, digits and signs. Ruled: rules part the columns; unruled: at most rules "
            "across the table.",
        ),
    )


def _cell_scorers() -> tuple[Scorer, ...]:
    found: list[Scorer] = [recall(CELLS, "recall"), precision(CELLS, "precision")]
    for kind in KINDS:
        found.append(recall(CELLS).on(kind, f"recall, {kind}"))
        found.append(precision(CELLS, CELLS).on(kind, f"precision, {kind}"))
    return tuple(found)


def tally(gold: GoldTable, document: Document) -> Tally:
    """How many cells of a table were read rightly, of how many wanted and given."""
    wanted = Counter(gold.cells)
    found = Counter[Key]()
    surplus: list[str] = []
    for table in document.tables:
        if table.label == gold.label:
            found += keys_of(table)
            keys = keys_of(table).elements()
            values = (cell.text for cell, _, _ in table.values())
            surplus += [text for key, text in zip(keys, values, strict=False) if key not in wanted]
    right = (wanted & found).total()
    return Tally(CELLS, right, wanted.total(), found.total(), tuple(surplus[:_SHOWN]))


def papers(context: Context, names: Collection[str]) -> dict[str, Path]:
    """Where the papers lie in the folder of data sets, by name; EvalError where none does."""
    places = [(context.data or Path()) / folder for folder in FOLDERS]
    found = {name: place / name for place in places for name in names if (place / name).is_file()}
    if not found:
        raise EvalError(f"None of the papers with tables is in {places[0]}: {sorted(names)}.")
    return found


def questions(context: Context) -> Iterator[Task]:
    """Questions whose answers are cells, each put to its own paper."""
    records = read_lines(QUESTIONS)
    paths = papers(context, {record["document"] for record in records})
    patterns: dict[str, str] = {}
    samples = []
    for number, record in enumerate(records):
        key = f"table-question-{number:02}"
        patterns[key] = record["pattern"]
        source = record["document"]
        if source in paths:
            samples.append(
                Sample(
                    key, record["question"], targets=(record["gold"],), source=source,
                    half=record["half"],
                )
            )  # fmt: skip
    with library_of(list(paths.values()), context.settings, context.progress, context.work) as made:
        solvers: dict[str, Solver] = {PRODUCT: product(made)}
        if context.baselines:
            solvers[TWO_SENTENCES] = two_sentences(made)
        yield Task(
            name="table-questions",
            title="Questions whose answers stand in tables",
            samples=first(tuple(samples), context.limit),
            solvers=solvers,
            scorers=(fact_told(patterns), refused(), cost("seconds", lambda o: o.seconds, 2)),
            failures=FACT,
            notes=(
                "Right is an answer with a supported sentence or a quote that has the value "
                "which a person read in the table.",
            ),
        )
