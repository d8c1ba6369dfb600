"""Kinds of sections, told by their headings."""

from __future__ import annotations

import pytest

from assistant.documents.section_kinds import back_label, kind_of


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
