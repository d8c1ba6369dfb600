"""Blocks in reading order to sections of sentences, captions and references."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import reduce

from assistant.documents.document import Caption, SectionKind, Sentence
from assistant.documents.section_kinds import back_label, kind_of
from assistant.readers.pdf.abstracts import is_summary, opens_abstract, unnamed_abstract
from assistant.readers.pdf.blocks import KEYWORDS, Block, function_share
from assistant.readers.pdf.entry_signs import listed
from assistant.readers.pdf.formulas import formula_line
from assistant.readers.pdf.front.cover import RUN_IN_ABSTRACT
from assistant.readers.pdf.headings import title_of
from assistant.readers.pdf.lines import split_line
from assistant.readers.pdf.paragraphs import Pages, box_of, sentences_of, tidy
from assistant.readers.pdf.references import entries_of
from assistant.readers.pdf.style import CAPTION, ends_sentence
from assistant.readers.sections import Part
from assistant.text.identifiers import AFFILIATION
from assistant.text.scripts import is_cjk, join_lines, languages

_ONLY_LINK = re.compile(r"^\W*\d*\W*https?:\S+\W*$")
# The sign or number that leads to a footnote, where letters follow it: "3We", "∗ Work", "2 See".
_NOTE_MARK = re.compile(
    r"^(?:[*∗†‡§¶♢♠]+|\d{1,2})(?:\s*(?=[“\"(]?[A-Z][a-z]|https?:)|[.)]?\s+(?=\w))"
)
_AFTER_LABEL = re.compile(r"\s*[.:：—–]?\s*")
_BULLET = re.compile(r"^(?:[•▪◦‣●○■□➢✓]|\(?\d{1,2}[.)）]\s|（\d{1,2}）|[①-⑳])")

_SAME_SIZE = 0.7  # points
_WORDS = 0.6  # of the characters of names and addresses are letters; of figures fewer
_LONGEST_NOTICE = 450  # letters; what is longer may be an introduction
_LEAST_PROSE = 0.15  # of the words of English prose are function words; of addresses fewer
_LEAST_LISTED = 6  # pieces of a list
_LONGEST_LISTED = 6  # words of each on average
_LEADS = 2.5  # font sizes between a formula and the text that leads to it, at most
_LEADING = (":", "：", ";", "；", "-")  # of what may end a sentence, what leads to a formula
_BACK_STARTS = 0.4  # of a document's blocks come before any back matter


@dataclass
class Body:
    """What a PDF's blocks hold: sections in the making, captions, reference entries.

    ``marks`` counts the letters of marks for formulas, which stand on no page.
    """

    parts: list[Part] = field(default_factory=list)
    captions: list[Caption] = field(default_factory=list)
    references: list[str] = field(default_factory=list)
    abstract: str = ""
    marks: int = 0


def body_of(blocks: Sequence[Block], start: int, pages: Pages) -> Body:
    """The body of a document whose front matter ends before block ``start``."""
    builder = _Builder(pages)
    builder.front(blocks[:start])
    rest = blocks[start:]
    abstract = unnamed_abstract(blocks[:start], rest)
    entries = listed(rest)
    for place, block in enumerate(rest):
        if place == abstract[0]:
            builder.open_part("Abstract", "abstract")
        elif place == abstract[1]:
            builder.open_part("", "body")
        if entries[place]:
            builder.add_entries(block)
        else:
            late = place > _BACK_STARTS * len(rest)
            builder.add(block, any(map(opens_abstract, rest[place + 1 : place + 15])), late)
    return builder.finished()


def _without_mark(note: Sequence[Sentence]) -> list[Sentence]:
    """A footnote's sentences without the mark that leads to it.

    >>> _without_mark([Sentence("3We consider text only.", 2)])[0].text
    'We consider text only.'
    """
    if not note:
        return []
    return [replace(note[0], text=_NOTE_MARK.sub("", note[0].text)), *note[1:]]


def _in_words(block: Block) -> bool:
    """Whether a block that is no prose is made of words, as names and addresses are."""
    text = "".join(block.plain().split())
    return sum(map(str.isalpha, text)) > _WORDS * len(text)


def _enumerates(block: Block) -> bool:
    """Whether a block is a list in rows, as of names: commas part pieces of some words."""
    pieces = re.split(r"[,;]", block.plain())
    words = sum(len(piece.split()) for piece in pieces)
    return (
        len(pieces) > _LEAST_LISTED and words < _LONGEST_LISTED * len(pieces) and _in_words(block)
    )


def _label_of(block: Block) -> str:
    """The heading of back matter that a block opens with in a font of its own or before a colon."""
    text = block.plain()
    label = back_label(text)
    line = block.first
    apart = line.first_bold or 0 < line.lead <= len(label) + 1
    return label if apart or re.match(r"\s*[:：]", text[len(label) :]) else ""


def _without_opening(block: Block, label: str) -> Block:
    """A block without the label that has become its heading; itself if it says no more."""
    line = block.first
    sign = _AFTER_LABEL.match(line.text, len(label))
    if sign is None or not line.text.startswith(label):
        return block
    rest = [split_line(line, sign.end())[1]] if sign.end() < len(line.text) else []
    lines = [*rest, *block.lines[1:]]
    return replace(block, lines=lines) if lines else block


class _Builder:
    """Joins blocks to paragraphs and paragraphs to parts."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages
        self._body = Body(parts=[Part("", 0)])
        self._open: list[Block] = []
        self._notes: list[Block] = []
        self._list: list[Block] = []

    @property
    def _part(self) -> Part:
        return self._body.parts[-1]

    def front(self, blocks: Sequence[Block]) -> None:
        """Keep the front matter in a part of its own."""
        part = Part("", 0, kind="front")
        table = False
        for block in blocks:
            table = block.kind == "caption" or (table and block.kind == "clutter")
            if block.kind == "caption":
                self._caption(block)
            elif not table and (block.kind != "clutter" or _in_words(block)):
                part.sentences += sentences_of([block], self._pages)
        self._body.parts = [part, Part("", 0)]

    def open_part(self, title: str, kind: SectionKind) -> None:
        """Start a part that bears no heading on the page."""
        self._close()
        self._body.parts.append(Part(title, 1 if title else 0, kind=kind))

    def add_entries(self, block: Block) -> None:
        """Take a block of a reference list, under the list's heading or without one."""
        if not self._in_references():
            named = not self._body.references and not self._list
            self.open_part("References" if named else "", "references")
        size = self._list[0].size if self._list else block.size
        if block.kind != "clutter" or abs(block.size - size) < _SAME_SIZE:
            self._list.append(block)

    def add(self, block: Block, before_abstract: bool, late: bool) -> None:
        """Take the next block; ``before_abstract`` if an abstract follows soon.

        ``late`` says that back matter may stand here.
        """
        if before_abstract and self._is_notice(block):
            self._body.parts[0].sentences += sentences_of([block], self._pages)
        elif before_abstract and self._part.kind == "front" and not opens_abstract(block):
            if block.kind in ("heading", "text"):
                self._close_paragraph()
                self._open = [block]
        elif block.kind == "heading":
            self._close()
            title = tidy(title_of(block, self._pages.hyphens))
            after = bool(self._body.references) and kind_of(title) == "body"
            kind: SectionKind | None = "appendix" if after else None
            if is_summary(block) and not self._has_body():
                kind = "abstract"
            self._body.parts.append(Part(title, block.level, kind=kind))
        elif block.kind == "caption":
            self._caption(block)
        elif block.kind == "formula":
            self._formula(block)
        elif block.kind == "footnote":
            if block.first.page > 1:
                self._notes.append(block)
            elif self._body.parts[0].kind == "front":  # addresses, dates, notices
                self._body.parts[0].sentences += sentences_of([block], self._pages)
        elif block.kind == "text" or (block.first.page <= 2 and KEYWORDS.match(block.plain())):
            if late and (label := _label_of(block)):
                self.open_part(label, "back")
                block = _without_opening(block, label)
            elif self._in_references():
                self.open_part("", "back")
            self._text(block)
        elif not self._open and (self._kind(self._part) == "back" or _enumerates(block)):
            self._part.sentences += sentences_of([block], self._pages)  # names in a list, codes

    def finished(self) -> Body:
        """Close what is open, and return everything."""
        self._close()
        self._body.abstract = next(
            (
                reduce(join_lines, (sentence.text for sentence in part.sentences))
                for part in self._body.parts
                if self._kind(part) == "abstract" and part.sentences
            ),
            "",
        )
        return self._body

    def _is_notice(self, block: Block) -> bool:
        """Whether a block above the abstract is no text of the paper: how to cite it, a licence.

        That is a short one, or one of addresses, before anything else was read.
        """
        text = block.plain()
        addresses = AFFILIATION.search(text) and function_share(text) < _LEAST_PROSE
        short = len(text) < _LONGEST_NOTICE or addresses
        plain = block.kind in ("text", "clutter") and bool(short)
        begun = len(self._body.parts) > 2 or self._open or self._part.sentences
        return plain and not begun and not opens_abstract(block)

    def _has_body(self) -> bool:
        return any(part.sentences for part in self._body.parts if self._kind(part) != "front")

    def _kind(self, part: Part) -> str:
        return part.kind or (kind_of(part.title) if part.title else "body")

    def _in_references(self) -> bool:
        return self._kind(self._part) == "references"

    def _text(self, block: Block) -> None:
        text = block.plain()
        if KEYWORDS.match(text):
            self._close()
            self._body.parts.append(Part("", 0, kind="front"))
        elif RUN_IN_ABSTRACT.match(text) and block.first.page <= 4:
            self._close()
            self._body.parts.append(Part("Abstract", 1, kind=self._abstract_kind(text)))
        elif self._part.kind == "front" and len(text) > 250 and not self._open_is_short(block):
            self._close()
            self._body.parts.append(Part("", 0))
        elif self._ends_abstract(block):
            smaller = block.size < self._open[-1].size
            self._close()
            self._body.parts.append(Part("", 0, kind="front" if smaller else None))
        elif self._open and self._interrupts(block):
            self._notes.append(block)
            return
        elif self._open and self._goes_on(block):
            self._open.append(block)
            return
        self._close_paragraph()
        self._open = [block]

    def _formula(self, block: Block) -> None:
        """Put a formula into the sentence that leads to it, if one does."""
        if not self._open:
            return
        last = self._open[-1].last
        text = self._open[-1].plain().rstrip()
        beside = last.page == block.first.page and last.column == block.first.column
        below = min(line.top for line in block.lines) - last.bottom
        if (beside and not -last.size < below < _LEADS * last.size) or (
            ends_sentence(text) and not text.endswith(_LEADING)
        ):
            return
        line, read = formula_line(block.lines, text)
        self._open.append(replace(block, lines=[line]))
        self._body.marks += 0 if read else sum(map(str.isalnum, line.text))

    def _ends_abstract(self, block: Block) -> bool:
        """Whether what follows a whole abstract is no part of it.

        That is text in another size, as addresses are, and one or two lines that are no sentence
        below a gap, as codes and lists of words are.
        """
        if self._kind(self._part) not in ("abstract", "translation") or not self._open:
            return False
        last = self._open[-1].last
        whole = ends_sentence(last.text)
        if whole and abs(block.size - self._open[-1].size) > 0.7:
            return True
        short = last.right < last.column_right - 3 * last.size
        below = block.first.base - last.base if block.first.page == last.page else 0.0
        label = len(block.lines) <= 2 and not ends_sentence(block.last.text)
        return (
            (whole or short) and label and below > 1.8 * last.size and len(self._open[-1].lines) > 2
        )

    def _open_is_short(self, block: Block) -> bool:
        """Whether the open front matter is a label or was cut off, and the block follows it."""
        if not self._open:
            return False
        return self._open[-1].plain().rstrip().endswith(":") or self._goes_on(block)

    def _abstract_kind(self, text: str) -> SectionKind:
        """A second abstract in another language is a translation of the first."""
        first = next((part for part in self._body.parts if self._kind(part) == "abstract"), None)
        if first is None or not first.sentences:
            return "abstract"
        one = languages(" ".join(sentence.text for sentence in first.sentences))[0]
        return "translation" if languages(text)[0] != one else "abstract"

    def _interrupts(self, block: Block) -> bool:
        """Whether a block in another size stands between two pieces of the open paragraph."""
        last, first = self._open[-1].last, block.first
        moved = last.page != first.page or last.column != first.column
        return moved and not ends_sentence(last.text) and first.size < last.size - 0.7

    def _goes_on(self, block: Block) -> bool:
        """Whether a block goes on with the open paragraph, cut by a column, a page or a figure."""
        last, first = self._open[-1].last, block.first
        if ends_sentence(last.text) and not last.text.endswith(("-", ",")):
            return False
        if self._open[-1].kind == "formula":
            flush = first.left < first.column_left + last.size
            return first.text[:1].islower() or (flush and is_cjk(first.text[:1] or " "))
        if abs(first.size - last.size) > 1.0 or _BULLET.match(first.text):
            return False
        moved = last.page != first.page or last.column != first.column
        return moved or first.text[:1].islower() or last.text.endswith(("-", ","))

    def _caption(self, block: Block) -> None:
        match = CAPTION.match(block.first.text)
        sentences = sentences_of([block], self._pages)
        text = " ".join(sentence.text for sentence in sentences)
        if match:
            text = CAPTION.sub("", text, count=1)
        boxes = tuple(box for line in block.lines if (box := box_of(line, self._pages)))
        self._body.captions.append(Caption(block.label, text.strip(), block.first.page, boxes))

    def _close_paragraph(self) -> None:
        if self._open:
            self._part.sentences += self._without_label(sentences_of(self._open, self._pages))
            self._open = []
        for note in self._notes:
            if _ONLY_LINK.match(note.plain()):
                continue
            self._part.sentences += _without_mark(sentences_of([note], self._pages))
        self._notes = []

    def _without_label(self, sentences: list[Sentence]) -> list[Sentence]:
        if sentences and self._kind(self._part) in ("abstract", "translation"):
            first = sentences[0]
            text = RUN_IN_ABSTRACT.sub("", first.text, count=1)
            label_only = (
                []
                if not text.strip()
                else [Sentence(text.strip(), first.page, first.boxes, first.ends_paragraph)]
            )
            return [*label_only, *sentences[1:]]
        return sentences

    def _close(self) -> None:
        self._close_paragraph()
        if self._list:
            entries = entries_of(self._list, self._pages)
            self._part.sentences += entries
            self._body.references += [entry.text for entry in entries]
            self._list = []
