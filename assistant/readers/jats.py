"""JATS XML, as journals and PubMed Central keep their articles: metadata, sections, references."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from assistant.documents.document import Document, Sentence
from assistant.documents.metadata import Metadata
from assistant.errors import UnreadableSource
from assistant.readers.flow import Flow
from assistant.readers.html.tree import formula
from assistant.readers.sections import Part
from assistant.readers.superscripts import plain_superscripts
from assistant.readers.table_rows import RowCell, span_of
from assistant.readers.xml_tree import (
    attribute,
    below,
    child,
    entity_text,
    local_name,
    outermost,
    xml_root,
)
from assistant.text.identifiers import stated_arxiv_id, stated_doi, stated_year
from assistant.text.normalize import one_line
from assistant.text.tex import readable_tex

# What stands within a text and is not part of it.
_UNSHOWN = frozenset(
    "fn table-wrap fig fig-group graphic inline-graphic media object-id label-alternatives"
    " alt-text long-desc permissions supplementary-material table-wrap-foot".split()
)
_APART = frozenset("p list disp-formula disp-quote boxed-text title sec".split())
_DEEPEST = 60
_REFERENCE_PARTS_APART = frozenset(
    "name string-name article-title source year volume issue fpage lpage publisher-name"
    " person-group pub-id collab chapter-title month day elocation-id etal".split()
)


def read_jats(data: bytes, name: str, *, password: str | None = None) -> Document:
    """The article; UnreadableSource for what is no XML or holds no article."""
    root = xml_root(data, name)
    plain_superscripts(root)
    article = root if local_name(root) == "article" else next(iter(below(root, "article")), None)
    if article is None:
        raise UnreadableSource(
            "'{name}' is XML, but no article in JATS. Save it as PDF or HTML.", name=name
        )
    front = child(article, "front", "article-meta")
    reader = _Article()
    if front is not None:
        for abstract in (item for item in front if local_name(item) == "abstract"):
            if not attribute(abstract, "abstract-type"):  # others are graphics, or in short
                for paragraph in below(abstract, "p"):
                    reader.flow.abstract(_text(paragraph))
    for place in ("body", "back", "floats-group"):
        if (part := child(article, place)) is not None:
            reader.flow.parts.append(Part("", 0))
            reader.walk(part, 0)
    return reader.flow.document(data, name, "jats", _metadata(front))


class _Article:
    """Walks over an article once and fills a flow."""

    def __init__(self) -> None:
        self.flow = Flow()

    def walk(self, element: Any, level: int) -> None:
        """Take in what stands in a body, a section or the back matter; ``level`` is its depth."""
        for item in element if level < _DEEPEST else ():
            match local_name(item):
                case "sec" | "app" | "ack" | "glossary" | "notes" | "bio":
                    self._section(item, level + 1)
                case "ref-list":
                    self._references(item)
                case "title" | "label" | "sec-meta" | "fn-group" | "fn":
                    pass
                case "p":
                    self._paragraph(item, level)
                case "list" | "def-list":
                    for entry in outermost(item, ("list-item", "def-item")):
                        text = " ".join(_text(part) for part in entry if local_name(part) != "list")
                        self.flow.paragraph(text, is_item=True)
                        for inner in (part for part in entry if local_name(part) == "list"):
                            self.walk([inner], level + 1)
                case "fig" | "table-wrap" | "fig-group" | "table-wrap-group":
                    self._float(item)
                case "disp-formula" | "disp-quote" | "verse-group" | "preformat" | "statement":
                    self.flow.paragraph(_text(item))
                case _:
                    self.walk(item, level + 1)

    def _section(self, section: Any, level: int) -> None:
        title, label = child(section, "title"), child(section, "label")
        words = _text(title) if title is not None else ""
        if not words and local_name(section) == "ack":
            words = "Acknowledgments"
        number = _text(label).rstrip(".") if label is not None else ""
        number = number if number[:1].isdigit() else ""
        before = self.flow.parts[-1]
        self.flow.heading(f"{number} {words}".strip(), level)
        self.walk(section, level)
        if self.flow.parts[-1] is not before:
            self.flow.parts.append(Part("", 0))

    def _paragraph(self, paragraph: Any, level: int) -> None:
        self.flow.paragraph(_text(paragraph))
        for item in outermost(paragraph, ("fig", "table-wrap", "fig-group")):
            self._float(item)

    def _float(self, item: Any) -> None:
        """A figure or a table: its caption, and the rows of a table."""
        for one in [item, *below(item, "fig", "table-wrap")]:
            label, caption = child(one, "label"), child(one, "caption")
            if caption is not None:
                words = " ".join(_text(part) for part in caption if local_name(part))
                name = _text(label).rstrip(".: ") if label is not None else "Figure"
                self.flow.caption(name, words)
        for row in outermost(item, ("tr",)):
            self.flow.row([_cell(cell) for cell in row if local_name(cell) in ("td", "th")])
        self.flow.end_table()

    def _references(self, listed: Any) -> None:
        title = child(listed, "title")
        part = Part(_text(title) if title is not None else "References", 1, kind="references")
        for entry in below(listed, "ref"):
            label = child(entry, "label")
            cited = next((item for item in entry if "citation" in local_name(item)), None)
            if cited is None:
                continue
            number = _text(label).rstrip(".") if label is not None else ""
            words = _reference(cited)
            part.sentences.append(Sentence(f"{number} {words}".strip(), ends_paragraph=True))
        self.flow.parts.append(part)


def _cell(cell: Any) -> RowCell:
    columns, rows = span_of(attribute(cell, "colspan")), span_of(attribute(cell, "rowspan"))
    return RowCell(_text(cell), columns, rows, local_name(cell) == "th")


def _reference(cited: Any) -> str:
    """An entry of the references: as it is written, or its parts with stops between them."""
    if local_name(cited) == "mixed-citation" and (cited.text or "").strip():
        return _text(cited)
    people = [_person(name) for name in below(cited, "name", "string-name")]
    people += [_text(item) for item in below(cited, "collab")]
    parts = [", ".join(filter(None, people))]
    for wanted in ("article-title", "chapter-title", "source", "year", "pub-id"):
        found = next(iter(below(cited, wanted)), None)
        parts.append(_text(found) if found is not None else "")
    spaced = " ".join(_text(item) for item in cited) if not any(parts) else ""
    return ". ".join(part.rstrip(".") for part in parts if part) or _text(cited) or spaced


def _person(name: Any) -> str:
    given, last = child(name, "given-names"), child(name, "surname")
    words = [_text(part) for part in (given, last) if part is not None]
    return " ".join(words) or _text(name)


def _metadata(front: Any) -> Metadata:
    """What an article's metadata state."""
    if front is None:
        return Metadata()
    title = next(iter(below(front, "article-title")), None)
    people = [
        _person(name)
        for group in front
        if local_name(group) == "contrib-group"
        for person in below(group, "contrib")
        if attribute(person, "contrib-type") in ("author", "")
        for name in person
        if local_name(name) in ("name", "string-name", "collab")
    ]
    numbers = {attribute(item, "pub-id-type"): _text(item) for item in front
               if local_name(item) == "article-id"}  # fmt: skip
    return Metadata(
        title=_text(title) if title is not None else "",
        authors=tuple(dict.fromkeys(filter(None, people))),
        year=_year(front),
        arxiv_id=stated_arxiv_id(f"arXiv:{numbers.get('arxiv', '')}"),
        doi=stated_doi(numbers.get("doi", "")),
    )


