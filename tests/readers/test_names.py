"""Names of people on the line below a title."""

from __future__ import annotations

import pytest

from assistant.readers.names import authors_on


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Ann Lee and Bo Elk", ("Ann Lee", "Bo Elk")),
        ("Ann Lee1 · Bo Elk2", ("Ann Lee", "Bo Elk")),
        ("Ann Lee | 3 May 2021", ("Ann Lee",)),
        ("Ann Lee, Bo Elk +3 more authors", ("Ann Lee", "Bo Elk")),
    ],
)
def test_a_line_of_names(line: str, names: tuple[str, ...]) -> None:
    assert authors_on(line) == names


@pytest.mark.parametrize(
    "line",
    ["Rivers, lakes and seas", "Ann Lee", "University of Delta, Some Town", "Ann Lee, 12, a, b, c"],
)
def test_other_lines_name_nobody(line: str) -> None:
    assert authors_on(line) == ()
