"""Where on a page a table stands: between rules beside its caption, else in lines of cells."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.readers.pdf.page.view import Rectangle
from assistant.readers.pdf.tables.columns import parts_of
from assistant.readers.pdf.tables.drawing import Drawing, Rule, Word
from assistant.readers.pdf.tables.lines import lines_of_words, outside
from assistant.readers.pdf.tables.unruled import CELL_GAP, NEAR, run_of_lines

_LONG = 40.0  # points; a shorter rule frames no table
_EDGE = 4.0  # points by which rules of one table may differ in length
_OPEN = 0.9  # of the size of type between a rule and a line of cells outside of it
_PROSE = 0.4  # of a table's width; running text beside its edges is as wide, a header is not
_MOST_ABOVE = 4  # lines of a header above the first rule
_TORN = 1.5  # of the size of type; no words of running text are so far apart
_HEAD_LEAD = 1.35  # of the size of type; lines of one header are no further apart


@dataclass(frozen=True)
class Region:
    """A table's place in points; ``rules`` are those across it, from its top to its bottom."""

    left: float
    top: float
    right: float
    bottom: float
    rules: tuple[Rule, ...] = ()

    def holds(self, word: Word) -> bool:
        """Whether a word stands in it."""
        x, y = (word.left + word.right) / 2, (word.top + word.bottom) / 2
        return self.left - 2 <= x <= self.right + 2 and self.top - 1 <= y <= self.bottom + 1


def regions_of(
    drawing: Drawing, captions: Sequence[Rectangle], prose: Sequence[Rectangle]
) -> list[Region | None]:
    """The table of each caption of a page, None where none is found.

    ``captions`` and ``prose``, which is the lines of running text, are boxes in points. No two
    captions have one table.
    """
    stacks = [
        stack for whole in stacks_of(drawing) for stack in parted(whole, captions, prose, drawing)
    ]
    near = sorted(
        (_distance(caption, stack), place, number)
        for place, caption in enumerate(captions)
        for number, stack in enumerate(stacks)
        if _overlap(caption, stack) > 0
    )
    made: list[Region | None] = [None] * len(captions)
    taken: set[int] = set()
    for distance, place, number in near:
        if made[place] is None and number not in taken and distance <= NEAR:
            made[place] = _opened(stacks[number], drawing, captions, prose)
            taken.add(number)
    for place, caption in enumerate(captions):
        if made[place] is None:
            others = [*captions[:place], *captions[place + 1 :], *prose]
            others += [box_of(region) for region in made if region is not None]
            made[place] = _unruled(drawing, caption, others)
    return made


def box_of(region: Region) -> Rectangle:
    """A region's edges in points."""
    return region.left, region.top, region.right, region.bottom


def stacks_of(drawing: Drawing) -> list[Region]:
    """Long rules of one width below one another, and the space between them."""
    long = [rule for rule in drawing.across if rule.end - rule.start >= _LONG]
    stacks: list[list[Rule]] = []
    for rule in long:
        for stack in stacks:
            same = (
                abs(stack[0].start - rule.start) <= _EDGE and abs(stack[0].end - rule.end) <= _EDGE
            )
            if same:
                stack.append(rule)
                break
        else:
            stacks.append([rule])
    made = []
    for stack in stacks:
        if len(stack) > 1:
            left, right = min(r.start for r in stack), max(r.end for r in stack)
            inner = [
                rule
                for rule in drawing.across
                if stack[0].at <= rule.at <= stack[-1].at
                and left - _EDGE <= rule.start
                and rule.end <= right + _EDGE
            ]
            made.append(Region(left, stack[0].at, right, stack[-1].at, tuple(inner)))
    return made


def parted(
    stack: Region,
    captions: Sequence[Rectangle],
    prose: Sequence[Rectangle],
    drawing: Drawing,
) -> Iterable[Region]:
    """A stack cut where a caption stands between two of its rules; cells above it are a table."""
    full = [rule for rule in stack.rules if rule.end - rule.start >= stack.right - stack.left - 9]
    groups: list[list[Rule]] = [[]]
    for rule in full:
        before = groups[-1][-1] if groups[-1] else None
        inside = _between(before, rule, stack, captions) if before else []
        if before and inside:
            if _has_cells(before.at, inside[0][1], stack, drawing, prose):
                groups[-1].append(Rule(rule.start, rule.end, inside[0][1]))
            groups.append([])
        groups[-1].append(rule)
    for group in groups:
        top, bottom = group[0].at, group[-1].at
        inner = tuple(rule for rule in stack.rules if top <= rule.at <= bottom)
        region = Region(stack.left, top, stack.right, bottom, inner)
        if len(group) > 1 and any(map(region.holds, drawing.words)):
            yield region


