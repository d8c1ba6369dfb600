"""PowerPoint slides (.pptx): a section for each slide, whose number is its page."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from assistant.documents.document import Document
from assistant.documents.metadata import Metadata
from assistant.messages import Message, Text
from assistant.readers.archive import Archive
from assistant.readers.flow import Flow
from assistant.readers.office.blocks import believed
from assistant.readers.office.docx import missing_part
from assistant.readers.office.properties import core_properties
from assistant.readers.office.word_formulas import formula_of
from assistant.readers.table_rows import RowCell, span_of
from assistant.readers.xml_tree import attribute, below, child, local_name, outermost, xml_root
from assistant.text.identifiers import names
from assistant.text.normalize import one_line

_PRESENTATION = "ppt/presentation.xml"
_FURNITURE = frozenset(("dt", "ftr", "sldNum", "hdr"))  # placeholders of date, footer and number
_TITLES = ("title", "ctrTitle")


def read_pptx(data: bytes, name: str, *, password: str | None = None) -> Document:
    """The slides in their order; UnreadableSource for what is damaged or protected.

    Hidden slides and speakers' notes, which an audience does not see, are left out; a warning
    tells of the slides.
    """
    package = Archive(data, name)
    slides = [(part, xml_root(package.read(part), name)) for part in _slide_parts(package)]
    if not slides:
        raise missing_part(name, "PowerPoint")
    flow, hidden, opening = Flow(), 0, ""
    first = Metadata()
    for number, (_, slide) in enumerate(slides, start=1):
        if attribute(slide, "show") in ("0", "false"):
            hidden += 1
            continue
        title, texts = _shapes(slide)
        if not opening:
            opening = " ".join([title, *(text for text, _ in texts)])
            first = _front(title, [text for text, _ in texts])
            if first.title and len(slides) > 1:
                continue
        flow.heading(title or f"{number}", 1)
        for text, cells in texts:
            if cells:
                flow.row(cells, page=number)
            else:
                flow.paragraph(text, page=number)
    properties = believed(core_properties(package), opening)
    stated = replace(
        first, title=first.title or properties.title, authors=first.authors or properties.authors
    )
    warnings: list[Text] = []
    if hidden:
        warnings.append(
            Message("slides that are set as hidden were left out: {count}", count=hidden)
        )
    return flow.document(
        data, name, "pptx", stated, warnings=warnings, page_count=len(slides)
    )  # fmt: skip


def _slide_parts(package: Archive) -> Iterator[str]:
    """The parts of the slides, in the order of the presentation."""
    presentation = package.read(_PRESENTATION)
    relations = package.read("ppt/_rels/presentation.xml.rels")
    if not presentation or not relations:
        return
    targets = {
        item.get("Id"): posixpath.normpath(posixpath.join("/ppt", item.get("Target") or ""))
        for item in below(xml_root(relations, package.source), "Relationship")
    }
    for item in below(xml_root(presentation, package.source), "sldId"):
        part = next(
            (targets.get(value, "") for key, value in item.attrib.items() if key.endswith("}id")),
            "",
        )
        if (found := part.lstrip("/")) in package.names:
            yield found


def _front(title: str, texts: list[str]) -> Metadata:
    """What a first slide states: its title, and the persons in a line of nothing else."""
    found = (names(text) for text in texts if len(text) < 200)
    persons = (
        people
        for people in found
        if people and all(2 <= len(name.split()) <= 4 and name[0].isupper() for name in people)
    )
    return Metadata(title=one_line(title), authors=next(persons, ()))


def _shapes(slide: Any) -> tuple[str, list[tuple[str, tuple[RowCell, ...]]]]:
    """The title of a slide, and its other texts or rows of cells, as the slide has them."""
    title = ""
    texts: list[tuple[str, tuple[RowCell, ...]]] = []
    for shape in outermost(slide, ("sp", "tbl"), without=("Fallback",)):
        if local_name(shape) == "tbl":
            texts += [("", tuple(_cells(row))) for row in outermost(shape, ("tr",))]
            continue
        kind = _placeholder(shape)
        body = child(shape, "txBody")
        if body is None or kind in _FURNITURE or _is_hidden(shape):
            continue
        lines = [text for p in below(body, "p") if (text := one_line(_line(p)))]
        if kind in _TITLES and not title:
            title = " ".join(lines)
        else:
            texts += [(line, ()) for line in lines]
    return title, texts


def _cells(row: Any) -> Iterator[RowCell]:
    for cell in outermost(row, ("tc",)):
        if "1" in (attribute(cell, "hMerge"), attribute(cell, "vMerge")):
            continue
        text = " ".join(filter(None, (one_line(_line(p)) for p in below(cell, "p"))))
        spans = span_of(attribute(cell, "gridSpan")), span_of(attribute(cell, "rowSpan"))
        yield RowCell(text, *spans)


def _placeholder(shape: Any) -> str:
    found = child(shape, "nvSpPr", "nvPr", "ph")
    return attribute(found, "type") if found is not None else ""


def _is_hidden(shape: Any) -> bool:
    properties = child(shape, "nvSpPr", "cNvPr")
    return properties is not None and attribute(properties, "hidden") in ("1", "true")


def _line(paragraph: Any) -> str:
    pieces = []
    for item in paragraph:
        kind = local_name(item)
        if kind in ("r", "fld"):
            text = child(item, "t")
            pieces.append((text.text or "") if text is not None else "")
        elif kind == "br":
            pieces.append(" ")
        elif kind:
            pieces += [formula_of(math) for math in below(item, "oMath")]
    return "".join(pieces)
