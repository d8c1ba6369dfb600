# ruff: noqa: E501  (texts stand as they are)
"""Markdown, plain text and saved pages, HTML."""

from __future__ import annotations

from assistant.documents.document import Document
from assistant.readers import read_bytes

README = """# awesome-judging

A list about judging. Look at our new survey "[Judging Machines: A Survey](https://arxiv.org/abs/2401.01234)".

```bibtex
@article{lee2024judging,
  title={Judging Machines: A Survey},
  author={Lee, Ann and Chen, Bo and others},
  journal={arXiv preprint arXiv:2401.01234},
  year={2024}
}
```

## Table of Contents
- [Judges](#judges)
- [Tasks](#tasks)

## Judges
1. **Other work on juries.** D. Dunn et al. arXiv 2019. [[Paper](https://arxiv.org/abs/1901.00001)]

### Human judges
Humans judge well. They [agree](https://example.org) often.
"""

ABSTRACT = (
    "Machines judge other machines more and more often. This survey looks at how well they do it and "
    "at what goes wrong. We sort the work into three groups by what is judged. We compare the groups by "
    "cost, by agreement with people and by robustness. Open questions close the survey, with a list of "
    "data sets. We hope that it helps those who build judges and those who are judged by them every day."
)
LINKS = "".join(
    f"A talk about topic {name} in ten parts\nThe Reading Circle\n{seen}+ reads · {day} May 2020\n"
    for seen, (name, day) in enumerate(zip("ABCDEFGH", range(1, 9), strict=True), start=20)
)


def texts(document: Document) -> str:
    return " ".join(sentence.text for _, sentence in document.sentences())


def test_markdown_takes_the_papers_identity_from_bibtex() -> None:
    document = read_bytes(README.encode(), "README.md")
    assert document.title == "Judging Machines: A Survey"
    assert document.authors == ("Ann Lee", "Bo Chen")
    assert (document.year, document.arxiv_id) == (2024, "2401.01234")
    assert "@article" not in texts(document)


def test_markdown_identity_without_bibtex_never_comes_from_lists() -> None:
    start, end = README.index("```bibtex"), README.index("## Table")
    document = read_bytes((README[:start] + README[end:]).encode(), "README.md")
    assert (document.title, document.arxiv_id) == ("Judging Machines: A Survey", "2401.01234")
    plain = README[:start].replace(' Look at our new survey "[Judging Machines: A Survey]'
                                   '(https://arxiv.org/abs/2401.01234)".', "") + README[end:]  # fmt: skip
    document = read_bytes(plain.encode(), "README.md")
    assert (document.title, document.arxiv_id) == ("awesome-judging", None)


def test_markdown_sections_and_items() -> None:
    document = read_bytes(README.encode(), "README.md")
    (human,) = [section for section in document.sections if section.title == "Human judges"]
    assert human.path == ("awesome-judging", "Judges", "Human judges")
    assert [sentence.text for sentence in human.sentences] == [
        "Humans judge well.", "They agree often.",
    ]  # fmt: skip
    (judges,) = [section for section in document.sections if section.title == "Judges"]
    assert [s.text for s in judges.sentences] == [
        "Other work on juries. D. Dunn et al. arXiv 2019."
    ]
    assert "Tasks" not in texts(document)


def test_markdown_front_lines() -> None:
    text = f"# Judging\n\nAuthors: Ann Lee, Bo Chen\nYear: 2023\narXiv: 2301.00001\n\n## Abstract\n\n{ABSTRACT}"
    document = read_bytes(text.encode(), "notes.md")
    assert document.authors == ("Ann Lee", "Bo Chen")
    assert (document.year, document.arxiv_id) == (2023, "2301.00001")
    assert document.abstract == ABSTRACT


def test_a_saved_page_keeps_its_abstract_and_loses_its_links() -> None:
    page = f"{ABSTRACT}\n\n\n翻译:{'机器越来越多地评判其他机器，本综述考察其效果。' * 3}\n\n16\nSave\nClose\n\nRelated\n\n{LINKS}Top\n"
    document = read_bytes(page.encode(), "page.txt")
    assert document.abstract == ABSTRACT
    assert document.title == ""
    assert [section.kind for section in document.sections] == ["abstract", "translation"]
    assert "Circle" not in texts(document) and "Save" not in texts(document)


