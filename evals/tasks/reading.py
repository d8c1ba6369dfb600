"""Reading PDFs: what our reader makes of whole papers, against what a person sees on the pages."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from assistant.documents.document import Document
from assistant.readers import read
from evals.bench.bare_pdf import legible, page_lines, without_running_heads
from evals.datasets import reading_gold
from evals.datasets.reading_gold import Gold
from evals.report.table import table
from evals.report.tallies import miss_list, tally_table
from evals.scorers import reading
from evals.scorers.normalized import normalize
from evals.scorers.tallies import precision, recall
from evals.solvers.context import PRODUCT, Context
from evals.task import EvalError, Output, Record, Sample, Scorer, Tally, Task, first, split_halves

# Where a paper with a gold reading may lie in the folder of data sets.
FOLDERS = ("papers", "field/pdf")
FULL_TEXTS = "tables/full_texts"
BOTH = ("authors", "headings", "captions", "references")
ONE = (
    "first author",
    "year",
    "heading levels",
    "heading pages",
    "reading order",
    "quotes found",
    "quotes on their page",
    "quotes boxed there",
    "references kept out",
    "text kept",
    "letters kept",
    "GROBID word order",
    "GROBID heads",
)
TARGETS = (
    ("title", "English", 1.0, "titles right on the English papers"),
    ("abstract", "English", 1.0, "abstracts right on the English papers"),
    ("headings recall", "", 0.95, "headings found"),
    ("headings precision", "", 0.95, "headings that are headings"),
    ("quotes on their page", "", 1.0, "quotes on the right page"),
)
NOTE = (
    "Counts are pooled over the papers. A heading counts once, by its number and words; bold "
    "openings of paragraphs may be read as headings or not. Text kept: the letters of those lines "
    "of bare pdfium extraction, running heads aside, that stand in the document; letters kept: "
    "those of pieces of lines as well, of eight letters or more; pages whose fonts do not say what "
    "they draw are left out, since bare extraction has nothing of them either. Readers were mended "
    "by looking at the papers of the half to develop on."
)


def tasks(context: Context) -> Iterator[Task]:
    """One task: a sample is a paper, its output the tallies of the paper that was read."""
    golds = reading_gold.load()
    places = [(context.data or Path()) / folder for folder in FOLDERS]
    paths = [place / gold.file for gold in golds for place in places]
    there = [path for path in paths if path.is_file()]
    if not there:
        names = ", ".join(gold.file for gold in golds)
        raise EvalError(f"None of the papers with a gold reading is in {places[0]}: {names}.")
    yield reading_task(
        context, "reading", "Reading: whole papers against what a person sees on the pages", there
    )


def reading_task(context: Context, name: str, title: str, paths: Sequence[Path]) -> Task:
    """How papers are read; of one without a gold reading only the text that is kept is counted."""
    golds = {gold.file: gold for gold in reading_gold.load()}
    by_id = {path.stem: path for path in paths}
    parsed = grobid_records(context)

    def solve(sample: Sample) -> Output:
        started = time.monotonic()
        path = by_id[sample.id]
        document = read(path)
        seconds = time.monotonic() - started
        tallies = tallies_of(golds.get(path.name), document, path, parsed)
        return Output(text=document.title, tallies=tallies, seconds=seconds)

    return Task(
        name=name,
        title=title,
        samples=first(samples(paths, golds), context.limit),
        solvers={PRODUCT: solve},
        scorers=scorers(),
        notes=(NOTE,),
        details=details,
    )


def samples(paths: Sequence[Path], golds: Mapping[str, Gold]) -> tuple[Sample, ...]:
    """A sample for each paper, in the half that its gold reading names."""
    kinds = {"en": "English", "zh": "Chinese", "ja": "Japanese"}
    found = []
    for sample in split_halves([Sample(path.stem, f"What is in {path.name}?") for path in paths]):
        gold = golds.get(f"{sample.id}.pdf")
        if gold is not None:
            kind = kinds.get(gold.language, gold.language)
            sample = Sample(sample.id, sample.question, kinds=(kind,), half=gold.half)
        found.append(sample)
    return tuple(found)


def tallies_of(
    gold: Gold | None, document: Document, path: Path, parsed: Mapping[str, Mapping[str, Any]]
) -> tuple[Tally, ...]:
    """All tallies of one paper; those against GROBID where its text of the paper is there."""
    pages = without_running_heads(legible(page_lines(path)))
    if gold is None:
        return reading.text_kept(document, pages)
    found = reading.compare(gold, document, pages)
    record = parsed.get(normalize(gold.title))
    if record is None:
        return found
    text, heads = grobid(record)
    return (*found, *reading.compare_parsers(document, text, heads))


def grobid_records(context: Context) -> dict[str, Mapping[str, Any]]:
    """GROBID's records by normalised title; none where the folder is not there."""
    folder = (context.data or Path()) / FULL_TEXTS
    found = {}
    for path in sorted(folder.glob("*.json")):
        record = json.loads(path.read_text(encoding="utf-8"))
        found[normalize(record["metadata"]["title"] or "")] = record
    return found


def grobid(record: Mapping[str, Any]) -> tuple[str, list[str]]:
    """The paragraphs of a record in order, as one text, and those section heads with a number.

    What it takes for heads without one is mostly labels of figures and cells of tables.
    """
    contents = record["content"]["grobid"]["contents"]
    notes = record["content"]["grobid"]["annotations"]
    paragraphs = sorted(json.loads(notes.get("paragraph") or "[]"), key=_start)
    heads = [
        span
        for span in json.loads(notes.get("section_header") or "[]")
        if span.get("attributes", {}).get("n")
    ]
    text = "\n".join(_cut(contents, span) for span in paragraphs)
    return text, [_cut(contents, span) for span in sorted(heads, key=_start)]


def _start(span: Mapping[str, Any]) -> int:
    return int(span["start"])


def _cut(contents: str, span: Mapping[str, Any]) -> str:
    return str(contents[int(span["start"]) : int(span["end"])])


def scorers() -> tuple[Scorer, ...]:
    """A scorer for each tally: its share, or its recall and its precision."""
    found = [recall("title"), recall("abstract")]
    for name in BOTH:
        found += [recall(name, f"{name} recall"), precision(name, f"{name} precision")]
    return (*found, *map(recall, ONE))


def details(records: Sequence[Record]) -> str:
    """Targets, a table with a column for each paper, and what is wrong in each."""
    return "\n\n".join([_targets(records), tally_table(records), *map(miss_list, records)])


def _targets(records: Sequence[Record]) -> str:
    rows = []
    for name, kind, target, told in TARGETS:
        values = [
            score.values
            for record in records
            for (_, scorer), score in record.scores.items()
            if scorer == name and (not kind or kind in record.sample.kinds)
        ]
        if values:
            right, wanted = (int(column.sum()) for column in np.array(values).T)
            met = "met" if right / wanted >= target else "missed"
            rows.append(
                [told, f"{target:.2f}", f"{right} of {wanted}", f"{right / wanted:.3f}", met]
            )
    return table(["target", "at least", "counted", "reached", ""], rows)
