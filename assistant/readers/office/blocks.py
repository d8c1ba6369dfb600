"""What an office text is made of, and how its blocks become a document."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from assistant.documents.document import Document
from assistant.documents.formats import Format
from assistant.documents.metadata import Metadata
from assistant.documents.section_kinds import kind_of
from assistant.messages import Text
from assistant.readers.flow import Flow
from assistant.readers.table_rows import RowCell
from assistant.readers.text.reader import read_text
from assistant.readers.text.rows import TERMINAL
from assistant.text.identifiers import (
    AFFILIATION,
    names,
    stated_arxiv_id,
    stated_doi,
    stated_year,
)
from assistant.text.normalize import one_line

BlockKind = Literal[
    "heading", "title", "author", "date", "abstract", "caption", "paragraph", "item", "row",
    "formula",
]  # fmt: skip
_OPENING = 12  # blocks: where a text says what it is
_LONGEST_TITLE = 300
_LONGEST_FRONT = 200  # a longer line before the first heading is prose
_LEAST_TITLE_WORDS = 4  # of a file's property: fewer are "Document1" or "Microsoft Word"
_FILE_NAME = re.compile(r"\.\w{2,5}$|^(?:microsoft|untitled|document|powerpoint)\b", re.IGNORECASE)
_NAME = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True)
class Block:
    """A paragraph and what its style says it is; ``stands_out`` is set in larger or bold type.

    ``level`` is a heading's, 1 the outermost; ``cells`` are a row's; ``page`` a slide's number.
    """

    kind: BlockKind
    text: str
    level: int = 0
    cells: tuple[RowCell, ...] = ()
    stands_out: bool = False
    page: int | None = None

    def row_text(self) -> str:
        """The texts of a row's cells in one line; "" for any other block."""
        return " | ".join(cell.text for cell in self.cells if cell.text)


def document_of(
    blocks: Sequence[Block],
    data: bytes,
    name: str,
    source_format: Format,
    properties: Metadata,
    warnings: Sequence[Text] = (),
) -> Document:
    """The document of a text's blocks; ``properties`` are the file's, believed where it agrees.

    A text without a heading that is set as one is read as plain text, whose headings are known by
    what they look like.
    """
    blocks = [block for block in blocks if block.text.strip() or block.row_text()]
    if not any(block.kind == "heading" for block in blocks):
        return _plain(blocks, data, name, source_format, properties, warnings)
    opening = " ".join(block.text for block in blocks[:_OPENING])
    front = _front_matter(blocks)
    flow = Flow()
    for block in blocks[len(front) :]:
        add(block, flow)
    return flow.document(
        data, name, source_format, _metadata(front, opening, properties), warnings=warnings
    )


def add(block: Block, flow: Flow) -> None:
    """Put one block into a flow."""
    if block.kind == "heading":
        flow.heading(block.text, block.level)
    elif block.kind == "abstract":
        flow.abstract(block.text)
    elif block.kind == "row":
        flow.row(block.cells, page=block.page)
    elif block.kind in ("paragraph", "item", "caption"):
        flow.paragraph(block.text, page=block.page, is_item=block.kind == "item")


def believed(properties: Metadata, opening: str) -> Metadata:
    """A file's properties without those that a program wrote: what the text's opening confirms.

    A title that it does not confirm counts if it reads like one; authors must be named there.
    """
    letters = _letters(opening)
    title = one_line(properties.title)
    confirmed = len(title) > 3 and _letters(title) in letters
    telling = len(title.split()) >= _LEAST_TITLE_WORDS and not _FILE_NAME.search(title)
    authors = tuple(
        author for author in properties.authors if _NAME.search(author)
        and all(_letters(word) in letters for word in _NAME.findall(author))
    )  # fmt: skip
    return replace(properties, title=title if confirmed or telling else "", authors=authors)


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.lower())


