"""Tables of whole PDFs."""

from __future__ import annotations

from assistant.documents.document import Document
from assistant.documents.table import Table
from assistant.readers import read_bytes
from tests.readers.pdf.tables.pages import LEADING, PROSE, RIVERS, STOPS, booktabs, grid, rows
from tests.readers.pdf_writer import HEIGHT, WIDTH, Page, pdf


def read(*pages: Page) -> Document:
    return read_bytes(pdf(list(pages)), "rivers.pdf")


def stated(table: Table) -> list[str]:
    return [statement.text for statement in table.statements()]


def test_between_three_rules() -> None:
    (table,) = read(booktabs()).tables
    assert (table.label, table.page) == ("Table 1", 1)
    assert table.caption == "The three rivers that were looked at."
    assert stated(table) == [
        f"Table 1, row {row[0]}, column {RIVERS[0][place]}: {row[place]}."
        for row in RIVERS[1:]
        for place in (1, 2)
    ]


def test_a_cell_knows_where_it_stands() -> None:
    (table,) = read(booktabs()).tables
    cell = next(cell for cell in table.cells if cell.text == "41200")
    assert cell.box is not None
    assert abs(cell.box.left * WIDTH - STOPS[2]) < 1
    top = next(c for c in table.cells if c.text == "209000")
    assert top.box is not None
    assert abs((cell.box.top - top.box.top) * HEIGHT - LEADING) < 0.5


def test_the_prose_around_it_stays_as_it_is() -> None:
    texts = [sentence.text for _, sentence in read(booktabs()).sentences()]
    assert texts.count(" ".join(PROSE[:2]).split(". ")[0] + ".") == 2
    assert not any("Amazon" in text for text in texts)


def test_rules_around_each_cell_keep_its_lines_together() -> None:
    (table,) = read(grid()).tables
    assert stated(table) == [
        "Table 2, row Amazon, column Known for: more water than the next seven rivers taken "
        "together.",
        "Table 2, row Rhine, column Known for: castles and barges.",
    ]


def test_without_rules() -> None:
    page = Page()
    page.text(150, 50, "Rivers of the World", size=20, font="F2")
    after = page.lines(80, 110, PROSE)
    page.text(80, after + 20, "Table 3: Rivers again.")
    foot = rows(page, after + 40, RIVERS, STOPS)
    page.lines(80, foot + 40, PROSE)
    (table,) = read(page).tables
    assert "Table 3, row Congo, column Flow (m3/s): 41200." in stated(table)
    assert len(stated(table)) == 6


def test_turned_by_a_quarter() -> None:
    page = Page()
    page.text(100, 700, "Table 4: Rivers on their side, as wide tables often are set.", turned=True)
    for place, row in enumerate(RIVERS * 3):
        for y, text in zip((600.0, 440.0, 300.0), row, strict=True):
            page.text(130 + LEADING * place, y, text, turned=True)
    first = Page()
    first.text(150, 50, "Rivers of the World", size=20, font="F2")
    first.lines(80, 110, PROSE)
    (table,) = read(first, page).tables
    assert table.page == 2
    assert "Table 4, row Rhine, column Length (km): 1230." in stated(table)
    cell = next(cell for cell in table.cells if cell.text == "1230")
    assert cell.box is not None
    assert cell.box.bottom - cell.box.top > cell.box.right - cell.box.left


def test_what_nobody_can_see_is_no_cell() -> None:
    page = booktabs()
    page.text(300, 228, "777777", mode=3)
    assert "777777" not in str(read(page).tables)


def test_a_caption_without_a_table_gives_none() -> None:
    page = Page()
    page.text(150, 50, "Rivers of the World", size=20, font="F2")
    after = page.lines(80, 110, PROSE)
    page.text(80, after + 20, "Table 5: Left out for want of room.")
    page.lines(80, after + 50, PROSE)
    assert read(page).tables == ()
