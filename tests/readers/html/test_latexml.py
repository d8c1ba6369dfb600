"""Papers as LaTeXML writes them: sections, floats, lists, theorems and bibliographies."""

from __future__ import annotations

import pytest

from assistant.documents.document import Caption
from assistant.readers.html.latexml import (
    Paper,
    authors_of,
    caption_of,
    captions_of,
    paper_of,
    sentences,
    title_of,
)
from assistant.readers.html.tree import tree_of


def paper(body: str) -> Paper:
    """What a walk over a paper of this body finds."""
    root = tree_of(f"<article class=ltx_document>{body}</article>".encode(), "a.html")
    return Paper(paper_of(root))


def para(text: str) -> str:
    """A paragraph."""
    return f"<div class=ltx_para><p class=ltx_p>{text}</p></div>"


def said(made: Paper) -> list[str]:
    """The sentences of all parts."""
    return [sentence.text for part in made.parts for sentence in part.sentences]


def test_other_pages_hold_no_paper() -> None:
    assert paper_of(tree_of(b"<article><p>Rivers.</p></article>", "a.html")) is None


def test_the_paper_is_the_document_with_the_most_paragraphs() -> None:
    notice = "<div class='ltx_document package-alerts'>" + para("A package failed.") * 5 + "</div>"
    small = f"<div class=ltx_document>{para('Small.')}</div>"
    title = "<h1 class='ltx_title_document'>Rivers</h1>"
    large = f"<article class=ltx_document>{title}{para('x') * 2}</article>"
    found = paper_of(tree_of(f"<body>{notice}{small}{large}</body>".encode(), "a.html"))
    assert title_of(found) == "Rivers"


def test_a_paper_without_a_title_or_persons() -> None:
    root = tree_of(f"<article class=ltx_document>{para('Rivers.')}</article>".encode(), "a.html")
    assert (title_of(root), authors_of(root)) == ("", ())


@pytest.mark.parametrize(
    ("persons", "authors"),
    [
        (["Ada Reed", "Bo Lund"], ("Ada Reed", "Bo Lund")),
        (["Ada Reed<sup>1</sup>, Bo Lund<sup>2</sup>"], ("Ada Reed", "Bo Lund")),
        (["Ada Reed<br>University of Somewhere<br>ada@reed.org"], ("Ada Reed",)),
        (["Ada Reed", "Ada Reed"], ("Ada Reed",)),
        (["Ada Reed<span class='ltx_note'>Equal work</span>"], ("Ada Reed",)),
        (["<table class=ltx_tabular><tr><td class=ltx_td>Ada Reed</td><td class=ltx_td>Bo Lund"
          "</td></tr></table>"], ("Ada Reed", "Bo Lund")),
        (["Anonymous"], ()),
    ],
)  # fmt: skip
def test_persons(persons: list[str], authors: tuple[str, ...]) -> None:
    markup = "".join(f"<span class=ltx_personname>{person}</span>" for person in persons)
    assert authors_of(tree_of(f"<div>{markup}</div>".encode(), "a.html")) == authors


def test_sections_nest_as_deep_as_they_are_written() -> None:
    inner = f"<section class=ltx_subsection><h3>1.1 Ice</h3>{para('Ice melts.')}</section>"
    made = paper(
        f"<section class=ltx_section><h2>1 Rivers</h2>{para('They flow.')}{inner}"
        f"{para('They flow on.')}</section><section class=ltx_appendix><h2>A Data</h2></section>"
    )
    assert [(part.title, part.level) for part in made.parts] == [
        ("", 0), ("1 Rivers", 1), ("1.1 Ice", 2), ("A Data", 1),
    ]  # fmt: skip
    assert made.parts[0].kind == "front"


def test_a_displayed_formula_stands_amid_its_sentence() -> None:
    text = (
        "<div class=ltx_para><p class=ltx_p>The flow is</p><table class=ltx_equation><tr><td>"
        "<math alttext='f=ma'></math></td></tr></table><p class=ltx_p>where m is mass.</p></div>"
    )
    assert said(paper(text)) == ["The flow is f = ma where m is mass."]


