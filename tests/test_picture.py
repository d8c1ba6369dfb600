"""The picture of the architecture is the one that the imports give."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from tests import picture
from tests.test_architecture import LAYERS

SVG = "{http://www.w3.org/2000/svg}"


def test_the_picture_is_drawn_from_the_imports_of_today() -> None:
    anew = f"the imports or a folder's docstring changed: run '{picture.COMMAND}'"
    assert picture.TEXT.read_text("utf-8") == picture.page(), anew
    assert picture.PICTURE.read_text("utf-8") == picture.picture(), anew


def test_the_picture_is_well_formed_and_shows_every_room_inside_its_frame() -> None:
    root = ElementTree.fromstring(picture.picture())
    width, height = map(float, root.attrib["viewBox"].split()[2:])
    bold = [text for text in root.iter(f"{SVG}text") if text.get("font-weight") == "bold"]
    rows = picture.layers()
    assert {text.text for text in bold} == {name for row in rows for name in row}
    for box in root.iter(f"{SVG}rect"):
        x, y = float(box.get("x", 0)), float(box.get("y", 0))
        assert x >= 0 and x + float(box.attrib["width"]) <= width
        assert y >= 0 and y + float(box.attrib["height"]) <= height


def test_every_room_has_one_part() -> None:
    named = [name for _, names in picture.PARTS.values() for name in names]
    assert len(named) == len(set(named))
    homeless = {name for layer in LAYERS for name in layer} - set(named)
    assert not homeless, f"add {homeless} to PARTS in tests/picture.py"


def test_an_arrow_that_follows_from_others_is_left_out() -> None:
    graph = {("a", "b"), ("b", "c"), ("a", "c"), ("a", "d"), ("c", "d")}
    assert picture.without_detours(graph) == {("a", "b"), ("b", "c"), ("c", "d")}


def test_rows_are_ordered_so_that_arrows_do_not_cross() -> None:
    rows = [["a", "b"], ["c", "d"]]
    assert picture.untangled(rows, {("a", "d"), ("b", "c")})[1] == ["d", "c"]


def test_an_arrow_over_a_row_has_a_lane_of_its_own_there() -> None:
    rows = picture.untangled([["a"], ["b"], ["c"]], {("a", "b"), ("a", "c")})
    assert set(rows[1]) == {"b", ("a", "c")}
    assert rows[2] == ["c"]


def test_sentences_come_from_docstrings() -> None:
    assert picture.sentence("errors").startswith("What can go wrong")
    assert picture.sentence("assistant/readers/pdf").startswith("PDF")
    with pytest.raises(FileNotFoundError):
        picture.sentence("nowhere")
