"""Records made from abstracts and their one-line summaries (SciTLDR, Apache-2.0).

A summary is a claim in other words than the abstract's; the abstract supports it, the most similar
other abstract does not, and a summary with one fact changed is refuted.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from evals.datasets.papers import read_lines
from evals.training.records import AnswersRecord, Label, Span, SupportRecord
from evals.training.synthetic import edits
from evals.training.synthetic.windows import (
    PASSAGE_WORDS,
    Neighbours,
    best_evidence,
    coverage,
    window,
    word_count,
)

SCITLDR = "summaries/scitldr_a.train.jsonl"
SUPPORT, ANSWERS = "made-scitldr-claims", "made-scitldr-questions"
LEAST_COVERED, MOST_COVERED = 0.5, 0.5
SHORTEST_CLAIM = 6
QUESTION_SHARE = 0.6
CHANGES: Mapping[str, edits.Edit] = {
    "number": edits.change_number,
    "negation": edits.toggle_negation,
    "sides": edits.swap_sides,
}


@dataclass(frozen=True)
class Abstract:
    """An abstract's sentences, the place of the one nearest to the summaries, the summaries."""

    id: str
    sentences: tuple[str, ...]
    central: int
    summaries: tuple[str, ...]

    @property
    def text(self) -> str:
        """The sentences as one text."""
        return " ".join(self.sentences)


def read_abstracts(path: Path) -> list[Abstract]:
    """The abstracts of a SciTLDR file that have several sentences."""
    found = []
    for number, record in enumerate(read_lines(path)):
        sentences = tuple(sentence.strip() for sentence in record["source"])
        scores = record["rouge_scores"]
        if len(sentences) > 1 and all(sentences) and len(scores) == len(sentences):
            central = max(range(len(scores)), key=lambda i: scores[i])
            summaries = tuple(text.strip() for text in record["target"])
            found.append(Abstract(f"scitldr-{number:04}", sentences, central, summaries))
    return found


def support_records(abstracts: Sequence[Abstract], seed: int) -> Iterator[SupportRecord]:
    """Summaries against their own abstract and the most similar other one, true and changed."""
    near = Neighbours([abstract.text for abstract in abstracts])
    for place, abstract in enumerate(abstracts):
        draw = random.Random(f"{seed} {abstract.id}")
        claim = draw.choice(abstract.summaries)
        others = near.nearest(f"{claim} {abstract.text}", {place}, most=3)
        if word_count(claim) < SHORTEST_CLAIM or not others:
            continue
        evidence = best_evidence(claim, abstract.sentences)
        if not evidence or coverage(claim, " ".join(evidence)) < LEAST_COVERED:
            continue
        other = abstracts[others[0]]
        pairs: list[tuple[str, str, Sequence[str], Label]] = [
            ("true", claim, evidence, "supported"),
            *_changed(claim, abstract, [abstracts[i] for i in others], draw),
        ]
        # The other paper gets the changed claims too, so that their wording gives nothing away.
        foreign = draw.choice(pairs)[1]
        apart = best_evidence(foreign, other.sentences)
        if apart and coverage(foreign, " ".join(apart)) < MOST_COVERED:
            pairs.append(("other", foreign, apart, "neither"))
        for kind, text, sentences, label in pairs:
            key = f"{abstract.id}-{kind}"
            yield SupportRecord(key, text, tuple(sentences), label, "en", SUPPORT)


def _changed(
    claim: str, abstract: Abstract, others: Sequence[Abstract], draw: random.Random
) -> Iterator[tuple[str, str, Sequence[str], Label]]:
    """The claim with a fact changed (refuted) or with another paper's name (neither)."""
    made = {kind: change(claim, draw) for kind, change in CHANGES.items()}
    kinds = [kind for kind, text in made.items() if text]
    if kinds:
        kind = "number" if "number" in kinds else draw.choice(kinds)
        yield kind, made[kind] or "", best_evidence(claim, abstract.sentences), "refuted"
    foreign = [name for other in others for name in edits.names(other.text)]
    unknown = [name for name in foreign if name.lower() not in abstract.text.lower()]
    named = [name for name in edits.names(claim) if name in abstract.text]
    swapped = edits.swap_name(claim, unknown, draw) if named else None
    if swapped:
        yield "name", swapped, best_evidence(claim, abstract.sentences), "neither"


def answers_records(abstracts: Sequence[Abstract], seed: int) -> Iterator[AnswersRecord]:
    """What a paper contributes, answered by its abstract's central sentence."""
    questions: Sequence[str] = edits.templates()["abstract"]["questions"]
    own: Sequence[str] = edits.templates()["abstract"]["words"]
    for abstract in abstracts:
        draw = random.Random(f"{seed} {abstract.id} questions")
        central = abstract.sentences[abstract.central]
        likeness = max(coverage(text, central) for text in abstract.summaries)
        if draw.random() > QUESTION_SHARE or likeness < LEAST_COVERED:
            continue
        if word_count(central) > PASSAGE_WORDS or not edits.holds_any(central, own):
            continue
        start, end = window(abstract.sentences, abstract.central, len(abstract.sentences))
        answer = Span(abstract.central - start, 0, central)
        yield AnswersRecord(
            f"{abstract.id}-question",
            draw.choice(questions),
            abstract.sentences[start:end],
            (answer,),
            "en",
            ANSWERS,
        )
