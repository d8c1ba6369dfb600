"""Citations beside gold sentences, and what the check made of the claims."""

from __future__ import annotations

from evals.scorers.text import contains
from evals.task import QUOTED, Claim, Output, Sample, Score, Scorer


def citation_precision() -> Scorer:
    """Of an answer's supported claims, the share that cite a gold sentence."""

    def score(sample: Sample, output: Output) -> Score | None:
        claims = [claim for claim in output.claims if claim.verdict == "supported"]
        if not sample.evidence or not claims:
            return None
        good = [any(_cites(claim, gold) for gold in sample.evidence) for claim in claims]
        return Score((sum(good) / len(good),), f"{sum(good)} of {len(good)} claims")

    return Scorer("citation precision", score)


def citation_recall() -> Scorer:
    """The share of gold sentences that a supported claim cites; an abstention cites none."""

    def score(sample: Sample, output: Output) -> Score | None:
        if not sample.evidence or (not output.claims and not output.abstained):
            return None
        claims = [claim for claim in output.claims if claim.verdict == "supported"]
        found = [any(_cites(claim, gold) for claim in claims) for gold in sample.evidence]
        return Score((sum(found) / len(found),))

    return Scorer("citation recall", score)


def _cites(claim: Claim, gold: str) -> bool:
    return any(contains(quote, gold) or contains(gold, quote) for quote in claim.quotes)


def supported_share() -> Scorer:
    """Of the sentences that the model wrote, the share that the check let pass."""

    def score(sample: Sample, output: Output) -> Score | None:
        written = [claim for claim in output.claims if claim.reason != QUOTED]
        if not written:
            return None
        good = sum(claim.verdict == "supported" for claim in written)
        return Score((good / len(written),))

    return Scorer("written claims supported", score, compared=False)
