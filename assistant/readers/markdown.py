"""Markdown: headings become sections, links their text, a BibTeX block the metadata."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from assistant.documents.document import Caption, Document, Sentence
from assistant.documents.section_kinds import kind_of
from assistant.documents.table import Table
from assistant.readers.html.hidden_text import take_out_hidden
from assistant.readers.html.tree import text_of, without_control
from assistant.readers.names import authors_on
from assistant.readers.sections import Part, references_in, sections
from assistant.readers.table_rows import RowCell, TableRows
from assistant.readers.text.rows import CAPTION, RUN_IN_ABSTRACT, TERMINAL
from assistant.text.encodings import decode
from assistant.text.identifiers import (
    bibtex_names,
    names,
    stated_arxiv_id,
    stated_doi,
    stated_year,
    year_of_arxiv_id,
)
from assistant.text.normalize import (
    hidden_text_warning,
    one_line,
    smuggled_warnings,
    without_smuggled,
)
from assistant.text.scripts import languages
from assistant.text.sentences import split_sentences
from assistant.text.tex import without_tex

if TYPE_CHECKING:
    from markdown_it.token import Token

_FRONT_LINE = re.compile(
    r"^(title|authors?|year|date|published|arxiv(?:[ _-]?id)?|doi)\s*[:：=]\s*(.+)$", re.IGNORECASE
)
_BIBTEX = re.compile(
    r"@(?:article|inproceedings|misc|book|techreport|phdthesis|unpublished)\s*\{", re.I
)
_FIELD = re.compile(r"(\w+)\s*=\s*(\{(?:[^{}]|\{[^{}]*\})*\}|\"[^\"]*\"|\d+)")
_OWN_WORK = re.compile(
    r"\b(?:our|this|the)\s+(?:[\w-]+\s+){0,3}(?:survey|paper|review|article)[\s,:]+"
    r"(?:titled\s+|entitled\s+|paper\s+)?[\"“'‘*_]*\[?[\"“]?([A-Z][^\"”\]\n]{15,250}?)"
    r"[\"”\]](?:\(([^)\s]*)\))?"
)
_LINKED_OWN = re.compile(
    r"[\"“]\[([^\]\n]{10,250})\]\((https?://(?:www\.)?(?:arxiv\.org|doi\.org)[^)\s]*)\)[\"”]"
)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_PROBE = " words after the tag "
_ATTRIBUTES = re.compile(r"\s*\{[#.][^}]{0,100}\}\s*$")
_FOOTNOTE = re.compile(r"\[\^[^\]\s]{1,30}\]:?")
_ENTRY_LIMIT = 300
_LONGEST_FRONT = 200
_RAISED = re.compile(r"\^[^\s^]{1,8}\^")  # as Pandoc writes what is set above the line


@dataclass
class _Front:
    """Metadata found so far; the first statement of each wins."""

    values: dict[str, str] = field(default_factory=dict)
    authors: tuple[str, ...] = ()

    def state(self, key: str, value: str) -> None:
        """Keep a value unless an earlier one was stated."""
        if value.strip():
            self.values.setdefault(key, value.strip())


def read_markdown(data: bytes, name: str, *, password: str | None = None) -> Document:
    """The Markdown text as a document."""
    from markdown_it import MarkdownIt

    text = decode(data).replace("\r\n", "\n").lstrip("\ufeff")
    front = _Front()
    text = _without_front_matter(text, front)
    _own_work(text, front)
    text, smuggled = without_smuggled(_COMMENT.sub("", text))
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text)
    outline = _Outline(front)
    outline.read(tokens)
    made = sections(outline.parts)
    title = front.values.get("title") or outline.heading
    arxiv_id = stated_arxiv_id(front.values.get("arxiv", ""))
    year = stated_year(front.values.get("year", "")) or year_of_arxiv_id(arxiv_id)
    return Document(
        id=hashlib.sha256(data).hexdigest(),
        name=name,
        format="markdown",
        sections=made,
        title=title,
        authors=front.authors,
        year=year,
        arxiv_id=arxiv_id,
        doi=stated_doi(front.values.get("doi", "")),
        abstract=outline.abstract,
        languages=languages(text),
        captions=tuple(outline.captions),
        tables=outline.tables,
        warnings=(*smuggled_warnings(smuggled), *outline.warnings),
        references=references_in(made),
    )


def _without_front_matter(text: str, front: _Front) -> str:
    """Take a leading ``---`` block of ``key: value`` lines off the text."""
    match = re.match(r"---\n(.{0,5000}?)\n---\s*\n", text, re.DOTALL)
    if match is None:
        return text
    for line in match[1].splitlines():
        _front_line(line, front)
    return text[match.end() :]


def _front_line(line: str, front: _Front) -> bool:
    """Read one line such as ``Year: 2023``; False if it is not one."""
    bare = re.sub(r"[*_`#>]+", "", line).strip(" -")
    match = _FRONT_LINE.match(bare)
    if match is None:
        return False
    key, value = match[1].lower(), one_line(match[2]).strip("\"'[] ")
    if key.startswith("author"):
        front.authors = front.authors or names(value)
    elif key.startswith("arxiv"):
        front.state("arxiv", value if "arxiv" in value.lower() else f"arXiv:{value}")
    elif key in ("year", "date", "published"):
        front.state("year", value)
    else:
        front.state(key, value)
    return True


def _own_work(text: str, front: _Front) -> None:
    """Take the paper's own title and id from "our survey "[Title](https://arxiv.org/…)"".

    Only the text before the second heading is looked at, since the lists after it name other
    papers.
    """
    bibtex = _BIBTEX.search(text)
    if bibtex is not None:
        _read_bibtex(text[bibtex.start() :], front)
    headings = list(re.finditer(r"^#{1,6}\s", text, re.MULTILINE))
    intro = text[: headings[1].start() if len(headings) > 1 else 3000][:6000]
    match = _LINKED_OWN.search(intro) or _OWN_WORK.search(intro)
    if match is not None:
        front.state("title", one_line(match[1]).strip('*_"“” ,.'))
        front.state("arxiv", match[2] or "")


def _read_bibtex(text: str, front: _Front) -> None:
    """Take the fields of the first BibTeX entry of a text."""
    end = text.find("\n}")
    for key, raw in _FIELD.findall(text[: end if end > 0 else 3000]):
        value = one_line(re.sub(r"[{}]", "", raw).strip('"'))
        match key.lower():
            case "author":
                front.authors = bibtex_names(one_line(raw.strip('"')))
            case "title" | "year" | "doi":
                front.state(key.lower(), value)
            case "eprint":
                front.state("arxiv", f"arXiv:{value}")
            case "journal" | "url" | "note" | "booktitle" | "howpublished":
                if stated_arxiv_id(value):
                    front.state("arxiv", value)


class _Outline:
    """The parts, captions and abstract of a token stream, built token by token."""

    def __init__(self, front: _Front) -> None:
        self.parts = [Part("", 0)]
        self.captions: list[Caption] = []
        self.abstract = ""
        self.heading = ""  # the first top heading
        self.warnings: tuple[str, ...] = ()
        self._unseen: list[str] | None = None  # the words inside an open element that is hidden
        self._front = front
        self._headings = 0
        self._tables = TableRows()
        self._cells: list[str] = []

    def read(self, tokens: Sequence[Token]) -> None:
        """Take in the tokens of a whole text."""
        for before, token in pairwise([None, *tokens]):
            assert token is not None
            if self._unseen is not None and token.type != "html_block":
                self._unseen += [_inline_text(token)] if token.type == "inline" else []
            elif token.type == "tr_close":
                self._tables.row([RowCell(cell) for cell in self._cells], None)
                self._cells = []
            elif token.type == "table_close":
                self._end_table()
            elif token.type == "html_block":
                self._html(token.content)
            elif token.type == "inline" and before is not None:
                if before.type == "heading_open":
                    self._open(_ATTRIBUTES.sub("", _inline_text(token)), int(before.tag[1]))
                elif before.type in ("th_open", "td_open"):
                    self._cells.append(_inline_text(token))
                else:
                    self._paragraph(token)
        if self._unseen:
            self.warnings += (
                hidden_text_warning("inside a hidden element", " ".join(self._unseen)),
            )
        for part in self.parts:
            if kind_of(part.title) == "front" and "content" in part.title.lower():
                part.sentences.clear()

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables in their order."""
        return tuple(self._tables.tables)

    def _open(self, title: str, level: int) -> None:
        self._headings += 1
        self.heading = self.heading or (title if level == 1 else "")
        self.parts.append(Part(title, level))

    def _end_table(self) -> None:
        for line, _ in self._tables.end():
            if line:
                self.parts[-1].sentences.append(Sentence(line, ends_paragraph=True))

    def _paragraph(self, token: Token) -> None:
        opening = self._headings <= 1
        if opening and all(_front_line(line, self._front) for line in token.content.splitlines()):
            return
        text = _inline_text(token)
        if opening and self._is_byline(text):
            return
        part = self.parts[-1]
        kind = part.kind or kind_of(part.title)
        run_in = RUN_IN_ABSTRACT.match(text) if opening and not self.abstract else None
        long = opening and not self.abstract and len(text) > 500 and token.level <= 1
        if kind == "abstract" and part.kind is None and text:
            self.abstract = f"{self.abstract} {text}".strip()
        elif run_in or long:
            text = text[run_in.end() :] if run_in else text
            self.abstract = text
            self.parts.append(Part("Abstract", part.level + 1, kind="abstract"))
        elif part.kind == "abstract":
            self.parts.append(Part(self.parts[-2].title, self.parts[-2].level))
        caption = CAPTION.match(text)
        if caption and kind != "references" and len(text) < 800:
            self.captions.append(Caption(re.sub(r"\s+", " ", caption[1]), caption[2]))
            self._tables.caption(self.captions[-1])
        elif not _is_contents(token):
            self._tables.text()
            entry = token.level > 1 or kind == "references"
            self.parts[-1].sentences.extend(_sentences(text, entry))

    def _is_byline(self, text: str) -> bool:
        """Whether a paragraph below the title names people, or where and when they wrote.

        What follows the names up to the text is no sentence: affiliations, a journal, a date.
        """
        if not self.heading or self.abstract or len(text) > _LONGEST_FRONT or TERMINAL.search(text):
            return False
        if found := () if self._front.authors else authors_on(_RAISED.sub("", text)):
            self._front.authors = found
        elif not self._front.authors or RUN_IN_ABSTRACT.match(text) or CAPTION.match(text):
            return False
        self._front.state("year", text if stated_year(text) else "")
        return True

    def _html(self, content: str) -> None:
        """Take in a block of HTML: what of it a reader of the page would see."""
        if self._unseen is not None:
            if "</" in content:
                self.warnings += (
                    hidden_text_warning("inside a hidden element", " ".join(self._unseen)),
                )
                self._unseen = None
            return
        from lxml import html

        # What follows a tag that stays open stands inside it: the probe shows whether it is seen.
        root = html.fragment_fromstring(without_control(content) + _PROBE, create_parent="div")
        self.warnings += take_out_hidden(root)
        text = text_of(root)
        if _PROBE.strip() not in text:
            self.warnings = tuple(line for line in self.warnings if _PROBE.strip() not in line)
            self._unseen = []
        text = text.replace(_PROBE.strip(), "").strip()
        if 'href="#' not in content and re.search(r"[.!?。！？](?:\s|$)", text):
            self.parts[-1].sentences.extend(_sentences(text, False))


