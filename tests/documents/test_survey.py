"""A survey: what it is called, and what its documents say together."""

from __future__ import annotations

import pytest

from assistant.documents.document import Document
from assistant.documents.survey import DocumentInfo, Survey, last_name, normal_title, short_name

PDF = DocumentInfo("d1", "a.pdf", "pdf", 12, ("en",), 0.9, ("page 3: a scan",))
PAGE = DocumentInfo("d2", "a.html", "html", None, ("zh", "en"), 1.0, ())


@pytest.mark.parametrize(
    ("authors", "name"),
    [
        (("Tianhao Shen", "Renren Jin", "Deyi Xiong"), "Shen et al. (2023)"),
        (("Ann Lee", "Bo Chen"), "Lee and Chen (2023)"),
        (("刘全",), "刘全 (2023)"),
        ((), "Judging Machines (2023)"),
    ],
)
def test_short_names(authors: tuple[str, ...], name: str) -> None:
    assert short_name(Survey("x", "Judging Machines", authors, 2023, None, None)) == name


def test_a_long_title_stands_in_for_missing_authors_in_a_few_words() -> None:
    survey = Survey("x", "A Survey of Judging Goals for Very Big Machines", (), None, None, None)
    assert short_name(survey) == "A Survey of Judging Goals…"


def test_family_names() -> None:
    names = ("Ann van der Lee", "Bo Chen Jr.", "刘全", "Dev Eze III")
    assert [last_name(name) for name in names] == ["Lee", "Chen", "刘全", "Eze"]


def test_a_title_without_marks_and_case() -> None:
    assert normal_title("SoK: Rivers — a  Survey!") == "sok rivers a survey"


def test_what_documents_say_together() -> None:
    survey = Survey("x", "Rivers", (), None, None, None, (PDF, PAGE))
    assert survey.languages == ("en", "zh") and survey.formats == ("pdf", "html")
    assert (survey.page_count, survey.readable_share) == (12, 0.9)
    assert survey.warnings == ("a.pdf: page 3: a scan",)
    alone = Survey("x", "Rivers", (), None, None, None, (PDF,))
    assert alone.warnings == ("page 3: a scan",)
    empty = Survey("x", "Rivers", (), None, None, None)
    assert (empty.page_count, empty.readable_share, empty.warnings) == (None, 1.0, ())


def test_a_document_s_listing_has_what_the_document_has() -> None:
    document = Document("d1", "a.pdf", "pdf", (), page_count=12, readable_share=0.9,
                        warnings=("page 3: a scan",))  # fmt: skip
    assert DocumentInfo.of(document) == PDF
