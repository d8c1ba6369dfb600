"""The checker on its own: is a summary of a paper entailed by it (BAMBOO AbsHallu)?"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

import numpy as np

from assistant.evidence.verify import verify
from assistant.text.sentences import sentence_spans
from assistant.text.words import content_words
from evals.datasets.papers import read_lines
from evals.scorers import classification
from evals.scorers.cost import cost
from evals.solvers.context import PRODUCT, Context
from evals.solvers.corpus import Corpus, corpus, retrieve_evidence
from evals.task import Claim, Output, Sample, Score, Scorer, Solver, Task, first, split_halves

ABSHALLU = "faithfulness/bamboo_abshallu_4k.jsonl"
VALUE = {"supported": 1.0, "partly": 0.5, "unsupported": 0.0}
SHORTEST = 20


@dataclass(frozen=True)
class Seen:
    """A hypothesis sentence with its evidence and what three judges make of it, each 0..1."""

    claim: Claim
    evidence: tuple[str, ...]
    checked: float
    similarity: float
    overlap: float


def tasks(context: Context) -> Iterator[Task]:
    """Each judge's threshold on the mean over sentences is chosen on the half to develop on."""
    samples, papers = read(context.file(ABSHALLU))
    chosen = first(samples, context.limit)
    needed = {sample.source: papers[sample.source] for sample in chosen}
    with corpus(needed, context.settings, context.progress, context.work) as made:
        seen: dict[str, list[Seen]] = {}
        seconds: dict[str, float] = {}
        ordered = sorted(chosen, key=lambda sample: sample.source)
        for done, sample in enumerate(ordered, start=1):
            started = time.monotonic()
            seen[sample.id] = [look(made, sample, text) for text in sentences(sample.question)]
            seconds[sample.id] = time.monotonic() - started
            context.progress("checking hypotheses", done, len(ordered))
        yield Task(
            name="faithfulness",
            title="The check: is a summary entailed by its paper (BAMBOO AbsHallu)",
            samples=chosen,
            solvers=_solvers(chosen, seen, seconds),
            scorers=_scorers(),
            failures="right verdict",
            notes=(
                "For every sentence of the hypothesis evidence is retrieved from the paper; a "
                "judge's score is the mean over sentences. Its threshold is the one that is best "
                "on the half to develop on, so only the other half is a fair test.",
            ),
        )


def read(path: Path) -> tuple[tuple[Sample, ...], dict[str, str]]:
    """Hypotheses as questions; ``answerable`` means entailed. Papers by file name."""
    papers: dict[str, str] = {}
    samples = []
    for number, record in enumerate(read_lines(path)):
        name = f"abshallu-{hashlib.sha256(record['content'].encode()).hexdigest()[:8]}.txt"
        papers[name] = record["content"]
        samples.append(
            Sample(
                id=f"abshallu-{number:03}",
                question=record["hypothesis"].strip(),
                source=name,
                answerable=bool(record["answer"]),
                group=name,
            )
        )
    return split_halves(samples), papers


def sentences(text: str) -> list[str]:
    """The sentences of a hypothesis, without scraps."""
    found = [text[start:end].strip() for start, end in sentence_spans(text)]
    return [sentence for sentence in found if len(sentence) >= SHORTEST]


def look(made: Corpus, sample: Sample, sentence: str) -> Seen:
    """Retrieve evidence for a sentence and let the three judges look at it."""
    asked = Sample(id="", question=sentence, source=sample.source)
    evidence = retrieve_evidence(made, asked).evidence
    checked = verify(sentence, evidence)
    words = set(content_words(sentence))
    overlap = max(
        (len(words & set(content_words(item.text))) / len(words) for item in evidence if words),
        default=0.0,
    )
    quotes = tuple(citation.quote for citation in checked.citations)
    return Seen(
        claim=Claim(sentence, checked.verdict, checked.reason, quotes),
        evidence=tuple(item.text for item in evidence),
        checked=VALUE[checked.verdict],
        similarity=max((item.similarity for item in evidence), default=0.0),
        overlap=overlap,
    )


def _solvers(
    samples: Sequence[Sample], seen: Mapping[str, Sequence[Seen]], seconds: Mapping[str, float]
) -> dict[str, Solver]:
    judges: dict[str, Callable[[Seen], float]] = {
        PRODUCT: lambda s: s.checked,
        "embedding similarity": lambda s: s.similarity,
        "word overlap": lambda s: s.overlap,
    }
    solvers = {}
    for name, judge in judges.items():
        scores = {key: fmean([judge(s) for s in found] or [0.0]) for key, found in seen.items()}
        develop = [s for s in samples if s.half == "develop"]
        rows = np.array([(float(s.answerable), scores[s.id]) for s in develop])
        threshold = classification.best_threshold(rows) if len(rows) else 0.5
        solvers[name] = _judged(scores, threshold, seen, seconds if name == PRODUCT else {})
    return solvers


def _judged(
    scores: Mapping[str, float],
    threshold: float,
    seen: Mapping[str, Sequence[Seen]],
    seconds: Mapping[str, float],
) -> Solver:
    def solve(sample: Sample) -> Output:
        found = seen[sample.id]
        score = scores[sample.id]
        return Output(
            text=f"{'entailed' if score >= threshold else 'not entailed'} "
            f"(score {score:.3f}, threshold {threshold:.3f})",
            evidence=tuple(text for s in found for text in s.claim.quotes),
            claims=tuple(s.claim for s in found),
            abstained=score < threshold,
            confidence=score,
            seconds=seconds.get(sample.id, 0.0),
        )

    return solve


def _scorers() -> tuple[Scorer, ...]:
    def decision(sample: Sample, output: Output) -> Score:
        return Score((float(sample.answerable), float(not output.abstained)))

    def confidence(sample: Sample, output: Output) -> Score:
        return Score((float(sample.answerable), output.confidence or 0.0))

    def right(sample: Sample, output: Output) -> Score:
        return Score((float(sample.answerable != output.abstained),))

    return (
        Scorer("balanced accuracy", decision, classification.balanced_accuracy),
        Scorer("AUC", confidence, classification.area_under_curve),
        Scorer("right verdict", right, compared=False),
        cost("seconds", lambda output: output.seconds, 2),
    )
