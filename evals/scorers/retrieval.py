"""What was retrieved, beside what should have been: words, sentences, ranks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from evals.scorers.text import contains, tokens
from evals.task import Output, Sample, Score, Scorer


def word_share(target: str, texts: Iterable[str]) -> float:
    """The share of a target's different words that stand in any of the texts."""
    wanted = set(tokens(target))
    there = {word for text in texts for word in tokens(text)}
    return len(wanted & there) / len(wanted) if wanted else 0.0


def evidence_words(name: str, wanted: Callable[[Sample], Sequence[str]]) -> Scorer:
    """The share of the words of the best gold text that stand in the shown evidence."""

    def score(sample: Sample, output: Output) -> Score | None:
        texts = wanted(sample)
        if not texts or not output.evidence:
            return None
        return Score((max(word_share(text, output.evidence) for text in texts),))

    return Scorer(name, score)


def evidence_recall(k: int) -> Scorer:
    """The share of gold sentences that stand in the first ``k`` retrieved texts."""

    def score(sample: Sample, output: Output) -> Score | None:
        if not sample.evidence or not output.texts:
            return None
        shown = list(output.texts[:k])
        found = [any(contains(text, gold) for text in shown) for gold in sample.evidence]
        return Score((sum(found) / len(found),))

    return Scorer(f"recall@{k}", score)


def ranking(measure: str, k: int) -> Scorer:
    """nDCG@k or recall@k of the ranked ids against the relevant ones, by ir_measures."""

    def score(sample: Sample, output: Output) -> Score | None:
        if not output.relevant:
            return None
        return Score((ranking_value(measure, k, output.ranked, output.relevant),))

    return Scorer(f"{measure}@{k}", score)


def ranking_value(measure: str, k: int, ranked: Sequence[str], relevant: Sequence[str]) -> float:
    """``measure`` is "nDCG" or "recall"; every relevant id counts the same."""
    import ir_measures

    kinds = {"nDCG": ir_measures.nDCG, "recall": ir_measures.R}
    qrels = {"q": dict.fromkeys(relevant, 1)}
    scores = {"q": {key: float(-rank) for rank, key in enumerate(ranked)}}
    if not ranked:
        return 0.0
    (found,) = ir_measures.iter_calc([kinds[measure] @ k], qrels, scores)
    return float(found.value)
