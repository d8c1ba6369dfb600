"""Answers beside gold answers: words in common, the gold answer in full, yes or no."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

from evals.task import Output, Sample, Score, Scorer
from vectorstore.analyzer import CJK

_ARTICLE = re.compile(r"\b(?:a|an|the)\b")
_CJK = re.compile(f"([{CJK}])")
# The share of a sentence's different words that a text must have to be nearly the same sentence.
SAME_SENTENCE = 0.8


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


def rouge(text: str, target: str) -> dict[str, float]:
    """ROUGE-1, -2 and -L F-measures with stemming, by name ("rouge1", "rouge2", "rougeL")."""
    from rouge_score.rouge_scorer import RougeScorer

    scorer = RougeScorer(["rouge1", "rouge2", "rougeL"], use_stemmer=True)
    return {name: score.fmeasure for name, score in scorer.score(target, text).items()}


def contains(text: str, sentence: str) -> bool:
    """Whether a text contains a sentence, markup aside, or is nearly the same sentence."""
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


def contains_a_target(name: str) -> Scorer:
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
