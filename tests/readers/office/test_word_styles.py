"""Styles of Word: what is based on another has what that has."""

from __future__ import annotations

from assistant.readers.office.word_styles import Styles
from assistant.readers.xml_tree import xml_root

STYLES = b"""<styles>
<style styleId="H"><name val="heading 2"/><rPr><b/><sz val="30"/></rPr></style>
<style styleId="Own"><name val="Own"/><basedOn val="H"/><rPr><b val="0"/></rPr></style>
<style styleId="Level"><name val="Level"/><pPr><outlineLvl val="3"/></pPr></style>
<style styleId="Toc"><name val="toc 1"/><basedOn val="H"/></style>
<style styleId="Round"><name val="Round"/><basedOn val="Round"/></style>
</styles>"""


def paragraph(style: str, more: str = "") -> object:
    return xml_root(f'<p><pPr><pStyle val="{style}"/>{more}</pPr></p>'.encode(), "a.docx")


def test_styles_have_levels_kinds_and_looks() -> None:
    styles = Styles.of(STYLES, "a.docx")
    own = styles.of_paragraph(paragraph("Own"))
    assert (own.level, own.look.is_bold, own.look.is_large) == (2, False, True)
    assert styles.of_paragraph(paragraph("Level")).level == 4
    assert styles.of_paragraph(paragraph("H", '<outlineLvl val="9"/>')).level == 0
    assert styles.of_paragraph(paragraph("Toc")).kind is None
    assert styles.of_paragraph(paragraph("Round")).kind == "paragraph"
    assert Styles.of(b"", "a.docx").of_paragraph(paragraph("H")).level == 0
