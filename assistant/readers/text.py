"""Plain text and saved web pages: the prose and its headings, without a page's clutter."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Sequence

from assistant.document import Caption, Document, Sentence
from assistant.errors import UnreadableSource
from assistant.readers.clean import is_cjk, joined, languages, one_line
from assistant.readers.kinds import Part, kind_of, sections
from assistant.readers.metadata import (
    names,
    stated_arxiv_id,
    stated_doi,
    stated_year,
    year_of_arxiv_id,
)
from assistant.readers.sentences import split_sentences

_BULLET = re.compile(r"^\s*(?:[•▪◦‣●○·∙–—*+-]|\(?\d{1,2}[.)）]|[①-⑳])\s+")
_TERMINAL = re.compile(r"[.!?。！？；;:：…][\"'”’»)\]」』）\d\[\],]*$")
_STATISTIC = re.compile(r"^\W*\d[\d,.]*\s*[+kKwW万]?")
_CAPTION = re.compile(
    r"^((?:Figure|Fig\.?|Table|图|表|図)\s*\d+)\s*[:：.．]?\s*(.+)$", re.IGNORECASE
)
_TRANSLATION = re.compile(
    r"^(?:翻译|译文|翻訳|訳文|translation|translated)\s*[:：]\s*", re.IGNORECASE
)
_FRONT_LINE = re.compile(
    r"^(title|authors?|year|date|arxiv(?:\s*id)?|doi)\s*[:：]\s*(.+)$", re.IGNORECASE
)
_DATE = re.compile(
    r"\b(?:19|20)\d\d[-/.年]|\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?\s+\d"
    r"|\b\d{1,2}\s+(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)|^\(?(?:19|20)\d\d\)?$"
)
_TAG = re.compile(r"^\s*[\[【(（][^\]】)）]{1,20}[\]】)）]\s*")
_ENCODINGS = ("utf-8-sig", "gb18030", "shift_jis")


def read_text(data: bytes, name: str) -> Document:
    """The text as a document: title only if stated, an abstract where the text opens with one."""
    lines = [one_line(line) for line in _decoded(data, name).splitlines()]
    blocks = _prose_blocks(_blocks(lines))
    title, authors, byline, blocks = _head(blocks)
    front: dict[str, str] = {}
    parts, captions = _parts(blocks, front, bool(title))
    abstracts = [
        " ".join(sentence.text for sentence in part.sentences)
        for part in parts
        if _kind(part) == "abstract"
    ]
    abstract = max(abstracts, key=len, default="")  # a page may have a one-line summary too
    stated_id = stated_arxiv_id(f"arXiv:{front['arxiv']}") if "arxiv" in front else None
    arxiv_id = stated_id or stated_arxiv_id(byline)
    year = stated_year(front.get("year", "")) or stated_year(byline) or year_of_arxiv_id(arxiv_id)
    made = sections(part for part in parts if part.sentences)
    return Document(
        id=hashlib.sha256(data).hexdigest(),
        name=name,
        format="text",
        sections=made,
        title=front.get("title", title),
        authors=names(front["author"]) if "author" in front else authors,
        year=year,
        arxiv_id=arxiv_id,
        doi=stated_doi(front.get("doi", byline)),
        abstract=abstract,
        languages=_main_language_first(parts, lines),
        captions=captions,
    )


def _decoded(data: bytes, name: str) -> str:
    """The bytes as text, in UTF-8, UTF-16 with its mark, or a Chinese or Japanese encoding."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    for encoding in _ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    text = data.decode("utf-8", errors="replace")
    if text.count("\ufffd") > 0.05 * len(text):
        raise UnreadableSource(f"'{name}' is not text in a known encoding. Save it as UTF-8.")
    return text


def _blocks(lines: Sequence[str]) -> list[list[str]]:
    """Lines grouped by the empty lines between them."""
    blocks: list[list[str]] = [[]]
    for line in lines:
        if line:
            blocks[-1].append(line)
        elif blocks[-1]:
            blocks.append([])
    return [block for block in blocks if block]


