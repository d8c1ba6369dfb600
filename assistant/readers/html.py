"""HTML: papers as LaTeXML writes them (arXiv, ar5iv), and other pages without their clutter."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from typing import Any

from assistant.document import Caption, Document, Sentence
from assistant.errors import UnreadableSource
from assistant.readers.clean import languages, one_line
from assistant.readers.kinds import Part, kind_of, sections
from assistant.readers.metadata import (
    AFFILIATION,
    names,
    stated_arxiv_id,
    stated_doi,
    stated_year,
    year_of_arxiv_id,
)
from assistant.readers.sentences import split_sentences

_SKIPPED = frozenset(("script", "style", "annotation", "annotation-xml", "svg", "nav", "noscript"))
_SECTION = re.compile(r"\bltx_(part|chapter|section|subsection|subsubsection|paragraph|appendix)\b")
_LABEL = re.compile(r"^((?:Figure|Table|Algorithm|Listing|[图図表])\s*[\w.]+?)\s*[:.：]\s*", re.I)
_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}


def read_html(data: bytes, name: str) -> Document:
    """The HTML page as a document; LaTeXML papers keep their sections, captions and references."""
    from lxml import etree, html

    try:
        root = html.document_fromstring(data, parser=html.HTMLParser(encoding=_encoding(data)))
    except (etree.LxmlError, ValueError) as error:
        raise UnreadableSource(f"'{name}' is not HTML that can be read: {error}.") from error
    metas = _metas(root)
    papers = root.xpath("//*[contains(concat(' ', @class, ' '), ' ltx_document ')]")
    captions: list[Caption] = []
    references: list[str] = []
    if papers:
        parts = _latexml_parts(papers[0], captions, references)
        title = _first_text(papers[0], "ltx_title_document")
        authors = _latexml_authors(papers[0])
    else:
        parts = _page_parts(data, root)
        title, authors = "", ()
    stated = "\n".join(value for values in metas.values() for value in values)
    arxiv_id = next(iter(metas.get("citation_arxiv_id", ())), None) or _canonical_id(root)
    given = metas.get("citation_date", ()) or metas.get("citation_publication_date", ())
    abstract = _abstract(parts) or next(iter(metas.get("citation_abstract", ())), "")
    if abstract and not any(part.sentences for part in parts):
        parts = [Part("Abstract", 1, _sentences(abstract), kind="abstract")]
    text = " ".join(sentence.text for part in parts for sentence in part.sentences)
    return Document(
        id=hashlib.sha256(data).hexdigest(),
        name=name,
        format="html",
        sections=sections(part for part in parts if part.title or part.sentences),
        title=next(iter(metas.get("citation_title", ())), "") or title or _heading_title(parts),
        authors=tuple(map(_turned, metas.get("citation_author", ()))) or authors,
        year=stated_year(" ".join(given)) or year_of_arxiv_id(arxiv_id),
        arxiv_id=arxiv_id,
        doi=next(iter(metas.get("citation_doi", ())), None) or stated_doi(stated),
        abstract=abstract,
        languages=languages(text),
        captions=tuple(captions),
        references=tuple(references),
    )


def _encoding(data: bytes) -> str | None:
    """The encoding a page declares, else UTF-8 if its bytes are that."""
    if re.search(rb"charset\s*=", data[:4096], re.IGNORECASE):
        return None
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return "utf-8"


def _metas(root: Any) -> dict[str, tuple[str, ...]]:
    """The page's ``citation_…`` tags, as publishers write them for search engines."""
    found: dict[str, list[str]] = {}
    for meta in root.iter("meta"):
        key = (meta.get("name") or "").lower()
        if key.startswith("citation_") and meta.get("content"):
            found.setdefault(key, []).append(one_line(meta.get("content")))
    return {key: tuple(values) for key, values in found.items()}


def _canonical_id(root: Any) -> str | None:
    """The arXiv id in the page's own address: its canonical link, og:url or base."""
    for link in root.xpath("//link[@rel='canonical']/@href | //base/@href"):
        if found := stated_arxiv_id(str(link)):
            return found
    for link in root.xpath("//meta[@property='og:url']/@content"):
        if found := stated_arxiv_id(str(link)):
            return found
    stamp = root.xpath("//*[@id='watermark-tr']")
    return stated_arxiv_id(_text(stamp[0])) if stamp else None


def _turned(name: str) -> str:
    """ "Shen, Tianhao" as "Tianhao Shen"."""
    last, comma, first = name.partition(",")
    return f"{first.strip()} {last.strip()}" if comma else name


def _classes(element: Any) -> str:
    return str(element.get("class") or "")


def _text(element: Any) -> str:
    """The visible text of an element, without notes, scripts and TeX sources of formulas."""
    return one_line("".join(_pieces(element, 0)))


def _pieces(element: Any, depth: int) -> Iterator[str]:
    if depth > 200:
        return
    yield element.text or ""
    for child in element:
        if isinstance(child.tag, str):
            skipped = child.tag in _SKIPPED or "ltx_note" in _classes(child)
            if child.tag == "br":
                yield " "
            elif not skipped:
                yield from _pieces(child, depth + 1)
        yield child.tail or ""


