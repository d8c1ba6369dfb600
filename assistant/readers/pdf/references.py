"""The reference list of a PDF, cut into its entries."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.documents.document import Sentence
from assistant.readers.pdf.blocks import Block
from assistant.readers.pdf.lines import Line
from assistant.readers.pdf.paragraphs import Pages, sentences_of

_BRACKETED = re.compile(
    r"^\s*[\[［〔]\s*(?:\d{1,3}|[A-Za-z+]{1,8}\d{2}[a-z]?|[^\]\[]{3,40}\d{4}[a-z]?\)?)\s*[\]］〕]"
)
_OPENING = re.compile(r"[^\W\d_a-z]|(?:van|von|de|der|den|di|da|la|le|el|al)\b")
_NAME = re.compile(r"[^\W\d_a-z][\w’'-]+(?: [^\W\d_a-z][\w’'-]+)?, [^\W\d_]|(?:[A-Z]\.[ -]?)+[A-Z]")
_CLOSED = re.compile(r"(?:[.。．)\]]|\d)\s*$|https?:\S+$|10\.\d{4,}/\S+$")
_DOTTED = re.compile(r"^\s*\d{1,3}\s?[.．)]\s+\S")

_LAST_DOI = re.compile(r"10\.\d{4,9}/[^;,]{1,80}$")
_DIGIT = re.compile(r"\d").search

_MOST_MISSED = 5  # numbers of entries that were not found at the start of a line
_LOOK_BACK = 40  # marked lines between two numbers that follow each other


def entries_of(blocks: Sequence[Block], pages: Pages) -> list[Sentence]:
    """One sentence for each entry of a reference list.

    Entries start with "[1]" or "1.", else where a line stands out to the left of the ones under
    it or is indented above them, else with each paragraph.
    """
    lines = [line for block in blocks for line in block.lines]
    starts = _starts(lines, blocks)
    made = []
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        whole = sentences_of([Block("text", lines[start:end])], pages)
        if whole:
            boxes = tuple(box for sentence in whole for box in sentence.boxes)
            text = _with_whole_doi(" ".join(sentence.text for sentence in whole))
            made.append(Sentence(text, whole[0].page, boxes, ends_paragraph=True))
    return made


def _with_whole_doi(entry: str) -> str:
    """An entry without the blanks that part the DOI at its end.

    >>> _with_whole_doi("Lee (2020). Rivers. https://doi.org/10.1016/j. rivers.2020. 10238")
    'Lee (2020). Rivers. https://doi.org/10.1016/j.rivers.2020.10238'
    """
    ending = _LAST_DOI.search(entry)
    if ending is None or " " not in ending[0]:
        return entry
    *before, last = ending[0].split(" ")
    marked = all(piece[-1:] in "./_-" for piece in before)
    return entry[: ending.start()] + "".join((*before, last)) if marked and _DIGIT(last) else entry


def _starts(lines: Sequence[Line], blocks: Sequence[Block]) -> list[int]:
    """Where entries start among the lines; the first line always starts one."""
    if not lines:
        return []
    for pattern in (_BRACKETED, _DOTTED):
        marked = _in_sequence(
            lines, [i for i, line in enumerate(lines) if pattern.match(line.text)]
        )
        if len(marked) >= max(3, len(lines) // 12):
            return sorted({0, *marked})
    outdented = [at for at, line in enumerate(lines) if not _is_indented(line)]
    indented = [at for at, line in enumerate(lines) if _is_indented(line)]
    edges = max(outdented, indented, key=lambda places: _opening_share(lines, places))
    if 0.1 * len(lines) < len(edges) < 0.9 * len(lines):
        return sorted({0, *edges})
    starts, place = [], 0
    for block in blocks:
        starts.append(place)
        place += len(block.lines)
    return starts


def _in_sequence(lines: Sequence[Line], marked: list[int]) -> list[int]:
    """Those of the marked lines whose numbers count up, if they do so in most or from 1."""
    numbers = [re.search(r"\d+", lines[place].text) for place in marked]
    values = [int(number[0]) if number else 0 for number in numbers]
    longest: list[tuple[int, int]] = []  # length of the longest chain up to here, its last link
    for place, value in enumerate(values):
        before = [
            (longest[at][0], at)
            for at in range(max(0, place - _LOOK_BACK), place)
            if 0 < value - values[at] <= _MOST_MISSED
        ]
        length, link = max(before, default=(0, -1))
        longest.append((length + 1, link))
    place = max(range(len(longest)), key=lambda at: longest[at][0], default=-1)
    kept = []
    while place >= 0:
        kept.append(place)
        place = longest[place][1]
    chain = [marked[at] for at in reversed(kept)]
    counts = len(chain) >= 5 and values[kept[-1]] == 1
    return chain if counts or len(chain) > 0.8 * len(marked) else marked


def _is_indented(line: Line) -> bool:
    return line.left > line.column_left + 0.4 * line.size


def _opening_share(lines: Sequence[Line], places: Sequence[int]) -> float:
    """The share of lines that may open an entry: they begin with a name, below the end of one.

    What begins with another word in capitals counts half.
    """
    opening = sum(
        0.5 * bool(_OPENING.match(lines[at].text)) + 0.5 * bool(_NAME.match(lines[at].text))
        for at in places
        if at == 0 or _CLOSED.search(lines[at - 1].text)
    )
    return opening / len(places) if places else 0.0
