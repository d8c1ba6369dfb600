"""The styles of a Word document: what a paragraph is for, and how its letters look."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

from assistant.readers.office.blocks import BlockKind, kind_of_style
from assistant.readers.xml_tree import attribute, below, child, local_name, xml_root

_HEADING = re.compile(r"heading ([1-9])\b", re.IGNORECASE)
_MOST_ANCESTORS = 20
_TINY = 3  # half points: 1.5 pt, as for pages
_LARGE = 28  # half points; running text has 20 to 24
_OFF = ("0", "false", "off", "none")
_BODY_LEVEL = 9  # an outline level that means "not a heading"


@dataclass(frozen=True)
class Look:
    """How letters look; ``size`` is in half points, 0 where nothing says it."""

    is_vanished: bool = False
    is_bold: bool = False
    colour: str = ""
    size: int = 0

    def with_properties(self, properties: Any) -> Look:
        """This look as changed by run properties."""
        if properties is None:
            return self
        look = self
        for item in properties:
            kind, value = local_name(item), attribute(item, "val").lower()
            if kind == "vanish":
                look = replace(look, is_vanished=value not in _OFF)
            elif kind == "b":
                look = replace(look, is_bold=value not in _OFF)
            elif kind == "color":
                look = replace(look, colour=value)
            elif kind == "sz" and value.isdecimal():
                look = replace(look, size=int(value[:4]))
        return look

    @property
    def is_large(self) -> bool:
        """Whether it is larger than running text."""
        return self.size >= _LARGE

    def hidden_reason(self, shaded: bool) -> str:
        """Why nobody sees such text; "" where it is seen."""
        if self.is_vanished:
            return "set as hidden"
        if 0 < self.size <= _TINY:
            return "tiny"
        return "white" if self.colour == "ffffff" and not shaded else ""


@dataclass(frozen=True)
class ParagraphStyle:
    """What paragraphs of a style are: a heading if ``level`` is not 0; left out without kind."""

    kind: BlockKind | None = "paragraph"
    level: int = 0
    look: Look = Look()


class Styles:
    """The styles of one document, by their ids; what is based on another has what that has."""

    def __init__(self, elements: dict[str, Any]) -> None:
        self._elements = elements
        self._made: dict[str, ParagraphStyle] = {}

    @classmethod
    def of(cls, data: bytes, name: str) -> Styles:
        """The styles of a document's part; none where it has no such part."""
        found = below(xml_root(data, name), "style") if data else []
        return cls({attribute(style, "styleId"): style for style in found})

    def of_paragraph(self, paragraph: Any) -> ParagraphStyle:
        """The style of a paragraph, with what the paragraph sets itself."""
        properties = child(paragraph, "pPr")
        if properties is None:
            return self._style("")
        named = child(properties, "pStyle")
        style = self._style(attribute(named, "val") if named is not None else "")
        if (level := _outline_level(properties)) is not None:
            style = replace(style, level=level)
        return style

    def of_run(self, run: Any, look: Look) -> Look:
        """The look of a run in a paragraph of this look."""
        properties = child(run, "rPr")
        if properties is None:
            return look
        named = child(properties, "rStyle")
        if named is not None:
            for element in self._chain(attribute(named, "val")):
                look = look.with_properties(child(element, "rPr"))
        return look.with_properties(properties)

    def _style(self, style_id: str) -> ParagraphStyle:
        if style_id not in self._made:
            self._made[style_id] = self._resolved(style_id)
        return self._made[style_id]

    def _resolved(self, style_id: str) -> ParagraphStyle:
        kind: BlockKind | None = "paragraph"
        level, look = 0, Look()
        for element in self._chain(style_id):
            look = look.with_properties(child(element, "rPr"))
            named = child(element, "name")
            name = attribute(named, "val") if named is not None else ""
            if heading := _HEADING.match(name):
                level = int(heading[1])
            elif (found := kind_of_style(name)) != "paragraph":
                kind, level = found, 0
            properties = child(element, "pPr")
            if properties is not None and (own := _outline_level(properties)) is not None:
                level = own
        return ParagraphStyle(kind, level, look)

    def _chain(self, style_id: str) -> list[Any]:
        """A style and those that it is based on, the furthest first."""
        found: list[Any] = []
        while (element := self._elements.get(style_id)) is not None and element not in found:
            found.append(element)
            base = child(element, "basedOn")
            style_id = attribute(base, "val") if base is not None else ""
            if len(found) >= _MOST_ANCESTORS:
                break
        return found[::-1]


def _outline_level(properties: Any) -> int | None:
    """The outline level that paragraph properties state, from 1; 0 for body text."""
    stated = child(properties, "outlineLvl")
    value = attribute(stated, "val") if stated is not None else ""
    if not value.isdecimal():
        return None
    return (int(value[:2]) + 1) % (_BODY_LEVEL + 1) if int(value[:2]) <= _BODY_LEVEL else 0
