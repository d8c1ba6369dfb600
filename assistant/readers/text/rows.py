"""Lines of a text as rows: sentences, items, labels and counters; wrapped lines put together.

A row is what its writer meant as one line. What a row is for is told from what it looks like:
its width, how it ends, what stands around it, and how often it is repeated.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from assistant.documents.section_kinds import kind_of
from assistant.text.scripts import CJK_LETTERS, is_cjk, join_lines

RowKind = Literal["sentence", "item", "label", "counter"]

BULLET = re.compile(
    r"^\s*(?:[•▪◦‣●○·∙–—*+-]|\(?\d{1,2}[.)）]|[①-⑳]|[\[［]\d{1,3}[\]］])\s+(?=\S)"
    r"|^\s*[\[［]\d{1,3}[\]］](?=\S)"
)
NUMBERED = re.compile(
    r"^(?:\d{1,2}(?:\.\d{1,2}){0,3}\.?\s+(?=[^\W\d_])|[IVX]{1,5}\.\s+(?=[A-Z])"
    rf"|\d{{1,2}}(?:\.\d{{1,2}}){{0,3}}[.．、]?\s*(?=[{CJK_LETTERS}])"
    r"|第[一二三四五六七八九十\d]+[章节節部]|[一二三四五六七八九十]+[、.．])"
)
TERMINAL = re.compile(r"[.!?。！？；;:：…][\"'”’»)\]」』）\d\[\],]*$")
DATE = re.compile(
    r"\b(?:19|20)\d\d[-/.年]|\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?\s+\d"
    r"|\b\d{1,2}\s+(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)|^\(?(?:19|20)\d\d\)?$"
)
CAPTION = re.compile(
    r"^((?:Figure|Fig\.?|Table|图|表|図)\s*\d+)(?:\s*[:：.．|]\s*|(?<=[图表図]\d)\s+|(?<=[图表図]\d\d)\s+)"
    r"(.+)$",
    re.IGNORECASE | re.DOTALL,
)
RUN_IN_ABSTRACT = re.compile(
    r"^(abstract|summary|摘\s*要|概\s*要|要\s*旨)\s*[:：.—–-]+\s*(?=\S)", re.IGNORECASE
)
_COUNTER = re.compile(r"^\W*\d[\d,.]*\s*[+kKwWmM万]?")
_SECTION = re.compile(r"^\d{1,2}(?:\.\d{1,2})+\.?\s+[A-Z][a-z]{2,}")
_TOP_SECTION = re.compile(r"^(\d{1,2})\.?\s+[A-Z][a-z]{2}[^.!?]*$")
_NAVIGATION = re.compile(r"\S\s*[|｜]\s*\S|\s[>›»]\s|[©®]|^https?://\S+$|^\S+@\S+\.\w+$|^[^\w]+$")
_SPOKEN = re.compile(r"\b(?:is|are|was|were|be|been|has|have|we|our|it|then|if)\b", re.IGNORECASE)
_LONG = 90  # cells; a longer line is running text, whatever it ends with
_SHORT_ITEM = 16


@dataclass(slots=True)
class Row:
    """One line as it was meant; ``block`` counts the stretches between empty lines."""

    text: str
    kind: RowKind
    block: int
    repeated: bool = False

    @property
    def is_prose(self) -> bool:
        """Whether it is a sentence or an item of a list."""
        return self.kind in ("sentence", "item")


def width(text: str) -> int:
    """How wide a text is in half-width cells: a Chinese or Japanese character counts two."""
    return len(text) + sum(map(is_cjk, text))


def rows_of(lines: Sequence[str]) -> list[Row]:
    """The rows of a text's lines; empty lines part blocks, wrapped lines are joined."""
    wrap = _wrap_width(lines)
    counts = Counter(line for line in lines if line)
    rows: list[Row] = []
    numbered = _counted_sections(lines)
    block, before = 0, ""
    for place, line in enumerate(lines):
        if not line:
            block += bool(before)
            before = ""
            continue
        repeated = counts[line] >= 3 and width(line) < 60
        if before and rows[-1].block == block and _continues(before, line, wrap):
            rows[-1].text = _join_rows(rows[-1].text, line)
            rows[-1].kind = kind_of_row(rows[-1].text)
        else:
            kind = "label" if place in numbered else kind_of_row(line)
            rows.append(Row(line, kind, block, repeated))
        before = line
    return rows


