# ruff: noqa: E501  (texts stand as they are)
"""The year of a work, from all that says one."""

from __future__ import annotations

import pytest

from assistant.readers.pdf.front.dates import dating


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("Management Review (2024) 74:867-907\nPublished online: 28 February 2023\n© 2023", 2024),
        ("Vol. 41 No. 1\nJan. 2018\n收稿日期:2016-08-31. (C)1994-2023 Archive House", 2018),
        ("第41卷 第1期 2018年1月 计算机学报", 2018),
        ("NATURE METHODS | VOL 17 | MARCH 2020 | 261-272", 2020),
        ("Vol 455 | 11 September 2008\nDownloaded on March 3, 2021 at 10:20", 2008),
        ("Authorized licensed use limited to: A University. Downloaded on June 5,2019 UTC", None),
        ("© 2017 The Author(s). Licensee Press.", 2017),
        ("Received 28 June 2023\nAccepted 25 September 2024\nPublished 17 October 2024", 2024),
        ("Received from; October 21, 2024, revised from; January 13, 2025. ©2025 by the authors", 2025),
        ("A report of May 2011", 2011),
        ("In the 1990s, 12 judges met.", None),
        ("arXiv in pages 1950-1980 of a book", None),
    ],
)  # fmt: skip
def test_the_year_of_a_first_page(text: str, year: int | None) -> None:
    assert dating(text).year == year


def test_a_citation_and_a_stamp_go_before_other_dates() -> None:
    text = "Received 3 May 2019. Accepted 9 May 2020. Published 1 June 2020. © 2020"
    assert dating(text, citations=["A. Lee, Rivers, Judges (2021), 4."]).year == 2021
    assert dating(text, stamp_year=2018).year == 2018


def test_what_only_the_file_says() -> None:
    assert dating("No year", name="lee2019.pdf").year == 2019
    assert dating("No year", doi="10.1007/s12525-023-00644-5").year == 2023
    assert dating("No year", doi="10.1007/978-3-030-12345-6_7").year is None
    assert dating("No year", file_year=2012).year == 2012
    assert dating("© 2010", file_year=2012).year == 2010
    assert dating("No year").year is None


def test_two_years_that_cannot_be_told_apart() -> None:
    found = dating("Published 2011. © 2016")
    assert found.year is not None and {found.year, found.rival} == {2011, 2016}
    # A year between first appearance and issue is usual.
    assert dating("Published 2011. © 2012").rival is None


def test_the_year_in_a_journal_s_volume_goes_before_dates_of_receipt() -> None:
    assert dating("River Materials 137 (2015) 1-5. Received 12 December 2014").year == 2015
