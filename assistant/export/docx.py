"""A review or a comparison as a Word file, its citations as numbered quotes at the end."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from assistant.comparisons.comparison import Cell, Comparison
from assistant.comparisons.csv_table import empty_cell_text
from assistant.documents.survey import short_name
from assistant.evidence.claims import Claim
from assistant.export.emphasis import spaced
from assistant.export.markdown import Notes, coverage, synthesis_parts, visible
from assistant.export.pictures import NO_PICTURES, Picture, Pictures, pictures_below
from assistant.reviews.review import Review

if TYPE_CHECKING:
    from docx.document import Document as Word

_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
EVIDENCE = {"en": "Evidence", "zh": "证据", "ja": "根拠"}
LIST_STYLES = ("List Bullet", "List Bullet 2", "List Bullet 3")
ACROSS = 4
_WIDEST, _HIGHEST = 5.5, 7.0  # inches of a picture: a page has six and nine


def review_docx(review: Review, pictures: Pictures = NO_PICTURES) -> bytes:
    """The bytes of a .docx file of a review, with the pictures of the figures that it names."""
    word = _document()
    notes = Notes()
    word.add_heading(_text(review.survey.title), 0)
    survey = review.survey
    details = [", ".join(survey.authors), str(survey.year or "")]
    if survey.arxiv_id:
        details.append(f"arXiv:{survey.arxiv_id}")
    if line := " · ".join(part for part in details if part):
        word.add_paragraph(_text(line))
    for field in review.fields:
        word.add_heading(_text(field.heading), 1)
        if field.note:
            word.add_paragraph().add_run(_text(field.note)).italic = True
        if not field.items:
            word.add_paragraph(review.nothing)
        elif field.is_prose:
            paragraph = word.add_paragraph()
            for claim in field.items:
                _claim(paragraph, claim, notes, plain=True)
        else:
            depths = field.depths or (0,) * len(field.items)
            for depth, claim in zip(depths, field.items, strict=True):
                style = LIST_STYLES[min(depth, len(LIST_STYLES) - 1)]
                paragraph = word.add_paragraph(style=style)
                _claim(paragraph, claim, notes)
                for picture in pictures_below(claim, pictures):
                    paragraph.paragraph_format.keep_with_next = True
                    _picture(word, picture)
    word.add_paragraph().add_run(_text(coverage(review))).italic = True
    _evidence(word, notes, EVIDENCE[review.language])
    return _bytes(word)


def comparison_docx(comparison: Comparison) -> bytes:
    """The bytes of a .docx file of a comparison; a wide one lies across the page."""
    word = _document()
    notes = Notes()
    if len(comparison.surveys) >= ACROSS:
        page = word.sections[0]
        page.page_width, page.page_height = page.page_height, page.page_width
    word.add_heading("Comparison", 0)
    for survey in comparison.surveys:
        paragraph = word.add_paragraph(style="List Bullet")
        paragraph.add_run(_text(short_name(survey))).bold = True
        paragraph.add_run(_text(f": {survey.title}"))
    heads = ["", *(short_name(survey) for survey in comparison.surveys)]

    def fill(row: int, column: int, paragraph: Any) -> None:
        if row == 0 or column == 0:
            told = heads[column] if row == 0 else comparison.aspects[row - 1]
            paragraph.add_run(_text(told)).bold = True
            return
        survey, aspect = comparison.surveys[column - 1], comparison.aspects[row - 1]
        _cell(paragraph, comparison.cell(survey, aspect), notes)

    _table(word, len(comparison.aspects) + 1, len(heads), fill)
    for heading, claims in synthesis_parts(comparison):
        word.add_heading(heading, 1)
        for claim in claims:
            _claim(word.add_paragraph(style="List Bullet"), claim, notes)
    matches = comparison.synthesis.matches
    if matches:
        word.add_heading("Categories side by side", 1)

        def side_by_side(row: int, column: int, paragraph: Any) -> None:
            if row == 0 or column == 0:
                told = heads[column] if row == 0 else matches[row - 1].relation
                paragraph.add_run(_text(told)).bold = True
                return
            category = matches[row - 1].of(comparison.surveys[column - 1].id)
            paragraph.add_run(_text(category.name) if category else "–")

        _table(word, len(matches) + 1, len(heads), side_by_side)
    _evidence(word, notes, EVIDENCE["en"])
    return _bytes(word)


def _document() -> Word:
    from docx import Document

    return Document()


def _text(text: str) -> str:
    return _ILLEGAL.sub("", visible(text))


def _table(word: Word, rows: int, columns: int, fill: Callable[[int, int, Any], None]) -> None:
    table = word.add_table(rows=rows, cols=columns, style="Table Grid")
    for down, row in enumerate(table.rows):
        for across, cell in enumerate(row.cells):
            fill(down, across, cell.paragraphs[0])


def _cell(paragraph: Any, cell: Cell | None, notes: Notes) -> None:
    if cell is None or not cell.claims:
        paragraph.add_run(_text(empty_cell_text(cell))).italic = True
        return
    for claim in cell.claims:
        _claim(paragraph, claim, notes)
    if cell.edited:
        paragraph.add_run("(edited)").italic = True


def _claim(paragraph: Any, claim: Claim, notes: Notes, *, plain: bool = False) -> None:
    """A claim with its marks; one without support is struck through, with the reason."""
    text = _text(claim.text)
    if not claim.supported:
        paragraph.add_run(text).font.strike = True
        paragraph.add_run(f" ({_text(claim.reason)}) ")
        return
    quoted = claim.quoted and not plain
    paragraph.add_run(f"“{text}” " if quoted else f"{text} ")
    if marks := notes.marks(claim):
        paragraph.add_run(marks).font.superscript = True
        paragraph.add_run(" ")


def _picture(word: Word, picture: Picture) -> None:
    """A picture in a paragraph of its own, as large as on its page where there is room for it."""
    from docx.shared import Inches

    width = Inches(picture.width_within(_WIDEST, _HIGHEST))
    word.add_picture(io.BytesIO(picture.png), width)
    word.element.xpath("//wp:docPr")[-1].set("descr", _text(picture.label))


def _evidence(word: Word, notes: Notes, heading: str) -> None:
    """Every quote under its number, in the order of the marks."""
    if not notes.citations:
        return
    word.add_heading(heading, 1)
    for number, citation in enumerate(notes.citations, start=1):
        before, words, after = spaced(citation.parts, _text)
        place = _text(f"[{number}] {citation.place}")
        if not words:
            word.add_paragraph(f"{place}: “{before}”")
            continue
        paragraph = word.add_paragraph(f"{place}: “{before}")
        paragraph.add_run(words).bold = True
        paragraph.add_run(f"{after}”")


def _bytes(word: Word) -> bytes:
    out = io.BytesIO()
    word.save(out)
    return out.getvalue()
