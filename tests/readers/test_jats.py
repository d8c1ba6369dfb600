"""JATS articles: metadata, sections, formulas, captions, tables, references."""

from __future__ import annotations

import pytest

from assistant.errors import UnreadableSource
from assistant.readers import read_bytes
from evals.datasets.office_files import ABSTRACT, AUTHORS, SECTIONS, TITLE, jats

DTD = (
    '<!DOCTYPE article PUBLIC "-//NLM//DTD JATS (Z39.96) Journal Archiving and Interchange DTD'
    ' v1.0 20120330//EN" "JATS-archivearticle1.dtd">'
)
WORDS = """<article><front><article-meta/></front><body><sec><label>2.1</label><title>Flow</title>
<p>Water&nbsp;flows <xref>[3]</xref> where <inline-formula><alternatives><mml:math
xmlns:mml="http://www.w3.org/1998/Math/MathML"><mml:mi>y</mml:mi></mml:math><tex-math>
\\documentclass{article}\\begin{document}$x_{i}\\leq 2$\\end{document}</tex-math></alternatives>
</inline-formula> holds<fn><p>A note.</p></fn>.</p><list><list-item><p>One item</p></list-item>
</list></sec><sec><title>Next</title><p>More water.</p></sec></body><back><ref-list><ref>
<element-citation><person-group><name><surname>Ray</surname><given-names>B</given-names></name>
</person-group><article-title>On rivers</article-title><source>Water</source><year>2001</year>
</element-citation></ref></ref-list></back></article>"""


@pytest.mark.parametrize("doctype", ["", DTD])
def test_an_article_keeps_what_its_journal_states(doctype: str) -> None:
    found = read_bytes(jats(doctype=doctype), "download")
    assert (found.format, found.title, found.authors) == ("jats", TITLE, AUTHORS)
    assert (found.year, found.doi) == (2019, "10.1371/journal.pone.0012345")
    assert found.abstract == ABSTRACT
    titles = [section.title for section in found.sections if section.title]
    assert titles == ["Abstract", SECTIONS[0][0], SECTIONS[1][0], "Acknowledgments", "References"]
    assert [(c.label, c.text) for c in found.captions] == [("Figure 1", "The Elbe from above.")]
    assert any(sentence.text == "Elbe | 1094 km" for _, sentence in found.sentences())
    assert found.references == ("[1] Ann Birch. On rivers. Water 3, 2001.",)


def test_formulas_notes_lists_and_references_in_parts() -> None:
    found = read_bytes(f"{DTD}{WORDS}".encode(), "a.nxml")
    flow, after, references = found.sections
    assert flow.title == "2.1 Flow"
    assert [s.text for s in flow.sentences] == ["Water flows [3] where x_i ≤ 2 holds.", "One item"]
    assert after.title == "Next"
    assert references.sentences[0].text == "B Ray. On rivers. Water. 2001"


def test_other_xml_is_refused() -> None:
    with pytest.raises(UnreadableSource, match="no article in JATS"):
        read_bytes(b"<feed><entry>words</entry></feed>", "a.xml")
