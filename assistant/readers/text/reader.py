"""Plain text and saved web pages: the prose and its headings, without a page's clutter."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from assistant.documents.document import Caption, Document, Sentence
from assistant.documents.section_kinds import kind_of
from assistant.errors import UnreadableSource
from assistant.readers.names import authors_on
from assistant.readers.sections import Part, references_in, sections
from assistant.readers.text.rows import (
    BULLET,
    CAPTION,
    DATE,
    NUMBERED,
    RUN_IN_ABSTRACT,
    TERMINAL,
    Row,
    is_navigation,
    is_page,
    leading_labels,
    prose_of_page,
    rows_of,
    width,
)
from assistant.text.encodings import decode
from assistant.text.identifiers import (
    names,
    stated_arxiv_id,
    stated_doi,
    stated_year,
    year_of_arxiv_id,
)
from assistant.text.normalize import one_line, smuggled_warnings, without_smuggled
from assistant.text.scripts import is_cjk, languages
from assistant.text.sentences import split_sentences

_TRANSLATION = re.compile(
    r"^(?:翻译|译文|翻訳|訳文|translation|translated)\s*[:：]\s*", re.IGNORECASE
)
_FRONT_LINE = re.compile(
    r"^(title|authors?|year|date|arxiv(?:\s*id)?|doi|标题|题目|作者|タイトル|著者)\s*[:：]\s*(.+)$",
    re.IGNORECASE,
)
_FRONT_KEYS = {
    "date": "year", "标题": "title", "题目": "title", "タイトル": "title", "作者": "author",
    "著者": "author",
}  # fmt: skip
_TAG = re.compile(r"^\s*[\[【(（][^\]】)）]{1,20}[\]】)）]\s*")
_MOST_BROKEN = 0.05  # of the characters
_HEAD_ROWS = 30
_LONG = 150  # cells; a text's first paragraph this long ends its head


@dataclass
class _Head:
    """What the top of a text states; ``rows`` is how many rows it takes up."""

    title: str = ""
    authors: tuple[str, ...] = ()
    byline: str = ""
    rows: int = 0
    stated: dict[str, str] = field(default_factory=dict)


def read_text(data: bytes, name: str, *, password: str | None = None) -> Document:
    """The text as a document: title only if stated, an abstract where the text opens with one."""
    text, smuggled = without_smuggled(_decode(data, name))
    lines = [one_line(line) for line in text.splitlines()]
    rows = rows_of(lines)
    page = is_page(rows)
    head = _head(rows, page)
    rest = rows[head.rows :]
    if page:
        rest = prose_of_page(rest)
    else:
        for row in rest:  # nothing is counted in a paper's text: "1 Data" is a heading
            row.kind = "label" if row.kind == "counter" else row.kind
    parts, captions = _parts(rest, leading_labels(rest, page=page))
    _mark_opening_abstract(parts, bool(head.title))
    abstracts = [
        " ".join(sentence.text for sentence in part.sentences)
        for part in parts
        if (part.kind or kind_of(part.title)) == "abstract"
    ]
    arxiv_id, doi = _identifiers(head, rows)
    year = stated_year(head.stated.get("year", "")) or stated_year(head.byline)
    made = sections(part for part in parts if part.sentences or part.title)
    return Document(
        id=hashlib.sha256(data).hexdigest(),
        name=name,
        format="text",
        sections=made,
        title=head.title,
        authors=head.authors,
        year=year or year_of_arxiv_id(arxiv_id),
        arxiv_id=arxiv_id,
        doi=doi,
        abstract=max(abstracts, key=len, default=""),  # a page may have a one-line summary too
        languages=_main_language_first(parts, lines),
        captions=captions,
        warnings=smuggled_warnings(smuggled),
        references=references_in(made),
    )


def _decode(data: bytes, name: str) -> str:
    text = decode(data)
    if text.count("\ufffd") > _MOST_BROKEN * len(text):
        raise UnreadableSource(
            "'{name}' is not text in a known encoding. Save it as UTF-8.", name=name
        )
    return text


def _head(rows: Sequence[Row], page: bool) -> _Head:
    """The title, authors and byline that a text opens with.

    A title is said to be one ("Title: …"), or is a label above a byline (names, a date, bars) or
    above "Abstract"; the first line of a text that is no web page is its title too when it stands
    alone. Without any such sign the text states none.
    """
    head = _Head()
    end = _head_end(rows)
    front = _front_lines(rows[:end], head)
    if head.title:
        head.rows = front
        return head
    place = _title_place(rows, front, end, page)
    if place is not None:
        return _titled(head, rows, place, end, front)
    head.rows = front
    return head


def _title_place(rows: Sequence[Row], front: int, end: int, page: bool) -> int | None:
    """Where among the head's rows the title stands; None where no sign says so."""
    wide = [place for place in range(end) if _may_be_title(rows[place])]
    for place in wide:
        if _heads_byline(rows, place, end):
            return place
    if not wide:
        return None
    best = max(wide, key=lambda place: width(rows[place].text))
    if page and any(DATE.search(row.text) for row in rows[best + 1 : min(best + 6, end)]):
        return best
    after = rows[end] if end < len(rows) else None
    opens = after and (kind_of(after.text) == "abstract" or RUN_IN_ABSTRACT.match(after.text))
    if opens and wide[-1] == end - 1:
        return wide[-1]
    if page or wide[0] != front or len(rows) <= front + 1:
        return None
    return front if rows[front + 1].block != rows[front].block else None


