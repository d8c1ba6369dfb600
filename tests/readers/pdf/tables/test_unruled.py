"""Lines of cells beside a caption."""

from __future__ import annotations

from assistant.readers.pdf.tables.unruled import run_of_lines
from tests.readers.pdf.tables.words import line

CAPTION = (0.0, 80.0, 150.0, 90.0)
ROWS = [w for i in range(4) for w in line(112 + 14 * i, (0, f"River{i}"), (100, "4700"))]


def test_lines_below_and_above() -> None:
    assert run_of_lines(ROWS, CAPTION, [], True) == (0.0, 105.0, 120.0, 156.0)
    assert run_of_lines(ROWS, CAPTION, [], False) is None
    foot = (0.0, 170.0, 150.0, 180.0)
    assert run_of_lines(ROWS, foot, [], False) == (0.0, 105.0, 120.0, 156.0)


def test_a_column_of_text_beside_it_is_left_out() -> None:
    text = [w for i in range(4) for w in line(112 + 14 * i, (200, "Rivers run to the sea"))]
    boxes = [(200.0, 104.0 + 14 * i, 320.0, 114.0 + 14 * i) for i in range(3)]
    found = run_of_lines([*ROWS, *text], CAPTION, boxes, True)
    assert found is not None and found[2] == 120.0


def test_a_gap_ends_it() -> None:
    far = line(250, (0, "Lake"), (100, "7"))
    found = run_of_lines([*ROWS, *far], CAPTION, [], True)
    assert found is not None and found[3] == 156.0
