"""A comparison and a review in which every text is hostile to some format."""

from __future__ import annotations

from dataclasses import replace

from assistant.comparisons.aspects import Kind
from assistant.comparisons.cells import Cell
from assistant.comparisons.comparison import Comparison
from assistant.comparisons.synthesis import synthesise
from assistant.documents.survey import Survey
from assistant.evidence.claims import Citation, Claim
from assistant.reviews.review import Review, ReviewField
from tests.texts import LAKES, category

SPITE = (
    "=cmd|' /C calc'!A0 <script>alert(1)</script> \" onmouseover=\"x' &amp; \\input{/etc/passwd}"
    " $x_1^2$ % # ~ {\\write18 ${7*7} {{x}} \u202e\x07"
)


def spiteful(kinds: tuple[Kind, ...] = ("text", "number")) -> Comparison:
    survey = Survey("s1", SPITE, (SPITE, "@SUM(A1)"), 2024, None, SPITE)
    cite = Citation(survey, "d1", "+evil.md", SPITE, 3, SPITE, 0, True)
    claim = Claim(SPITE, "supported", (cite, replace(cite, page=4)))
    aspects = ("=1+1\n| x", "-cost")
    cells = (
        Cell("s1", aspects[0], (claim,), edited=True),
        Cell("s1", aspects[1], (), "number", note="=note"),
        Cell("s2", aspects[0], (claim,)),
    )
    trees = {"s1": (category(SPITE[:60], 0, survey),), "s2": (category(SPITE[:60], 0, LAKES),)}
    found = synthesise([survey, LAKES], cells, trees)
    return Comparison((survey, LAKES), aspects, cells, finished=True, kinds=kinds, synthesis=found)


def review() -> Review:
    table = spiteful()
    claim = table.cells[0].claims[0]
    refuted = replace(claim, verdict="unsupported", reason=SPITE)
    fields = (
        ReviewField("one_line", "In one line", (claim,)),
        ReviewField("taxonomy", "Taxonomy", (claim, claim), SPITE, depths=(0, 1)),
        ReviewField("findings", "Main findings", (refuted,)),
        ReviewField("limitations", "Limitations"),
    )
    return Review(table.surveys[0], "en", fields, 3, 4, 5, 0.1, finished=True)
