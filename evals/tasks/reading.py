"""Reading PDFs: what our reader makes of whole papers, against what a person sees on the pages."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from assistant.documents.document import Document
from assistant.readers import read
from evals.bench.bare_pdf import page_lines, without_running_heads
from evals.datasets import reading_gold
from evals.datasets.reading_gold import Gold
from evals.report.table import table
from evals.scorers import reading
from evals.scorers.normalized import normalized
from evals.solvers.context import PRODUCT, Context
from evals.task import (
    EvalError,
    Output,
    Record,
    Sample,
    Score,
    Scorer,
    Tally,
    Task,
    divided,
    first,
)

PAPERS = "papers"
FULL_TEXTS = "tables/full_texts"
MOST_MISSES = 40
BOTH = ("authors", "headings", "captions", "references")
ONE = (
    "title",
    "abstract",
    "heading levels",
    "heading pages",
    "reading order",
    "quotes found",
    "quotes on their page",
    "quotes boxed there",
    "references kept out",
    "text kept",
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


def tasks(context: Context) -> Iterator[Task]:
    """One task: a sample is a paper, its output the tallies of the paper that was read."""
    folder = context.file(PAPERS)
    papers = [gold for gold in reading_gold.load() if (folder / gold.file).is_file()]
    if not papers:
        names = ", ".join(gold.file for gold in reading_gold.load())
        raise EvalError(f"None of the papers with a gold reading is in {folder}: {names}.")
    samples = divided([_sample(gold) for gold in papers])
    by_file = {gold.file: gold for gold in papers}
    parsed = parsed_texts(context)

    def solve(sample: Sample) -> Output:
        started = time.monotonic()
        path = folder / sample.source
        document = read(path)
        seconds = time.monotonic() - started
        tallies = tallies_of(by_file[sample.source], document, path, parsed)
        return Output(text=document.title, tallies=tallies, seconds=seconds)

    yield Task(
        name="reading",
        title="Reading: whole papers against what a person sees on the pages",
        samples=first(samples, context.limit),
        solvers={PRODUCT: solve},
        scorers=scorers(),
        notes=(NOTE,),
        details=details,
    )


NOTE = (
    "Counts are pooled over the papers. A heading counts once, by its number and words; bold "
    "openings of paragraphs may be read as headings or not. Text kept: the letters of those lines "
    "of bare pdfium extraction, running heads aside, that stand in the document."
)


def _sample(gold: Gold) -> Sample:
    kinds = {"en": "English", "zh": "Chinese", "ja": "Japanese"}
    return Sample(
        id=gold.file.removesuffix(".pdf"),
        question=f"What is in {gold.file}?",
        source=gold.file,
        kinds=(kinds.get(gold.language, gold.language),),
    )


def tallies_of(
    gold: Gold, document: Document, path: Path, parsed: Mapping[str, Mapping[str, Any]]
) -> tuple[Tally, ...]:
    """All tallies of one paper; those against GROBID where its text of the paper is there."""
    found = reading.compare(gold, document, without_running_heads(page_lines(path)))
    record = parsed.get(normalized(gold.title))
    if record is None:
        return found
    text, heads = grobid(record)
    return (*found, *reading.against_parsed(document, text, heads))


def parsed_texts(context: Context) -> dict[str, Mapping[str, Any]]:
    """GROBID's records by the letters of their titles; none where the folder is not there."""
    folder = (context.data or Path()) / FULL_TEXTS
    found = {}
    for path in sorted(folder.glob("*.json")):
        record = json.loads(path.read_text(encoding="utf-8"))
        found[normalized(record["metadata"]["title"] or "")] = record
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
    return contents[int(span["start"]) : int(span["end"])]


def scorers() -> tuple[Scorer, ...]:
    """A scorer for each tally: its share, or its recall and its precision."""
    found = [_scorer(name, name, _share) for name in ONE[:2]]
    for name in BOTH:
        found.append(_scorer(f"{name} recall", name, _share))
        found.append(_scorer(f"{name} precision", name, _precision))
    found += [_scorer(name, name, _share) for name in ONE[2:]]
    return tuple(found)


def _share(tally: Tally) -> tuple[int, int]:
    return tally.right, tally.wanted


def _precision(tally: Tally) -> tuple[int, int]:
    return tally.right, tally.wanted if tally.given is None else tally.given


def _scorer(name: str, tally_name: str, counts: Callable[[Tally], tuple[int, int]]) -> Scorer:
    def score(sample: Sample, output: Output) -> Score | None:
        tally = next((tally for tally in output.tallies if tally.name == tally_name), None)
        if tally is None or counts(tally)[1] == 0:
            return None
        return Score(tuple(float(count) for count in counts(tally)), "; ".join(tally.misses))

    return Scorer(name, score, pool=ratio, compared=False)


def ratio(values: np.ndarray) -> float:
    """The sum of the first column over that of the second."""
    return float(values[:, 0].sum() / values[:, 1].sum())


def details(records: Sequence[Record]) -> str:
    """Targets, a table with a column for each paper, and what is wrong in each."""
    parts = [_targets(records), _papers(records)]
    for record in records:
        lines = [line for tally in _tallies(record) for line in _misses(tally)]
        parts.append(f"### {record.sample.id}\n\n" + ("\n".join(lines) or "Nothing amiss."))
    return "\n\n".join(parts)


def _tallies(record: Record) -> tuple[Tally, ...]:
    return next(iter(record.outputs.values())).tallies


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


def _papers(records: Sequence[Record]) -> str:
    names = list(dict.fromkeys(tally.name for record in records for tally in _tallies(record)))
    rows = []
    for name in names:
        found = [next((t for t in _tallies(r) if t.name == name), None) for r in records]
        rows.append([name, *(_cell(tally) for tally in found)])
    return table(["right of wanted", *(record.sample.id for record in records)], rows)


def _cell(tally: Tally | None) -> str:
    """Right of wanted, with what was given where that is another number; shares of long texts."""
    if tally is None or not tally.wanted:
        return "–"
    if tally.wanted > 1000:
        return f"{tally.right / tally.wanted:.3f}"
    given = "" if tally.given in (None, tally.wanted) else f" (gave {tally.given})"
    return f"{tally.right}/{tally.wanted}{given}"


def _misses(tally: Tally) -> list[str]:
    if not tally.misses:
        return []
    shown = [f"  - {' '.join(miss.split())}" for miss in tally.misses[:MOST_MISSES]]
    more = len(tally.misses) - len(shown)
    tail = [f"  - and {more} more"] if more else []
    return [f"- **{tally.name}** {_cell(tally)}", *shown, *tail]
