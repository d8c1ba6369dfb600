"""Plain text and pages saved as text: what is kept, what goes, and what the head states."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.documents.document import Document
from assistant.readers import read
from assistant.readers.text.rows import CAPTION, is_page, kind_of_row, rows_of

PAGES = Path(__file__).parent / "pages"
TITLE = "A Survey of Retrieval Methods for Question Answering over Long Documents"


def page(name: str) -> Document:
    return read(PAGES / f"{name}.txt")


def texts(document: Document) -> str:
    return " ".join(sentence.text for _, sentence in document.sentences())


def headings(document: Document) -> list[str]:
    return [section.title for section in document.sections]


@pytest.mark.parametrize(
    ("name", "title", "authors", "year"),
    [
        ("preprint_page", TITLE, 4, 2024),
        ("review_page", TITLE, 4, 2024),
        ("search_page", TITLE, 3, 2024),
        ("paper", TITLE, 4, None),
        ("blog_zh", "大语言模型对齐研究综述", 0, 2024),
        ("blog_ja", "大規模言語モデルのアラインメントに関するサーベイを読む", 0, 2024),
    ],
)
def test_what_the_head_states(name: str, title: str, authors: int, year: int | None) -> None:
    document = page(name)
    assert (document.title, len(document.authors), document.year) == (title, authors, year)


def test_a_preprint_servers_page_is_its_abstract_and_identifiers() -> None:
    document = page("preprint_page")
    assert (document.arxiv_id, document.doi) == ("2401.01234", "10.48550/arXiv.2401.01234")
    assert headings(document) == ["Abstract"]
    assert document.abstract.startswith("Long documents pose a challenge")
    assert document.abstract.endswith("evaluation without annotated evidence.")


def test_a_page_loses_menus_lists_of_links_and_its_foot() -> None:
    document = page("review_page")
    assert headings(document) == ["Summary", "Motivation", "Taxonomy", "Limitations"]
    said = texts(document)
    assert said.endswith("It does not compare the methods under one budget by experiment.")
    for clutter in ("Pricing", "Karpukhin", "newsletter", "citations"):
        assert clutter not in said


def test_chinese_and_japanese_pages() -> None:
    chinese, japanese = page("blog_zh"), page("blog_ja")
    assert headings(chinese) == ["摘要", "一、引言", "二、对齐数据", "三、未来方向"]
    assert headings(japanese) == ["概要", "分類", "評価", "所感"]
    assert [document.languages[0] for document in (chinese, japanese)] == ["zh", "ja"]
    for clutter in ("会员", "福利", "点赞", "备", "ログイン", "プライバシー"):
        assert clutter not in texts(chinese) + texts(japanese)


def test_a_page_that_is_all_lists_keeps_its_sentences() -> None:
    document = page("search_page")
    assert texts(document).startswith("This survey sorts 142 papers")
    assert "Citation Type" not in texts(document)


def test_a_papers_text_keeps_everything() -> None:
    document = page("paper")
    assert [(section.title, section.level) for section in document.sections] == [
        ("Abstract", 1), ("1 Introduction", 1), ("1.1 Scope", 2), ("2 Retrieval units", 1),
        ("2.1 Passages", 2), ("References", 1),
    ]  # fmt: skip
    assert document.abstract.endswith("and the way they are trained.")
    assert "Passages of 100 words are most common [3, 7]." in texts(document)
    assert document.references == (
        "[1] A. Lind. Reading long texts. ACL 2020.",
        "[2] B. Ruiz. Choosing sentences. EMNLP 2021.",
    )


def test_notes_without_full_stops_are_not_lost(tmp_path: Path) -> None:
    notes = tmp_path / "notes.txt"
    notes.write_text(
        "Reading notes\n\nAlignment tax: RLHF lowers scores on some tasks\n"
        "Reward hacking seen in summarisation\nOpen: how to supervise beyond human level\n",
        encoding="utf-8",
    )
    said = texts(read(notes))
    for words in ("Alignment tax", "Reward hacking", "Open: how"):
        assert words in said


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("76+ reads · 26 July 2020", "counter"),
        ("1.1 Scope", "label"),
        ("2 Retrieval units", "label"),
        ("- an item", "item"),
        ("[3] A. Lind. Reading long texts.", "item"),
        ("Home > Papers > cs.CL", "label"),
        ("Which authors are endorsers? | Disable maths (What is that?)", "label"),
        ("Models read some thousand tokens well.", "sentence"),
        ("评测按照事实性、安全性与指令遵循三个方面进行。", "sentence"),
    ],
)
def test_what_a_row_looks_like(line: str, kind: str) -> None:
    assert kind_of_row(line) == kind


def test_wrapped_lines_are_one_row_and_a_paper_is_no_page() -> None:
    lines = (PAGES / "paper.txt").read_text(encoding="utf-8").splitlines()
    rows = rows_of(lines)
    assert not is_page(rows)
    assert sum(row.text.startswith("Long documents pose") for row in rows) == 1
    assert max(len(row.text) for row in rows) > 250


@pytest.mark.parametrize(
    ("line", "label"),
    [
        ("Figure 1 : The overall taxonomy.", "Figure 1"),
        ("Table 12. Results on one set.", "Table 12"),
        ("图3 对齐方法的分类", "图3"),
        ("Figure 1 shows the taxonomy.", None),
        ("图3描述了对齐方法的分类。", None),
    ],
)
def test_a_caption_is_not_a_sentence_about_a_figure(line: str, label: str | None) -> None:
    match = CAPTION.match(line)
    assert (match and match[1]) == label
