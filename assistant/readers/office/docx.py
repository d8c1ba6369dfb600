"""Word documents (.docx): paragraphs by their styles, table rows, captions, formulas.

The package is read as ZIP and XML and not through python-docx, whose paragraphs leave out inserted
text, formulas and text boxes, and do not say what is hidden.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from assistant.documents.document import Document
from assistant.documents.metadata import Metadata
from assistant.errors import UnreadableSource
from assistant.messages import Text
from assistant.readers.archive import Archive
from assistant.readers.office.blocks import Block, document_of
from assistant.readers.office.formulas import formula_row, is_apart, with_formulas
from assistant.readers.office.properties import core_properties
from assistant.readers.office.word_formulas import formula_of
from assistant.readers.office.word_styles import Look, Styles
from assistant.readers.table_rows import RowCell, span_of
from assistant.readers.xml_tree import attribute, below, child, local_name, outermost, xml_root
from assistant.text.normalize import hidden_text_warning
from assistant.text.superscripts import printed

# What a paragraph holds and does not show: deleted text, notes' marks, another program's copy.
_UNSHOWN = frozenset(
    "del moveFrom pPr rPr instrText delText footnoteReference endnoteReference commentReference"
    " Fallback txbxContent".split()
)
_PACKAGE = "_rels/.rels"
_LEAST_HIDDEN = 4  # words


def read_docx(data: bytes, name: str, *, password: str | None = None) -> Document:
    """The Word document; UnreadableSource for what is damaged, protected or has no text part."""
    package = Archive(data, name)
    main = _main_part(package)
    body = child(xml_root(package.read(main), name), "body") if main else None
    if body is None:
        raise missing_part(name, "Word")
    folder = main.rpartition("/")[0]
    styles = Styles.of(package.read(f"{folder}/styles.xml" if folder else "styles.xml"), name)
    text = _Text(styles)
    blocks = with_formulas(list(text.blocks(body)))
    properties = core_properties(package) or Metadata()
    return document_of(blocks, data, name, "docx", properties, text.warnings())


def missing_part(name: str, kind: str) -> UnreadableSource:
    """The refusal of an archive that lacks the part which holds the text."""
    return UnreadableSource(
        "'{name}' is no {kind} file that can be read: the part with its text is missing. Save it "
        "anew and add that.",
        name=name,
        kind=kind,
    )


def _main_part(package: Archive) -> str:
    """The name of the part that holds the text."""
    if relations := package.read(_PACKAGE):
        for item in below(xml_root(relations, package.source), "Relationship"):
            if (item.get("Type") or "").endswith("/officeDocument"):
                return (item.get("Target") or "").lstrip("/")
    return "word/document.xml" if "word/document.xml" in package.names else ""


class _Text:
    """Walks over a body once; keeps what it hides, by reason."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self._hidden: dict[str, list[str]] = {}

    def warnings(self) -> list[Text]:
        """A warning for each way in which words are hidden."""
        told = {reason: " ".join(words) for reason, words in self._hidden.items()}
        return [
            hidden_text_warning(reason, words)
            for reason, words in told.items()
            if len(words.split()) >= _LEAST_HIDDEN
        ]

    def blocks(self, element: Any) -> Iterator[Block]:
        """The blocks in a body, a cell or a text box."""
        for item in element:
            kind = local_name(item)
            if kind == "p":
                yield from self._paragraph(item)
            elif kind == "tbl":
                yield from self._table(item)
            elif kind in ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag"):
                yield from self.blocks(item)

    def _paragraph(self, paragraph: Any) -> Iterator[Block]:
        style = self._styles.of_paragraph(paragraph)
        if style.kind is not None:
            text, stands_out = self._text(paragraph, style.look, in_table=False)
            if style.level and text.strip():
                yield Block("heading", text, style.level)
            elif text.strip():
                is_item = style.kind == "paragraph" and _is_listed(paragraph)
                kind = "item" if is_item else style.kind
                kind = "formula" if _is_formula(paragraph) else kind
                yield Block(kind, text, stands_out=stands_out or style.look.is_large)
        for box in outermost(paragraph, ("txbxContent",), without=("Fallback",)):
            yield from self.blocks(box)

    def _table(self, table: Any) -> Iterator[Block]:
        above: dict[int, str] = {}  # by column, for cells that go on with the one above
        for row in table:
            if local_name(row) != "tr":
                continue
            cells: list[RowCell] = []
            formulas: list[int] = []
            column = 0
            for cell in (item for item in row if local_name(item) == "tc"):
                lines = (
                    self._text(p, self._styles.of_paragraph(p).look, in_table=True)[0].strip()
                    for p in below(cell, "p")
                )
                text = " ".join(filter(None, lines))
                span, merge = child(cell, "tcPr", "gridSpan"), child(cell, "tcPr", "vMerge")
                if merge is not None and attribute(merge, "val") != "restart":
                    text = text or above.get(column, "")
                above[column] = text
                across = span_of(attribute(span, "val")) if span is not None else 1
                if any(map(_is_formula, below(cell, "p"))):
                    formulas.append(len(cells))
                cells.append(RowCell(text, across))
                column += across
            if displayed := formula_row(cells, formulas):
                yield Block("formula", displayed)
            else:
                yield Block("row", "", cells=tuple(cells))

    def _text(self, paragraph: Any, look: Look, *, in_table: bool) -> tuple[str, bool]:
        """The text that a paragraph shows, and whether all of it is bold or large."""
        pieces: list[str] = []
        loud = []
        shaded = in_table or _is_shaded(child(paragraph, "pPr"))
        for run in _runs(paragraph):
            if local_name(run) != "r":
                pieces.append(formula_of(run))
                continue
            found = self._styles.of_run(run, look)
            text = "".join(_run_text(run))
            raised = child(run, "rPr", "vertAlign")
            if raised is not None and attribute(raised, "val") == "superscript":
                text = printed("".join(pieces), text)
            reason = found.hidden_reason(shaded or _is_shaded(child(run, "rPr")))
            if reason and text.strip():
                self._hidden.setdefault(reason, []).append(text.strip())
            elif text.strip():
                loud.append(found.is_bold or found.is_large)
            pieces.append("" if reason else text)
        return "".join(pieces), bool(loud) and all(loud)


def _runs(element: Any) -> Iterator[Any]:
    """The runs and formulas that a paragraph shows, in order."""
    for item in element:
        kind = local_name(item)
        if kind in ("r", "oMath"):
            yield item
        elif kind and kind not in _UNSHOWN:
            yield from _runs(item)


def _is_formula(paragraph: Any) -> bool:
    """Whether a paragraph holds a formula and beside it nothing but a number."""
    runs = list(_runs(paragraph))
    plain = "".join(text for run in runs if local_name(run) == "r" for text in _run_text(run))
    return any(local_name(run) == "oMath" for run in runs) and is_apart(plain)


def _run_text(run: Any) -> Iterator[str]:
    for item in run:
        kind = local_name(item)
        if kind == "t":
            yield item.text or ""
        elif kind in ("tab", "br", "cr", "ptab"):
            yield " "
        elif kind == "noBreakHyphen":
            yield "-"


def _is_listed(paragraph: Any) -> bool:
    return child(paragraph, "pPr", "numPr") is not None


def _is_shaded(properties: Any) -> bool:
    """Whether something coloured is said to be behind the text."""
    if properties is None:
        return False
    shading = child(properties, "shd")
    fill = attribute(shading, "fill").lower() if shading is not None else ""
    return child(properties, "highlight") is not None or fill not in ("", "auto", "ffffff")
