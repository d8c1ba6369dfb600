"""Categories side by side as a picture: an SVG in which lines join what belongs together."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from html import escape

from assistant.comparisons.alignment import Match
from assistant.comparisons.comparison import Comparison
from assistant.documents.survey import Survey, short_name
from assistant.export.markdown import visible
from assistant.reviews.taxonomy import Category

COLUMN, GAP, ROW, TOP = 250, 110, 26, 46
MOST_CHARACTERS = 34
COLOURS = {
    "same": "#1b6ca8", "broader or narrower": "#c8553d", "named only here": "#6b7a4b",
    "only here": "#8a8f98",
}  # fmt: skip


def categories_svg(comparison: Comparison) -> str:
    """An SVG of the surveys' top categories, a column a survey; empty with nothing to show.

    Same categories are joined by a full line, broader and narrower ones by a broken one.
    """
    matches = comparison.synthesis.matches
    surveys = [s for s in comparison.surveys if any(match.of(s.id) for match in matches)]
    if len(surveys) < 2:
        return ""
    columns = {survey.id: _column(survey, matches) for survey in surveys}
    width = len(surveys) * COLUMN + (len(surveys) - 1) * GAP + 20
    height = TOP + max(len(column) for column in columns.values()) * ROW + 40
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" '
        f'aria-label="Categories side by side" font-family="sans-serif" font-size="12">',
        f'<rect width="{width}" height="{height}" fill="white"/>',
    ]
    left = {survey.id: 10 + place * (COLUMN + GAP) for place, survey in enumerate(surveys)}
    spots = {
        (owner, category): TOP + place * ROW
        for owner, column in columns.items()
        for place, (category, _) in enumerate(column)
    }
    for match in matches:
        parts += _links(match, surveys, left, spots)
    for survey in surveys:
        parts.append(_text(left[survey.id], 24, short_name(survey), "#222", bold=True))
        for category, relation in columns[survey.id]:
            top = spots[survey.id, category]
            parts.append(_box(left[survey.id], top, category, COLOURS[relation]))
    parts.append(_legend(10, height - 14))
    return "\n".join([*parts, "</svg>"]) + "\n"


def _column(survey: Survey, matches: Sequence[Match]) -> list[tuple[Category, str]]:
    """A survey's categories in the order of the rows, each with its first relation."""
    found: dict[Category, str] = {}
    for match in matches:
        category = match.of(survey.id)
        if category is not None and (len(match.categories) > 1 or category.depth == 0):
            found.setdefault(category, match.relation)
    return list(found.items())


def _links(
    match: Match,
    surveys: Sequence[Survey],
    left: dict[str, int],
    spots: dict[tuple[str, Category], int],
) -> list[str]:
    held = [(s.id, category) for s in surveys if (category := match.of(s.id)) is not None]
    lines = []
    for (one, mine), (other, theirs) in itertools.pairwise(held):
        start, end = left[one] + COLUMN, left[other]
        high, low = spots[one, mine] + ROW / 2 - 3, spots[other, theirs] + ROW / 2 - 3
        middle = (start + end) / 2
        broken = "" if match.relation == "same" else ' stroke-dasharray="5 4"'
        lines.append(
            f'<path d="M{start} {high}C{middle} {high} {middle} {low} {end} {low}" fill="none" '
            f'stroke="{COLOURS[match.relation]}" stroke-width="2"{broken}/>'
        )
    return lines


def _box(left: int, top: int, category: Category, colour: str) -> str:
    name = visible(category.name)
    shown = name if len(name) <= MOST_CHARACTERS else name[: MOST_CHARACTERS - 1] + "…"
    return (
        f'<g><title>{escape(name)}</title><rect x="{left}" y="{top}" width="{COLUMN}" '
        f'height="{ROW - 6}" rx="4" fill="{colour}" fill-opacity="0.12" stroke="{colour}"/>'
        f"{_text(left + 8, top + 14, shown, '#222')}</g>"
    )


def _legend(left: int, top: int) -> str:
    told = (("same", "same"), ("broader or narrower", "broader or narrower (broken line)"))
    pieces = []
    for colour, text in (*told, *((name, name) for name in ("named only here", "only here"))):
        pieces.append(_text(left, top, text, COLOURS[colour]))
        left += 30 + 7 * len(text)
    return "".join(pieces)


def _text(left: float, top: float, text: str, colour: str, *, bold: bool = False) -> str:
    weight = ' font-weight="bold"' if bold else ""
    return f'<text x="{left}" y="{top}" fill="{colour}"{weight}>{escape(visible(text))}</text>'