def _head_end(rows: Sequence[Row]) -> int:
    """The place of the first row that is no longer the head: a known section or a paragraph."""
    for place, row in enumerate(rows[:_HEAD_ROWS]):
        if RUN_IN_ABSTRACT.match(row.text) or _TRANSLATION.match(row.text):
            return place
        if row.kind == "label" and kind_of(row.text) in ("abstract", "introduction", "conclusion"):
            return place
        if row.kind == "sentence" and width(row.text) >= _LONG:
            return place
        if row.kind == "label" and NUMBERED.match(row.text):
            return place
    return min(len(rows), _HEAD_ROWS)


def _front_lines(rows: Sequence[Row], head: _Head) -> int:
    """Read lines such as "Authors: A, B" into a head; the place after the last of them."""
    after = 0
    for place, row in enumerate(rows):
        if match := _FRONT_LINE.match(row.text):
            key = match[1].lower().split()[0]
            key = _FRONT_KEYS.get(key, key.rstrip("s"))
            head.stated.setdefault(key, match[2].strip())
            after = place + 1
    head.title = head.stated.get("title", "")
    head.authors = names(head.stated["author"]) if "author" in head.stated else ()
    return after


def _may_be_title(row: Row) -> bool:
    text = row.text
    ends = bool(TERMINAL.search(text)) and not text.endswith(("?", "？"))
    many = len(text.split()) >= 3 or sum(map(is_cjk, text)) >= 6
    return (
        16 <= width(text) <= 200
        and many
        and not ends
        and row.kind not in ("counter", "item")
        and not row.repeated
        and not is_navigation(text)
        and not NUMBERED.match(text)
        and not re.search(r"\d{3},\d{3}", text)
        and not authors_on(text)
    )


def _heads_byline(rows: Sequence[Row], place: int, end: int) -> bool:
    """Whether the next row names people, or dates what stands above it."""
    if place + 1 >= end:
        return False
    text = rows[place + 1].text
    if width(text) >= 400 or (TERMINAL.search(text) and not authors_on(text)):
        return False
    return bool("|" in text or DATE.search(text) or authors_on(text))


def _titled(head: _Head, rows: Sequence[Row], place: int, end: int, front: int) -> _Head:
    """A head with the row at ``place`` as its title and the rows under it as its byline.

    The last row before the end may already be a heading of what follows: it is left there.
    """
    head.title = _TAG.sub("", rows[place].text)
    below = rows[place + 1 : end]
    head.byline = "\n".join(row.text for row in below)
    head.authors = head.authors or next(
        (found for row in below[:4] if (found := authors_on(row.text))), ()
    )
    last = rows[end - 1] if below else None
    opens = (
        last is not None
        and last.kind == "label"
        and not DATE.search(last.text)
        and not is_navigation(last.text)
        and last.text not in head.authors
        and not authors_on(last.text)
        and (len(below) > 1 or last.block != rows[place].block)
        and end < len(rows)
        and rows[end].is_prose
    )
    first_prose = next((at for at in range(place + 1, end) if rows[at].is_prose), None)
    stop = end - 1 if opens else end
    if first_prose is not None:
        before = rows[first_prose - 1]
        heads = first_prose - 1 > place and kind_of(before.text) != "body"
        heads = heads or (first_prose - 2 > place and _is_plain_label(before))
        stop = min(stop, first_prose - 1 if heads else first_prose)
    head.rows = max(stop, front, place + 1)
    return head


