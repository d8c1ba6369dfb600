"""Markdown: headings become sections, links their text, a BibTeX block the metadata."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from assistant.document import Document, Sentence
from assistant.readers.clean import languages, one_line
from assistant.readers.kinds import Part, kind_of, sections
from assistant.readers.metadata import (
    bibtex_names,
    names,
    stated_arxiv_id,
    stated_doi,
    stated_year,
    year_of_arxiv_id,
)
from assistant.readers.sentences import split_sentences

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
_TAG = re.compile(r"<[^>]{0,500}>|<!--.*?-->", re.DOTALL)
_ENTRY_LIMIT = 300


@dataclass
class _Front:
    """Metadata found so far; the first statement of each wins."""

    values: dict[str, str] = field(default_factory=dict)
    authors: tuple[str, ...] = ()

    def state(self, key: str, value: str) -> None:
        """Keep a value unless an earlier one was stated."""
        if value.strip():
            self.values.setdefault(key, value.strip())


def read_markdown(data: bytes, name: str) -> Document:
    """The Markdown text as a document."""
    from markdown_it import MarkdownIt

    text = data.decode("utf-8", errors="replace").replace("\r\n", "\n").lstrip("\ufeff")
    front = _Front()
    text = _without_front_matter(text, front)
    _own_work(text, front)
    parts, abstract, heading = _parts(MarkdownIt("commonmark").enable("table").parse(text), front)
    made = sections(parts)
    title = front.values.get("title") or heading
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
        abstract=abstract,
        languages=languages(text),
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


def _parts(tokens: list[Token], front: _Front) -> tuple[list[Part], str, str]:
    """The parts, the abstract and the first top heading of a token stream."""
    parts = [Part("", 0)]
    heading = abstract = ""
    headings = 0
    for place, token in enumerate(tokens):
        if token.type == "inline" and tokens[place - 1].type == "heading_open":
            level = int(tokens[place - 1].tag[1])
            title = _inline_text(token)
            headings += 1
            heading = heading or (title if level == 1 else "")
            parts.append(Part(title, level))
        elif token.type == "inline":
            if headings <= 1 and all(
                _front_line(line, front) for line in token.content.splitlines()
            ):
                continue
            text = _inline_text(token)
            stated = parts[-1].kind is None and kind_of(parts[-1].title) == "abstract"
            if stated and text:
                abstract = f"{abstract} {text}".strip()
            elif headings <= 1 and not abstract and len(text) > 500 and token.level <= 1:
                abstract = text
                before = parts[-1]
                parts.append(Part("Abstract", before.level + 1, kind="abstract"))
            elif parts[-1].kind == "abstract":
                parts.append(Part(parts[-2].title, parts[-2].level))
            if not _is_contents(token):
                parts[-1].sentences.extend(_sentences(text, token.level > 1))
        elif token.type == "html_block":
            text = one_line(_TAG.sub(" ", token.content))
            if 'href="#' not in token.content and re.search(r"[.!?。！？]\s|[.!?。！？]$", text):
                parts[-1].sentences.extend(_sentences(text, False))
    for part in parts:
        if kind_of(part.title) == "front" and "content" in part.title.lower():
            part.sentences.clear()
    return parts, abstract, heading


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
    return one_line(re.sub(r"[\x02\x03]", "", text))