def _first_text(root: Any, name: str) -> str:
    found = root.xpath(f".//*[contains(concat(' ', @class, ' '), ' {name} ')]")
    return _text(found[0]) if found else ""


def _latexml_authors(root: Any) -> tuple[str, ...]:
    """The persons of a paper; LaTeXML may put several into one, with notes and addresses."""
    made: list[str] = []
    for person in root.xpath(".//*[contains(@class, 'ltx_personname')]"):
        parts: list[str] = [""]
        for piece in _name_pieces(person):
            if piece == "\n":
                parts.append("")
            else:
                parts[-1] += piece
        for line in parts:
            if AFFILIATION.search(line):
                continue
            made += [
                name
                for name in names(one_line(line))
                if name not in made and 2 <= len(name.split()) <= 5 and "@" not in name
            ]
    return tuple(made)


def _name_pieces(element: Any) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if child.tag == "br":
            yield "\n"
        elif isinstance(child.tag, str) and child.tag not in ("sup", "math"):
            classes = _classes(child)
            yield from () if re.search("ltx_note|typewriter", classes) else _name_pieces(child)
        yield child.tail or ""


def _latexml_parts(root: Any, captions: list[Caption], references: list[str]) -> list[Part]:
    parts = [Part("", 0, kind="front")]
    _latexml_walk(root, 0, parts, captions, references, 0)
    return parts


def _latexml_walk(
    element: Any, level: int, parts: list[Part], captions: list[Caption],
    references: list[str], depth: int,
) -> None:  # fmt: skip
    """Walk a paper's tree; ``level`` is that of the section around an element."""
    if depth > 100:
        return
    for child in element:
        if not isinstance(child.tag, str):
            continue
        classes = _classes(child)
        if "ltx_abstract" in classes:
            words = [_text(p) for p in child.iter("p")]
            parts.append(Part("Abstract", 1, _sentences(" ".join(words)), kind="abstract"))
        elif "ltx_bibliography" in classes:
            items = child.xpath(".//*[contains(concat(' ', @class, ' '), ' ltx_bibitem ')]")
            entries = [_text(item) for item in items]
            references += entries
            made = [Sentence(entry, ends_paragraph=True) for entry in entries if entry]
            parts.append(Part("References", 1, made, kind="references"))
        elif child.tag == "figure" or "ltx_figure" in classes or "ltx_table" in classes:
            captions += _captions(child)
        elif child.tag == "section" and _SECTION.search(classes):
            heading = [item for item in child if item.tag in _HEADINGS]
            parts.append(Part(_text(heading[0]) if heading else "", level + 1))
            _latexml_walk(child, level + 1, parts, captions, references, depth + 1)
        elif child.tag == "p" or "ltx_p" in classes.split():
            parts[-1].sentences.extend(_sentences(_text(child)))
        elif (
            child.tag not in _HEADINGS
            and child.tag not in _SKIPPED
            and not re.search(
                r"ltx_(?:authors|title|dates|keywords|TOC|equation|page_footer|note)", classes
            )
        ):
            _latexml_walk(child, level, parts, captions, references, depth + 1)


def _captions(figure: Any) -> Iterator[Caption]:
    for item in figure.iter("figcaption"):
        text = _text(item)
        label = _LABEL.match(text)
        if label:
            yield Caption(label[1], text[label.end() :])


def _page_parts(data: bytes, root: Any) -> list[Part]:
    """The main text of any page: trafilatura's choice, else all its paragraphs."""
    import trafilatura
    from lxml import etree

    parts = [Part("", 0)]
    blocks = root.xpath("//blockquote[contains(@class, 'abstract')]")
    if blocks:  # arXiv's abstract pages
        text = re.sub(r"^Abstract:?\s*", "", _text(blocks[0]))
        return [Part("Abstract", 1, _sentences(text), kind="abstract")]
    found = trafilatura.extract(
        data, output_format="xml", include_comments=False, include_tables=False
    )
    if not found:
        for paragraph in root.iter("p"):
            parts[-1].sentences.extend(_sentences(_text(paragraph)))
        return parts
    for element in etree.fromstring(found.encode()).iter("head", "p", "item", "quote"):
        text = one_line(" ".join(element.itertext()))
        if element.tag == "head":
            parts.append(Part(text, _HEADINGS.get(element.get("rend") or "h2", 2)))
        elif not any(child.tag in ("p", "item") for child in element):
            parts[-1].sentences.extend(_sentences(text))
    return parts


def _heading_title(parts: list[Part]) -> str:
    """The page's title: its one top heading."""
    tops = [part.title for part in parts if part.level == 1 and kind_of(part.title) == "body"]
    return tops[0] if len(tops) == 1 else ""


def _abstract(parts: list[Part]) -> str:
    for part in parts:
        if (part.kind or (kind_of(part.title) if part.title else "")) == "abstract":
            return " ".join(sentence.text for sentence in part.sentences)
    return ""


def _sentences(text: str) -> list[Sentence]:
    split = split_sentences(text)
    return [
        Sentence(sentence, ends_paragraph=place == len(split) - 1)
        for place, sentence in enumerate(split)
    ]
