"""Titles and authors as LaTeX sources state them."""

from __future__ import annotations

import pytest

from assistant.readers.latex.bibliography import Bibliography
from assistant.readers.latex.front_matter import FrontMatter, persons
from assistant.readers.latex.inline import Inline

INLINE = Inline(Bibliography())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"Anna Lee$^{1,2}$ \quad Bob Ray\textsuperscript{2}\\ University of Water\\ New York",
         ["Anna Lee", "Bob Ray"]),
        (r"Anna Lee\\Old Town \and Bob Ray \\ New Town", ["Anna Lee", "Bob Ray"]),
        (r"\IEEEauthorblockN{Anna Lee, Bob Ray}\IEEEauthorblockA{Institute of Water}",
         ["Anna Lee", "Bob Ray"]),
        (r"J\"org M\"uller\thanks{Funded by the {Lake} fund.}", ["Jörg Müller"]),
        (r"{\bf Anna Lee} and Bob Ray", ["Anna Lee", "Bob Ray"]),
    ],
)  # fmt: skip
def test_persons_without_marks_and_addresses(text: str, expected: list[str]) -> None:
    assert persons(text, INLINE) == expected


def test_what_is_stated_first_is_the_title() -> None:
    front = FrontMatter()
    for command, text in (("title", r"A \LaTeX{} Survey\thanks{x}"), ("title", "B"),
                          ("date", "May 2020"), ("doi", "10.1234/r.5")):  # fmt: skip
        front.state(command, text)
    found = front.metadata(INLINE)
    assert (found.title, found.year, found.doi) == ("A LaTeX Survey", 2020, "10.1234/r.5")