def width(text: str) -> int:
    """How wide a text is in half-width cells: a Chinese or Japanese character counts two."""
    return len(text) + sum(map(is_cjk, text))


def _is_statistic(line: str) -> bool:
    """Whether a line only counts or dates something: "76+ reads · 26 July 2020"."""
    if not _STATISTIC.match(line) or width(line) > 50:
        return False
    letters = sum(character.isalpha() for character in line)
    return letters <= 2 * sum(character.isdigit() for character in line) + 4 and letters <= 16


def _is_prose(line: str) -> bool:
    return (
        bool(_BULLET.match(line))
        or width(line) >= 90
        or (width(line) >= 30 and bool(_TERMINAL.search(line)))
    )


def _prose_blocks(blocks: list[list[str]]) -> list[list[str]]:
    """The blocks without lists of links, counters, repeated lines and the page's foot.

    A list of links is a block in which counters, dates and often repeated lines are frequent;
    a long line inside one belongs to it.
    """
    counts = Counter(line for block in blocks for line in block)
    kept: list[list[str]] = []
    for block in blocks:
        clutter = sum(_is_statistic(line) or counts[line] >= 3 for line in block)
        prose = sum(_is_prose(line) for line in block)
        if len(block) >= 4 and clutter >= 0.2 * len(block) and prose < 0.5 * len(block):
            continue
        rest = [line for line in block if not _is_statistic(line) and counts[line] < 3]
        if rest and (prose or len(rest) == len(block)):
            kept.append(rest)
    return _without_foot(kept)


def _is_label(block: list[str]) -> bool:
    (line, *more) = block
    return not more and width(line) < 40 and not _TERMINAL.search(line) and not _BULLET.match(line)


def _without_foot(blocks: list[list[str]]) -> list[list[str]]:
    """Cut three or more short one-line blocks off the end: slogans, notices, "Top"."""
    while blocks and len(blocks) > 1 and _is_label(blocks[-1]):
        blocks = blocks[:-1]  # a heading with nothing under it
    end = len(blocks)
    while (
        end
        and len(blocks[end - 1]) <= 2
        and all(width(line) < 80 and not _BULLET.match(line) for line in blocks[end - 1])
    ):
        end -= 1
    return blocks[:end] if end and len(blocks) - end >= 3 else blocks


def _head(
    blocks: list[list[str]],
) -> tuple[str, tuple[str, ...], str, list[list[str]]]:
    """The stated title, the authors and the byline of a text, and the blocks after them.

    A title is a short line above a byline (names with a date or bars between) or above a line
    that says "Abstract"; without either sign the text states none.
    """
    lines = [(place, line) for place, block in enumerate(blocks[:8]) for line in block]
    for number, (place, line) in enumerate(lines[:12]):
        if width(line) >= 200 or (_TERMINAL.search(line) and not line.endswith("?")):
            return "", (), "", blocks
        if number + 1 >= len(lines) or width(line) < 12:
            continue
        next_place, byline = lines[number + 1]
        is_byline = width(byline) < 400 and not _TERMINAL.search(byline)
        if is_byline and ("|" in byline or _DATE.search(byline) or _is_name_list(byline)):
            rest = [later for where, later in lines[number + 2 :] if where == next_place]
            authors = names(re.split(r"[|｜]", byline)[0])
            keep = [[rest[-1]]] if rest and not _STATISTIC.search(rest[-1][-4:]) else []
            after = keep + blocks[next_place + 1 :]
            return _TAG.sub("", line), authors, "\n".join([byline, *rest[:-1]]), after
        if kind_of(byline) == "abstract" and next_place > place:
            return _TAG.sub("", line), (), "", blocks[next_place:]
    return "", (), "", blocks


def _is_name_list(line: str) -> bool:
    """Whether a line is two or more short capitalised names."""
    found = names(line)
    return len(found) >= 2 and all(
        len(name.split()) in (2, 3, 4) and name.istitle() for name in found
    )