def _counted_sections(lines: Sequence[str]) -> set[int]:
    """The places of headings that count up from 1: "1 Introduction", "2 Data"; none of one alone.

    Without the others, "2 Data" might as well count something.
    """
    places: list[int] = []
    for place, line in enumerate(lines):
        match = _TOP_SECTION.match(line)
        if match and int(match[1]) == len(places) + 1 and width(line) <= 70:
            places.append(place)
    return set(places) if len(places) > 1 else set()


def kind_of_row(text: str) -> RowKind:
    """What a row looks like on its own."""
    if is_counter(text):
        return "counter"
    if BULLET.match(text) and not NUMBERED.match(text):
        return "item"
    if is_navigation(text):
        return "label"
    ends = bool(TERMINAL.search(text)) and not text.endswith("et al.")
    if NUMBERED.match(text) and width(text) <= 70 and not ends:
        return "label"
    if BULLET.match(text):
        return "item"
    if width(text) >= _LONG or (ends and width(text) >= 24 and _has_words(text)):
        return "sentence"
    return "label"


def is_counter(line: str) -> bool:
    """Whether a line only counts or dates something: "76+ reads · 26 July 2020"."""
    if not _COUNTER.match(line) or width(line) > 50 or _SECTION.match(line):
        return False
    letters = sum(character.isalpha() for character in line)
    return letters <= 2 * sum(character.isdecimal() for character in line) + 4 and letters <= 16


def is_navigation(line: str) -> bool:
    """Whether a line is a path of links, a notice or an address rather than language."""
    return bool(_NAVIGATION.search(line)) and width(line) < 2 * _LONG


def is_page(rows: Sequence[Row]) -> bool:
    """Whether a text looks like a saved web page: counters, repeats, menus or notices in it."""
    clutter = sum(row.kind == "counter" or row.repeated for row in rows)
    clutter += sum(is_navigation(row.text) for row in rows)
    clutter += 2 * any("|" in row.text and is_navigation(row.text) for row in rows[:8])
    menu = 0
    for row in rows:
        short = row.kind == "label" and width(row.text) <= _SHORT_ITEM
        if not short or NUMBERED.match(row.text) or kind_of(row.text) != "body":
            break
        menu += 1
    return menu >= 3 or clutter >= max(3, 0.05 * len(rows))


def prose_of_page(rows: Sequence[Row]) -> list[Row]:
    """The rows of a saved web page without its lists of links, its menus and its foot.

    What is left of a page that is nothing but lists are its sentences.
    """
    kept = [row for place, row in enumerate(rows) if not _in_list_of_links(rows, place)]
    kept = [row for row in kept if row.kind != "counter" and not row.repeated]
    kept = _without_foot(kept)
    if not any(row.is_prose for row in kept):
        return [row for row in rows if row.kind == "sentence"]
    leads = leading_labels(kept, page=True)
    return [row for row, lead in zip(kept, leads, strict=True) if row.is_prose or lead]


def leading_labels(rows: Sequence[Row], *, page: bool) -> list[bool]:
    """Which rows are labels that head the rows under them.

    A label heads what directly follows it. Above another heading it counts when it is numbered,
    says what it is for, or stands alone as that one does. On a web page, the last of a run of
    labels is no heading but the end of a menu.
    """
    leads = [False] * len(rows)
    for place in range(len(rows) - 2, -1, -1):
        row, after = rows[place], rows[place + 1]
        if row.kind != "label" or not _may_head(row.text):
            continue
        said = bool(NUMBERED.match(row.text)) or kind_of(row.text) != "body"
        before = rows[place - 1] if place else None
        alone = before is None or before.block != row.block
        if after.is_prose:
            run = before is not None and before.kind == "label" and before.block == row.block
            leads[place] = said or alone or row.text.isupper() or not (page and run)
            if not page and not (said or alone or row.text.isupper()):
                leads[place] = False
        elif leads[place + 1]:
            lonely = alone and after.block != row.block and (before is None or before.is_prose)
            leads[place] = said or lonely
    return leads


