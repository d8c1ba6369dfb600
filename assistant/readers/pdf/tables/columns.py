"""The columns of a table: between rules down it, and between gaps that run through its lines."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from assistant.readers.pdf.tables.drawing import Rule, Word

Line = Sequence[Word]
Extent = tuple[float, float]
_DOWN = 0.35  # of a table's height; a rule that is shorter parts no columns
_EDGE = 3.0  # points
_STEP = 0.5  # points
_MOST_STEPS = 4000  # of a strip; of a wider one they are longer
_FEW = 4  # lines; of fewer, blanks between words may stand below one another by chance
_GAP, _GAP_OF_FEW = 0.42, 0.75  # of the size of type
_CROSSING_MOST = 0.3  # of the lines may run over a gap, where others are parted by it
_FOR = 2.5  # times as many lines are parted by a gap as run over it
_PIECE_GAP = 0.45  # of the size of type; a wider gap parts two headers
_EMPTY_GAP = 1.0  # of the size of type; between headers of which one has nothing below it
_WIDE = 0.55  # of the width; a lone piece of text so wide runs over all columns


def columns_of(
    lines: Sequence[Line],
    down: Sequence[Rule],
    left: float,
    right: float,
    height: float,
    head: Sequence[Line] = (),
) -> list[tuple[float, float]]:
    """The columns of a table's lines from left to right, as edges in points.

    Between two rules that stand beside one text of the header, ``head``, there is one column.
    """
    edges = _ruled(down, left, right, height)
    pieces = [part for line in head for part in parts_of(line, _PIECE_GAP)]
    strips = list(pairwise(edges))
    grid = len(strips) >= 3 and _is_framed(down, left, right, height)
    made: list[tuple[float, float]] = []
    for start, end in strips:
        inside = [[w for w in line if start <= (w.left + w.right) / 2 < end] for line in lines]
        inside = [line for line in inside if line]
        one = grid or (len(strips) > 1 and _is_one(pieces, start, end))
        cuts = [] if one or not inside else _gaps(inside, start, end)
        bounds = [start, *cuts, end]
        made += pairwise(bounds)
    return _with_empty(made, head, lines)


def _with_empty(
    columns: Sequence[Extent], head: Sequence[Line], lines: Sequence[Line]
) -> list[Extent]:
    """The columns, and beside them those that have a header and nothing below it."""
    made: list[Extent] = []
    last = parts_of(head[-1], _EMPTY_GAP) if head else []
    words = [word for line in lines for word in line]
    for start, end in columns:
        for before, after in pairwise(
            p for p in last if start < (p[0].left + p[-1].right) / 2 < end
        ):
            cut = (before[-1].right + after[0].left) / 2
            sides = {
                word.left > cut for word in words if start < (word.left + word.right) / 2 < end
            }
            if len(sides) == 1 and not any(word.left < cut < word.right for word in words):
                made.append((start, cut))
                start = cut
        made.append((start, end))
    return made


def _is_one(pieces: Sequence[Line], start: float, end: float) -> bool:
    """Whether the pieces of a header that stand in a strip are below one another."""
    mine = [(p[0].left, p[-1].right) for p in pieces if start < (p[0].left + p[-1].right) / 2 < end]
    inside = all(start - _EDGE < left and right < end + _EDGE for left, right in mine)
    last, first = max((a for a, _ in mine), default=0.0), min((b for _, b in mine), default=0.0)
    return bool(mine) and inside and last < first


def _ruled(down: Sequence[Rule], left: float, right: float, height: float) -> list[float]:
    """The table's edges and the rules down it that part columns."""
    lengths: dict[float, float] = {}
    for rule in down:
        if left + _EDGE < rule.at < right - _EDGE:
            near = next((at for at in lengths if abs(at - rule.at) <= 2 * _EDGE), rule.at)
            lengths[near] = lengths.get(near, 0.0) + rule.end - rule.start
    inner = sorted(at for at, length in lengths.items() if length >= _DOWN * height)
    return [left, *inner, right]


def _is_framed(down: Sequence[Rule], left: float, right: float, height: float) -> bool:
    """Whether rules stand at the left and the right edge of a table."""
    return all(
        sum(r.end - r.start for r in down if abs(r.at - edge) <= _EDGE) > 0.6 * height
        for edge in (left, right)
    )


def _gaps(lines: Sequence[Line], left: float, right: float) -> list[float]:
    """Where gaps run through nearly all lines of a strip, from left to right."""
    size = median(word.size for line in lines for word in line)
    telling = [line for line in lines if not _runs_over(line, left, right)] or list(lines)
    least = (_GAP if len(telling) >= _FEW else _GAP_OF_FEW) * size
    spans = [[(part[0].left, part[-1].right) for part in parts_of(line, _GAP)] for line in telling]
    cuts = [gap for gap in _clear(spans, left, right, 0) if gap[1] - gap[0] >= least]
    for start, end in _clear(spans, left, right, int(_CROSSING_MOST * len(telling))):
        if end - start < least or any(a < end and start < b for a, b in cuts):
            continue
        apart = sum(_has_gap(line, start, end) for line in spans)
        against = sum(any(a < start + 1 and b > end - 1 for a, b in line) for line in spans)
        inside = any(start - 1 < a and b < end + 1 for line in spans for a, b in line)
        if not inside and apart >= _FOR * against and apart > 1:
            cuts.append((start, end))
    middles = sorted((start + end) / 2 for start, end in cuts)
    return _with_text_between(middles, telling, left, right)


def _clear(
    spans: Sequence[Sequence[Extent]], left: float, right: float, allowed: int
) -> list[Extent]:
    """Where at most so many lines have text, between places where more have some."""
    step = max(_STEP, (right - left) / _MOST_STEPS)
    count = int((right - left) / step) + 2
    crossed = [0] * count
    for line in spans:
        held = set[int]()
        for start, end in line:
            first, last = int((start - left) / step), int((end - left) / step)
            held.update(range(max(first, 0), min(last + 1, count)))
        for place in held:
            crossed[place] += 1
    found: list[Extent] = []
    clear: int | None = None
    for place in range(count):
        if crossed[place] <= allowed:
            clear = place if clear is None else clear
            continue
        if clear:
            found.append((left + step * clear, left + step * place))
        clear = None
    return found


def _has_gap(line: Sequence[Extent], start: float, end: float) -> bool:
    """Whether a line has text on both sides of a gap and none in it."""
    return any(before[1] <= start + 1 and after[0] >= end - 1 for before, after in pairwise(line))


def parts_of(line: Line, gap: float) -> list[list[Word]]:
    """A line's words between gaps wider than ``gap`` of the size of type."""
    made = [[line[0]]]
    for before, word in pairwise(line):
        if word.left - before.right > gap * max(before.size, word.size):
            made.append([])
        made[-1].append(word)
    return made


def _with_text_between(
    cuts: Sequence[float], lines: Sequence[Line], left: float, right: float
) -> list[float]:
    """The cuts without those that leave a column of no word."""
    kept: list[float] = []
    for cut, after in pairwise((*cuts, right)):
        before = kept[-1] if kept else left
        centers = [(w.left + w.right) / 2 for line in lines for w in line]
        if any(before <= x < cut for x in centers) and any(cut <= x <= after for x in centers):
            kept.append(cut)
    return kept


def _runs_over(line: Line, left: float, right: float) -> bool:
    """Whether a line is one piece of text that runs over most of a strip."""
    width = line[-1].right - line[0].left
    gaps = [b.left - a.right for a, b in pairwise(line)]
    return width > _WIDE * (right - left) and max(gaps, default=0.0) < 0.7 * line[0].size
