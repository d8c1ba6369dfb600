"""The taxonomies of three surveys side by side, against lists written by reading the sources."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.comparisons.comparison import Comparison
from assistant.demo import demo_sources
from assistant.documents.survey import Survey
from assistant.library import Library
from assistant.reviews.taxonomy import key_of, top_level
from evals.solvers.context import PRODUCT, Context
from evals.task import EvalError, Output, Sample, Score, Scorer, Solver, Task, first, split_halves

GOLD = Path(__file__).parents[1] / "data" / "taxonomies.json"
HEADINGS = "headings as they stand"
FOUND, MATCHED, GIVEN = "category", "match", "given match"


@dataclass(frozen=True)
class _Compared:
    """A set of surveys with their comparison and what is right about it."""

    name: str
    gold: Mapping[str, Any]
    table: Comparison
    headings: Mapping[str, tuple[str, ...]]

    def survey(self, start: str) -> Survey:
        for survey in self.table.surveys:
            if survey.title.startswith(start):
                return survey
        raise EvalError(f"No survey {start!r} among those of {self.name!r}.")


def tasks(context: Context) -> Iterator[Task]:
    """One task: the demo digests, and with the folder of data sets the pages and texts there."""
    gold = json.loads(GOLD.read_text(encoding="utf-8"))
    compared = []
    for name, told in gold.items():
        files = _files(context, told)
        if files:
            compared.append(_compare(context, name, told, files))
    by_name = {item.name: item for item in compared}
    samples = split_halves([sample for item in compared for sample in _samples(item)])

    def product(sample: Sample) -> Output:
        return Output("\n".join(_tops(by_name[sample.group])[sample.source]))

    def headings(sample: Sample) -> Output:
        if FOUND not in sample.kinds:
            return Output(abstained=True)
        return Output("\n".join(by_name[sample.group].headings[sample.source]))

    solvers: dict[str, Solver] = {PRODUCT: product, HEADINGS: headings}
    yield Task(
        name="taxonomies",
        title="Taxonomies of three surveys side by side",
        samples=first(samples, context.limit),
        solvers=solvers,
        scorers=(
            _found("top categories found"),
            _right("top categories that are right"),
            _matches(by_name, MATCHED, "matches found"),
            _matches(by_name, GIVEN, "matches that are right"),
        ),
        failures="top categories found",
        notes=(
            "The lists were written by reading the digests and the authors' pages. "
            "“Headings as they stand” are those of the outermost level of the fullest document "
            "that has several; nothing is matched there.",
        ),
    )


def _files(context: Context, told: Mapping[str, Any]) -> list[Path]:
    if "sources" in told:
        return [Path(str(path)) for path in demo_sources() if path.name in told["sources"]]
    if context.data is None:
        return []
    return [file for folder in told["folders"] for file in sorted(context.file(folder).iterdir())]


def _compare(
    context: Context, name: str, gold: Mapping[str, Any], files: Sequence[Path]
) -> _Compared:
    folder = Path(tempfile.mkdtemp(prefix="survey-assistant-evals-"))
    try:
        with Library.open(folder / "library", settings=context.settings) as library:
            for done, added in enumerate(library.add_all(list(files)), start=1):
                if added.error is not None:
                    raise added.error
                context.progress(f"adding {name}", done, len(files))
            surveys = library.surveys()
            table = library.compare(surveys, aspects=["taxonomy"])
            headings = {survey.title: _headings(library, survey) for survey in surveys}
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return _Compared(name, gold, table, headings)


def _headings(library: Library, survey: Survey) -> tuple[str, ...]:
    """The outermost headings that are several, of the document that has the most headings."""
    documents = [library.document(info.id) for info in survey.documents]
    fullest = max(documents, key=lambda document: len(document.sections))
    titled = [s for s in fullest.sections if s.title and s.title != fullest.title]
    levels = Counter(section.level for section in titled)
    outermost = min((level for level, count in levels.items() if count > 1), default=1)
    return tuple(section.title for section in titled if section.level == outermost)


def _tops(compared: _Compared) -> dict[str, tuple[str, ...]]:
    trees = dict(compared.table.synthesis.trees)
    return {
        survey.title: tuple(category.name for category in top_level(trees[survey.id]))
        for survey in compared.table.surveys
    }


def _samples(compared: _Compared) -> Iterator[Sample]:
    def sample(kind: str, number: int, names: Sequence[str], source: str = "") -> Sample:
        return Sample(
            id=f"{compared.name}-{kind}-{number:02}",
            question=" / ".join(names),
            targets=tuple(names),
            source=source or compared.table.surveys[0].title,
            group=compared.name,
            kinds=(kind,),
        )

    for number, (start, names) in enumerate(compared.gold["top"].items()):
        yield sample(FOUND, number, names, compared.survey(start).title)
    for number, names in enumerate(compared.gold["matches"]):
        yield sample(MATCHED, number, names)
    for number, names in enumerate(_given(compared.table)):
        yield sample(GIVEN, number, names)


def _given(table: Comparison) -> list[list[str]]:
    """The names of the categories that the comparison puts together."""
    return [
        list(dict.fromkeys(category.name for _, category in match.categories))
        for match in table.synthesis.matches
        if len(match.categories) > 1
    ]


def _keys(names: Sequence[str]) -> set[frozenset[str]]:
    return {key_of(name) for name in names}


def _found(name: str) -> Scorer:
    def score(sample: Sample, output: Output) -> Score | None:
        if FOUND not in sample.kinds:
            return None
        given = _keys(output.text.splitlines())
        missing = [target for target in sample.targets if key_of(target) not in given]
        share = 1 - len(missing) / len(sample.targets)
        return Score((share,), f"missing: {', '.join(missing) or 'none'}")

    return Scorer(name, score)


def _right(name: str) -> Scorer:
    def score(sample: Sample, output: Output) -> Score | None:
        if FOUND not in sample.kinds:
            return None
        wanted, given = _keys(sample.targets), output.text.splitlines()
        right = [one for one in given if key_of(one) in wanted]
        return Score((len(right) / len(given) if given else 0.0,))

    return Scorer(name, score)


def _matches(compared: Mapping[str, _Compared], kind: str, name: str) -> Scorer:
    """Whether a gold match was made, or one that was made is gold."""

    def score(sample: Sample, output: Output) -> Score | None:
        if kind not in sample.kinds or output.abstained:
            return None
        mine = compared[sample.group]
        others = _given(mine.table) if kind == MATCHED else mine.gold["matches"]
        wanted = _keys(sample.targets)
        if kind == MATCHED:
            right = any(wanted <= _keys(names) for names in others)
        else:
            right = any(wanted <= _keys(names) for names in others) or len(wanted) == 1
        return Score((float(right),))

    return Scorer(name, score, compared=False)
