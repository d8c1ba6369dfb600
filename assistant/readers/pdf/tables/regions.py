"""Where on a page a table stands: between rules beside its caption, else in lines of cells."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from assistant.readers.pdf.page.view import Rectangle
from assistant.readers.pdf.tables.columns import parts_of
from assistant.readers.pdf.tables.drawing import Drawing, Rule, Word

_NEAR = 60.0  # points between a caption and its table
_LONG = 40.0  # points; a shorter rule frames no table
_EDGE = 4.0  # points by which rules of one table may differ in length
_CELL_GAP = 0.7  # of the size of type; a wider gap parts cells
_LEAST_LINES = 2
_FOOT = 1.9  # leadings between a table's lines


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
        stack for whole in _stacks(drawing) for stack in _parted(whole, captions, prose, drawing)
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
        if made[place] is None and number not in taken and distance <= _NEAR:
            made[place] = stacks[number]
            taken.add(number)
    for place, caption in enumerate(captions):
        if made[place] is None:
            others = [*captions[:place], *captions[place + 1 :], *prose]
            others += [_box(region) for region in made if region is not None]
            made[place] = _unruled(drawing, caption, others)
    return made


def _box(region: Region) -> Rectangle:
    return region.left, region.top, region.right, region.bottom


def _stacks(drawing: Drawing) -> list[Region]:
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


def _parted(
    stack: Region,
    captions: Sequence[Rectangle],
    prose: Sequence[Rectangle],
    drawing: Drawing,
) -> Iterable[Region]:
    """A stack cut where a caption or running text stands between two of its rules."""
    full = [rule for rule in stack.rules if rule.end - rule.start >= stack.right - stack.left - 9]
    groups: list[list[Rule]] = [[]]
    for rule in full:
        before = groups[-1][-1] if groups[-1] else None
        if before and _between(before, rule, stack, captions):
            groups.append([])
        groups[-1].append(rule)
    for group in groups:
        top, bottom = group[0].at, group[-1].at
        inner = tuple(rule for rule in stack.rules if top <= rule.at <= bottom)
        region = Region(stack.left, top, stack.right, bottom, inner)
        if len(group) > 1 and any(map(region.holds, drawing.words)):
            yield region


def _between(before: Rule, rule: Rule, stack: Region, boxes: Sequence[Rectangle]) -> bool:
    return any(
        before.at - 1 <= (top + bottom) / 2 <= rule.at + 1
        and left < stack.right
        and right > stack.left
        for left, top, right, bottom in boxes
    )


def _distance(caption: Rectangle, region: Region) -> float:
    """Points between a caption and a table below or above it; one beside it is none."""
    _, top, _, bottom = caption
    if region.top >= bottom - 6:
        return max(0.0, region.top - bottom)
    if region.bottom <= top + 6:
        return max(0.0, top - region.bottom) + 1.0
    return _NEAR + 1


def _overlap(caption: Rectangle, region: Region) -> float:
    return min(caption[2], region.right) - max(caption[0], region.left)


def _unruled(drawing: Drawing, caption: Rectangle, others: Sequence[Rectangle]) -> Region | None:
    """The lines of cells below a caption, else those above it."""
    found = [_run(drawing, caption, others, down) for down in (True, False)]
    kept = [region for region in found if region is not None]
    return min(kept, key=lambda region: _distance(caption, region), default=None)


def _run(
    drawing: Drawing, caption: Rectangle, others: Sequence[Rectangle], down: bool
) -> Region | None:
    """Lines of cells one after another on one side of a caption, until something else stands."""
    left, top, right, bottom = caption
    center = (left + right) / 2
    blocks = [o for o in others if o[0] < right and o[2] > left]
    limit = (
        min((o[1] for o in blocks if o[1] >= bottom - 2), default=float("inf"))
        if down
        else max((o[3] for o in blocks if o[3] <= top + 2), default=0.0)
    )
    inside = [
        word
        for word in drawing.words
        if (bottom - 1 < word.base < limit if down else limit < word.base < top)
    ]
    inside = _in_column(inside, center, others)
    lines = lines_of_words(inside)
    if not down:
        lines.reverse()
    kept: list[list[Word]] = []
    edge = bottom if down else top
    leads: list[float] = []
    for line in lines:
        lead = abs(line[0].base - edge)
        size = median(word.size for word in line)
        usual = median(leads) if leads else 2.0 * size
        if lead > max(_FOOT * usual, 2.4 * size) and (kept or lead > _NEAR):
            break
        if kept:
            leads.append(lead)
        kept.append(line)
        edge = line[0].base
    cells = sum(len(parts_of(line, _CELL_GAP)) > 1 for line in kept)
    if len(kept) < _LEAST_LINES or cells < 0.5 * len(kept):
        return None
    words = [word for line in kept for word in line]
    return Region(
        min(w.left for w in words),
        min(w.top for w in words),
        max(w.right for w in words),
        max(w.bottom for w in words),
    )


def _in_column(words: Sequence[Word], center: float, others: Sequence[Rectangle]) -> list[Word]:
    """The words that stand in no running text, as that of a column beside a table."""
    return [
        word
        for word in words
        if not any(
            o[0] - 1 <= (word.left + word.right) / 2 <= o[2] + 1
            and o[1] - 1 <= word.base <= o[3] + 1
            for o in others
        )
    ]


def lines_of_words(words: Iterable[Word]) -> list[list[Word]]:
    """Words in lines from top to bottom, each from left to right; small ones join their line."""
    ordered = sorted(words, key=lambda word: word.base)
    if not ordered:
        return []
    usual = median(word.size for word in ordered)
    lines: list[list[Word]] = []
    for word in (w for w in ordered if w.size >= 0.8 * usual):
        if lines and abs(word.base - lines[-1][0].base) <= 0.35 * max(word.size, lines[-1][0].size):
            lines[-1].append(word)
        else:
            lines.append([word])
    for word in (w for w in ordered if w.size < 0.8 * usual):
        near = [line for line in lines if abs(word.base - line[0].base) <= 0.62 * line[0].size]
        beside = [
            line
            for line in near
            if any(-0.3 * usual < word.left - other.right < 0.6 * usual for other in line)
        ]
        chosen = beside or near
        if chosen:
            min(chosen, key=lambda line: abs(word.base - line[0].base)).append(word)
        else:
            lines.append([word])
    for line in lines:
        line.sort(key=lambda word: word.left)
    return sorted(lines, key=lambda line: line[0].base)
