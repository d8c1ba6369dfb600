"""Runs of one style to lines of text, each knowing where its characters stand."""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Literal

from assistant.readers.pdf.page.runs import Font, PageText, Run, is_bold
from assistant.text.normalize import clean
from assistant.text.scripts import is_cjk
from assistant.text.superscripts import printed

_GAP = 1.5  # font sizes; a wider gap parts two fragments of a row
_INITIAL = 1.6  # times the size of the text beside it: an initial over two lines or more
_INITIAL_DROP = 0.75  # of its size; how far its base lies below the first line's
_CELL_GAP = 0.9  # font sizes; a wider gap counts as one between cells
# Gaps between two runs from which on a blank stands there, in font sizes: of words, of Chinese
# characters, and beside a letter that is a run by itself, where pdfium has a blank.
_BLANK, _WIDE_BLANK, _LONE_BLANK = 0.16, 0.6, 0.1
_TOUCHING = 0.05  # font sizes between two rooms at most
_SMALLER = 1.12  # how much larger capitals are than small capitals, at least
_SCRIPT, _RISE = 0.85, 0.1  # of a line's size: that of its scripts, and how far off its base
_LOOSE = frozenset("´¨ˆ˜ˇ")
_CJK_STOPS = frozenset("，、。；：．")
_UNREAD = " \n\ufffd"
_HYPHENS = "\ufffe\x02\xad"
# Hyphens that are characters of their own are written as all others are.
_CHARACTERS = {0x2010: "-", 0x2011: "-"}


Script = tuple[int, int, Literal["^", "_"]]


@dataclass(slots=True)
class Line:
    """A line of text, in points from the page's top left corner.

    ``stops`` are (place in the text, x) pairs in order, from which ``x_at`` reads where a
    character stands. ``pieces`` counts the fragments of a row that wide gaps part.
    ``column_left`` and ``column_right`` are the edges of the column it stands in, ``column``
    its number on the page. ``caps`` says that it is set in small capitals; ``lead`` is the place
    where its first words end if they are set in a font of their own, ``lead_font``, else 0, and
    ``tail_font`` is that of the words after them.
    ``raised`` are the spans of its superscripts, each above what precedes it; ``scripts`` are what
    is small and above ("^") or below ("_") its base, as (start, end, sign). ``math`` is the share
    of its letters that are set in fonts for formulas, ``fixed`` in fonts of one width; ``turn`` is
    by how many quarter turns its page was turned to be read.
    """

    text: str
    left: float
    top: float
    right: float
    bottom: float
    base: float
    size: float
    bold: bool
    italic: bool
    font: str
    page: int
    stops: list[tuple[int, float]]
    pieces: int = 1
    column: int = 0
    column_left: float = 0.0
    column_right: float = 0.0
    first_bold: bool = False
    first_text: str = ""
    caps: bool = False
    lead: int = 0
    lead_font: str = ""
    tail_font: str = ""
    raised: tuple[tuple[int, int], ...] = ()
    scripts: tuple[Script, ...] = ()
    math: float = 0.0
    fixed: float = 0.0
    turn: int = 0

    def x_at(self, place: int) -> float:
        """Where the character at ``place`` starts, between the nearest known places."""
        at = bisect_right(self.stops, (place, float("inf"))) - 1
        if at < 0:
            return self.left
        start, x = self.stops[at]
        end, x_end = (
            self.stops[at + 1] if at + 1 < len(self.stops) else (len(self.text), self.right)
        )
        return x + (x_end - x) * (place - start) / (end - start) if end > start else x


@dataclass(slots=True)
class _Open:
    """Runs that make up one line so far; ``spaced`` are the ids of those behind a blank."""

    runs: list[Run] = field(default_factory=list)
    spaced: set[int] = field(default_factory=set)
    blank: bool = False


def lines_of(page: PageText) -> list[Line]:
    """The fragments of lines of a page, in the order of its content; none of unread text alone."""
    made: list[Line] = []
    current = _Open()
    for run in page.runs:
        if run.size == 0:
            current.blank = True
            continue
        if current.runs and _is_small_stop(run, current.runs[-1]):
            run.base, run.size = current.runs[-1].base, current.runs[-1].size
        if current.runs and _sits_on(run, current.runs):
            current.runs.insert(-1, run)
            continue
        if current.runs and not _follows(current.runs[-1], run):
            made.append(_line(current, page))
            current = _Open()
        current.runs.append(run)
        if current.blank:
            current.spaced.add(id(run))
        current.blank = False
    if current.runs:
        made.append(_line(current, page))
    kept = [line for line in made if line.text.strip(_UNREAD)]
    for line in kept:
        line.turn = page.turn
    return kept


