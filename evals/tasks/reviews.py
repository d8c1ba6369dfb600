"""Reviews of whole surveys against lists of facts, which were written by reading the surveys.

Reviews by an earlier version of three of the five had been seen by then.
"""

from __future__ import annotations

import json
import re
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from assistant.demo import demo_sources
from assistant.evidence import claims as evidence_claims
from assistant.library import Library
from assistant.reviews.review import Review
from assistant.text.words import content_words
from evals.scorers.cost import cost
from evals.solvers.context import PRODUCT, Context
from evals.task import Claim, Output, Sample, Score, Scorer, Task, first, split_halves

FACTS = Path(__file__).parents[1] / "data" / "review_facts.jsonl"
ABSTRACT = "abstract alone"


def tasks(context: Context) -> Iterator[Task]:
    """One task; without the folder of data sets, the demo surveys only."""
    facts, _ = facts_and_files(context)
    samples = first(split_halves(facts), context.limit)
    folder = Path(tempfile.mkdtemp(prefix="survey-assistant-evals-"))
    try:
        with Library.open(folder / "library", settings=context.settings) as library:
            made = _Reviews(library, context)
            yield Task(
                name="reviews",
                title="Reviews against lists of facts",
                samples=samples,
                solvers={PRODUCT: made.of_all, ABSTRACT: made.of_abstract},
                scorers=(
                    _present("fact present", anywhere=True),
                    _present("fact in its field", anywhere=False),
                    _cited(),
                    cost("items", lambda output: len(output.claims), 1),
                    cost("seconds", lambda output: output.seconds, 2),
                ),
                failures="fact present",
                notes=(
                    "A fact is present where one item, or the sentence that it cites, has all the "
                    "words that tell it. The facts were written by reading the surveys.",
                ),
            )
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class _Reviews:
    """The reviews of the surveys, each written once."""

    def __init__(self, library: Library, context: Context) -> None:
        self._library = library
        self._context = context
        self._made: dict[str, tuple[Review, float]] = {}

    def of_all(self, sample: Sample) -> Output:
        """The whole review."""
        review, seconds = self._review(sample.source)
        return _output(
            [(field.name, item) for field in review.fields for item in field.items], seconds
        )

    def of_abstract(self, sample: Sample) -> Output:
        """Only the survey's own abstract, under every field."""
        review, seconds = self._review(sample.source)
        field = review.field("abstract")
        items = field.items if field is not None else ()
        return _output([(sample.kinds[0], item) for item in items], seconds)

    def _review(self, source: str) -> tuple[Review, float]:
        if source not in self._made:
            path = _file(self._context, source)
            assert path is not None
            survey = self._library.add(path)
            started = time.monotonic()
            review = self._library.review(survey)
            self._made[source] = (review, time.monotonic() - started)
        return self._made[source]


def records_of_facts() -> list[dict[str, str]]:
    """The facts that reviews are asked for, one record a fact."""
    return [json.loads(line) for line in FACTS.read_text(encoding="utf-8").splitlines()]


def facts_and_files(context: Context) -> tuple[list[Sample], dict[str, Path]]:
    """The facts about surveys that are at hand, and where each survey is, by source."""
    records = records_of_facts()
    sources = dict.fromkeys(record["source"] for record in records)
    files = {source: path for source in sources if (path := _file(context, source)) is not None}
    there = [record for record in records if record["source"] in files]
    return [_sample(number, record) for number, record in enumerate(there)], files


def _file(context: Context, source: str) -> Path | None:
    """Where a survey is: beside the package, or in the folder of data sets."""
    for path in demo_sources():
        if path.name == source:
            return Path(str(path))
    path = (context.data or Path()) / source
    return path if context.data is not None and path.is_file() else None


def _sample(number: int, record: dict[str, str]) -> Sample:
    return Sample(
        id=f"fact-{number:03}",
        question=record["fact"],
        targets=tuple(record["words"]),
        source=record["source"],
        kinds=(record["field"],),
    )


def _output(items: Sequence[tuple[str, evidence_claims.Claim]], seconds: float) -> Output:
    claims = tuple(
        Claim(item.text, item.verdict, name, tuple(c.quote for c in item.citations))
        for name, item in items
    )
    return Output(text="\n".join(item.text for _, item in items), claims=claims, seconds=seconds)


def has_words(text: str, words: Sequence[str]) -> bool:
    """Whether a text has all of the words, each in one of its forms ("a|b")."""
    held = " ".join(content_words(text))
    return all(
        any(_within(" ".join(content_words(form)), held) for form in word.split("|"))
        for word in words
    )


def _within(phrase: str, held: str) -> bool:
    return bool(phrase) and re.search(rf"(?<!\S){re.escape(phrase)}(?!\S)", held) is not None


def _telling(sample: Sample, output: Output, *, anywhere: bool) -> list[Claim]:
    return [
        claim
        for claim in output.claims
        if (anywhere or claim.reason == sample.kinds[0])
        and has_words(" ".join((claim.text, *claim.quotes)), sample.targets)
    ]


def _present(name: str, *, anywhere: bool) -> Scorer:
    def score(sample: Sample, output: Output) -> Score:
        found = _telling(sample, output, anywhere=anywhere)
        return Score((float(bool(found)),), found[0].text if found else "in no item")

    return Scorer(name, score)


def _cited() -> Scorer:
    """Present, and the quote that is cited for it tells it by itself."""

    def score(sample: Sample, output: Output) -> Score:
        found = _telling(sample, output, anywhere=True)
        told = [s for s in found if any(has_words(quote, sample.targets) for quote in s.quotes)]
        return Score((float(bool(told)),))

    return Scorer("present and cited", score)
