"""What the evals are made of: samples, what a solver gives for them, scorers and their scores."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np

from assistant.evidence import claims

Half = Literal["develop", "confirm"]
HALVES: tuple[Half, Half] = ("develop", "confirm")
QUOTED = "quoted"


class EvalError(Exception):
    """The evals cannot run: a data folder or a file is missing, or a name matches nothing."""


@dataclass(frozen=True)
class Sample:
    """One question with what is right about it.

    ``targets`` are gold answers, any of which will do; ``evidence`` gold sentences; ``source`` the
    key of the document asked about, empty for the whole library. Samples of one ``group`` (a
    paper) stay in the same ``half``, which ``split_halves`` sets. ``kinds`` are the subsets that it
    counts in.
    """

    id: str
    question: str
    targets: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    source: str = ""
    answerable: bool = True
    group: str = ""
    kinds: tuple[str, ...] = ()
    half: Half = "develop"


@dataclass(frozen=True)
class Claim:
    """One sentence of an output, with the check's verdict and the quotes it cites."""

    text: str
    verdict: str = ""
    reason: str = ""
    quotes: tuple[str, ...] = ()

    @classmethod
    def of(cls, claim: claims.Claim) -> Claim:
        """A claim of the product; the reason of a quotation is ``QUOTED``."""
        quotes = tuple(citation.quote for citation in claim.citations)
        return cls(claim.text, claim.verdict, QUOTED if claim.quoted else claim.reason, quotes)


@dataclass(frozen=True)
class Tally:
    """What one measure counted: ``right`` of ``wanted``, and of ``given`` where that differs.

    ``misses`` says what went wrong, one line each.
    """

    name: str
    right: int
    wanted: int
    given: int | None = None
    misses: tuple[str, ...] = ()


@dataclass(frozen=True)
class Output:
    """What a solver gave for one sample.

    ``evidence`` is what its model was shown; ``ranked`` the ids of what it retrieved, best first,
    with their ``texts``; ``relevant`` the ids it should have retrieved. ``confidence`` is how sure
    it is that it can answer (higher is surer), None where it does not say. ``tallies`` are counts
    that the solver made itself, for measures that are not about a question.
    """

    text: str = ""
    evidence: tuple[str, ...] = ()
    claims: tuple[Claim, ...] = ()
    abstained: bool = False
    confidence: float | None = None
    ranked: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    relevant: tuple[str, ...] = ()
    tallies: tuple[Tally, ...] = ()
    prompt_tokens: int = 0
    completion_tokens: int = 0
    first_token_seconds: float = 0.0
    seconds: float = 0.0


@dataclass(frozen=True)
class Score:
    """One scorer's verdict on one output: the values it pools, and why."""

    values: tuple[float, ...]
    explanation: str = ""


Solver = Callable[[Sample], Output]
Pool = Callable[[np.ndarray], float]


def mean(values: np.ndarray) -> float:
    """The mean of the first column of an array of shape (samples, values)."""
    return float(values[:, 0].mean())


@dataclass(frozen=True)
class Scorer:
    """A named measure: ``score`` per sample (None where it does not apply), ``pool`` over samples.

    ``pool`` takes an array of shape (samples, values). ``compared`` tells whether the report
    gives the difference to the baselines.
    """

    name: str
    score: Callable[[Sample, Output], Score | None]
    pool: Pool = mean
    compared: bool = True
    decimals: int = 3

    def on(self, kind: str, name: str = "") -> Scorer:
        """The same measure over the samples of one kind only; of all others with ``-kind``."""
        wanted, key = not kind.startswith("-"), kind.lstrip("-")

        def score(sample: Sample, output: Output) -> Score | None:
            return self.score(sample, output) if (key in sample.kinds) == wanted else None

        return replace(self, name=name or self.name, score=score)


@dataclass(frozen=True)
class Record:
    """A sample, and each solver's output and scores."""

    sample: Sample
    outputs: Mapping[str, Output]
    scores: Mapping[tuple[str, str], Score] = field(default_factory=dict)


@dataclass(frozen=True)
class Task:
    """Samples, the solvers that answer them (the product first) and the scorers.

    ``failures`` names the scorer whose lowest values are listed as failures. ``notes`` say what a
    reader must know to read the figures. ``charts`` draws SVG pictures, by name; ``details`` gives
    Markdown that stands below the tables.
    """

    name: str
    title: str
    samples: tuple[Sample, ...]
    solvers: Mapping[str, Solver]
    scorers: tuple[Scorer, ...]
    failures: str = ""
    notes: tuple[str, ...] = ()
    charts: Callable[[Sequence[Record]], Mapping[str, str]] | None = None
    details: Callable[[Sequence[Record]], str] | None = None


@dataclass(frozen=True)
class Result:
    """A task that has run; ``seconds`` is what each solver took in all."""

    task: Task
    records: tuple[Record, ...]
    seconds: Mapping[str, float]


def run(
    task: Task,
    half: Half | None = None,
    progress: Callable[[str, int, int], None] | None = None,
) -> Result:
    """Let every solver answer every sample (of one half, or of both), and score the outputs.

    ``progress`` hears (solver, done, total). Solvers run one after another, so that each may keep
    what it needs in memory.
    """
    samples = [sample for sample in task.samples if half in (None, sample.half)]
    outputs: dict[str, dict[str, Output]] = {sample.id: {} for sample in samples}
    seconds = {}
    for name, solve in task.solvers.items():
        total = 0.0
        for done, sample in enumerate(samples, start=1):
            output = solve(sample)
            outputs[sample.id][name] = output
            total += output.seconds
            if progress is not None:
                progress(name, done, len(samples))
        seconds[name] = total
    records = tuple(
        Record(sample, outputs[sample.id], _scores(task, sample, outputs)) for sample in samples
    )
    return Result(task, records, seconds)


def _scores(
    task: Task, sample: Sample, outputs: Mapping[str, Mapping[str, Output]]
) -> dict[tuple[str, str], Score]:
    found: dict[tuple[str, str], Score] = {}
    for scorer in task.scorers:
        for name, output in outputs[sample.id].items():
            score = scorer.score(sample, output)
            if score is not None:
                found[name, scorer.name] = score
    return found


def split_halves(samples: Sequence[Sample]) -> tuple[Sample, ...]:
    """The samples with their halves: groups, in the order of their hashes, fill the smaller half.

    A whole set must be divided before some of it is drawn: it then always splits alike.
    """
    sizes = Counter(sample.group or sample.id for sample in samples)
    filled = dict.fromkeys(HALVES, 0)
    half_of: dict[str, Half] = {}
    for group in sorted(sizes, key=_hash):
        smaller = min(HALVES, key=lambda half: filled[half])
        half_of[group] = smaller
        filled[smaller] += sizes[group]
    return tuple(replace(sample, half=half_of[sample.group or sample.id]) for sample in samples)


def first(samples: Sequence[Sample], limit: int | None) -> tuple[Sample, ...]:
    """At most ``limit`` samples, drawn by hash so that they come from everywhere."""
    if limit is None or limit >= len(samples):
        return tuple(samples)
    chosen = {sample.id for sample in sorted(samples, key=lambda s: _hash(s.id))[:limit]}
    return tuple(sample for sample in samples if sample.id in chosen)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
