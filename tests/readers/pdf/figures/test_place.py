"""Where a figure stands beside its caption."""

from __future__ import annotations

from dataclasses import replace

from assistant.readers.pdf.figures.place import Sheet, band_beside, figure_place

CAPTION = (50.0, 300.0, 290.0, 312.0)
TEXT = ((50.0, 60.0, 290.0, 70.0), (50.0, 72.0, 290.0, 82.0), (50.0, 330.0, 290.0, 340.0))
SHEET = Sheet(600, 800, ((80.0, 120.0, 260.0, 280.0),), (), TEXT, (CAPTION,))


def test_a_drawing_above_its_caption() -> None:
    assert figure_place(SHEET, CAPTION) == (77.0, 117.0, 263.0, 283.0)


def test_a_drawing_below_its_caption() -> None:
    sheet = replace(SHEET, drawings=((80.0, 320.0, 260.0, 400.0),), prose=TEXT[:2])
    assert figure_place(sheet, CAPTION) == (77.0, 317.0, 263.0, 403.0)


def test_running_text_parts_it_from_other_drawings() -> None:
    sheet = replace(SHEET, prose=(*TEXT, (50.0, 285.0, 290.0, 295.0)))
    assert figure_place(sheet, CAPTION) is None


def test_text_within_a_drawing_is_part_of_it() -> None:
    sheet = replace(SHEET, prose=(*TEXT, (85.0, 150.0, 255.0, 160.0)))
    assert figure_place(sheet, CAPTION) == (77.0, 117.0, 263.0, 283.0)


def test_words_at_its_edges_belong_to_it_and_those_further_off_do_not() -> None:
    words = ((150.0, 284.0, 190.0, 292.0), (60.0, 90.0, 90.0, 98.0))
    place = figure_place(replace(SHEET, words=words), CAPTION)
    assert place == (77.0, 117.0, 263.0, 295.0)


def test_two_figures_side_by_side() -> None:
    other = (310.0, 300.0, 550.0, 312.0)
    drawings = (*SHEET.drawings, (320.0, 120.0, 540.0, 280.0))
    sheet = Sheet(600, 800, drawings, (), (), (CAPTION, other))
    assert figure_place(sheet, CAPTION) == (77.0, 117.0, 263.0, 283.0)
    assert figure_place(sheet, other) == (317.0, 117.0, 543.0, 283.0)


def test_a_rule_is_no_figure() -> None:
    sheet = replace(SHEET, drawings=((50.0, 290.0, 290.0, 290.5),))
    assert figure_place(sheet, CAPTION) is None


def test_a_page_that_is_one_image() -> None:
    sheet = replace(SHEET, drawings=((0.0, 0.0, 600.0, 800.0),))
    assert figure_place(sheet, CAPTION) is None
    assert band_beside(sheet, CAPTION) == (0.0, 82.0, 600.0, 300.0)
