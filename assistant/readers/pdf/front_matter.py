"""Title, authors, year and identifiers from a PDF's first pages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.documents.likeness import same_author
from assistant.documents.metadata import Metadata, doubt
from assistant.documents.section_kinds import kind_of
from assistant.documents.survey import normal_title
from assistant.messages import enumeration
from assistant.readers.pdf.blocks import KEYWORDS, Block, function_share
from assistant.readers.pdf.front.byline import byline, is_name
from assistant.readers.pdf.front.cover import RUN_IN_ABSTRACT, cover_end
from assistant.readers.pdf.front.dates import dating
from assistant.readers.pdf.front.statements import Around
from assistant.readers.pdf.front.title import alike, best_title, is_backed, title_places
from assistant.readers.pdf.headings import CONTENTS
from assistant.readers.pdf.lines import Line
from assistant.readers.pdf.numbering import number_of
from assistant.readers.pdf.style import Style, ends_sentence
from assistant.text.identifiers import (
    names,
    stated_arxiv_id,
    stated_doi,
    year_of_arxiv_id,
)
from assistant.text.scripts import has_cjk, is_cjk
from assistant.text.sentences import split_sentences

_LOST_NAMES = 2
_LEAST_ABSTRACT = 200  # letters of an abstract that keywords follow
_LEAST_PROSE = 0.2  # of the words of English prose are function words; of addresses fewer
_LONGEST_LIST = 400  # characters of the names in a citation


@dataclass(frozen=True)
class Front(Metadata):
    """What the first pages state.

    ``doubts`` are what is stated differently elsewhere, for the user.
    """

    doubts: tuple[str, ...] = ()


_NUMBERED = re.compile(r"^1\.?\s+[A-Z]\w+")
_CONTACT = re.compile(
    r"@|universit|institut|department|laborator|copyright|licen[cs]e|permission|all rights|"
    r"equal contribution|corresponding|received|accepted|preprint|proceedings",
    re.IGNORECASE,
)


def front_end(blocks: Sequence[Block], style: Style) -> int:
    """The place of the first block that is not front matter: an abstract, a section or prose.

    A publisher's cover page is front matter, whatever it says.
    """
    cover = cover_end(blocks, style)
    for place, block in enumerate(blocks):
        if place < cover:
            continue
        text = block.plain()
        if block.kind == "footnote":
            continue
        if RUN_IN_ABSTRACT.match(text) or kind_of(text) == "abstract":
            return place
        if kind_of(text) == "introduction" and not _is_titled(blocks, place):
            return place
        if place and CONTENTS.fullmatch(text.strip()):
            return place
        if block.kind == "text" and len(text) > (200 if is_cjk(text[0]) else 450):
            return place
        if place and len(text) > _LEAST_ABSTRACT and _stands_above_keywords(blocks, place):
            return place
        if place and _is_prose(text):
            heads = _NUMBERED.match(blocks[place - 1].plain()) and place > 1
            return place - 1 if heads else place
        if block.first.page > 4:
            return place
    return len(blocks)


def _is_titled(blocks: Sequence[Block], place: int) -> bool:
    """Whether a block is the title of "Introduction to Something": the largest on its page."""
    block = blocks[place]
    others = [other.size for other in blocks if other.first.page == block.first.page]
    others.remove(block.size)
    words = len(block.plain().split())
    return words > 2 and not number_of(block.plain()) and block.size > max(others, default=0) + 1


def _stands_above_keywords(blocks: Sequence[Block], place: int) -> bool:
    """Whether a block is prose directly above keywords, as an abstract without a heading is."""
    text = blocks[place].plain()
    below = blocks[place + 1].plain() if place + 1 < len(blocks) else ""
    sentence = text[:1].isupper() and ends_sentence(text) and not _CONTACT.search(text[:40])
    return bool(KEYWORDS.match(below)) and sentence and function_share(text) > _LEAST_PROSE


def _is_prose(text: str) -> bool:
    """Whether a block below the title is running text: two or more whole English sentences."""
    sentences = split_sentences(text)
    whole = [s for s in sentences if len(s.split()) >= 6 and s[0].isupper() and s.endswith(".")]
    return len(whole) >= 2 and not _CONTACT.search(text)


def front_of(
    blocks: Sequence[Block], style: Style, around: Around, kana: bool, opening_page: int
) -> Front:
    """Read the front matter's blocks; ``opening_page`` is where the text begins after them.

    Each source of a title or a year says what it gives; that on which most agree is taken.
    """
    stated = "\n".join(line.text for block in blocks for line in block.lines)
    places = title_places(blocks, style)
    chosen, title = best_title(blocks, places, around, opening_page)
    doubts: list[str] = []
    properties = around.properties
    if not title:
        title = properties.title
    elif (
        properties.title
        and not alike(title, properties.title)
        and is_backed(properties.title, around)
    ):
        doubts.append(doubt("title", properties.title))
    below = [line for block in blocks[chosen[1] :] for line in block.lines] if title else []
    printed = byline(below, kana)
    authors, unsettled = _settled_authors(printed, f"{around.head}\n{stated}", around)
    if not authors and chosen[1]:  # journals that print the names in the margin beside the title
        page = blocks[chosen[0]].first.page
        above = (byline(block.lines, kana) for block in reversed(blocks[: chosen[0]])
                 if block.first.page == page)  # fmt: skip
        authors = next((listed for listed in above if listed), ())
    doubts += unsettled
    arxiv_id = stated_arxiv_id(around.stamp) or stated_arxiv_id(around.head)
    if arxiv_id is None and re.search(r"arxiv\s*:", stated, re.IGNORECASE):
        arxiv_id = stated_arxiv_id(stated)
    on_page = stated_doi(around.head) or stated_doi(stated) or _cited_doi(title, around.citations)
    doi = _longest_doi(properties.doi, on_page)
    dated = dating(
        "\n".join((around.stamp, around.head, stated)),
        citations=around.citations,
        doi=doi,
        name=around.name,
        file_year=properties.year,
        stamp_year=year_of_arxiv_id(arxiv_id),
    )
    if dated.rival:
        doubts.append(doubt("year", str(dated.rival)))
    return Front(title, authors, dated.year, arxiv_id, doi, doubts=tuple(doubts))


def _longest_doi(one: str | None, other: str | None) -> str | None:
    """The file's DOI, unless the page has the same one longer."""
    if one and other and other.lower().startswith(one.lower()):
        return other
    return one or other