def _sits_on(run: Run, runs: list[Run]) -> bool:
    """Whether a run is an accent drawn over a letter of the runs before it."""
    if run.text.strip() not in _LOOSE:
        return False
    last = runs[-1]
    inside = last.left - last.size < run.left < last.right
    return inside and abs(run.base - last.base) < 0.5 * last.size


def _is_small_stop(run: Run, before: Run) -> bool:
    """Whether a run is a Chinese comma or stop, drawn tiny within the height of its line."""
    if run.size > 0.5 * before.size or not set(run.text.strip()) <= _CJK_STOPS:
        return False
    high = before.base - before.size < run.base <= before.base + 0.2 * before.size
    return high and -0.6 * before.size < run.left - before.right < _GAP * before.size


def _follows(before: Run, run: Run) -> bool:
    """Whether a run goes on with the line of the run before it."""
    if run.cut:
        return False
    size = max(before.size, run.size)
    if abs(run.base - before.base) > (_INITIAL_DROP if _is_drop_cap(before, run) else 0.6) * size:
        return False
    if abs(run.base - before.base) > 0.25 * size and (
        run.size > 0.9 * before.size and before.size > 0.9 * run.size
    ):
        return False
    gap = run.left - before.right
    return -0.6 * size <= gap <= _GAP * min(max(before.size, run.size), 14.0)


def _line(whole: _Open, page: PageText) -> Line:
    text, runs = "", whole.runs
    stops: list[tuple[int, float]] = []
    sizes: Counter[tuple[float, bool, bool, str]] = Counter()
    right, before = runs[0].left, runs[0]
    characters = {**page.letters, **_CHARACTERS}
    lead, lead_font, tail_font = 0, "", ""
    raised: list[tuple[int, int]] = []
    spans: list[tuple[int, int, Run]] = []
    for run in _with_accents(runs):
        piece = clean(_marked_hyphen(run.text.translate(characters)))
        if not piece:
            continue
        if text and (_is_small_capital(before, run) or _is_drop_cap(before, run)):
            text = text.rstrip()
        elif text and text[-1] != " " and piece[0] != " " and not run.joined:
            spaced = id(run) in whole.spaced
            wide = is_cjk(text[-1]) and is_cjk(piece[0])
            blank = _WIDE_BLANK if wide else _blank_width(before, run, spaced=spaced)
            text += " " if run.left - right > blank * run.size else ""
        if not lead and lead_font and run.font.name != lead_font and piece.strip():
            lead, tail_font = len(text.rstrip()), run.font.name
        if not lead_font and any(map(str.isalpha, piece)):
            lead_font = run.font.name
        if run.size < 0.85 * before.size and run.base < before.base - 0.15 * before.size:
            raised.append((len(text), len(text) + len(piece)))
        elif raised and raised[-1][1] == len(text) and _level(run, before):
            raised[-1] = (raised[-1][0], len(text) + len(piece))
        spans.append((len(text), len(text) + len(piece), run))
        stops.append((len(text), run.left))
        text += piece
        stops.append((len(text), run.right))
        right, before = run.right, run
        weight = len(piece.strip()) * (3 if is_cjk(piece.strip()[:1] or " ") else 1)
        sizes[(round(run.size, 1), run.font.bold, run.font.italic, run.font.name)] += weight
    (size, _, italic, font), _ = sizes.most_common(1)[0] if sizes else ((1.0, False, False, ""), 0)
    inked = sum(sizes.values())
    bold = sum(count for style, count in sizes.items() if style[1]) >= 0.95 * inked > 0
    capitals = text.isupper() or _are_small_capitals(runs)
    small_capitals = bool(sizes) and capitals and _in_two_sizes(sizes)
    if small_capitals:
        size = max(style[0] for style in sizes)
    main = [run for run in runs if abs(run.size - size) < 0.2] or runs
    return Line(
        text.rstrip(),
        min(run.left for run in runs),
        min(run.top for run in runs),
        max(run.right for run in runs),
        max(run.bottom for run in runs),
        main[0].base,
        size,
        bold,
        italic,
        font,
        page.number,
        stops,
        first_bold=runs[0].font.bold,
        first_text=runs[0].text.strip() if len(runs) > 1 else "",
        caps=small_capitals,
        lead=lead,
        lead_font=lead_font,
        tail_font=tail_font,
        raised=tuple(raised),
        scripts=tuple(_scripts(spans, size, main[0].base)),
        math=_share(runs, lambda font: font.mathematical),
        fixed=_share(runs, lambda font: font.fixed),
    )