def _front_matter(blocks: Sequence[Block]) -> list[Block]:
    """What stands before the text: the title and the lines about its authors."""
    end = next(
        place
        for place, block in enumerate(blocks)
        if block.kind in ("heading", "abstract", "row") or _is_prose(block)
    )
    styled = [place for place, block in enumerate(blocks[:_OPENING]) if block.kind == "title"]
    return list(blocks[: max(end, styled[-1] + 1 if styled else 0)])


def _is_prose(block: Block) -> bool:
    if block.kind != "paragraph":
        return False
    ends = bool(TERMINAL.search(block.text)) and " " in block.text
    return len(block.text) > _LONGEST_FRONT or (ends and not block.stands_out)


def _metadata(front: Sequence[Block], opening: str, properties: Metadata) -> Metadata:
    """Title, authors, year and ids: by the styles of the front matter, then by the properties."""
    checked = believed(properties, opening)
    title = next((block for block in front if block.kind == "title"), None)
    if title is None and checked.title:
        same = _letters(checked.title)
        title = next((block for block in front if _letters(block.text) == same), None)
    elif title is None:
        large = (block for block in front if block.stands_out)
        title = next((block for block in large if len(block.text) <= _LONGEST_TITLE), None)
    authors = tuple(
        author for block in front if block.kind == "author" for author in _persons(block.text)
    )
    if not authors and title is not None:
        after = list(front).index(title) + 1
        authors = _persons(front[after].text) if after < len(front) else ()
    dated = next((block.text for block in front if block.kind == "date"), "")
    return Metadata(
        title=one_line(title.text) if title else checked.title,
        authors=authors or checked.authors,
        year=stated_year(dated) or properties.year,
        arxiv_id=stated_arxiv_id(" ".join(block.text for block in front)),
        doi=stated_doi(opening) if "doi" in opening.lower() else properties.doi,
    )


def _persons(line: str) -> tuple[str, ...]:
    """The names in a line that holds nothing else."""
    if AFFILIATION.search(line) or TERMINAL.search(line) or len(line) > _LONGEST_FRONT:
        return ()
    found = names(line)
    full = all(2 <= len(name.split()) <= 4 and name[:1].isupper() for name in found)
    return found if full else ()


def _plain(
    blocks: Sequence[Block],
    data: bytes,
    name: str,
    source_format: Format,
    properties: Metadata,
    warnings: Sequence[Text],
) -> Document:
    """A text without headings of its own, as plain text."""
    lines = [block.row_text() or one_line(block.text) for block in blocks]
    document = read_text("\n\n".join(lines).encode("utf-8", "replace"), name)
    styled = next((one_line(block.text) for block in blocks if block.kind == "title"), "")
    checked = believed(properties, " ".join(lines[:_OPENING]))
    return replace(
        document,
        id=hashlib.sha256(data).hexdigest(),
        format=source_format,
        title=styled or document.title or checked.title,
        authors=document.authors or checked.authors,
        year=document.year or properties.year,
        warnings=(*document.warnings, *warnings),
    )


def kind_of_style(name: str) -> BlockKind | None:
    """What a style of this name is for; None for one that is left out, such as of a contents list.

    Word and LibreOffice have English names for their own styles in every language.

    >>> kind_of_style("Title"), kind_of_style("toc 1"), kind_of_style("Body Text")
    ('title', None, 'paragraph')
    """
    name = name.strip().lower()
    if name.startswith(("toc ", "contents", "index", "header", "footer", "table of", "figure index",
                        "footnote", "endnote")):  # fmt: skip
        return None
    known = _STYLES.get(name.rstrip("0123456789 "))
    if known is not None:
        return known
    return "abstract" if kind_of(name) == "abstract" else "paragraph"


_STYLES: dict[str, BlockKind] = {
    "title": "title", "author": "author", "authors": "author", "date": "date",
    "abstract": "abstract", "caption": "caption", "figure": "caption", "table": "caption",
    "illustration": "caption", "list": "item", "list paragraph": "item", "list bullet": "item",
    "list number": "item", "bibliography": "item",
}  # fmt: skip