def _cited_doi(title: str, citations: Sequence[str]) -> str | None:
    """The DOI in a line that says how to cite the work: it has the work's title."""
    wanted = normal_title(title)
    own = (text for text in citations if wanted and wanted in normal_title(text))
    return next((doi for text in own if (doi := stated_doi(text)) is not None), None)


def _settled_authors(
    printed: tuple[str, ...], text: str, around: Around
) -> tuple[tuple[str, ...], list[str]]:
    """The authors on which the page and the file's properties agree, and what stays in doubt.

    A file's properties are often those of whoever typed or uploaded it, so that only names count
    that stand on the first pages or in the citation.
    """
    plain = normal_title(" ".join((text, *around.citations, around.properties.subject)))
    filed = tuple(name for name in around.properties.authors if _is_stated(name, plain))
    if not printed:
        return filed or _cited_authors(around.citations), []
    if not filed:
        return printed, []
    shared = [name for name in filed if any(same_author(name, other) for other in printed)]
    if len(filed) > 1 and len(shared) == len(filed):
        return filed, []  # the page's list has more than names
    whole = all(any(same_author(name, other) for other in filed) for name in printed)
    if whole and len(filed) >= _LOST_NAMES * len(printed):
        return filed, []  # most of the page's list was not read
    return printed, [] if shared else [doubt("authors", enumeration(filed))]


def _is_stated(name: str, plain: str) -> bool:
    words = normal_title(name).split()
    return (is_name(name) or has_cjk(name)) and bool(words) and words[-1] in plain


def _cited_authors(citations: Sequence[str]) -> tuple[str, ...]:
    """The names before the year of a citation: "Kim J, Maathuis H and Sent D (2024) …"."""
    for citation in citations:
        head = re.split(r"\(?(?:19|20)\d\d", citation)[0]
        if len(head) < _LONGEST_LIST and "“" not in head:
            listed = [name for name in names(head) if is_name(name)]
            if listed:
                return tuple(listed)
    return ()


def header_of(lines: Sequence[Line], gutter: float, width: float) -> list[Line]:
    """The lines above a first page's text whose rows run over the gutter; empty without any.

    Authors are set side by side in rows; read column by column, half of them would come after
    the text of the first column.
    """
    end = _text_start(lines, width)
    above = [line for line in lines if line.base < end - 0.5]
    sides = [line for line in above if line.right < gutter + 4 or line.left > gutter - 4]
    paired = [
        line
        for line in sides
        if any(
            abs(other.base - line.base) < 1.5
            and abs(other.size - line.size) < 0.3
            and (other.left > gutter - 4) != (line.left > gutter - 4)
            for other in sides
        )
    ]
    return above if paired and len(paired) >= 0.5 * len(sides) else []


def _text_start(lines: Sequence[Line], width: float) -> float:
    """The height of the first line of running text: lines of one width under each other."""
    ordered = sorted(lines, key=lambda line: (round(line.left), line.base))
    starts = [
        first.base
        for first, second in pairwise(ordered)
        if 0.2 * width < first.right - first.left
        and abs(first.left - second.left) < 1.5
        and abs(first.right - second.right) < 1.5
        and 0 < second.base - first.base < 2 * first.size
        and abs(first.size - second.size) < 0.3
    ]
    starts += [line.base for line in lines if _is_label(line.text)]
    if not starts:
        return 0.0
    start = min(starts)
    for line in sorted(lines, key=lambda line: -line.base):  # an indented line, a heading above it
        long = line.right - line.left > 0.2 * width
        if long and start - 1.6 * line.size < line.base < start and line.size < 12.5:
            start = line.base
    return start


def _is_label(text: str) -> bool:
    compact = re.sub(r"\s", "", text)
    return len(compact) < 30 and kind_of(compact) in ("abstract", "introduction")
