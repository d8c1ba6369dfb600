"""Measures of text, retrieval, citations and abstaining; the arithmetic, and scorers made of it."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

import numpy as np

from evals.task import QUOTED, Output, Pool, Sample, Score, Scorer, Statement, mean
from vectorstore.passage import CJK

_ARTICLE = re.compile(r"\b(?:a|an|the)\b")
_CJK = re.compile(f"([{CJK}])")
_DONT_KNOW = re.compile(
    r"\b(?:i|we)(?:'m| am| are)? (?:do not|don't|don’t|cannot|can't|not sure|unable to)\b"
    r"|\bnot (?:mentioned|provided|stated|specified|given) in the (?:context|text|passage)",
    re.IGNORECASE,
)
SAME_SENTENCE = 0.8

# Words


def tokens(text: str) -> list[str]:
    """Words as SQuAD counts them: lower case, no punctuation, no articles; CJK by character.

    >>> tokens("The state-of-the-art is 4.5!")
    ['stateoftheart', 'is', '45']
    >>> tokens("強化 RL")
    ['強', '化', 'rl']
    """
    lowered = unicodedata.normalize("NFKC", text).lower()
    plain = "".join(c for c in lowered if unicodedata.category(c)[0] not in "PS")
    return _ARTICLE.sub(" ", _CJK.sub(r" \1 ", plain)).split()


def token_f1(text: str, target: str) -> float:
    """The harmonic mean of precision and recall of words, counted as often as they occur.

    >>> round(token_f1("a red ball", "the ball"), 3)
    0.667
    """
    ours, theirs = Counter(tokens(text)), Counter(tokens(target))
    shared = (ours & theirs).total()
    if not shared:
        return 0.0
    return 2 * shared / (ours.total() + theirs.total())


def word_share(target: str, texts: Iterable[str]) -> float:
    """The share of a target's different words that stand in any of the texts."""
    wanted = set(tokens(target))
    there = {word for text in texts for word in tokens(text)}
    return len(wanted & there) / len(wanted) if wanted else 0.0


def rouge(text: str, target: str) -> dict[str, float]:
    """ROUGE-1, -2 and -L F-measures with stemming, by name ("rouge1", "rouge2", "rougeL")."""
    from rouge_score.rouge_scorer import RougeScorer

    scorer = RougeScorer(["rouge1", "rouge2", "rougeL"], use_stemmer=True)
    return {name: score.fmeasure for name, score in scorer.score(target, text).items()}


def holds(text: str, sentence: str) -> bool:
    """Whether a text holds a sentence, markup aside, or is nearly the same sentence."""
    ours, wanted = tokens(text), tokens(sentence)
    if not wanted:
        return False
    if f" {' '.join(wanted)} " in f" {' '.join(ours)} ":
        return True
    alike = len(set(ours) & set(wanted)) >= SAME_SENTENCE * len(set(wanted))
    return alike and len(ours) <= 2 * len(wanted)


def says_yes_or_no(text: str) -> str:
    """ "yes", "no", or an empty text where an answer begins with neither."""
    words = tokens(text)
    return words[0] if words and words[0] in ("yes", "no") else ""


def says_unknown(text: str) -> bool:
    """Whether a free text declines to answer."""
    return _DONT_KNOW.search(text) is not None


# Pools: arrays of shape (samples, values) to one figure


def abstention_precision(values: np.ndarray) -> float:
    """Of what was declined, the share that should be; columns: should abstain, did."""
    declined = values[values[:, 1] == 1]
    return float(declined[:, 0].mean()) if len(declined) else 0.0


def abstention_recall(values: np.ndarray) -> float:
    """Of what should be declined, the share that was; columns: should abstain, did."""
    positive = values[values[:, 0] == 1]
    return float(positive[:, 1].mean()) if len(positive) else float("nan")


def abstention_f1(values: np.ndarray) -> float:
    """F1 with "should abstain" as the positive class; columns: should abstain, did."""
    hits = float((values[:, 0] * values[:, 1]).sum())
    total = float(values.sum())
    return 2 * hits / total if total else 0.0


def balanced_accuracy(values: np.ndarray) -> float:
    """The mean of the accuracies on the two classes; columns: truth, decision (0 or 1)."""
    right = values[:, 0] == values[:, 1]
    sides = [right[values[:, 0] == label] for label in (0, 1)]
    if not all(len(side) for side in sides):
        return float("nan")
    return float(np.mean([side.mean() for side in sides]))


def area_under_curve(values: np.ndarray) -> float:
    """The chance that a positive scores above a negative, ties half; columns: truth, score."""
    positive = values[:, 0] == 1
    count = int(positive.sum())
    other = len(values) - count
    if not count or not other:
        return float("nan")
    ordered = np.sort(values[:, 1])
    below = np.searchsorted(ordered, values[:, 1], "left")
    ranks = (below + np.searchsorted(ordered, values[:, 1], "right") + 1) / 2
    return float((ranks[positive].sum() - count * (count + 1) / 2) / (count * other))


def best_threshold(values: np.ndarray, measure: Pool = balanced_accuracy) -> float:
    """The threshold on the second column (at or above: 1) at which a measure is highest."""
    scores = np.unique(values[:, 1])
    edges = [*((scores[1:] + scores[:-1]) / 2), scores[-1] + 1]
    found = [measure(np.column_stack([values[:, 0], values[:, 1] >= edge])) for edge in edges]
    if np.isnan(found).all():
        return float(edges[-1])
    return float(edges[int(np.nanargmax(found))])


