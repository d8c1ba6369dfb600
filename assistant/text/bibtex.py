"""BibTeX: its entries, and the text of one as a reference list has it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from assistant.text.identifiers import bibtex_names
from assistant.text.normalize import one_line
from assistant.text.tex import without_tex

_ENTRY = re.compile(r"@\s*([A-Za-z]+)\s*([{(])")
_NAME = re.compile(r"[\s,]*([A-Za-z][\w:.+-]*)\s*=\s*")
_BARE = re.compile(r"[^\s,{}\"#()]+")
_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)
_NO_WORKS = frozenset(("comment", "preamble"))
_LONGEST = 100_000  # characters of one value
_MOST_AUTHORS = 3  # more are "et al." in a reference list
# The months that every BibTeX style defines.
_MONTHS = {name: name.capitalize() for name in
           "jan feb mar apr may jun jul aug sep oct nov dec".split()}  # fmt: skip


@dataclass(frozen=True)
class BibEntry:
    """An entry: ``kind`` such as "article", its key, and its fields as they are written."""

    kind: str
    key: str
    fields: dict[str, str] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """A field as one reads it, without TeX; "" where it is not there."""
        value = re.sub(r"[{}]", "", without_tex(self.fields.get(name, "")))
        return one_line(value.replace("~", " ").replace("--", "–"))

    @property
    def people(self) -> tuple[str, ...]:
        """Its authors or editors, each as "First Last"."""
        stated = self.fields.get("author") or self.fields.get("editor", "")
        return bibtex_names(one_line(_without_accents(stated)))


def _without_accents(text: str) -> str:
    return without_tex(re.sub(r"\{(\\[^{}a-zA-Z]\{?\\?\w\}?)\}", r"\1", text))


def entries(text: str) -> Iterator[BibEntry]:
    r"""The entries of a BibTeX file in their order; what is damaged is passed over.

    >>> [entry.text("title") for entry in entries("@misc{a, title = {{R}ivers} # \" of Asia\"}")]
    ['Rivers of Asia']
    """
    strings: dict[str, str] = dict(_MONTHS)
    place = 0
    while (match := _ENTRY.search(text, place)) is not None:
        place, kind = match.end(), match[1].lower()
        if kind in _NO_WORKS:
            continue
        key = ""
        if kind != "string":
            key, comma, _ = text[place : place + 500].partition(",")
            if not comma or "=" in key or "}" in key:
                continue
            place += len(key) + 1
        fields, place = _fields(text, place, strings)
        if kind == "string":
            strings |= fields
        else:
            yield BibEntry(kind, key.strip(), fields)


def _fields(text: str, place: int, strings: dict[str, str]) -> tuple[dict[str, str], int]:
    """The fields from a place on, and where they end."""
    found: dict[str, str] = {}
    while (match := _NAME.match(text, place)) is not None:
        value, place = _value(text, match.end(), strings)
        found.setdefault(match[1].lower(), value)
    return found, place


def _value(text: str, place: int, strings: dict[str, str]) -> tuple[str, int]:
    """A value of parts that are joined by "#", and where it ends."""
    parts = []
    while place < len(text):
        if text[place] == "{":
            end = closing_brace(text, place)
            parts.append(text[place + 1 : end])
            place = end + 1
        elif text[place] == '"':
            end = _closing_quote(text, place)
            parts.append(text[place + 1 : end])
            place = end + 1
        elif (bare := _BARE.match(text, place)) is not None:
            parts.append(strings.get(bare[0].lower(), bare[0]))
            place = bare.end()
        joined = re.compile(r"\s*#\s*").match(text, place)
        if joined is None:
            break
        place = joined.end()
    return "".join(parts), place


def closing_brace(text: str, place: int) -> int:
    """Where the brace at a place is closed; where it is not, how far was looked."""
    depth = 0
    last = min(len(text), place + _LONGEST)
    for match in _BRACE.finditer(text, place, last):
        if match[0] == "{":
            depth += 1
        elif match[0] == "}":
            depth -= 1
            if depth <= 0:
                return match.start()
    return last


def _closing_quote(text: str, place: int) -> int:
    depth = 0
    last = min(len(text), place + _LONGEST)
    for match in re.compile(r'\\.|[{}"]', re.DOTALL).finditer(text, place + 1, last):
        depth += {"{": 1, "}": -1}.get(match[0], 0)
        if match[0] == '"' and depth <= 0:
            return match.start()
    return last


def reference(entry: BibEntry) -> str:
    """An entry as a reference list has it: who, what, where, when.

    >>> reference(next(entries("@book{k, author={Lee, Anna and Ray, Bob}, title={On Rivers},"
    ...                        " publisher={Wave}, year=2001}")))
    'Anna Lee and Bob Ray. On Rivers. Wave, 2001.'
    """
    people = entry.people
    who = " and ".join([", ".join(people[:-1]), people[-1]] if len(people) > 1 else people)
    if len(people) > _MOST_AUTHORS:
        who = f"{people[0]} et al."
    venue = next((text for name in ("journal", "booktitle", "publisher", "school", "institution",
                                    "howpublished") if (text := entry.text(name))), "")  # fmt: skip
    when = entry.text("year") or entry.text("date")[:4]
    parts = (who, entry.text("title"), ", ".join(filter(None, (venue, when))))
    return " ".join(f"{part.rstrip('.')}." for part in parts if part)
