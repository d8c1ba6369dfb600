"""The evidence beside an answer: each quote where it stands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from assistant.documents.document import Recognition
from assistant.documents.survey import DocumentInfo
from assistant.evidence.claims import Citation
from assistant.library import Library
from assistant.ui.views.evidence import EvidenceView
from tests.readers.pdf.figures.test_picture import page as page_with_figure
from tests.readers.pdf_writer import Page, pdf
from tests.ui.pages import HOSTILE, Shown, citation


def test_evidence_shows_the_quote_between_its_neighbours_in_the_section(
    library: Library, survey_file: Callable[..., Path]
) -> None:
    sentences = [f"Sentence number {number} is about a river." for number in range(6)]
    added = library.add(survey_file(body=" ".join(sentences)))
    found = [sentence.text for _, sentence in library.document(added.documents[0].id).sentences()]
    quote = sentences[1]
    cited = Citation(
        replace(added, title=HOSTILE),
        added.documents[0].id,
        "<a>.md",
        "Findings",
        4,
        quote,
        found.index(quote),
        True,
    )
    html = EvidenceView(library).cards([cited], "x-")
    shown = Shown(html)
    assert 'id="x-1"' in html
    assert not {"script", "a"} & set(shown.elements)
    assert "Findings · p. 4" in shown.text
    assert HOSTILE in shown.text
    assert f"{sentences[0]} {quote} {sentences[2]} {sentences[3]}" in shown.text
    assert sentences[4] not in shown.text


def test_evidence_of_a_removed_document_is_its_quote(library: Library) -> None:
    html = EvidenceView(library).cards([citation("Only this.")], "x-")
    assert "Only this." in Shown(html).text


def test_a_quote_from_a_scan_says_how_sure_it_is(library: Library) -> None:
    cited = replace(citation("Only this."), page=3)
    scan = DocumentInfo(
        cited.document_id, "a.pdf", "pdf", 9, ("en",), 1.0, (), (Recognition(3, 0.93),)
    )
    cited = replace(cited, survey=replace(cited.survey, documents=(scan,)))
    html = EvidenceView(library).cards([cited], "x-")
    assert "p. 3 · recognised from an image, 93% sure" in Shown(html).text
    assert "画像から認識、確度 93%" in Shown(EvidenceView(library).cards([cited], "x-", "ja")).text


def test_a_quote_from_an_older_version_says_so(library: Library) -> None:
    cited = citation("Only this.")
    assert "older version" not in EvidenceView(library).cards([cited], "x-")
    cited = replace(cited, survey=replace(cited.survey, newer="Reed (2023)"))
    text = Shown(EvidenceView(library).cards([cited], "x-")).text
    assert "Perhaps an older version: Reed (2023) is in the library, too." in text


def test_a_quote_that_does_not_carry_its_sentence_is_called_weak(library: Library) -> None:
    weak = replace(citation("Only this."), supported=False)
    assert "does not carry the sentence" in Shown(EvidenceView(library).cards([weak], "x-")).text


def test_a_pdf_offers_its_page_and_other_formats_do_not(
    library: Library, tmp_path: Path, survey_file: Callable[..., Path]
) -> None:
    page = Page()
    page.text(50, 60, "A Survey of Tides", size=20)
    page.lines(50, 140, [f"Fact {n} is that tides follow the moon in place {n}." for n in range(9)])
    path = tmp_path / "tides.pdf"
    path.write_bytes(pdf([page]))
    buttons = []
    for added in (library.add(path), library.add(survey_file())):
        info = added.documents[0]
        cited = Citation(added, info.id, info.name, "", 1, "Q.", 1, True)
        buttons.append("sa-page" in EvidenceView(library).cards([cited], "x-"))
    assert buttons == [True, False]


def test_a_panel_without_evidence_says_why(library: Library) -> None:
    html = EvidenceView(library).panel((), "x-", "This answer cites nothing.", "zh")
    assert Shown(html).elements[0] == "section"
    assert "cites nothing" not in Shown(html).text


def test_a_caption_has_a_button_for_its_figure(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "rivers.pdf"
    path.write_bytes(pdf([page_with_figure()]))
    added = library.add(path)
    info = added.documents[0]
    cited = Citation(added, info.id, info.name, "Figure 1", 1, "How much water", -1, True)
    view = EvidenceView(library)
    html = view.cards([cited], "x-")
    assert 'data-figure="Figure 1"' in html and "Show Figure 1" in Shown(html).text
    assert "显示Figure 1" in view.figure(cited, "zh")
    assert view.figure(replace(cited, section="Table 1")) == ""