def f1_of_sums(values: np.ndarray) -> float:
    """The harmonic mean of the means of two columns, precision and recall."""
    precision, recall = values.mean(axis=0)
    return float(2 * precision * recall / (precision + recall)) if precision + recall else 0.0


# Scorers


def answer_f1(name: str = "token-F1") -> Scorer:
    """Token-F1 to the best of the gold answers; an abstention scores nothing."""

    def score(sample: Sample, output: Output) -> Score | None:
        if not sample.targets:
            return None
        if output.abstained:
            return Score((0.0,), "abstained")
        value, target = max((token_f1(output.text, t), t) for t in sample.targets)
        return Score((value,), f"against {target!r}")

    return Scorer(name, score)


def holds_a_target(name: str) -> Scorer:
    """Whether one of the gold answers stands in the answer, character by character.

    What is between words, case and width do not count; an abstention scores nothing.
    """

    def score(sample: Sample, output: Output) -> Score | None:
        if not sample.targets:
            return None
        said = "" if output.abstained else "".join(tokens(output.text))
        wanted = ["".join(tokens(target)) for target in sample.targets]
        return Score((float(any(target and target in said for target in wanted)),))

    return Scorer(name, score)


def yes_no_accuracy() -> Scorer:
    """The share of yes/no questions whose answer begins with the right word."""

    def score(sample: Sample, output: Output) -> Score | None:
        truths = {says_yes_or_no(target) for target in sample.targets}
        said = says_yes_or_no(output.text)
        return Score((float(bool(said) and said in truths),), f"said {said or 'neither'}")

    return Scorer("yes/no accuracy", score)


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
        found = [any(holds(text, gold) for text in shown) for gold in sample.evidence]
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


def citation_precision() -> Scorer:
    """Of an answer's supported claims, the share that cite a gold sentence."""

    def score(sample: Sample, output: Output) -> Score | None:
        claims = [claim for claim in output.statements if claim.verdict == "supported"]
        if not sample.evidence or not claims:
            return None
        good = [any(_cites(claim, gold) for gold in sample.evidence) for claim in claims]
        return Score((sum(good) / len(good),), f"{sum(good)} of {len(good)} claims")

    return Scorer("citation precision", score)


def citation_recall() -> Scorer:
    """The share of gold sentences that a supported claim cites; an abstention cites none."""

    def score(sample: Sample, output: Output) -> Score | None:
        if not sample.evidence or (not output.statements and not output.abstained):
            return None
        claims = [claim for claim in output.statements if claim.verdict == "supported"]
        found = [any(_cites(claim, gold) for claim in claims) for gold in sample.evidence]
        return Score((sum(found) / len(found),))

    return Scorer("citation recall", score)


def _cites(claim: Statement, gold: str) -> bool:
    return any(holds(quote, gold) or holds(gold, quote) for quote in claim.quotes)


def supported_share() -> Scorer:
    """Of the sentences that the model wrote, the share that the check let pass."""

    def score(sample: Sample, output: Output) -> Score | None:
        written = [claim for claim in output.statements if claim.reason != QUOTED]
        if not written:
            return None
        good = sum(claim.verdict == "supported" for claim in written)
        return Score((good / len(written),))

    return Scorer("written claims supported", score, compared=False)


def abstention(name: str, pool: Pool, kind: str = "") -> Scorer:
    """A figure over (should abstain, did) of the samples of a kind (all without)."""

    def score(sample: Sample, output: Output) -> Score | None:
        if kind and kind not in sample.kinds:
            return None
        return Score((float(not sample.answerable), float(output.abstained)))

    return Scorer(name, score, pool)


def refused(name: str = "answerable refused", kind: str = "") -> Scorer:
    """The share of answerable questions that were declined; lower is better."""

    def score(sample: Sample, output: Output) -> Score | None:
        if not sample.answerable or (kind and kind not in sample.kinds):
            return None
        return Score((float(output.abstained),))

    return Scorer(name, score)


def confidence_auc(name: str, kind: str = "") -> Scorer:
    """How well low confidence tells unanswerable questions from answerable ones."""

    def score(sample: Sample, output: Output) -> Score | None:
        if output.confidence is None or (kind and kind not in sample.kinds):
            return None
        return Score((float(not sample.answerable), -output.confidence))

    return Scorer(name, score, area_under_curve)


def cost(name: str, value: Callable[[Output], float], decimals: int = 0) -> Scorer:
    """A mean of what outputs cost; nothing is said where a solver costs nothing."""

    def score(sample: Sample, output: Output) -> Score | None:
        return Score((value(output),)) if value(output) else None

    return Scorer(name, score, mean, compared=False, decimals=decimals)


def on(kind: str, scorer: Scorer, name: str = "") -> Scorer:
    """A scorer for samples of one kind only; of all others with ``-kind``."""
    wanted, key = not kind.startswith("-"), kind.lstrip("-")

    def score(sample: Sample, output: Output) -> Score | None:
        return scorer.score(sample, output) if (key in sample.kinds) == wanted else None

    return Scorer(name or scorer.name, score, scorer.pool, scorer.compared, scorer.decimals)
