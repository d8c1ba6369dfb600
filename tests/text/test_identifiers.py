"""Identifiers and names as sources state them."""

from __future__ import annotations

import pytest

from assistant.text.identifiers import arxiv_id_of_doi, is_cut_doi, stated_doi


@pytest.mark.parametrize(
    ("text", "doi"),
    [
        ("https://doi.org/10.1038/nature07276.", "10.1038/nature07276"),
        ("doi:10.21105/joss.\n04222", "10.21105/joss.04222"),
        ("https://doi.org/10.21105/joss. 1\n03021", "10.21105/joss.03021"),
        ("https://doi.org/10.21105/joss.\n1\n03021", "10.21105/joss.03021"),
        ("https://doi.org/10.21105/joss.\n1", None),
        ("doi:10.21105/joss.", None),
        ("doi:10.21105/joss.\nReceived in May", None),
        ("https://doi.org/10.1016/\nj.dss.2024.114276", "10.1016/j.dss.2024.114276"),
        ("https://doi.org/10.1016/j.dss.2024.\n114276", "10.1016/j.dss.2024.114276"),
        ("https://doi.org/10.1007/s12525-\n023-00644-5", "10.1007/s12525-023-00644-5"),
        ("doi:10.1145/3641289.\n2024 was the year.", "10.1145/3641289"),
        ("10.1145/3641289\n12 pages", "10.1145/3641289"),
        ("10.21105/joss.\nand again 10.21105/joss.03021", "10.21105/joss.03021"),
        ("doi:10.1016/j.dss.2024.1 and (10.1016/j.dss.2024.114276)", "10.1016/j.dss.2024.114276"),
        ("doi:10.1234/ab.c", "10.1234/ab.c"),
        ("no number", None),
    ],
)
def test_a_doi_is_whole_or_none(text: str, doi: str | None) -> None:
    assert stated_doi(text) == doi


def test_a_cut_doi_names_a_journal() -> None:
    assert is_cut_doi("10.21105/joss") and is_cut_doi("10.1016/j.dss")
    assert not is_cut_doi("10.1038/nature07276")


def test_arxiv_numbers_that_are_written_as_dois() -> None:
    assert arxiv_id_of_doi("10.48550/arXiv.2303.18223") == "2303.18223"
    assert arxiv_id_of_doi("10.1145/3641289") is None
    assert arxiv_id_of_doi(None) is None
