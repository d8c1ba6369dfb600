"""Claims made from sentences of full texts: cut out, changed, or set against their neighbours."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence

from evals.training.records import Label, SupportRecord
from evals.training.synthetic import edits
from evals.training.synthetic.clauses import cut_clause, other_voice
from evals.training.synthetic.full_texts import Paper
from evals.training.synthetic.windows import (
    EVIDENCE_SENTENCES,
    EVIDENCE_WORDS,
    Neighbours,
    coverage,
    is_plain,
    window,
    word_count,
)

SOURCE = "made-full-text-claims"
PER_PAPER = 8
SHORTEST, LONGEST = 10, 45
MOST_COVERED = 0.5
VOICE_SHARE = 0.5
CUT_SHARE = 0.8
CHANGES: Mapping[str, edits.Edit] = {
    "number": edits.change_number,
    "negation": edits.toggle_negation,
    "sides": edits.swap_sides,
}


def paper_claims(papers: Sequence[Paper], seed: int) -> Iterator[SupportRecord]:
    """For some sentences of each paper a true claim, a changed one, and one beside its evidence."""
    for paper in papers:
        draw = random.Random(f"{seed} {paper.id}")
        sentences = paper.sentences
        places = [i for i, s in enumerate(sentences) if _usable(s) and cut_clause(s, draw)]
        near = Neighbours(sentences)
        for place in sorted(draw.sample(places, min(PER_PAPER, len(places)))):
            yield from _records(paper, place, near, draw)


def _usable(sentence: str) -> bool:
    return is_plain(sentence) and SHORTEST <= word_count(sentence) <= LONGEST


def _records(
    paper: Paper, place: int, near: Neighbours, draw: random.Random
) -> Iterator[SupportRecord]:
    sentences = paper.sentences
    sentence = sentences[place]
    clause = cut_clause(sentence, draw) or sentence
    voiced = draw.random() < VOICE_SHARE
    start, end = window(sentences, place, draw.randint(0, 1), EVIDENCE_WORDS)
    evidence = sentences[start : min(end, start + draw.randint(2, EVIDENCE_SENTENCES))]
    pairs: list[tuple[str, str, Sequence[str], Label]] = [("clause", clause, evidence, "supported")]
    base = clause if draw.random() < CUT_SHARE else sentence
    made = {kind: change(base, draw) for kind, change in CHANGES.items()}
    kinds = [kind for kind, text in made.items() if text]
    if kinds:
        kind = "number" if "number" in kinds else draw.choice(kinds)
        pairs.append((kind, made[kind] or "", evidence, "refuted"))
    firm = edits.drop_hedge(base, draw)
    if firm:
        pairs.append(("hedge", firm, evidence, "neither"))
    # The neighbours get the changed claims too, so that their wording gives nothing away.
    foreign = draw.choice([pairs[0], pairs[-1]])[1]
    others = near.nearest(sentence, {place}, most=draw.randint(2, EVIDENCE_SENTENCES))
    apart = [sentences[i] for i in sorted(others)]
    short = sum(map(word_count, apart)) <= EVIDENCE_WORDS
    if apart and short and coverage(foreign, " ".join(apart)) < MOST_COVERED:
        pairs.append(("neighbour", foreign, apart, "neither"))
    for kind, text, shown, label in pairs:
        claim = other_voice(text) if voiced else text
        key = f"{paper.id}-{place}-{kind}"
        yield SupportRecord(key, claim, tuple(shown), label, "en", SOURCE)
