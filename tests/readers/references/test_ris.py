"""References in RIS."""

from __future__ import annotations

from assistant.readers.references.ris import ris_references

RIS = """\ufeffTY  - JOUR
TI  - Rivers of
Asia
AU  - Lee, Anna
AU  - Ray, Bob, Jr.
PY  - 2020/03/01/
DO  - 10.1234/r.5
AB  - They flow.
L1  - files/1/a.pdf
L1  - https://x.org/a.pdf
ER  -

TY  - GEN
T1  - Lakes
UR  - http://arxiv.org/abs/2309.15025
L1  - file:///home/anna/l.pdf
ER  -
"""


def test_entries_with_their_files() -> None:
    rivers, lakes = ris_references(RIS)
    stated = rivers.stated
    assert (stated.title, stated.authors) == ("Rivers of Asia", ("Anna Lee", "Bob Ray"))
    assert (stated.year, stated.doi, stated.abstract) == (2020, "10.1234/r.5", "They flow.")
    assert [file.path for file in rivers.files] == ["files/1/a.pdf"]
    assert (lakes.stated.arxiv_id, lakes.stated.year) == ("2309.15025", 2023)
    assert [file.path for file in lakes.files] == ["file:///home/anna/l.pdf"]
    assert rivers.key != lakes.key


def test_an_entry_that_is_not_ended_counts_and_words_do_not() -> None:
    assert [found.stated.title for found in ris_references("TY  - BOOK\nTI  - Rivers")] == [
        "Rivers"
    ]
    assert ris_references("only words\nTY  - BOOK") == []
