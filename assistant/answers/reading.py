"""What the evidence model says of the sentences that were found for a question."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from assistant.answers.candidates import Candidate, Looked
from assistant.models.evidence_model import EvidenceModel
from assistant.models.heads import SentenceScore
from vectorstore.analyzer import estimate_tokens
from vectorstore.passage import Passage

# Tokens of the sentences that are read for a question, and the sentences on each side of one that
# words and vectors rank first that are read with it.
READ_TOKENS = 1000
BESIDE = 1


def read_sentences(
    model: EvidenceModel,
    question: str,
    looked: Looked,
    relevance: Mapping[int, float],
    budget: int = READ_TOKENS,
) -> list[SentenceScore | None]:
    """What the model says of the candidates of the highest ``relevance``, each in its context.

    Some ``budget`` tokens are read; None stands for a candidate that was not.
    """
    ranked = sorted(relevance, key=lambda i: -relevance[i])
    windows = _windows(looked.candidates, ranked, budget)
    texts = [[passage.sentence(passage.spans[i]) for i in run] for passage, _, run in windows]
    scores: dict[tuple[int, int], SentenceScore] = {}
    for (_, hit, run), read in zip(windows, model.rank(question, texts), strict=True):
        scores.update(zip(((hit, i) for i in run), read.sentences, strict=True))
    return [scores.get(item.place) for item in looked.candidates]


def _windows(
    candidates: Sequence[Candidate], ranked: Sequence[int], budget: int
) -> list[tuple[Passage, int, range]]:
    """Runs of sentences around the candidates ranked first: passage, its number, places in it."""
    chosen: dict[int, set[int]] = {}
    passages: dict[int, Passage] = {}
    for i in ranked:
        item, (hit, place) = candidates[i], candidates[i].place
        spans = item.passage.spans
        around = set(range(max(0, place - BESIDE), min(len(spans), place + BESIDE + 1)))
        new = around - chosen.get(hit, set())
        budget -= sum(estimate_tokens(item.passage.sentence(spans[j])) for j in new)
        if budget < 0 and chosen:
            break
        chosen.setdefault(hit, set()).update(new)
        passages[hit] = item.passage
    return [(passages[hit], hit, run) for hit, places in chosen.items() for run in _runs(places)]


def _runs(places: Collection[int]) -> list[range]:
    """Numbers as runs without a gap.

    >>> _runs({7, 2, 3, 1})
    [range(1, 4), range(7, 8)]
    """
    found: list[range] = []
    for place in sorted(places):
        if found and found[-1].stop == place:
            found[-1] = range(found[-1].start, place + 1)
        else:
            found.append(range(place, place + 1))
    return found