def test_paragraphs_and_items_end_their_sentences() -> None:
    items = f"<ul><li>{para('First of the items')}</li><li>{para('Second of the items')}</li></ul>"
    made = paper(para("Rivers flow down") + para("Ice melts") + items)
    assert said(made) == [
        "Rivers flow down", "Ice melts", "First of the items", "Second of the items",
    ]  # fmt: skip
    assert all(sentence.ends_paragraph for part in made.parts for sentence in part.sentences)


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<div class=ltx_theorem><h6 class='ltx_title ltx_title_theorem'>Theorem 1.</h6>PARA</div>",
         "Theorem 1. Rivers flow."),
        ("<dl><dt>Rivers:</dt><dd>PARA</dd></dl>", "Rivers: Rivers flow."),
        ("<div class=ltx_proof><h6 class='ltx_title ltx_title_proof'>Proof.</h6>PARA</div>",
         "Proof. Rivers flow."),
    ],
)  # fmt: skip
def test_a_label_is_read_with_what_it_labels(markup: str, expected: str) -> None:
    assert said(paper(markup.replace("PARA", para("Rivers flow.")))) == [expected]


@pytest.mark.parametrize(
    "markup",
    [
        "<nav class=ltx_TOC>contents</nav>", "<div class=ltx_authors>Ada Reed</div>",
        "<div class=ltx_keywords>rivers</div>", "<footer class=ltx_page_footer>by LaTeXML</footer>",
        "<table class=ltx_tabular><tr><td>cell</td></tr></table>", "<script>var a</script>",
        "<div class=ltx_acknowledgements>Thanks.</div>", "<div class=ltx_listing>code</div>",
    ],
)  # fmt: skip
def test_what_is_no_running_text_is_passed_over(markup: str) -> None:
    assert said(paper(para("Rivers flow.") + markup + para("Ice melts."))) == [
        "Rivers flow.", "Ice melts.",
    ]  # fmt: skip


def test_an_abstract_without_paragraphs_of_its_own_class() -> None:
    made = paper("<div class=ltx_abstract><h6>Abstract</h6><p>Rivers flow. Ice melts.</p></div>")
    (_, abstract) = made.parts
    assert (abstract.title, abstract.kind, len(abstract.sentences)) == ("Abstract", "abstract", 2)


def test_a_bibliography_keeps_short_tags_and_leaves_out_who_cites() -> None:
    item = (
        "<li class=ltx_bibitem><span class=ltx_tag>{}</span><span class=ltx_bibblock>{}</span></li>"
    )
    made = paper(
        "<section class=ltx_bibliography><h2>References</h2><ul>"
        + item.format("[1]", "A. Reed. Rivers. 2020.<span class=ltx_bib_cited>Cited by: 2</span>")
        + item.format("Lund et al. (2021)", "Bo Lund. 2021. Lakes.")
        + "</ul></section>"
    )  # fmt: skip
    assert made.references == ["[1] A. Reed. Rivers. 2020.", "Bo Lund. 2021. Lakes."]
    assert said(made) == made.references
    assert made.parts[-1].kind == "references"


@pytest.mark.parametrize(
    ("text", "label", "rest"),
    [
        ("Figure 3: Rivers.", "Figure 3", "Rivers."),
        ("Fig. 2 | Rivers.", "Fig. 2", "Rivers."),
        ("TABLE IV. Costs.", "TABLE IV", "Costs."),
        ("Table A.1 — Costs.", "Table A.1", "Costs."),
        ("Extended Data Figure 5: Ice.", "Extended Data Figure 5", "Ice."),
        ("图3：河流", "图3", "河流"),
        ("表 1：河流的数据", "表 1", "河流的数据"),
        ("図2 川の流れ", "図2", "川の流れ"),
        ("Figure 3", "Figure 3", ""),
    ],
)
def test_a_caption_has_its_label_apart(text: str, label: str, rest: str) -> None:
    assert caption_of(text) == Caption(label, rest)


@pytest.mark.parametrize("text", ["", "Rivers of the north.", "Figures of speech.", "Tables turn."])
def test_other_texts_name_no_figure(text: str) -> None:
    assert caption_of(text) is None


def test_the_captions_of_a_figure_of_figures() -> None:
    figure = tree_of(
        b"<figure><figure><figcaption>(a) Ice</figcaption></figure>"
        b"<figcaption class=ltx_caption>Figure 1: Rivers.</figcaption></figure>", "a.html"
    )  # fmt: skip
    assert list(captions_of(figure)) == [Caption("Figure 1", "Rivers.")]


@pytest.mark.parametrize(
    "text", ["", "Rivers flow. Ice melts.", "河流流动。冰融化。", "川は流れる。"]
)
def test_the_last_sentence_of_a_paragraph_ends_it(text: str) -> None:
    made = sentences(text)
    assert [sentence.ends_paragraph for sentence in made] == [False] * (len(made) - 1) + (
        [True] * bool(made)
    )
    assert "".join("".join(s.text for s in made).split()) == "".join(text.split())