def _year(front: Any) -> int | None:
    """The year of the article's issue or of its appearance, whichever is stated and first."""
    dates = [item for item in front if local_name(item) == "pub-date"]
    years = [
        year
        for date in dates
        if (found := child(date, "year")) is not None and (year := stated_year(_text(found)))
    ]
    return min(years, default=None)


def _text(element: Any) -> str:
    """The text of an element on one line, formulas readable."""
    return one_line(" ".join("".join(_pieces(element, 0)).split()))


def _pieces(element: Any, depth: int) -> Iterator[str]:
    yield element.text or ""
    for item in element if depth < _DEEPEST else ():
        kind = local_name(item)
        if not kind:
            yield entity_text(item)
        elif kind in ("inline-formula", "disp-formula", "alternatives"):
            yield f" {_formula(item)} "
        elif kind == "math":
            yield formula(_plain_names(item))
        elif kind == "tex-math":
            yield readable_tex(_tex_body(item.text or ""))
        elif kind not in _UNSHOWN:
            apart = " " if kind in _APART or kind in _REFERENCE_PARTS_APART else ""
            yield apart
            yield from _pieces(item, depth + 1)
            yield apart
        yield item.tail or ""


def _formula(element: Any) -> str:
    """A formula that is given in one or several ways: by its TeX, else by its MathML."""
    for tex in below(element, "tex-math"):
        return readable_tex(_tex_body(tex.text or ""))
    for math in below(element, "math"):
        return formula(_plain_names(math))
    return "".join(element.itertext())


def _tex_body(tex: str) -> str:
    """A formula without the LaTeX document that publishers put around it."""
    _, begun, rest = tex.partition(r"\begin{document}")
    return (rest if begun else tex).partition(r"\end{document}")[0].strip().strip("$")


def _plain_names(math: Any) -> Any:
    for item in math.iter():
        if name := local_name(item):
            item.tag = name
    return math