def test_a_saved_review_has_title_authors_and_sections() -> None:
    page = (
        "Skip to content\nSHORT REVIEW\n\n[レビュー] Judging Machines: A Survey\n\n"
        "Ann Lee, Bo Chen|arXiv|Jan 3, 2024\nMachine Learning cited 34\n要約\n\n"
        "機械による評価を調査し、その信頼性と限界を三つの観点から整理する。\n\n"
        f"ABSTRACT\n\n{ABSTRACT}\n\n提案手法\n\n  • 評価の対象を三つに分類する。\n  • 人との一致を比較する。\n"
        "Figure 1: The three groups of judges.\nFigure 1: The three groups of judges.\n\n"
        "今すぐ始めよう\n\n研究の時間を減らしましょう。\n\n登録は不要\n\nこの要約は機械が書きました。\n"
    )
    document = read_bytes(page.encode(), "review.txt")
    assert document.title == "Judging Machines: A Survey"
    assert document.authors == ("Ann Lee", "Bo Chen")
    assert document.year == 2024
    assert document.abstract == ABSTRACT
    assert [section.title for section in document.sections] == ["要約", "ABSTRACT", "提案手法"]
    assert [caption.label for caption in document.captions] == ["Figure 1"]
    assert "登録" not in texts(document)
    assert document.languages[0] in ("ja", "en")


def test_plain_text_with_headings_and_wrapped_lines() -> None:
    text = (
        "1 Introduction\n\nMachines judge other machines, and the way in which they do it has been stud-\n"
        "ied for some time by people who care about\nwhat they say. It is new.\n\n"
        "2 Methods\n\nWe read the papers. We sorted them by hand."
    )
    document = read_bytes(text.encode(), "notes.txt")
    assert [(s.title, len(s.sentences)) for s in document.sections] == [
        ("1 Introduction", 2), ("2 Methods", 2),
    ]  # fmt: skip
    assert "has been studied for some time by people who care about what they say." in texts(
        document
    )
    assert document.title == ""


def test_encodings() -> None:
    text = "机器评判其他机器的做法越来越常见，本文对此进行了综述，并讨论了问题。" * 3
    for encoding in ("gb18030", "utf-16", "utf-8-sig"):
        assert texts(read_bytes(text.encode(encoding), "a.txt")).startswith("机器评判"), encoding


LATEXML = """<!DOCTYPE html><html><head><link rel="canonical" href="https://arxiv.org/abs/2401.01234v2"></head>
<body><nav>menu</nav><article class="ltx_document">
<h1 class="ltx_title ltx_title_document">Judging Machines: A Survey</h1>
<div class="ltx_authors"><span class="ltx_creator"><span class="ltx_personname">Ann Lee<sup>1</sup>,
Bo Chen<br>University of Somewhere</span></span></div>
<div class="ltx_abstract"><h6 class="ltx_title">Abstract</h6><p class="ltx_p">We survey judges.
There are <math><semantics><mi>n</mi><annotation encoding="application/x-tex">n_x</annotation></semantics></math>
of them.</p></div>
<section class="ltx_section"><h2 class="ltx_title"><span class="ltx_tag">1 </span>Methods</h2>
<div class="ltx_para"><p class="ltx_p">We read.<span class="ltx_note">a note</span> We sorted.</p></div>
<figure class="ltx_figure"><figcaption>Figure 2: The groups.</figcaption></figure>
<section class="ltx_subsection"><h3 class="ltx_title"><span class="ltx_tag">1.1 </span>Data</h3>
<div class="ltx_para"><p class="ltx_p">There is some.</p></div></section></section>
<section class="ltx_bibliography"><h2>References</h2><ul><li class="ltx_bibitem">[1] D. Dunn. Juries.</li></ul>
</section></article></body></html>"""


def test_latexml_papers() -> None:
    document = read_bytes(LATEXML.encode(), "2401.01234.html")
    assert document.title == "Judging Machines: A Survey"
    assert document.authors == ("Ann Lee", "Bo Chen")
    assert (document.arxiv_id, document.year) == ("2401.01234", 2024)
    assert document.abstract == "We survey judges. There are n_x of them."
    assert [(s.title, s.path) for s in document.sections if s.kind in ("method", "body")] == [
        ("1 Methods", ("1 Methods",)), ("1.1 Data", ("1 Methods", "1.1 Data")),
    ]  # fmt: skip
    assert [(c.label, c.text) for c in document.captions] == [("Figure 2", "The groups.")]
    assert document.references == ("[1] D. Dunn. Juries.",)
    assert "menu" not in texts(document) and "a note" not in texts(document)


def test_other_pages_lose_their_menus() -> None:
    prose = (
        "Judges are models that score the answers of other models, and they are cheap to run. " * 3
    )
    page = (
        "<html><head><meta name='citation_title' content='On Judges'>"
        "<meta name='citation_author' content='Lee, Ann'></head><body><nav><a href='/'>Home</a></nav>"
        f"<article><h1>On judges</h1><p>{prose}</p><h2>Costs</h2><p>{prose}</p></article>"
        "<footer>Subscribe now</footer></body></html>"
    )
    document = read_bytes(page.encode(), "page.html")
    assert (document.title, document.authors) == ("On Judges", ("Ann Lee",))
    assert "Costs" in [section.title for section in document.sections]
    assert "Subscribe" not in texts(document) and "Home" not in texts(document)
