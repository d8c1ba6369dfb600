"""Charts of the evals, and the readers of sets for summaries and tables."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

from evals.report.charts import line_chart
from evals.solvers.context import PRODUCT, Context
from evals.task import Output, Record, Sample
from evals.tasks.abstention import charts
from evals.tasks.summaries import read as read_summaries
from evals.tasks.tables import IN_TEXT
from evals.tasks.tables import read as read_tables

SVG = "{http://www.w3.org/2000/svg}"


def _context(data: Path) -> Context:
    return Context(None, data, None, True, data, lambda *_: None)  # type: ignore[arg-type]


def test_a_chart_is_well_formed_and_stays_inside() -> None:
    picture = line_chart("a < b", "x", "y", {"one": [(0, 0), (1, 2)], "two": [(0.5, 1)]}, top=1.5)
    root = ElementTree.fromstring(picture)
    assert next(text.text for text in root.iter(f"{SVG}text")) == "a < b"
    lines = [line.attrib["points"] for line in root.iter(f"{SVG}polyline")]
    assert lines[0] == "60.0,350.0 620.0,40.0"  # 2 is above the top and is held at it
    assert len(lines) == 2


def test_an_empty_chart_is_a_chart() -> None:
    assert ElementTree.fromstring(line_chart("nothing", "x", "y", {}))


def test_abstention_is_drawn_over_the_confidence() -> None:
    records = [
        Record(
            Sample(f"s{i}", "q", answerable=i >= 20),
            {PRODUCT: Output(confidence=i / 40, abstained=i < 10)},
        )
        for i in range(40)
    ]
    found = charts(records)
    assert set(found) == {"abstention-reliability", "abstention-threshold"}
    (curve,) = ElementTree.fromstring(found["abstention-reliability"]).iter(f"{SVG}polyline")
    heights = [float(point.split(",")[1]) for point in curve.attrib["points"].split()]
    assert heights == sorted(heights, reverse=True)  # surer means answerable more often
    assert charts(records[:5]) == {}


def test_summaries_have_their_references(tmp_path: Path) -> None:
    (tmp_path / "summaries").mkdir()
    record = {"title": "Rivers", "source": ["One.", "Two."], "target": ["Short.", "Shorter."]}
    path = tmp_path / "summaries" / "scitldr_a.dev.jsonl"
    path.write_text(json.dumps(record) + "\n", encoding="utf-8")
    (sample,), papers = read_summaries(_context(tmp_path))
    assert sample.targets == ("Short.", "Shorter.")
    assert papers[sample.source] == "# Rivers\n\n## Abstract\n\nOne. Two.\n"


def test_cells_know_whether_the_text_has_them(tmp_path: Path) -> None:
    (tmp_path / "tables" / "full_texts").mkdir(parents=True)
    contents = "Data\nWe use 12 rivers."
    notes = {
        "section_header": json.dumps([{"start": 0, "end": 4}]),
        "paragraph": json.dumps([{"start": 5, "end": 22}]),
    }
    paper = {
        "metadata": {"title": "Rivers", "abstract": "About rivers."},
        "content": {"grobid": {"contents": contents, "annotations": notes}},
    }
    (tmp_path / "tables" / "full_texts" / "7.json").write_text(json.dumps(paper), "utf-8")
    table = {"Size": {"7": ["12 rivers"]}, "Open": {"7": ["✓"]}, "Lake": {"7": ["Como"]},
             "Blank": {"7": ["-"]}}  # fmt: skip
    (tmp_path / "tables" / "arxivdigestables.dev.jsonl").write_text(
        json.dumps({"table": table}), "utf-8"
    )
    samples, papers = read_tables(_context(tmp_path))
    assert papers["paper-7.md"] == (
        "# Rivers\n\n## Abstract\n\nAbout rivers.\n\n## Data\n\nWe use 12 rivers.\n"
    )
    assert [(s.question, s.targets[0], IN_TEXT in s.kinds) for s in samples] == [
        ("Size", "12 rivers", True), ("Open", "yes", False), ("Lake", "Como", False),
    ]  # fmt: skip
