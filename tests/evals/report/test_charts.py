"""Line charts as SVG."""

from __future__ import annotations

from xml.etree import ElementTree

from evals.report.charts import line_chart

SVG = "{http://www.w3.org/2000/svg}"


def test_a_chart_is_well_formed_and_stays_inside() -> None:
    picture = line_chart("a < b", "x", "y", {"one": [(0, 0), (1, 2)], "two": [(0.5, 1)]}, top=1.5)
    root = ElementTree.fromstring(picture)
    assert next(text.text for text in root.iter(f"{SVG}text")) == "a < b"
    lines = [line.attrib["points"] for line in root.iter(f"{SVG}polyline")]
    assert lines[0] == "60.0,350.0 620.0,40.0"  # 2 is above the top and is held at it
    assert len(lines) == 2


def test_an_empty_chart_is_a_chart() -> None:
    assert ElementTree.fromstring(line_chart("nothing", "x", "y", {}))