def _is_plain_label(row: Row) -> bool:
    dated = DATE.search(row.text) or re.search(r"\d\s*$", row.text)
    return row.kind == "label" and not (dated or is_navigation(row.text) or authors_on(row.text))


def _identifiers(head: _Head, rows: Sequence[Row]) -> tuple[str | None, str | None]:
    """The arXiv id and DOI of the work: as the head states them, else the only ones on labels.

    Lists of other works hold ids too, so several different ones say nothing.
    """
    arxiv_id = stated_arxiv_id(f"arXiv:{head.stated['arxiv']}") if "arxiv" in head.stated else None
    doi = stated_doi(head.stated.get("doi", head.byline))
    labels = [row.text for row in rows if row.kind == "label"]
    ids = dict.fromkeys(filter(None, map(stated_arxiv_id, labels)))
    dois = dict.fromkeys(filter(None, map(stated_doi, labels)))
    only_id = next(iter(ids)) if len(ids) == 1 else None
    only_doi = next(iter(dois)) if len(dois) == 1 else None
    return arxiv_id or stated_arxiv_id(head.byline) or only_id, doi or only_doi


def _parts(rows: Sequence[Row], leads: Sequence[bool]) -> tuple[list[Part], tuple[Caption, ...]]:
    """The parts of the prose, and the captions that stood among them."""
    parts = [Part("", 0)]
    captions: dict[str, Caption] = {}
    for row, leading in zip(rows, leads, strict=True):
        caption = CAPTION.match(row.text)
        listing = parts[-1].title and kind_of(parts[-1].title) == "references"
        if caption and width(row.text) < 600 and not listing:
            label = re.sub(r"\s+", " ", caption[1])
            captions.setdefault(label + caption[2], Caption(label, caption[2]))
        elif _TRANSLATION.match(row.text):
            parts.append(Part("", 0, kind="translation"))
            rest = _TRANSLATION.sub("", row.text)
            if width(rest) >= 40:
                parts[-1].sentences.extend(_sentences(rest))
            parts.append(Part("", 0))
        elif run_in := RUN_IN_ABSTRACT.match(row.text):
            parts.append(Part(run_in[1], 1))
            parts[-1].sentences.extend(_sentences(row.text[run_in.end() :]))
        elif leading:
            parts.append(Part(row.text, _level(row.text)))
        elif listing:
            parts[-1].sentences.append(Sentence(row.text, ends_paragraph=True))
        elif row.is_prose or width(row.text) >= 12:
            parts[-1].sentences.extend(_sentences(row.text))
    return parts, tuple(captions.values())


def _mark_opening_abstract(parts: list[Part], titled: bool) -> None:
    """Call the opening paragraph an abstract where a text is little more than that."""
    opening = parts[0]
    size = sum(len(sentence.text) for sentence in opening.sentences)
    rest = sum(len(sentence.text) for part in parts[1:] for sentence in part.sentences)
    has_one = any((part.kind or kind_of(part.title)) == "abstract" for part in parts)
    if not titled and not has_one and 300 <= size <= 4000 and rest <= 2 * size:
        opening.kind = "abstract"


def _level(title: str) -> int:
    number = re.match(r"^\d{1,2}((?:\.\d{1,2})*)", title)
    return 1 + number[1].count(".") if number else 1


def _sentences(paragraph: str) -> list[Sentence]:
    split = split_sentences(BULLET.sub("", paragraph))
    return [
        Sentence(text, ends_paragraph=place == len(split) - 1) for place, text in enumerate(split)
    ]


def _main_language_first(parts: list[Part], lines: Sequence[str]) -> tuple[str, ...]:
    kept = " ".join(s.text for part in parts for s in part.sentences if part.kind != "translation")
    return languages(kept or " ".join(lines))
