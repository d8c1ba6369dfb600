"""OpenDocument texts (.odt): headings by their levels, paragraphs by their styles, table rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from assistant.documents.document import Document
from assistant.documents.metadata import Metadata
from assistant.messages import Text
from assistant.readers.archive import Archive, protected
from assistant.readers.html.tree import formula
from assistant.readers.office.blocks import Block, BlockKind, document_of, kind_of_style
from assistant.readers.office.docx import missing_part
from assistant.readers.office.formulas import is_apart, with_formulas
from assistant.readers.office.properties import dublin_core
from assistant.readers.table_rows import RowCell, span_of
from assistant.readers.xml_tree import attribute, below, child, local_name, outermost, xml_root
from assistant.text.normalize import hidden_text_warning, one_line

_CONTENT, _STYLES, _META = "content.xml", "styles.xml", "meta.xml"
_MANIFEST = "META-INF/manifest.xml"
# What a paragraph holds and does not show where it stands.
_UNSHOWN = frozenset(
    "note annotation annotation-end tracked-changes change frame ruby-text bookmark hidden-text"
    " hidden-paragraph custom-shape".split()
)
_LISTS_OF_HEADINGS = frozenset(
    "table-of-content table-index illustration-index alphabetical-index user-index object-index"
    " tracked-changes forms sequence-decls".split()
)
_MOST_ANCESTORS = 20
_LEAST_HIDDEN = 4  # words
_LARGE = 14.0  # pt
_TINY = 1.5


@dataclass(frozen=True)
class _Style:
    kind: BlockKind | None = "paragraph"
    hidden: str = ""
    stands_out: bool = False


def read_odt(data: bytes, name: str, *, password: str | None = None) -> Document:
    """The OpenDocument text; UnreadableSource for what is damaged, protected or without text."""
    package = Archive(data, name)
    if b"encryption-data" in package.read(_MANIFEST):
        raise protected(name)
    content = package.read(_CONTENT)
    root = xml_root(content, name) if content else None
    body = child(root, "body", "text") if root is not None else None
    if body is None:
        raise missing_part(name, "OpenDocument")
    common = package.read(_STYLES)
    roots = [root, *([xml_root(common, name)] if common else [])]
    text = _Text(package, roots)
    blocks = list(text.blocks(body))
    meta = package.read(_META)
    properties = dublin_core(xml_root(meta, name)) if meta else Metadata()
    return document_of(with_formulas(blocks), data, name, "odt", properties, text.warnings())


class _Text:
    """Walks over a body once; keeps what it hides, by reason."""

    def __init__(self, package: Archive, roots: list[Any]) -> None:
        self._package = package
        found = (style for root in roots for style in below(root, "style"))
        self._elements = {attribute(style, "name"): style for style in found}
        self._made: dict[str, _Style] = {}
        self._hidden: dict[str, list[str]] = {}

    def warnings(self) -> list[Text]:
        """A warning for each way in which words are hidden."""
        told = {reason: one_line(" ".join(words)) for reason, words in self._hidden.items()}
        return [
            hidden_text_warning(reason, words)
            for reason, words in told.items()
            if len(words.split()) >= _LEAST_HIDDEN
        ]

    def blocks(self, element: Any, *, in_list: bool = False) -> Iterator[Block]:
        """The blocks in a body, a section, a list or a frame."""
        for item in element:
            kind = local_name(item)
            if kind == "h":
                level = attribute(item, "outline-level")
                yield Block("heading", self._text(item), int(level[:2]) if level.isdecimal() else 1)
            elif kind == "p":
                yield from self._paragraph(item, in_list)
            elif kind == "table":
                yield from self._table(item)
            elif kind in ("list", "list-item"):
                yield from self.blocks(item, in_list=True)
            elif kind not in _LISTS_OF_HEADINGS:
                if kind == "section" and attribute(item, "display") == "none":
                    self._hidden.setdefault("set as hidden", []).append(" ".join(item.itertext()))
                    continue
                yield from self.blocks(item, in_list=in_list)

    def _paragraph(self, paragraph: Any, in_list: bool) -> Iterator[Block]:
        style = self._style(attribute(paragraph, "style-name"))
        if style.kind is not None:
            text = self._text(paragraph)
            kind = "item" if in_list and style.kind == "paragraph" else style.kind
            kind = "formula" if self._is_formula(paragraph, text) else kind
            yield Block(kind, text, stands_out=style.stands_out)
        for box in outermost(paragraph, ("text-box",), without=("annotation", "note")):
            yield from self.blocks(box)

    def _table(self, table: Any) -> Iterator[Block]:
        for row in outermost(table, ("table-row",)):
            cells = [self._cell(cell) for cell in row if local_name(cell) == "table-cell"]
            yield Block("row", "", cells=tuple(cells))

    def _cell(self, cell: Any) -> RowCell:
        lines = (one_line(self._text(p)) for p in below(cell, "p", "h"))
        return RowCell(
            " ".join(filter(None, lines)),
            span_of(attribute(cell, "number-columns-spanned")),
            span_of(attribute(cell, "number-rows-spanned")),
        )

    def _text(self, paragraph: Any) -> str:
        style = self._style(attribute(paragraph, "style-name"))
        if style.hidden:
            self._hidden.setdefault(style.hidden, []).append(" ".join(paragraph.itertext()))
            return ""
        return "".join(self._pieces(paragraph))

    def _pieces(self, element: Any) -> Iterator[str]:
        yield element.text or ""
        for item in element:
            kind = local_name(item)
            if kind in ("s", "tab", "line-break"):
                yield " "
            elif kind == "frame":
                yield from self._formula(item)
            elif kind and kind not in _UNSHOWN:
                style = self._style(attribute(item, "style-name")) if kind == "span" else _Style()
                if style.hidden:
                    self._hidden.setdefault(style.hidden, []).append(" ".join(item.itertext()))
                else:
                    yield from self._pieces(item)
            yield item.tail or ""

    def _is_formula(self, paragraph: Any, text: str) -> bool:
        """Whether a paragraph's text is a formula and beside it nothing but a number."""
        found = [made for frame in below(paragraph, "frame") for made in self._formula(frame)]
        for made in found:
            text = text.replace(made, "", 1)
        return bool(found) and is_apart(text)

    def _formula(self, frame: Any) -> Iterator[str]:
        """A formula, which is a document of its own in the package."""
        embedded = child(frame, "object")
        place = attribute(embedded, "href").removeprefix("./") if embedded is not None else ""
        data = self._package.read(f"{place.rstrip('/')}/{_CONTENT}") if place else b""
        if data:
            root = xml_root(data, self._package.source)
            for element in root.iter():
                if local_name(element):
                    element.tag = local_name(element)
            if root.tag == "math":
                yield formula(root)

    def _style(self, name: str) -> _Style:
        if name not in self._made:
            self._made[name] = self._resolved(name)
        return self._made[name]

    def _resolved(self, name: str) -> _Style:
        """What a style is for and whether it hides; from the nearest that says so."""
        kind: BlockKind | None = "paragraph"
        values: dict[str, str] = {}
        for _ in range(_MOST_ANCESTORS):
            element = self._elements.get(name)
            shown = attribute(element, "display-name") if element is not None else ""
            if kind == "paragraph":
                kind = kind_of_style(shown or name.replace("_20_", " "))
            if element is None:
                break
            for properties in element:
                for key, value in properties.attrib.items():
                    values.setdefault(key.rpartition("}")[2], str(value).strip().lower())
            name = attribute(element, "parent-style-name")
        return _Style(kind, _hidden_reason(values), _stands_out(values))


def _hidden_reason(values: dict[str, str]) -> str:
    """Why nobody sees text of these properties; "" where it is seen."""
    if values.get("display") == "none":
        return "set as hidden"
    if 0 < _points(values) <= _TINY:
        return "tiny"
    ground = values.get("background-color", "transparent")
    is_white = values.get("color") == "#ffffff" and ground in ("transparent", "#ffffff")
    return "white" if is_white else ""


def _stands_out(values: dict[str, str]) -> bool:
    return values.get("font-weight") == "bold" or _points(values) >= _LARGE


def _points(values: dict[str, str]) -> float:
    size = values.get("font-size", "").removesuffix("pt")
    return float(size) if size.replace(".", "", 1).isdecimal() and len(size) < 8 else 0.0
