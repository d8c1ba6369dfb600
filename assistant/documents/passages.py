"""Cut a document into passages: whole consecutive sentences of one section."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import groupby

from assistant.documents.document import FIRST_STATEMENT, Document, Section, Sentence
from assistant.documents.section_kinds import NO_EVIDENCE
from assistant.documents.table import Table
from assistant.text.scripts import is_cjk
from vectorstore.analyzer import estimate_tokens
from vectorstore.passage import Passage, Span

LONGEST_HEADING = 160


@dataclass
class _Open:
    """A passage that is being filled; ``tokens`` counts what is in it."""

    text: str = ""
    spans: list[Span] = field(default_factory=list)
    tokens: int = 0

    def append(self, piece: str, page: int | None, sentence: int, tokens: int) -> None:
        """Add a sentence, or a piece of one."""
        gap = " " if self.text and not (is_cjk(self.text[-1]) or is_cjk(piece[0])) else ""
        start = len(self.text) + len(gap)
        self.text += gap + piece
        self.spans.append(Span(start, start + len(piece), page, sentence))
        self.tokens += tokens


def split(
    document: Document, max_tokens: int = 256, count: Callable[[str], int] | None = None
) -> list[Passage]:
    """The passages of a document, each of at most ``max_tokens`` tokens as ``count`` counts them.

    A sentence that is longer is cut at word boundaries. ``Span.sentence`` is the sentence's place
    in ``document.sentences()``; a caption's is -1, since captions stand outside of it, and what
    tables state has -2 and below. References and front matter give no passages. Without
    ``count``, an estimate on the safe side is used.
    """
    if max_tokens < 8:
        raise ValueError(f"max_tokens is {max_tokens}; it must be at least 8")
    counted = count or estimate_tokens
    made: list[Passage] = []
    first = 0
    for section in document.sections:
        if section.kind not in NO_EVIDENCE:
            label = section.label(document.title)
            for filled in _fill(section, first, max_tokens, counted):
                made.append(_passage(document, len(made), label, section.kind, filled))
        first += len(section.sentences)
    for caption in document.captions:
        sentence = Sentence(caption.text or caption.label, caption.page)
        for piece in _pieces(sentence.text, max_tokens, counted):
            filled = _Open()
            filled.append(piece, caption.page, -1, 0)
            made.append(_passage(document, len(made), caption.label, "caption", filled))
    for label, filled in _tables(document, max_tokens, counted):
        made.append(_passage(document, len(made), label, "table", filled))
    return made


def _passage(document: Document, ordinal: int, label: str, kind: str, filled: _Open) -> Passage:
    return Passage(
        id=f"{document.id[:16]}:{ordinal}",
        document_id=document.id,
        section=label,
        kind=kind,
        text=filled.text,
        spans=tuple(filled.spans),
    )


def _fill(
    section: Section, first: int, max_tokens: int, count: Callable[[str], int]
) -> Iterator[_Open]:
    """Fill passages sentence by sentence; ``first`` is the place of the section's first one."""
    filled = _Open()
    for place, sentence in enumerate(section.sentences, start=first):
        tokens = count(sentence.text)
        for piece in (
            [sentence.text] if tokens <= max_tokens else _pieces(sentence.text, max_tokens, count)
        ):
            size = tokens if piece is sentence.text else count(piece)
            if filled.spans and filled.tokens + size > max_tokens:
                yield filled
                filled = _Open()
            filled.append(piece, sentence.page, place, size)
    if filled.spans:
        yield filled


def _tables(
    document: Document, max_tokens: int, count: Callable[[str], int]
) -> Iterator[tuple[str, _Open]]:
    """Fill passages with what tables state, each table under its label and caption.

    A row stays whole where it fits.
    """
    numbered = enumerate(document.statements())
    for table, group in groupby(numbered, key=lambda item: item[1][0]):
        filled = _Open()
        for _, row in groupby(group, key=lambda item: item[1][1].row):
            pieces = [
                (piece, statement.page, FIRST_STATEMENT - place, count(piece))
                for place, (_, statement) in row
                for piece in _pieces(statement.text, max_tokens, count)
            ]
            if filled.spans and filled.tokens + sum(piece[3] for piece in pieces) > max_tokens:
                yield _heading(table), filled
                filled = _Open()
            for piece in pieces:
                if filled.spans and filled.tokens + piece[3] > max_tokens:
                    yield _heading(table), filled
                    filled = _Open()
                filled.append(*piece)
        if filled.spans:
            yield _heading(table), filled


def _heading(table: Table) -> str:
    """A table's label and caption, as far as a line shows them."""
    whole = f"{table.label}: {table.caption}" if table.caption else table.label
    return whole if len(whole) <= LONGEST_HEADING else whole[: LONGEST_HEADING - 2].rstrip() + " …"


def _pieces(text: str, max_tokens: int, count: Callable[[str], int]) -> Iterator[str]:
    """Cut a text into pieces of at most ``max_tokens``, between words where there are any."""
    rest = text.strip()
    while rest and count(rest) > max_tokens:
        low, high = 1, len(rest)
        while low < high:  # the longest prefix that fits
            middle = (low + high + 1) // 2
            low, high = (middle, high) if count(rest[:middle]) <= max_tokens else (low, middle - 1)
        blank = rest.rfind(" ", 1, low + 1)
        cut = blank if blank > low // 2 else low
        yield rest[:cut].strip()
        rest = rest[cut:].strip()
    if rest:
        yield rest
