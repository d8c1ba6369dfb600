"""Lists of references by their names and their starts."""

from __future__ import annotations

import contextlib
import random

import pytest

from assistant.errors import EmptySource, SourceError, UnreadableSource
from assistant.readers.references.listing import is_list, references
from evals.robustness.mutation import mutate

CSL = b'[{"id": "a", "type": "book", "title": "Rivers"}]'


def test_lists_are_known_by_their_names_and_json_by_its_start() -> None:
    assert all(is_list(b"", name) for name in ("a.bib", "b.RIS", "c.bibtex"))
    assert is_list(CSL, "a.json")
    assert not is_list(b'{"name": 1}', "a.json") and not is_list(CSL, "a.md")


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"@book{a, title = {Rivers}}", "a.bib"),
        (b"TY  - BOOK\nTI  - Rivers\nER  - \n", "a.ris"),
        (CSL, "a.json"),
    ],
)
def test_each_format_is_read(data: bytes, name: str) -> None:
    assert [found.stated.title for found in references(data, name)] == ["Rivers"]


def test_empty_and_broken_lists_are_refused() -> None:
    with pytest.raises(EmptySource, match="lists no references"):
        references(b"words", "a.bib")
    with pytest.raises(UnreadableSource, match="not JSON"):
        references(b'[{"title"', "a.json")


@pytest.mark.parametrize("name", ["a.bib", "a.ris", "a.json"])
def test_changed_bytes_are_read_or_refused(name: str) -> None:
    whole = {
        "a.bib": b"@book{a, title = {Rivers} # jan, author={Lee, A}, file = {:a.pdf:pdf}}",
        "a.ris": b"TY  - BOOK\nTI  - Rivers\nAU  - Lee, A\nL1  - a.pdf\nER  - \n",
        "a.json": CSL,
    }[name] * 3
    for seed in range(300):
        with contextlib.suppress(SourceError):
            references(mutate(whole, [whole], random.Random(seed)), name)