def _is_heading(line: str, alone: bool) -> bool:
    """Whether a line looks like a heading: short, no full stop, a known word, number or alone."""
    if width(line) > 70 or _TERMINAL.search(line) or _BULLET.match(line + " x"):
        return bool(re.match(r"^\d{1,2}(?:\.\d{1,2})*\.?\s+[A-Z]", line)) and width(line) <= 70
    return alone or kind_of(line) != "body" or line.isupper()


def _parts(
    blocks: list[list[str]], front: dict[str, str], titled: bool
) -> tuple[list[Part], tuple[Caption, ...]]:
    """The parts of the prose, and the captions that stood among them."""
    parts = [Part("", 0)]
    captions: dict[str, Caption] = {}
    for place, block in enumerate(blocks):
        paragraphs: list[str] = []
        for number, line in enumerate(block):
            stated = _FRONT_LINE.match(line)
            caption = _CAPTION.match(line)
            alone = len(block) == 1 and place + 1 < len(blocks)
            if stated and len(parts) == 1:
                key = stated[1].lower().split()[0].rstrip("s")
                front.setdefault("year" if key == "date" else key, stated[2])
            elif caption and width(line) < 600:
                label = re.sub(r"\s+", " ", caption[1])
                captions.setdefault(label + caption[2], Caption(label, caption[2]))
            elif _TRANSLATION.match(line):
                parts.append(Part("", 0, kind="translation"))
                rest = _TRANSLATION.sub("", line)
                if width(rest) >= 40:
                    parts[-1].sentences.extend(_sentences([rest]))
                parts.append(Part("", 0))
            elif not (paragraphs and not _TERMINAL.search(paragraphs[-1])) and _is_heading(
                line, alone or (number == 0 and len(block) > 1 and _is_prose(block[1]))
            ):
                parts[-1].sentences.extend(_sentences(paragraphs))
                paragraphs = []
                parts.append(Part(line, _level(line)))
            elif paragraphs and _continues(paragraphs[-1], line):
                paragraphs[-1] = _glued(paragraphs[-1], line)
            else:
                paragraphs.append(line)
        parts[-1].sentences.extend(_sentences(paragraphs))
    _mark_opening_abstract(parts, titled)
    return parts, tuple(captions.values())


def _mark_opening_abstract(parts: list[Part], titled: bool) -> None:
    """Call the opening paragraph an abstract where a text is little more than that."""
    opening = parts[0]
    size = sum(len(sentence.text) for sentence in opening.sentences)
    rest = sum(len(sentence.text) for part in parts[1:] for sentence in part.sentences)
    has_one = any(_kind(part) == "abstract" for part in parts)
    if not titled and not has_one and 300 <= size <= 4000 and rest <= 2 * size:
        opening.kind = "abstract"


def _kind(part: Part) -> str:
    return part.kind or kind_of(part.title)


def _level(title: str) -> int:
    number = re.match(r"^\d{1,2}((?:\.\d{1,2})*)", title)
    return 1 + number[1].count(".") if number else 1


def _continues(before: str, line: str) -> bool:
    """Whether a line goes on with the paragraph before it, wrapped at a page's width."""
    return not _TERMINAL.search(before) and not _BULLET.match(line)


def _glued(before: str, line: str) -> str:
    if re.search(r"[a-z]-$", before) and line[:1].islower():
        return before[:-1] + line
    return joined(before, line)


def _sentences(paragraphs: Sequence[str]) -> list[Sentence]:
    made = []
    for paragraph in paragraphs:
        split = split_sentences(_BULLET.sub("", paragraph))
        made += [
            Sentence(text, ends_paragraph=place == len(split) - 1)
            for place, text in enumerate(split)
        ]
    return made


def _main_language_first(parts: list[Part], lines: Sequence[str]) -> tuple[str, ...]:
    kept = " ".join(s.text for part in parts for s in part.sentences if part.kind != "translation")
    return languages(kept or " ".join(lines))
