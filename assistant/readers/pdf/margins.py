"""What stands around the text of a page: running heads and feet, page numbers, line numbers."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise
from statistics import median

from assistant.readers.pdf.lines import Line
from assistant.readers.pdf.page.runs import PageText, Run

_NUMBER_ONLY = re.compile(
    r"^[\s\-–—·•.|]*(?:page\s*)?(?:\d{1,4}|[ivxlc]{1,6})(?:\s*(?:of|/)\s*\d{1,4})?[\s\-–—·•.|]*$",
    re.IGNORECASE,
)
_ITEM = re.compile(r"[\[(]?\d{1,3}[.)\]]")
_ITEM_GAP = 3.0  # font sizes between an item's number and its text
_NOT_LETTERS = re.compile("[^a-z\u00aa-\uffff]+")
_ZONE = 0.11  # of the page's height, at its top and bottom
_REACH = 0.2  # how deep the outermost rows may lie


def drop_line_numbers(pages: Iterable[PageText]) -> None:
    """Take the numbers of lines in the margins out of the pages' runs.

    They are bare numbers that go up by one, or by five, down a margin: eight or more of them on
    one page, or fewer where another page has them at the same place.
    """
    listed = list(pages)
    margins: list[tuple[float, bool]] = []
    for page in listed:
        for edge, numbers in _number_columns(page).items():
            if edge not in margins and _number_lines(numbers, page):
                margins.append(edge)
    if not margins:
        return
    for page in listed:
        page.runs = [
            run
            for run in page.runs
            if not (
                _is_number(run)
                and any(abs((run.left if left else run.right) - x) < 5 for x, left in margins)
            )
        ]


def _is_number(run: Run) -> bool:
    text = run.text.strip()
    return len(text) <= 4 and text.isdecimal() and run.size > 0


def _touches(first: Run | None, second: Run | None) -> bool:
    """Whether two runs stand next to each other on one line, as "[" and "12" do."""
    if first is None or second is None or not first.size or not second.size:
        return False
    near = -1 < second.left - first.right < 0.5 * max(first.size, second.size)
    return near and abs(first.base - second.base) < 0.5 * second.size


def _number_columns(page: PageText) -> dict[tuple[float, bool], list[Run]]:
    """The bare numbers of a page by the edge that they are aligned at, and whether that is left."""
    numbers = [
        run
        for before, run, after in zip(
            [None, *page.runs], page.runs, [*page.runs[1:], None], strict=False
        )
        if _is_number(run) and not _touches(before, run) and not _touches(run, after)
    ]
    if len(numbers) < 8:
        return {}
    long = sorted(run.left for run in page.runs if len(run.text) > 15)
    ends = sorted(run.right for run in page.runs if len(run.text) > 15)
    if not long:
        return {}
    first, last = long[len(long) // 20], ends[-1 - len(ends) // 20]
    columns: defaultdict[tuple[float, bool], list[Run]] = defaultdict(list)
    for run in numbers:
        if run.right < first + 1:
            columns[round(run.right / 2) * 2.0, False].append(run)
        elif run.left > last - 1:
            columns[round(run.left / 2) * 2.0, True].append(run)
    return columns


def _number_lines(numbers: list[Run], page: PageText) -> bool:
    """Whether numbers that stand under each other count lines."""
    if len(numbers) < 8:
        return False
    down = sorted(numbers, key=lambda run: run.base)
    steps = [int(b.text) - int(a.text) for a, b in pairwise(down)]
    if max(steps.count(1), steps.count(5)) < 0.85 * len(steps):
        return False
    texts = [run for run in page.runs if len(run.text) > 15]
    usual = Counter((round(run.size), run.font.name) for run in texts).most_common(1)[0][0]
    if (round(down[0].size), down[0].font.name) != usual:
        return True
    gaps = [b.base - a.base for a, b in pairwise(down)]
    middle = median(gaps)
    steady = sum(abs(gap - middle) < 0.12 * middle for gap in gaps)
    return len(down) >= 15 and steady >= 0.7 * len(gaps)


def without_furniture(pages: Sequence[tuple[list[Line], float, float]]) -> list[list[Line]]:
    """The lines of (lines, width, height) pages without running heads and feet and page numbers."""
    edges = [_edge(lines, height) for lines, _, height in pages]
    seen: Counter[str] = Counter()
    offsets: Counter[int] = Counter()
    for edge in edges:
        seen.update({_key(line) for line in edge})
        offsets.update({int(line.text) - line.page for line in edge if _is_count(line)})
    least = 2 if len(pages) < 6 else max(3, len(pages) // 10)
    counted = {offset for offset, times in offsets.items() if times >= max(least, len(pages) // 3)}
    running = _running_rows(pages)
    kept = []
    for place, (lines, _, height) in enumerate(pages):
        gone = {
            id(line)
            for line in edges[place]
            if _is_furniture(line, seen, least, height)
            or (round(line.base), round(line.size)) in running
            or (_is_count(line) and int(line.text) - line.page in counted)
        }
        staying = [line for line in lines if id(line) not in gone]
        gone -= {id(line) for line in lines if id(line) in gone and _opens_item(line, staying)}
        kept.append([line for line in lines if id(line) not in gone])
    before = sum(len(line.text) for lines, _, _ in pages for line in lines)
    after = sum(len(line.text) for lines in kept for line in lines)
    return kept if after > 0.3 * before else [lines for lines, _, _ in pages]


def _opens_item(line: Line, staying: Iterable[Line]) -> bool:
    """Whether a number such as "7." stands in front of a line of text, as in a reference list."""
    return bool(_ITEM.fullmatch(line.text)) and any(
        abs(other.base - line.base) < 1 and 0 < other.left - line.right < _ITEM_GAP * line.size
        for other in staying
    )


def _running_rows(pages: Sequence[tuple[list[Line], float, float]]) -> set[tuple[int, int]]:
    """Height and size of first and last rows that most pages have apart from their text.

    Such a row is a running head even where its words change from page to page.
    """
    gaps: defaultdict[tuple[int, int], list[float]] = defaultdict(list)
    leads: list[float] = []
    full = 0
    for lines, _, height in pages:
        rows = sorted({round(line.base): round(line.size) for line in lines}.items())
        if len(rows) < 8:
            continue
        full += 1
        leads += [b[0] - a[0] for a, b in pairwise(rows) if 0 < b[0] - a[0] < 40]
        if rows[0][0] < _REACH * height:
            gaps[rows[0]].append(rows[1][0] - rows[0][0])
        if rows[-1][0] > (1 - _REACH) * height:
            gaps[rows[-1]].append(rows[-1][0] - rows[-2][0])
    if full < 3:
        return set()
    least = 1.35 * median(leads) if leads else 0.0
    return {
        row
        for row, found in gaps.items()
        if len(found) >= 0.6 * full and min(found) > max(least, 1.6 * row[1])
    }


def _is_count(line: Line) -> bool:
    return line.text.isdecimal() and len(line.text) <= 4


def _edge(lines: list[Line], height: float) -> list[Line]:
    """The lines in a page's top and bottom zones, and the outermost rows not far from them."""
    bases = sorted({round(line.base) for line in lines})
    outer = {base + near for base in (*bases[:2], *bases[-2:]) for near in (-1, 0, 1)}
    return [
        line
        for line in lines
        if _in_zone(line, _ZONE * height, height)
        or (round(line.base) in outer and _in_zone(line, _REACH * height, height))
    ]


def _in_zone(line: Line, depth: float, height: float) -> bool:
    return line.bottom < depth or line.top > height - depth


def _key(line: Line) -> str:
    """A line's text without digits and blanks, with its zone: heads repeat apart from those."""
    letters = _NOT_LETTERS.sub("", line.text.lower())[:60]
    return f"{int(line.base / 12)}:{letters}"


def _is_furniture(line: Line, seen: Counter[str], least: int, height: float) -> bool:
    if _NUMBER_ONLY.match(line.text) and _in_zone(line, _ZONE * height, height):
        return True
    key = _key(line)
    return len(key.partition(":")[2]) >= 1 and seen[key] >= least
