"""The numbers that LaTeX gives to sections, figures, tables and formulas, and what labels mean."""

from __future__ import annotations

import re
from collections import Counter

LEVELS = {
    "part": 0, "chapter": 1, "section": 2, "subsection": 3, "subsubsection": 4, "paragraph": 5,
    "subparagraph": 6,
}  # fmt: skip
FLOATS = {
    "figure": "Figure", "wrapfigure": "Figure", "SCfigure": "Figure", "sidewaysfigure": "Figure",
    "teaserfigure": "Figure", "table": "Table", "wraptable": "Table", "sidewaystable": "Table",
    "longtable": "Table", "algorithm": "Algorithm", "listing": "Listing",
}  # fmt: skip
FORMULAS = frozenset(
    "equation align gather multline eqnarray displaymath math flalign alignat dmath".split()
)
_MARK = re.compile(
    r"\\(?:(part|chapter|section|subsection|subsubsection|paragraph|subparagraph)(\*?)\s*[\[{]"
    r"|begin\s*\{([A-Za-z]+)(\*?)\}|(caption)\b|label\s*\{([^{}]{1,200})\}|(appendix)\b)"
)
_DEEPEST_NUMBER = LEVELS["subsubsection"]


class SectionNumbers:
    """Counts sections as LaTeX does: "2.1" for the first subsection of the second section."""

    def __init__(self) -> None:
        self._counts = [0] * (len(LEVELS) + 1)
        self._first = len(LEVELS)
        self._in_appendix = False

    def appendix(self) -> None:
        """From here on sections have letters."""
        self._in_appendix, self._first = True, min(self._first, LEVELS["section"])
        self._counts = [0] * (len(LEVELS) + 1)

    def next(self, command: str) -> str:
        """The number of the next section of this kind; "" for kinds that have none."""
        level = LEVELS[command]
        if level == 0 or level > _DEEPEST_NUMBER:
            return ""
        self._first = min(self._first, level)
        self._counts[level] += 1
        self._counts[level + 1 :] = [0] * (len(self._counts) - level - 1)
        numbers = [str(count) for count in self._counts[self._first : level + 1]]
        if self._in_appendix and numbers:
            numbers[0] = chr(ord("A") + (int(numbers[0]) - 1) % 26)
        return ".".join(numbers)


def labels_of(text: str) -> dict[str, tuple[str, str]]:
    """What each label stands for: a kind and a number, such as ("Figure", "3")."""
    sections, counts = SectionNumbers(), Counter[str]()
    found: dict[str, tuple[str, str]] = {}
    current, floating = ("Section", ""), ""
    for match in _MARK.finditer(text):
        command, starred, opened, unnumbered, caption, label, appendix = match.groups()
        if command:
            current = ("Section", "" if starred else sections.next(command))
        elif opened in FLOATS:
            floating = FLOATS[opened]
        elif opened in FORMULAS and not unnumbered:
            counts["Equation"] += 1
            current = ("Equation", str(counts["Equation"]))
        elif caption and floating:
            counts[floating] += 1
            current = (floating, str(counts[floating]))
        elif appendix:
            sections.appendix()
        elif label:
            found.setdefault(label, current)
    return found
