"""When to decline: pairs of a right and a wrong paper, charts."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

from evals.datasets.papers import LEVAL, leval
from evals.solvers.context import PRODUCT
from evals.task import Output, Record, Sample
from evals.tasks import abstention

SVG = "{http://www.w3.org/2000/svg}"


def test_each_question_is_put_to_its_own_and_to_another_paper(small_data: Path) -> None:
    found = leval(small_data / LEVAL)
    pairs = abstention.pairs(found, "leval", found.samples)
    assert len(pairs) == 2 * len(found.samples)
    for right, wrong in zip(pairs[::2], pairs[1::2], strict=True):
        assert right.question == wrong.question
        assert right.half == wrong.half, "a question and its double stay in one half"
        assert right.source != wrong.source
        assert (right.answerable, wrong.answerable) == (True, False)
        assert not wrong.targets and not wrong.evidence
        assert right.kinds == wrong.kinds


def test_abstention_is_drawn_over_the_confidence() -> None:
    records = [
        Record(
            Sample(f"s{i}", "q", answerable=i >= 20),
            {PRODUCT: Output(confidence=i / 40, abstained=i < 10)},
        )
        for i in range(40)
    ]
    found = abstention.charts(records)
    assert set(found) == {"abstention-reliability", "abstention-threshold"}
    (curve,) = ElementTree.fromstring(found["abstention-reliability"]).iter(f"{SVG}polyline")
    heights = [float(point.split(",")[1]) for point in curve.attrib["points"].split()]
    assert heights == sorted(heights, reverse=True)  # surer means answerable more often
    assert abstention.charts(records[:5]) == {}


def test_a_decision_is_right_in_two_ways() -> None:
    score = abstention.right_decision().score
    sample, nothing = Sample("a", "q"), Sample("b", "q", answerable=False)
    for asked, declined, right in (
        (sample, False, 1.0), (sample, True, 0.0), (nothing, True, 1.0), (nothing, False, 0.0),
    ):  # fmt: skip
        found = score(asked, Output(abstained=declined))
        assert found is not None and found.values == (right,)