def _is_contents(token: Token) -> bool:
    """Whether a line is an entry of a table of contents: nothing but a link into the page."""
    children = [child for child in token.children or [] if child.content.strip() or child.attrs]
    return bool(
        children
        and children[0].type == "link_open"
        and str(children[0].attrGet("href") or "").startswith("#")
        and children[-1].type in ("link_close", "text")
        and len(children) <= 4
    )


def _sentences(text: str, entry: bool) -> list[Sentence]:
    """The sentences of a paragraph; a short list entry stays whole."""
    if not text:
        return []
    split = [text] if entry and len(text) <= _ENTRY_LIMIT else split_sentences(text)
    return [
        Sentence(sentence, ends_paragraph=place == len(split) - 1)
        for place, sentence in enumerate(split)
    ]


def _inline_text(token: Token) -> str:
    """The visible text of an inline token, without images and "[[Paper](…)]" link marks."""
    pieces: list[str] = []
    for child in token.children or []:
        if child.type in ("text", "code_inline"):
            pieces.append(child.content)
        elif child.type in ("softbreak", "hardbreak"):
            pieces.append(" ")
        elif child.type == "link_open":
            pieces.append("\x02")
        elif child.type == "link_close":
            pieces.append("\x03")
    text = "".join(pieces)
    text = re.sub(r"\[\s*\x02[^\x02\x03]*\x03\s*\]|\x02\[[^\x02\x03]*\]\x03", " ", text)
    return one_line(without_tex(_FOOTNOTE.sub("", re.sub(r"[\x02\x03]", "", text))))
