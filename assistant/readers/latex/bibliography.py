"""A paper's references: from what BibTeX compiled, its own list, or the database of its entries."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from assistant.text.bibtex import BibEntry, closing_brace, entries, reference

_ITEM = re.compile(r"\\bibitem\s*(\[)?")
_KEY = re.compile(r"\s*\{([^{}]{0,300})\}")
_AUTHOR_YEAR = re.compile(r"^(.*?)\s*\(\s*(\d{4}[a-z]?)\s*\)", re.DOTALL)
_LEAST_SHARE = 0.5  # of the entries whose labels are authors and years


class Bibliography:
    """The works that a paper cites, by their keys.

    Citations of entries with labels such as "Lee et al. (2020)" are by author and year, others by
    number; a work that is not in the list is named by its key.
    """

    def __init__(self) -> None:
        self._labels: dict[str, str] = {}  # what \bibitem states in brackets
        self._texts: dict[str, str] = {}
        self._database: dict[str, BibEntry] = {}
        self._order: dict[str, int] = {}

    def add_items(self, text: str) -> None:
        """Take in the items of a bibliography environment."""
        pieces = _ITEM.split(text)
        for bracket, item in zip(pieces[1::2], pieces[2::2], strict=True):
            label, item = _label(item) if bracket else ("", item)
            key = _KEY.match(item)
            if key is None:
                continue
            name = key[1].strip()
            if name not in self._texts:
                self._labels[name], self._texts[name] = label, item[key.end() :]
                self._order[name] = len(self._order) + 1

    def add_database(self, text: str) -> None:
        """Take in a BibTeX database; its entries count once they are cited."""
        for entry in entries(text):
            self._database.setdefault(entry.key, entry)

    def citation(self, keys: Sequence[str], textual: bool, after: str) -> str:
        """What a citation of these works shows; ``textual`` ones name the authors in the text."""
        for key in keys:
            if key in self._database and key not in self._order and not self._texts:
                self._order[key] = len(self._order) + 1
        named = [self._author_year(key) for key in keys]
        if all(named) and named:
            pairs = [pair for pair in named if pair]
            if textual:
                return "; ".join(f"{who} ({year}{after})" for who, year in pairs)
            return f"({'; '.join(f'{who}, {year}' for who, year in pairs)}{after})"
        numbers = ", ".join(str(self._order.get(key, key)) for key in keys)
        who = self._authors(keys[0]) if textual and len(keys) == 1 else ""
        return f"{who} [{numbers}{after}]".strip() if numbers else ""

    def references(self, plain: Callable[[str], str]) -> list[str]:
        """The entries in their order, numbered where citations are numbers."""
        listed = []
        labelled = sum(map(bool, map(self._author_year, self._order)))
        numbered = labelled < _LEAST_SHARE * len(self._order)
        for key, number in sorted(self._order.items(), key=lambda item: item[1]):
            if key in self._texts:
                text = plain(re.sub(r"\\newblock\b", " ", self._texts[key]))
            else:
                text = reference(self._database[key])
            if text:
                listed.append(f"[{number}] {text}" if numbered else text)
        return listed

    def _author_year(self, key: str) -> tuple[str, str] | None:
        match = _AUTHOR_YEAR.match(self._labels.get(key, ""))
        if match is None or not match[1].strip():
            return None
        who = re.sub(r"[{}]|\\[A-Za-z]+\s*", "", match[1]).replace("~", " ")
        return " ".join(who.split()), match[2]

    def _authors(self, key: str) -> str:
        entry = self._database.get(key)
        people = entry.people if entry else ()
        lasts = [name.split()[-1] for name in people]
        if len(lasts) > 2:
            return f"{lasts[0]} et al."
        return " and ".join(lasts)


def _label(item: str) -> tuple[str, str]:
    """The label in brackets that an item opens with, and what stands after it."""
    place = 0
    while place < len(item):
        if item[place] == "{":
            place = closing_brace(item, place)
        elif item[place] == "]":
            return item[:place], item[place + 1 :]
        place += 1
    return "", item
