"""Citations beside gold sentences."""

from __future__ import annotations

from evals.scorers.citations import citation_precision, citation_recall, supported_share
from evals.scorers.text import answer_f1
from evals.task import QUOTED, Claim, Output, Sample


def test_citation_precision_and_recall() -> None:
    gold = ("Reward models are trained on preferences.", "PPO needs four models in memory.")
    sample = Sample("s", "q", evidence=gold)
    output = Output(
        claims=(
            Claim("right", "supported", quotes=(gold[0],)),
            Claim("wrong place", "supported", quotes=("Something else was said there.",)),
            Claim("not shown", "unsupported", quotes=(gold[1],)),
        )
    )
    precision = citation_precision().score(sample, output)
    recall = citation_recall().score(sample, output)
    assert precision is not None and precision.values == (0.5,)
    assert recall is not None and recall.values == (0.5,)


def test_an_abstention_cites_nothing_and_answers_nothing() -> None:
    sample = Sample("s", "q", targets=("x",), evidence=("Something was said.",))
    output = Output(text="x", abstained=True)
    f1, recall = answer_f1(), citation_recall()
    assert f1.score(sample, output).values == (0.0,)  # type: ignore[union-attr]
    assert recall.score(sample, output).values == (0.0,)  # type: ignore[union-attr]
    assert citation_precision().score(sample, output) is None


def test_the_share_of_supported_claims_is_of_what_the_model_wrote() -> None:
    written = (Claim("One.", "supported"), Claim("Two.", "partly", "only part of it"))
    quotation = Claim("Three.", "supported", QUOTED)
    share = supported_share()
    sample = Sample("s", "q")
    assert share.score(sample, Output(claims=(*written, quotation))).values == (0.5,)  # type: ignore[union-attr]
    assert share.score(sample, Output(claims=(quotation,))) is None
