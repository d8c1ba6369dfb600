"""What a person sees in the tables of papers: each value under its headers, as digests."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from assistant.documents.table import Table
from evals.task import Half

FILE = Path(__file__).parents[1] / "data" / "table_cells.json"
_LENGTH = 10  # hexadecimal digits of a digest; a table has a few hundred texts
_MINUS = dict.fromkeys((8722, 8211, 8212, 8208), "-")
_KEPT = frozenset("%.,+-±<>=")

# The digests of a row's header, a column's header and a value.
Key = tuple[str, ...]


@dataclass(frozen=True)
class GoldTable:
    """One table: its paper's file name, its label as readers spell it, its cells.

    ``kind`` is "ruled" where rules part its columns, else "unruled": at most rules across it.
    """

    file: str
    label: str
    half: Half
    kind: Literal["ruled", "unruled"]
    cells: tuple[Key, ...]

    @property
    def id(self) -> str:
        """A name for it: its paper's and its own."""
        return f"{self.file.removesuffix('.pdf')}: {self.label}"


def load() -> tuple[GoldTable, ...]:
    """Every table with gold, in the order of the file."""
    return tuple(
        GoldTable(
            record["file"],
            record["label"],
            record["half"],
            record["kind"],
            tuple(map(tuple, record["cells"])),
        )
        for record in json.loads(FILE.read_text("utf-8"))
    )


def digest(text: str) -> str:
    """A digest of a text's letters, digits and signs; what only sets it is left out.

    >>> digest("10^−5") == digest("10 -5"), digest("4.5 %") == digest("45 %")
    (True, False)
    """
    plain = unicodedata.normalize("NFKC", text).translate(_MINUS).casefold()
    kept = "".join(letter for letter in plain if letter.isalnum() or letter in _KEPT)
    return hashlib.sha256(kept.encode()).hexdigest()[:_LENGTH]


def keys_of(table: Table) -> Counter[Key]:
    """The cells of a table that was read, as the gold has them."""
    return Counter(
        (
            digest(" ".join(dict.fromkeys(cell.text for cell in beside))),
            digest(" ".join(dict.fromkeys(cell.text for cell in above))),
            digest(cell.text),
        )
        for cell, above, beside in table.values()
    )
