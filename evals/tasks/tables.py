"""Cells of comparison tables that people made (arxivDIGESTables), from the papers' full texts.

The product is asked by a column's name alone, as the baselines are; once more with the kind of the
column's values (yes/no, number, text), which a person may add to an aspect.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from assistant.comparisons.aspects import Aspect, Kind
from evals.datasets.papers import read_lines
from evals.scorers.cost import cost
from evals.scorers.text import answer_f1, tokens
from evals.solvers.baselines import Tutorial, with_cache
from evals.solvers.context import KEPT, PRODUCT, TUTORIAL, TWO_SENTENCES, Context
from evals.solvers.corpus import Corpus, corpus, two_sentences
from evals.task import Claim, Output, Sample, Score, Scorer, Solver, Task, first, split_halves

TABLES = "tables/arxivdigestables.dev.jsonl"
FULL_TEXTS = "tables/full_texts"
MOST = 150
MARKS = {"✓": "yes", "✔": "yes", "√": "yes", "✗": "no", "✘": "no", "×": "no", "x": "no"}
IN_TEXT, YES_NO = "in text", "yes/no"
KIND_TOLD = "survey-assistant, kind told"


def tasks(context: Context) -> Iterator[Task]:
    """One task: each cell from its row's paper and its column's name."""
    samples, papers = read(context)
    chosen = first(samples, context.most(MOST))
    needed = {sample.source: papers[sample.source] for sample in chosen}
    with corpus(needed, context.settings, context.progress, context.work) as made:
        share = sum(IN_TEXT in sample.kinds for sample in samples) / len(samples)
        yield Task(
            name="tables",
            title="Table cells (arxivDIGESTables)",
            samples=chosen,
            solvers=_solvers(context, made),
            scorers=_scorers(made),
            failures="token-F1",
            notes=(
                "Tick and cross count as yes and no; other symbols are left out. All words of the "
                f'gold cell stand in the paper\'s text for {share:.0%} of the cells ("in text"; '
                "yes and no are not among them).",
            ),
        )


def read(context: Context) -> tuple[tuple[Sample, ...], dict[str, str]]:
    """Column names as questions, cells as targets; a paper's text by file name."""
    papers: dict[str, str] = {}
    words: dict[str, set[str]] = {}
    samples = []
    for number, record in enumerate(read_lines(context.file(TABLES))):
        for place, (column, cells) in enumerate(record["table"].items()):
            for paper, values in cells.items():
                file = context.file(FULL_TEXTS) / f"{paper}.json"
                name = f"paper-{paper}.md"
                if name not in papers:
                    papers[name] = full_text(json.loads(file.read_text(encoding="utf-8")))
                    words[name] = set(tokens(papers[name]))
                target = "; ".join(MARKS.get(v.strip(), v.strip()) for v in values)
                gold = set(tokens(target))
                if not gold:
                    continue
                told = gold <= words[name] and not gold <= {"yes", "no"}
                samples.append(
                    Sample(
                        id=f"table-{number:02}-{place:02}-{paper}",
                        question=column,
                        targets=(target,),
                        source=name,
                        group=f"table-{number:02}",
                        kinds=(IN_TEXT,) if told else (YES_NO,) if gold <= {"yes", "no"} else (),
                    )
                )
    return split_halves(samples), papers


def full_text(record: Mapping[str, Any]) -> str:
    """A paper as Markdown: its title, headings, paragraphs, captions and tables, in order."""
    contents = record["content"]["grobid"]["contents"]
    notes = record["content"]["grobid"]["annotations"]
    parts: list[tuple[int, str]] = []
    forms = {"section_header": "## {}", "paragraph": "{}", "figure_caption": "{}", "table": "{}"}
    for kind, form in forms.items():
        for span in json.loads(notes.get(kind) or "[]"):
            text = " ".join(contents[int(span["start"]) : int(span["end"])].split())
            if text:
                parts.append((int(span["start"]), form.format(text)))
    title = record["metadata"]["title"]
    abstract = record["metadata"].get("abstract") or ""
    head = f"# {title}\n\n## Abstract\n\n{abstract}"
    return "\n\n".join([head, *(text for _, text in sorted(parts))]) + "\n"


def _solvers(context: Context, made: Corpus) -> dict[str, Solver]:
    solvers: dict[str, Solver] = {PRODUCT: cell(made), KIND_TOLD: cell(made, told=True)}
    if context.baselines:
        name = made.library.model_name
        tutorial = Tutorial(made.texts, made.library.chat_model, made.embeddings)

        def asked(sample: Sample) -> Output:
            title = made.surveys[sample.source].title
            question = f"What is the {sample.question} of {title}?"
            return tutorial(Sample(sample.id, question, source=sample.source))

        solvers[TUTORIAL] = with_cache(
            asked,
            context.work / KEPT,
            lambda s: "\n".join(("cell", name, s.question, made.texts[s.source])),
        )
        solvers[TWO_SENTENCES] = two_sentences(made)
    return solvers


def cell(made: Corpus, *, told: bool = False) -> Solver:
    """The product: a comparison of one survey by one aspect, whose kind is ``told`` or guessed."""

    def solve(sample: Sample) -> Output:
        started = time.monotonic()
        survey = made.surveys[sample.source]
        aspect = Aspect(sample.question, _kind(sample)) if told else sample.question
        table = made.library.compare([survey], aspects=[aspect])
        found = table.cell(survey, table.aspects[0])
        claims = found.claims if found is not None else ()
        return Output(
            text=" ".join(claim.text for claim in claims),
            evidence=tuple(c.quote for claim in claims for c in claim.citations),
            claims=tuple(map(Claim.of, claims)),
            abstained=not claims,
            seconds=time.monotonic() - started,
        )

    return solve


def _kind(sample: Sample) -> Kind:
    """Of which kind the gold cell is, as far as it can be told from its form."""
    target = sample.targets[0]
    if target in ("yes", "no"):
        return "yes/no"
    return "number" if re.fullmatch(r"[\d.,]+\s?[%kKMB]?", target) else "text"


def _scorers(made: Corpus) -> tuple[Scorer, ...]:
    return (
        answer_f1(),
        answer_f1().on(IN_TEXT, "token-F1, in text"),
        answer_f1().on(YES_NO, "token-F1, yes/no"),
        _match(made),
        Scorer("stated", lambda s, o: Score((float(not o.abstained),)), compared=False),
        cost("words", lambda output: len(tokens(output.text)), 1),
        cost("seconds", lambda output: output.seconds, 2),
    )


def _match(made: Corpus) -> Scorer:
    """The cosine of an output's embedding to the gold cell's."""

    def score(sample: Sample, output: Output) -> Score:
        if not output.text.strip():
            return Score((0.0,))
        one, other = made.embeddings.embed_documents([output.text, sample.targets[0]])
        return Score((float(np.dot(one, other)),))

    return Scorer("embedding match", score)