def _may_head(text: str) -> bool:
    """Whether a label reads like a heading rather than like a piece of a sentence."""
    if width(text) > 150 or is_navigation(text) or not any(map(str.isalpha, text)):
        return False
    if NUMBERED.match(text) or kind_of(text) != "body":
        return True
    piece = text[0].islower() or text.endswith((",", "=", " by", " as", " that", " the", " of"))
    spoken = len(text.split()) > 7 and _SPOKEN.search(text)
    return not piece and not spoken


def _wrap_width(lines: Sequence[str]) -> int:
    """The width at which a text's paragraphs are wrapped; 0 where each line is one paragraph."""
    inner = [(width(a), a, b) for a, b in pairwise(lines) if a and b and width(a) >= 40]
    if not inner:
        return 0
    widths = sorted(size for size, _, _ in inner)
    most = widths[min(len(widths) - 1, int(0.95 * len(widths)))]
    full = [(a, b) for size, a, b in inner if size >= 0.75 * most]
    if most > 130 or len(full) < 0.6 * len(inner):
        return 0
    running = sum(not TERMINAL.search(a) and _runs_on(b) for a, b in full)
    return most if running >= max(1, 0.2 * len(full)) else 0


def _runs_on(line: str) -> bool:
    """Whether a line starts as the middle of a sentence does."""
    return line[:1].islower() or (is_cjk(line[0]) and not NUMBERED.match(line))


def _continues(before: str, line: str, wrap: int) -> bool:
    """Whether a line goes on with the paragraph of the line before it."""
    if BULLET.match(line) or is_counter(line) or is_navigation(line) or width(before) < 40:
        return False
    if NUMBERED.match(line) and width(line) <= 70:
        return False
    if wrap and width(before) >= 0.75 * wrap:
        return True
    if TERMINAL.search(before):
        return False
    return before.endswith(("-", ",")) or line[:1].islower()


def _join_rows(before: str, line: str) -> str:
    if re.search(r"[a-z]-$", before) and line[:1].islower():
        return before[:-1] + line
    return join_lines(before, line)


def _has_words(text: str) -> bool:
    return len(text.split()) >= 4 or sum(map(is_cjk, text)) >= 8


def _in_list_of_links(rows: Sequence[Row], place: int) -> bool:
    """Whether counters and repeated lines are frequent around a row, as among links."""
    block = rows[place].block
    near = [row for row in rows[max(place - 4, 0) : place + 5] if row.block == block]
    links = sum(row.kind == "counter" or row.repeated for row in near)
    prose = sum(row.is_prose for row in near)
    return len(near) >= 4 and links >= 0.2 * len(near) and prose < 0.5 * len(near)


def _without_foot(rows: list[Row]) -> list[Row]:
    """Cut the end off: three or more blocks of short lines, such as slogans and notices.

    A heading that says what its section is for keeps what stands under it.
    """
    end = len(rows)
    while end and rows[end - 1].kind == "label":
        end -= 1
    start, blocks = end, 0
    while start:
        block = rows[start - 1].block
        first = start - 1
        while first and rows[first - 1].block == block:
            first -= 1
        group = rows[first:start]
        told = [rows[first - 1], *group] if first else group
        if any(row.kind == "item" or width(row.text) >= 80 for row in group) or any(
            row.kind == "label" and (NUMBERED.match(row.text) or kind_of(row.text) != "body")
            for row in told
        ):
            break
        start, blocks = first, blocks + 1
    cut = start if start and blocks + (len(rows) > end) >= 3 else end
    return rows[:cut]