def _has_cells(
    top: float, bottom: float, stack: Region, drawing: Drawing, prose: Sequence[Rectangle]
) -> bool:
    """Whether what stands between a rule and a caption below it is lines of cells."""
    place = Region(stack.left, top, stack.right, bottom)
    inside = list(filter(place.holds, drawing.words))
    wide = [box for box in prose if is_prose(box, stack.right - stack.left, inside)]
    if len(outside(inside, wide)) < len(inside):
        return False
    lines = lines_of_words(inside)
    return bool(lines) and 2 * sum(len(parts_of(line, CELL_GAP)) > 1 for line in lines) > len(lines)


def _opened(
    region: Region, drawing: Drawing, captions: Sequence[Rectangle], prose: Sequence[Rectangle]
) -> Region:
    """A region with the lines of cells right above its first rule and below its last one.

    Cells may have been taken for running text: what is as narrow as they are is let in, and what
    has a gap in it.
    """
    width = region.right - region.left
    wide = [box for box in prose if is_prose(box, width, drawing.words)]
    beside = [
        word
        for word in outside(drawing.words, [*captions, *wide])
        if region.left - 2 <= (word.left + word.right) / 2 <= region.right + 2
    ]
    top, bottom = region.top, region.bottom
    above = lines_of_words([w for w in beside if w.base < region.top])
    for line in _header_above(above, top):
        top = min(top, *(word.top for word in line))
    below = lines_of_words([w for w in beside if w.base > region.bottom + 2])
    for line in below:
        if line[0].base - bottom > (1 + _OPEN) * line[0].size or len(parts_of(line, CELL_GAP)) < 2:
            break
        bottom = max(word.bottom for word in line)
    return Region(region.left, top, region.right, bottom, region.rules)


def is_prose(box: Rectangle, width: float, words: Sequence[Word]) -> bool:
    """Whether the box of a line of text, beside a table of such a width, is no row of cells."""
    if box[2] - box[0] <= _PROSE * width:
        return False
    inside = [
        word
        for word in words
        if box[0] - 1 <= (word.left + word.right) / 2 <= box[2] + 1
        and box[1] - 1 <= word.base <= box[3] + 1
    ]
    return all(len(parts_of(line, _TORN)) == 1 for line in lines_of_words(inside))


def _header_above(lines: Sequence[list[Word]], top: float) -> list[list[Word]]:
    """The lines set close above a rule, up to the highest one that has several cells."""
    near: list[list[Word]] = []
    for line in reversed(lines[-_MOST_ABOVE:]):
        size = line[0].size
        close = (
            near[-1][0].base - line[0].base <= _HEAD_LEAD * size
            if near
            else (top - line[0].base <= _OPEN * size)
        )
        if not close:
            break
        near.append(line)
    while near and len(parts_of(near[-1], CELL_GAP)) < 2:
        near.pop()
    return near


def _between(
    before: Rule, rule: Rule, stack: Region, boxes: Sequence[Rectangle]
) -> list[Rectangle]:
    """The boxes between two rules of a stack, from top to bottom."""
    found = [
        box
        for box in boxes
        if before.at - 1 <= (box[1] + box[3]) / 2 <= rule.at + 1
        and box[0] < stack.right
        and box[2] > stack.left
    ]
    return sorted(found, key=lambda box: box[1])


def _distance(caption: Rectangle, region: Region) -> float:
    """Points between a caption and a table below or above it; one beside it is none."""
    _, top, _, bottom = caption
    if region.top >= bottom - 6:
        return max(0.0, region.top - bottom)
    if region.bottom <= top + 6:
        return max(0.0, top - region.bottom) + 1.0
    return NEAR + 1


def _overlap(caption: Rectangle, region: Region) -> float:
    return min(caption[2], region.right) - max(caption[0], region.left)


def _unruled(drawing: Drawing, caption: Rectangle, others: Sequence[Rectangle]) -> Region | None:
    """The lines of cells below a caption, else those above it."""
    found = [run_of_lines(drawing.words, caption, others, down) for down in (True, False)]
    kept = [Region(*box) for box in found if box is not None]
    return min(kept, key=lambda region: _distance(caption, region), default=None)
