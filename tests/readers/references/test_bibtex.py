"""References in BibTeX, with the files of three programs."""

from __future__ import annotations

import pytest

from assistant.readers.references.bibtex import bibtex_references


def test_metadata_are_read_and_an_arxiv_doi_is_an_arxiv_id() -> None:
    (found,) = bibtex_references(
        "@article{a, title={{R}ivers}, author={Lee, Anna and Ray, Bob}, year=2020,"
        " abstract={Flow.}, doi={10.48550/arXiv.2309.15025}}"
    )
    stated = found.stated
    assert (found.key, stated.title, stated.authors) == ("a", "Rivers", ("Anna Lee", "Bob Ray"))
    assert (stated.year, stated.arxiv_id, stated.doi) == (2020, "2309.15025", None)
    assert stated.abstract == "Flow."
    (eprint,) = bibtex_references("@misc{b, eprint={2101.00001}, archiveprefix={arXiv}}")
    assert (eprint.stated.arxiv_id, eprint.stated.year) == ("2101.00001", 2021)


@pytest.mark.parametrize(
    ("field", "paths"),
    [
        ("Full Text:files/1/a b.pdf:application/pdf;Snap:files/2/s.html:text/html",
         ["files/1/a b.pdf", "files/2/s.html"]),
        (":papers/a.pdf:PDF", ["papers/a.pdf"]),
        (":home/anna/a.pdf:pdf", ["home/anna/a.pdf"]),
        (r"PDF:C\:\\Papers\\a.pdf:application/pdf", [r"C:\Papers\a.pdf"]),
        ("/home/anna/a.pdf", ["/home/anna/a.pdf"]),
        (r"a\;b.pdf", ["a;b.pdf"]),
        ("", []),
    ],
)  # fmt: skip
def test_the_files_that_programs_name(field: str, paths: list[str]) -> None:
    (found,) = bibtex_references(f"@misc{{k, title={{T}}, file={{{field}}}}}")
    assert [file.path for file in found.files] == paths
