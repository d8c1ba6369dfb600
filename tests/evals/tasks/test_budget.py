"""What more evidence buys: the chart of both measures over the length of the prompt."""

from __future__ import annotations

from xml.etree import ElementTree

from evals.solvers.context import PRODUCT, TUTORIAL
from evals.task import Output, Record, Sample, Score
from evals.tasks.budget import F1, WORDS, charts

SVG = "{http://www.w3.org/2000/svg}"


def _record(number: int) -> Record:
    lengths = {f"{PRODUCT}, 100 tokens": 150, f"{PRODUCT}, 700 tokens": 750, TUTORIAL: 700}
    return Record(
        Sample(f"s{number}", "q"),
        {solver: Output("x", prompt_tokens=length) for solver, length in lengths.items()},
        {
            (solver, measure): Score((length / 1000,))
            for solver, length in lengths.items()
            for measure in (F1, WORDS)
        },
    )


def test_the_budgets_of_the_product_are_one_line_and_the_tutorial_is_a_point() -> None:
    picture = ElementTree.fromstring(charts([_record(1), _record(2)])["budget"])
    lines = [line.attrib["points"].split() for line in picture.iter(f"{SVG}polyline")]
    assert sorted(len(points) for points in lines) == [1, 1, 2, 2]
    labels = {text.text for text in picture.iter(f"{SVG}text")}
    assert {
        f"{name}: {measure}" for name in (PRODUCT, TUTORIAL) for measure in (F1, WORDS)
    } <= labels


def test_a_solver_that_asked_no_model_is_not_drawn() -> None:
    record = Record(Sample("s", "q"), {TUTORIAL: Output("x")}, {(TUTORIAL, F1): Score((1.0,))})
    picture = ElementTree.fromstring(charts([record])["budget"])
    assert not list(picture.iter(f"{SVG}polyline"))
    assert ElementTree.fromstring(charts([])["budget"]) is not None
