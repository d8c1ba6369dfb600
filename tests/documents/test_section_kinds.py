"""What a heading says of its section, in English, Chinese and Japanese."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.documents.document import SectionKind
from assistant.documents.section_kinds import (
    INHERITED,
    NO_EVIDENCE,
    back_label,
    kind_of,
    without_number,
)

TITLES: dict[SectionKind, tuple[str, ...]] = {
    "abstract": ("Abstract", "摘 要", "要旨"),
    "introduction": ("Introduction and Scope", "引言", "はじめに"),
    "method": ("Methods", "研究方法", "提案手法"),
    "results": ("Experimental Results", "实验结果", "実験と評価"),
    "conclusion": ("Conclusions and Thanks", "结论", "おわりに"),
    "limitations": ("Limitations of This Survey", "局限性", "本研究の限界"),
    "future": ("Open Problems", "未来方向", "今後の課題"),
    "references": ("References", "参考文献", "引用文献"),
    "appendix": ("Appendix B: Data", "附录", "付録A"),
    "front": ("Contents", "目录", "目次"),
    "back": ("Acknowledgments", "致谢", "謝辞"),
    "translation": ("Translation", "翻译", "訳文"),
    "body": ("Rivers of Ice", "河流", "川の氷"),
}
CASES = [(title, kind) for kind, titles in TITLES.items() for title in titles]


@pytest.mark.parametrize(("title", "kind"), CASES)
def test_a_title_says_what_its_section_is_for(title: str, kind: SectionKind) -> None:
    assert kind_of(title) == kind


@pytest.mark.parametrize(("title", "kind"), CASES)
@pytest.mark.parametrize("frame", ["{}:", "  {}  ", "**{}**", "【{}】", "{}.", "## {}"])
def test_marks_around_a_title_do_not_matter(title: str, kind: SectionKind, frame: str) -> None:
    assert kind_of(frame.format(title)) == kind


@pytest.mark.parametrize(("title", "kind"), CASES)
@pytest.mark.parametrize("number", ["3 ", "3. ", "4.1.2 ", "IV. ", "Part 2: ", "第三章 ", "二、"])
def test_numbers_before_a_title_do_not_matter(title: str, kind: SectionKind, number: str) -> None:
    assert kind_of(number + title) == kind


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("References and Notes", "references"),
        ("Notes and references", "references"),
        ("List of References", "references"),
        ("Use of generative AI", "back"),
        ("Declaration of generative AI and AI-assisted technologies", "back"),
        ("Generative AI in Schools", "body"),
        ("Reference Architectures", "body"),
    ],
)
def test_what_stands_at_a_paper_s_end_has_many_names(title: str, kind: SectionKind) -> None:
    assert kind_of(title) == kind


@pytest.mark.parametrize(("title", "kind"), CASES)
def test_capitals_do_not_matter(title: str, kind: SectionKind) -> None:
    assert kind_of(title.upper()) == kind == kind_of(title.lower())


@pytest.mark.parametrize(
    "title",
    ["Abstract Interpretation", "Reference Models", "Resultant Forces", "Methodical Rivers",
     "Newsrooms", "Overview of Rivers", "Contents of Lakes", ""],
)  # fmt: skip
def test_words_that_only_begin_alike_say_nothing(title: str) -> None:
    assert kind_of(title) == "body"


@pytest.mark.parametrize(
    ("title", "bare"),
    [
        ("3.1 Rivers", "Rivers"), ("A. Rivers", "Rivers"), ("第3節 川", "川"), ("3河流", "河流"),
        ("三、河流", "河流"), ("Section 4: Rivers", "Rivers"), ("3.1", "3.1"),
        ("Rivers 2", "Rivers 2"), ("3.1河流", "河流"), ("2、川", "川"),
        ("2023 in Rivers", "2023 in Rivers"), ("Ice", "Ice"), (" 12 ", "12"),
    ],
)  # fmt: skip
def test_a_heading_without_its_number(title: str, bare: str) -> None:
    assert without_number(title) == bare


@given(st.text(max_size=80))
def test_any_title_has_a_kind_and_never_becomes_empty(title: str) -> None:
    assert kind_of(title) in get_args(SectionKind)
    assert bool(without_number(title)) == bool(title.strip())


def test_sets_of_kinds_hold_kinds() -> None:
    assert set(get_args(SectionKind)) > INHERITED | NO_EVIDENCE
    assert "body" not in INHERITED | NO_EVIDENCE


@pytest.mark.parametrize(
    "heading",
    [
        "Acknowledgments",
        "5. Acknowledgements",
        "Author Contributions",
        "Authors’ contributions",
        "CRediT authorship contribution statement",
        "Declaration of competing interest",
        "Conflicts of Interest",
        "Funding information",
        "Data availability statement",
        "Data and code availability",
        "Supplementary material",
        "Abbreviations",
        "Publisher’s note",
        "About the authors",
        "致谢",
    ],
)
def test_what_stands_about_the_paper_at_its_end_is_back_matter(heading: str) -> None:
    assert kind_of(heading) == "back"


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("Funding of public research", "body"),
        ("Our contributions", "body"),
        ("Open access to data sets", "body"),
        ("Data availability in low-resource languages", "body"),
        ("References", "references"),
        ("Appendix A Proofs", "appendix"),
    ],
)
def test_what_a_paper_is_about_is_none(heading: str, kind: str) -> None:
    assert kind_of(heading) == kind


def test_labels_before_a_text_are_found_and_sentences_are_not() -> None:
    assert back_label("Conflict of Interest: The authors declare none.") == "Conflict of Interest"
    assert back_label("Funding of schools is a matter of its own.") == ""
    assert back_label("Funding is scarce in all of these places.") == ""
