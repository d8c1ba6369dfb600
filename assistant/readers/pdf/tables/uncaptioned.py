"""Tables without a caption: rules of one width with lines of cells between them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from assistant.readers.pdf.blocks import Block
from assistant.readers.pdf.page.view import Rectangle
from assistant.readers.pdf.tables.columns import parts_of
from assistant.readers.pdf.tables.drawing import Drawing, Word
from assistant.readers.pdf.tables.grid import Grid, grid_of
from assistant.readers.pdf.tables.lines import lines_of_words, outside
from assistant.readers.pdf.tables.regions import Region, box_of, is_prose, parted, stacks_of
from assistant.readers.pdf.tables.rows import is_value
from assistant.readers.pdf.tables.unruled import CELL_GAP

# Nobody says that these are tables, so they have to look more like one than those with a caption.
_LEAST_RULES = 3  # as long as the table is wide: above and below its header, and at its foot
_LEAST_LINES = 3
_OF_CELLS = 0.7  # of the lines have a gap between cells
_SET = 0.3  # of the height is lines of text; a chart with lines across it is emptier
_FULL = 0.5  # of the places of the body hold something
_FEW = 0.1  # of the words may stand in running text


def pages_of_cells(blocks: Iterable[Block]) -> frozenset[int]:
    """The pages with lines of cells that are no running text: there may be a table."""
    rows: Counter[int] = Counter()
    for block in blocks:
        if block.kind == "clutter":
            for line in block.lines:
                rows[line.page] += line.pieces > 1
    return frozenset(page for page, count in rows.items() if count >= _LEAST_LINES)


def uncaptioned_grids(
    drawing: Drawing,
    tables: Sequence[Region],
    captions: Sequence[Rectangle],
    prose: Sequence[Rectangle],
) -> Iterator[Grid]:
    """The tables of a page beside those with a caption, which are ``tables``.

    ``captions``, of figures too, and ``prose``, the lines of running text, are boxes in points.
    What holds a caption is none.
    """
    for whole in stacks_of(drawing):
        for region in parted(whole, captions, prose, drawing):
            box = box_of(region)
            if any(_meet(box, box_of(other)) for other in tables):
                continue
            if _looks_like_one(region, drawing, prose):
                grid = grid_of(drawing, region)
                if grid is not None and _is_full(grid):
                    yield grid


def _looks_like_one(region: Region, drawing: Drawing, prose: Sequence[Rectangle]) -> bool:
    """Whether rules and lines of cells follow one another as in a table."""
    width, height = region.right - region.left, region.bottom - region.top
    full = [rule for rule in region.rules if rule.end - rule.start >= 0.95 * width]
    inside = list(filter(region.holds, drawing.words))
    lines = lines_of_words(inside)
    if len(full) < _LEAST_RULES or len(lines) < _LEAST_LINES:
        return False
    cells = sum(len(parts_of(line, CELL_GAP)) > 1 for line in lines)
    if cells < _OF_CELLS * len(lines) or sum(map(_size, lines)) < _SET * height:
        return False
    wide = [box for box in prose if is_prose(box, width, inside)]
    return len(inside) - len(outside(inside, wide)) <= _FEW * len(inside)


def _size(line: Sequence[Word]) -> float:
    return max(word.size for word in line)


def _is_full(grid: Grid) -> bool:
    """Whether a grid has names over its columns, two rows or more, and few empty places.

    Two columns of names may be two lists side by side: the second one is to hold numbers.
    """
    body = [cell for cell in grid.cells if cell.row >= grid.header_rows and cell.columns == 1]
    rows = {cell.row for cell in body}
    heads = [cell for cell in grid.cells if cell.row < grid.header_rows]
    columns = max((cell.column for cell in grid.cells), default=0) + 1
    named = 2 * len(heads) > columns and any(any(map(str.isalpha, h.text)) for h in heads)
    numbers = sum(is_value(cell.text) for cell in body if cell.column)
    if columns == 2 and 2 * numbers < len(rows):
        return False
    return named and len(rows) > 1 and len(body) >= _FULL * len(rows) * columns


def _meet(one: Rectangle, other: Rectangle) -> bool:
    return (
        one[0] < other[2] and one[2] > other[0] and one[1] < other[3] and one[3] > other[1]
    )  # fmt: skip
