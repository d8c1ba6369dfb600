"""Pages with tables, written for tests."""

from __future__ import annotations

from collections.abc import Sequence

from tests.readers.pdf_writer import Page

PROSE = [
    "Rivers are compared by how much water they carry and by how far they run before",
    "they reach the sea. The numbers were taken in the same year at the mouth of each",
    "river, and are given in the table below together with the length of the river.",
    "None of them is exact, since every river carries more water in some years than in",
    "others, but all of them are good enough to put the rivers in an order by size.",
]
RIVERS = (
    ("River", "Length (km)", "Flow (m3/s)"),
    ("Amazon", "6400", "209000"),
    ("Congo", "4700", "41200"),
    ("Rhine", "1230", "2900"),
)
STOPS = (120.0, 260.0, 380.0)
LEADING = 14.0


def rows(page: Page, top: float, table: Sequence[Sequence[str]], stops: Sequence[float]) -> float:
    """Write rows of cells that begin at ``stops``; the height of the last one."""
    for place, row in enumerate(table):
        for x, text in zip(stops, row, strict=True):
            page.text(x, top + LEADING * place, text)
    return top + LEADING * (len(table) - 1)


def booktabs(caption: str = "Table 1: The three rivers that were looked at.") -> Page:
    """A page of prose with a table between three rules across it, and more prose."""
    page = Page()
    page.text(150, 50, "Rivers of the World", size=20, font="F2")
    after = page.lines(80, 110, PROSE)
    page.text(80, after + 20, caption)
    top = after + 44
    page.box(110, top - 12, 380, 0.8, 0)
    foot = rows(page, top, RIVERS, STOPS)
    page.box(110, top + 4, 380, 0.5, 0)
    page.box(110, foot + 5, 380, 0.8, 0)
    page.lines(80, foot + 40, PROSE)
    return page


def grid() -> Page:
    """A page with a table that has rules around each cell, one of them in two lines."""
    page = Page()
    page.text(150, 50, "Rivers of the World", size=20, font="F2")
    after = page.lines(80, 110, PROSE)
    page.text(80, after + 20, "Table 2. What each river is known for.")
    top, left, middle, right = after + 30, 110, 230, 470
    heights = (16, 30, 16)
    cells = (
        ("River", "Known for"),
        ("Amazon", "more water than the next seven\nrivers taken together"),
        ("Rhine", "castles and barges"),
    )
    y = float(top)
    for (name, what), height in zip(cells, heights, strict=True):
        page.box(left, y, right - left, 0.5, 0)
        page.text(left + 5, y + 12, name)
        page.lines(middle + 5, y + 12, what.split("\n"), leading=12)
        y += height
    page.box(left, y, right - left, 0.5, 0)
    for x in (left, middle, right):
        page.box(x, top, 0.5, y - top, 0)
    return page
