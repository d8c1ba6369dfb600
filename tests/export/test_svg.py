"""Categories side by side as a picture."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree

from assistant.export.svg import categories_svg
from tests.export.values import spiteful
from tests.texts import RIVERS


def test_the_picture_is_xml_with_a_column_for_each_survey() -> None:
    root = ElementTree.fromstring(categories_svg(spiteful()))
    tags = {element.tag.split("}")[1] for element in root.iter()}
    assert tags <= {"svg", "rect", "path", "g", "title", "text"}
    assert sum(element.tag.endswith("path") for element in root.iter()) == 1
    alone = replace(spiteful(), surveys=(RIVERS,))
    assert categories_svg(alone) == ""
