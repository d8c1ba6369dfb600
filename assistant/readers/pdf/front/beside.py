"""First pages on which the abstract stands beside a narrow column of names, dates or keywords."""

from __future__ import annotations

from collections import Counter

from assistant.readers.pdf.lines import Line

_ASIDE = 0.22  # of the page's width: a column that begins further right stands beside another
_LEAST_ASIDE = 4  # lines
_HEAD_GAP = 4  # sizes of an abstract's type; its heading stands no further above it


def beside_abstract(
    lines: list[Line], gutter: float, width: float
) -> tuple[list[Line], list[list[Line]], list[Line]] | None:
    """What stands above, in and below a band of a first page, its parts in order; None without one.

    In it a column that runs over the page's gutter, an abstract and perhaps its title, stands
    beside a narrow one with names, dates or keywords, as Elsevier and ASME set them.
    """
    across = [line for line in lines if line.left < gutter - 4 and line.right > gutter + 4]
    edges = Counter(
        (round(line.left), round(line.size)) for line in across if line.left > _ASIDE * width
    )
    if not edges or edges.most_common(1)[0][1] < _LEAST_ASIDE:
        return None
    edge, size = edges.most_common(1)[0][0]
    column = [line.base for line in across if (round(line.left), round(line.size)) == (edge, size)]
    top, bottom = min(column), max(column) + 2
    heads = [line.base for line in lines if abs(line.left - edge) < 3 and line.base < top]
    for base in sorted(heads, reverse=True):
        top = base if top - base < _HEAD_GAP * size else top
    for line in sorted(lines, key=lambda line: line.base):  # keywords that go on below it
        follows = 0 < line.base - bottom < 2 * line.size and line.right < edge
        bottom = line.base + 2 if follows else bottom
    inside = [line for line in lines if top - 2 <= line.base <= bottom]
    left = [line for line in inside if line.right < edge]
    right = [line for line in inside if line.left > edge - 3]
    if len(left) < _LEAST_ASIDE or len(left) + len(right) < len(inside):
        return None
    title = [line for line in right if line.size > size + 3]
    rest = [line for line in right if line not in title]
    above = [line for line in lines if line.base < top - 2]
    return above, [title, left, rest], [line for line in lines if line.base > bottom]