def _scripts(spans: list[tuple[int, int, Run]], size: float, base: float) -> list[Script]:
    """What is small and above or below a line's base, neighbours of one height together."""
    found: list[Script] = []
    before = 0
    for start, end, run in spans:
        rise = (base - run.base) / size
        if run.size < _SCRIPT * size and abs(rise) > _RISE:
            sign: Literal["^", "_"] = "^" if rise > 0 else "_"
            if found and found[-1][2] == sign and before == found[-1][1]:
                start = found.pop()[0]
            found.append((start, end, sign))
        before = end
    return found


def _share(runs: list[Run], counts: Callable[[Font], bool]) -> float:
    """The share of the letters of runs that are set in fonts that count."""
    letters = [(len("".join(run.text.split())), counts(run.font)) for run in runs]
    return sum(count for count, own in letters if own) / max(sum(n for n, _ in letters), 1)


def _blank_width(before: Run, run: Run, *, spaced: bool) -> float:
    """From what gap between their ink on, in font sizes, a blank stands between two runs.

    A letter by itself may leave much of its room free ("1" in "[1]"): where the rooms of two touch,
    no gap is a blank, and where pdfium has one (``spaced``), any is.
    """
    if spaced and (before.room or run.room):
        return _LONE_BLANK
    if before.room and run.room and abs(run.room[0] - before.room[1]) < _TOUCHING * run.size:
        return math.inf
    return _BLANK


def _level(run: Run, before: Run) -> bool:
    return run.size == before.size and abs(run.base - before.base) < 0.5


def _in_two_sizes(sizes: Counter[tuple[float, bool, bool, str]]) -> bool:
    """Whether capitals stand in two sizes, as small capitals do."""
    by_size: Counter[float] = Counter()
    for (size, *_), count in sizes.items():
        by_size[size] += count
    largest = max(by_size)
    return any(_SMALLER < largest / size < 1.6 and count > 1 for size, count in by_size.items())


def _are_small_capitals(runs: list[Run]) -> bool:
    """Whether words in small letters are said to be so by the file only: set smaller than their
    capitals, as programs draw small capitals."""
    largest = max(run.size for run in runs)
    high = "".join(run.text for run in runs if run.size > largest / _SMALLER)
    low = "".join(run.text for run in runs if run.size <= largest / _SMALLER)
    return high.isupper() and low.islower() and bool(re.search(r"[^\W\d_]{3}", low))


def _with_accents(runs: list[Run]) -> list[Run]:
    """Put accents that were drawn on their own in front of the letter under them."""
    accents = [run for run in runs if run.text.strip() in _LOOSE]
    if not accents:
        return runs
    kept = [run for run in runs if run.text.strip() not in _LOOSE]
    for accent in accents:
        under = [
            run
            for run in kept
            if abs(run.left - accent.left) < 0.4 * run.size and run.text[:1].isalpha()
        ]
        over_end = [run for run in kept if _ends_under(run, accent)]
        if under:
            under[0].text = accent.text.strip() + under[0].text
            under[0].joined = True
        elif over_end:
            text = over_end[0].text.rstrip()
            over_end[0].text = text[:-1] + accent.text.strip() + text[-1]
    return kept


def _ends_under(run: Run, accent: Run) -> bool:
    """Whether an accent stands over the last letter of a run."""
    over = run.right - 0.8 * run.size < accent.left and accent.right < run.right + 0.1 * run.size
    level = abs(run.base - accent.base) < 0.5 * run.size
    return over and level and run.text.rstrip()[-1:].isalpha()


def _is_small_capital(before: Run, run: Run) -> bool:
    """Whether a run goes on with a word that a larger capital opens, as in small capitals."""
    if run.size >= 0.93 * before.size or not run.text[:2].strip().isupper():
        return False
    word = before.text.split()[-1] if before.text.strip() else ""
    whole = len(word) == 1 or run.text.split()[0] in ("S", "ES")
    return word.isupper() and whole and run.left - before.right < 0.35 * before.size


def _is_drop_cap(before: Run, run: Run) -> bool:
    """Whether a run goes on with the word that an initial of several lines' height opens.

    An "A" may be a word itself.
    """
    initial = before.text.strip()
    single = len(initial) == 1 and initial.isupper() and initial != "A"
    return single and before.size > _INITIAL * run.size and run.text[:1].islower()


def _marked_hyphen(text: str) -> str:
    """The text with pdfium's mark for a hyphen at a line's end as a plain hyphen."""
    stripped = text.rstrip()
    if stripped and stripped[-1] in _HYPHENS:
        return stripped[:-1] + "-"
    return text


