# ruff: noqa: E501  (texts stand as they are)
"""What a document states of its work, and what a survey of several documents is called."""

from __future__ import annotations

from assistant.documents.document import Document
from assistant.documents.identity import Identity, merge_metadata

ABSTRACT = (
    "Machines judge other machines more and more often. This survey looks at how well they do it and at"
    " what goes wrong. We sort the work into three groups and compare them by cost and agreement."
)


def test_the_best_stated_values_are_kept() -> None:
    merged = merge_metadata([
        Identity(abstract=ABSTRACT, name="a.txt"),
        Identity(title="Judging Machines: A Survey", authors=("A. Lee",), year=2024, name="b.txt"),
        Identity(title="Judging Machines: A Survey", authors=("Ann Lee", "Bo Chen"),
                 arxiv_id="2401.01234", name="c.md"),
    ])  # fmt: skip
    assert merged.title == "Judging Machines: A Survey"
    assert merged.authors == ("Ann Lee", "Bo Chen")
    assert (merged.year, merged.arxiv_id) == (2024, "2401.01234")


def test_without_a_title_a_readable_one_is_made() -> None:
    merged = merge_metadata([Identity(abstract=ABSTRACT, name="a.txt")])
    assert merged.title.startswith("Machines judge other machines")
    assert merge_metadata([Identity(name="my_survey-2.pdf")]).title == "my survey-2"


def test_full_names_go_before_initials() -> None:
    short, full = ("A. Lee", "B. Chen"), ("Ann Lee", "Bo Chen")
    assert merge_metadata([Identity(authors=short), Identity(authors=full)]).authors == full


def test_an_arxiv_id_counts_wherever_it_stands() -> None:
    document = Document("d", "x.md", "markdown", (), doi="10.48550/arXiv.2401.01234")
    assert Identity.of(document).arxiv_id == "2401.01234"
    assert Identity.of(document).doi is None
    named = Document("d", "2401.01234v2-judges.md", "markdown", ())
    assert Identity.of(named).arxiv_id == "2401.01234"


def test_the_year_that_most_documents_state_is_the_survey_s() -> None:
    years = [Identity(year=year) for year in (2019, 2021, 2021)]
    assert merge_metadata(years).year == 2021
    assert merge_metadata(years[:2]).year == 2019


def test_a_web_page_s_list_of_authors_goes_before_a_longer_one_that_holds_it() -> None:
    page = Identity(authors=("Ann Lee", "Bo Chen"), format="html")
    longer = Identity(authors=("Ann Lee", "Bo Chen", "Best Paper"), format="pdf")
    assert merge_metadata([longer, page]).authors == ("Ann Lee", "Bo Chen")
    cut = Identity(authors=("Ann Lee",), format="html")
    assert merge_metadata([longer, cut]).authors == longer.authors
