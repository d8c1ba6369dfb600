"""Blocks in reading order to sections of sentences, captions and references."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import reduce

from assistant.documents.document import Caption, SectionKind, Sentence
from assistant.documents.section_kinds import kind_of
from assistant.readers.pdf.blocks import KEYWORDS, Block
from assistant.readers.pdf.front.cover import RUN_IN_ABSTRACT
from assistant.readers.pdf.headings import title_of
from assistant.readers.pdf.numbering import number_of
from assistant.readers.pdf.paragraphs import Sizes, box_of, sentences_of, tidy
from assistant.readers.pdf.references import entries_of, is_marked, unnamed_list
from assistant.readers.pdf.style import CAPTION, ends_sentence
from assistant.readers.sections import Part
from assistant.text.scripts import has_cjk, joined, languages

_ONLY_LINK = re.compile(r"^\W*\d*\W*https?:\S+\W*$")
# The sign or number that leads to a footnote, where letters follow it: "3We", "∗ Work", "2 See".
_NOTE_MARK = re.compile(
    r"^(?:[*∗†‡§¶♢♠]+|\d{1,2})(?:\s*(?=[“\"(]?[A-Z][a-z]|https?:)|[.)]?\s+(?=\w))"
)
_BULLET = re.compile(r"^(?:[•▪◦‣●○■□➢✓]|\(?\d{1,2}[.)）]\s|（\d{1,2}）|[①-⑳])")


@dataclass
class Body:
    """What a PDF's blocks hold: sections in the making, captions, reference entries."""

    parts: list[Part] = field(default_factory=list)
    captions: list[Caption] = field(default_factory=list)
    references: list[str] = field(default_factory=list)
    abstract: str = ""


def body_of(blocks: Sequence[Block], start: int, sizes: Sizes) -> Body:
    """The body of a document whose front matter ends before block ``start``."""
    builder = _Builder(sizes)
    builder.front(blocks[:start])
    rest = blocks[start:]
    unnamed = _unnamed_abstract(rest)
    listing = unnamed_list(rest)
    for place, block in enumerate(rest):
        if place == unnamed:
            builder.open_part("Abstract", "abstract")
        elif place == listing:
            builder.open_part("References", "references")
        builder.add(block, any(map(_opens_abstract, rest[place + 1 : place + 15])))
    return builder.finished()


def _without_mark(note: Sequence[Sentence]) -> list[Sentence]:
    """A footnote's sentences without the mark that leads to it.

    >>> _without_mark([Sentence("3We consider text only.", 2)])[0].text
    'We consider text only.'
    """
    if not note:
        return []
    return [replace(note[0], text=_NOTE_MARK.sub("", note[0].text)), *note[1:]]


def _unnamed_abstract(rest: Sequence[Block]) -> int:
    """The place of the paragraph that stands for an abstract without that word; -1 without one.

    It is the first prose of the first pages, short, before keywords or the first heading.
    """
    if any(map(_opens_abstract, rest[:20])):
        return -1
    place = next((at for at, block in enumerate(rest) if block.kind == "text"), -1)
    if place < 0 or rest[place].first.page > 2 or KEYWORDS.match(rest[place].plain()):
        return -1
    length = 0
    for block in rest[place : place + 8]:
        text = block.plain()
        if KEYWORDS.match(text) or (block.kind == "heading" and _is_first(text)):
            return place if 200 <= length * (2 if has_cjk(text) else 1) <= 4000 else -1
        if block.kind == "heading":
            return -1
        length += len(text) if block.kind == "text" else 0
    return -1


def _is_first(heading: str) -> bool:
    return kind_of(heading) in ("introduction", "front") or number_of(heading) in ((1,), (0,))


def _opens_abstract(block: Block) -> bool:
    text = block.plain()
    return block.first.page <= 3 and (
        bool(RUN_IN_ABSTRACT.match(text)) or kind_of(text) == "abstract"
    )


class _Builder:
    """Joins blocks to paragraphs and paragraphs to parts."""

    def __init__(self, sizes: Sizes) -> None:
        self._sizes = sizes
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
        for block in blocks:
            if block.kind in ("text", "heading"):
                part.sentences += sentences_of([block], self._sizes)
            elif block.kind == "caption":
                self._caption(block)
        self._body.parts = [part, Part("", 0)]

    def open_part(self, title: str, kind: SectionKind) -> None:
        """Start a part that bears no heading on the page."""
        self._close()
        self._body.parts.append(Part(title, 1, kind=kind))

    def add(self, block: Block, before_abstract: bool) -> None:
        """Take the next block; ``before_abstract`` if an abstract follows soon."""
        if before_abstract and self._part.kind == "front" and not _opens_abstract(block):
            if block.kind in ("heading", "text"):
                self._close_paragraph()
                self._open = [block]
        elif block.kind == "heading":
            self._close()
            title = tidy(title_of(block))
            after = bool(self._body.references) and kind_of(title) == "body"
            kind: SectionKind | None = "appendix" if after else None
            self._body.parts.append(Part(title, block.level, kind=kind))
        elif self._in_references() and not self._ends_list(block):
            size = self._list[0].size if self._list else block.size
            if block.kind != "clutter" or abs(block.size - size) < 0.7:
                self._list.append(block)
        elif block.kind == "caption":
            self._caption(block)
        elif block.kind == "footnote":
            if block.first.page > 1:
                self._notes.append(block)
        elif block.kind == "text" or (block.first.page <= 2 and KEYWORDS.match(block.plain())):
            self._text(block)

    def _ends_list(self, block: Block) -> bool:
        """Whether a block on a new page, in another size and unmarked, follows a marked list."""
        if block.kind != "text" or not self._list or len(block.plain()) < 40:
            return False
        size = self._list[0].size
        over = (
            block.first.page > self._list[-1].last.page
            and abs(block.size - size) > 0.5
            and is_marked(self._list[0].first.text)
            and not is_marked(block.first.text)
        )
        if over:
            self._close()
            self._body.parts.append(Part("", 0, kind="appendix"))
        return over

    def finished(self) -> Body:
        """Close what is open, and return everything."""
        self._close()
        self._body.abstract = next(
            (
                reduce(joined, (sentence.text for sentence in part.sentences))
                for part in self._body.parts
                if self._kind(part) == "abstract" and part.sentences
            ),
            "",
        )
        return self._body

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
        """Whether the open front matter was cut off in mid sentence, and the block ends it."""
        return bool(self._open) and self._goes_on(block)

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
        if abs(first.size - last.size) > 1.0 or _BULLET.match(first.text):
            return False
        moved = last.page != first.page or last.column != first.column
        return moved or first.text[:1].islower() or last.text.endswith(("-", ","))

    def _caption(self, block: Block) -> None:
        match = CAPTION.match(block.first.text)
        sentences = sentences_of([block], self._sizes)
        text = " ".join(sentence.text for sentence in sentences)
        if match:
            text = CAPTION.sub("", text, count=1)
        boxes = tuple(box for line in block.lines if (box := box_of(line, self._sizes)))
        self._body.captions.append(Caption(block.label, text.strip(), block.first.page, boxes))

    def _close_paragraph(self) -> None:
        if self._open:
            self._part.sentences += self._without_label(sentences_of(self._open, self._sizes))
            self._open = []
        for note in self._notes:
            if _ONLY_LINK.match(note.plain()):
                continue
            self._part.sentences += _without_mark(sentences_of([note], self._sizes))
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
            entries = entries_of(self._list, self._sizes)
            self._part.sentences += entries
            self._body.references += [entry.text for entry in entries]
            self._list = []