def split_line(line: Line, place: int) -> tuple[Line, Line]:
    """A line cut in two at ``place``; the first part is set in the font of its lead."""
    x = line.x_at(place)
    start = place + len(line.text[place:]) - len(line.text[place:].lstrip())
    before = [stop for stop in line.stops if stop[0] <= place]
    after = [(at - start, x) for at, x in line.stops if at >= start]
    head = replace(
        line, text=line.text[:place].rstrip(), right=x, font=line.lead_font, stops=before,
        lead=0, raised=(), scripts=(), bold=is_bold(line.lead_font),
    )  # fmt: skip
    rest = replace(
        line,
        text=line.text[start:],
        left=line.x_at(start),
        stops=after,
        lead=0,
        raised=(),
        scripts=(),
        font=line.tail_font,
        bold=is_bold(line.tail_font),
        first_bold=False,
    )
    return head, rest


def with_plain_superscripts(line: Line) -> Line:
    """The line without the raised numbers that lead to references and notes, as after "arrays".

    Numbers raised above a digit are exponents: "10^8".
    """
    edits = [
        (start, end, plain)
        for start, end in line.raised
        if (plain := printed(line.text[:start], line.text[start:end])) != line.text[start:end]
    ]
    if not edits:
        return line
    text, kept = "", 0
    for start, end, plain in edits:
        before = line.text[kept:start]
        text += (before if plain else before.rstrip()) + plain
        kept = end
    text += line.text[kept:]
    stops = [
        (at + sum(len(plain) - (end - start) for start, end, plain in edits if end <= at), x)
        for at, x in line.stops
        if not any(start < at < end for start, end, _ in edits)
    ]
    return replace(line, text=text, stops=stops, raised=(), scripts=())


def fragments(line: Line) -> list[str]:
    """A line's texts between gaps wider than its letters; superscripts part them too."""
    text = line.text
    for start, end in line.raised:
        text = text[:start] + "\t" * (min(end, len(text)) - start) + text[end:]
    cuts = [0]
    for (start, x), (next_start, next_x) in pairwise(line.stops):
        blank = not text[start:next_start].strip()  # else it is a letter's own width
        if blank and next_x - x > 0.75 * line.size:
            cuts.append(next_start)
    cuts.append(len(text))
    found = [piece for a, b in pairwise(cuts) for piece in text[a:b].split("\t")]
    return [piece.strip() for piece in found if piece.strip()]


def merge_lines(parts: list[Line]) -> Line:
    """Fragments of one row, from left to right, as one line."""
    if len(parts) == 1:
        return parts[0]
    text = ""
    stops: list[tuple[int, float]] = []
    raised: list[tuple[int, int]] = []
    scripts: list[Script] = []
    pieces = 1
    for place, part in enumerate(parts):
        gap = part.left - parts[place - 1].right if place else 0.0
        if text:
            pieces += gap > _CELL_GAP * part.size
            before = parts[place - 1]
            initial = len(before.text) == 1 and before.size > 1.2 * part.size and gap < part.size
            text += "" if initial and part.text[:1].isalpha() else " "
        stops += [(len(text) + start, x) for start, x in part.stops]
        raised += [(len(text) + start, len(text) + end) for start, end in part.raised]
        scripts += [(len(text) + a, len(text) + b, sign) for a, b, sign in part.scripts]
        text += part.text
        stops.append((len(text), part.right))
    main = max(parts, key=lambda part: len(part.text))
    # A number apart from the words that it numbers is set as their first ones are.
    number = not parts[0].lead_font and parts[1].lead and parts[0].font == parts[1].lead_font
    opening = parts[1] if number else parts[0]
    lead = opening.lead + (len(parts[0].text) + 1) * bool(number)
    if not lead and parts[0].font != parts[1].font:
        lead = len(parts[0].text)
    return Line(
        text,
        min(part.left for part in parts),
        min(part.top for part in parts),
        max(part.right for part in parts),
        max(part.bottom for part in parts),
        main.base,
        main.size,
        main.bold,
        main.italic,
        main.font,
        main.page,
        stops,
        pieces=pieces,
        first_bold=parts[0].first_bold,
        first_text=parts[0].text,
        caps=all(part.caps for part in parts),
        lead=lead,
        lead_font=opening.lead_font,
        tail_font=opening.tail_font if opening.lead else parts[1].font,
        raised=tuple(raised),
        scripts=tuple(scripts),
        math=_mean([part.math for part in parts], parts),
        fixed=_mean([part.fixed for part in parts], parts),
        turn=parts[0].turn,
    )


def _mean(shares: Sequence[float], parts: Sequence[Line]) -> float:
    """The mean of shares of the letters of lines, by how many letters these have."""
    sizes = [len(part.text) for part in parts]
    total = sum(share * size for share, size in zip(shares, sizes, strict=True))
    return total / max(sum(sizes), 1)
