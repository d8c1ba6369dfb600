"""A paper's own commands: their definitions taken out of its text, and their uses replaced."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.text.bibtex import closing_brace

_DEFINITION = re.compile(
    r"\\(?:(?:re)?newcommand|providecommand|DeclareRobustCommand)\*?\s*\{?\s*\\([A-Za-z@]+)\s*\}?"
    r"\s*(?:\[(\d)\])?\s*(?:\[([^\[\]]{0,500})\])?\s*(?=\{)"
    r"|\\(?:gdef|def)\s*\\([A-Za-z@]+)\s*((?:#\d)*)\s*(?=\{)"
    r"|\\DeclareMathOperator\*?\s*\{?\s*\\([A-Za-z@]+)\s*\}?\s*(?=\{)"
)
_COMMAND = re.compile(r"\\([A-Za-z@]+)")
_SPACES = re.compile(r"\s*")
_LONGEST_BODY = 2_000
_DEEPEST = 8
_MOST_USES = 50_000
# What gives a paper its form keeps the meaning that LaTeX gives it, whatever a paper defines.
_KEPT = frozenset(
    "section subsection subsubsection paragraph chapter part title author date item begin end"
    " caption label ref cite citep citet input include bibitem maketitle document".split()
)


@dataclass(frozen=True)
class Macro:
    """What a command stands for: ``arguments`` of them, the first optional if it has a default."""

    body: str
    arguments: int = 0
    default: str | None = None


def take_definitions(text: str) -> tuple[str, dict[str, Macro]]:
    """The text without the definitions in it, and the commands that they define."""
    macros: dict[str, Macro] = {}
    pieces, place = [], 0
    while (match := _DEFINITION.search(text, place)) is not None:
        end = closing_brace(text, match.end())
        body = text[match.end() + 1 : end]
        pieces.append(text[place : match.start()])
        place = end + 1
        name = match[1] or match[4] or match[6]
        count = int(match[2]) if match[2] else len(match[5] or "") // 2
        if name not in _KEPT and len(body) <= _LONGEST_BODY:
            operator = rf"\operatorname{{{body}}}" if match[6] else body
            macros.setdefault(name, Macro(operator, count, match[3]))
    return "".join([*pieces, text[place:]]), macros


class Expansion:
    """Replaces a paper's commands in a text; what would unfold without end stays as it is."""

    def __init__(self, macros: dict[str, Macro], longest: int) -> None:
        self._macros = macros
        self._uses = _MOST_USES
        self._left = longest

    def expand(self, text: str, depth: int = 0) -> str:
        """The text with each use replaced, and what that uses in turn."""
        if depth > _DEEPEST or not self._macros:
            return text
        pieces, place = [], 0
        while (match := self._next(text, place)) is not None:
            macro = self._macros[match[1]]
            values, end = _arguments(text, match.end(), macro)
            self._uses -= 1
            body = _filled(macro.body, values)
            self._left -= len(body)
            pieces.append(text[place : match.start()])
            if self._left >= 0 and self._uses >= 0:
                unfolded = self.expand(body, depth + 1)
                apart = " " if text[end : end + 1].isalpha() and unfolded[-1:].isalpha() else ""
                glued = apart if end == match.end() else ""
                pieces.append(unfolded + glued)
            place = end
        return "".join([*pieces, text[place:]])

    def _next(self, text: str, place: int) -> re.Match[str] | None:
        while (match := _COMMAND.search(text, place)) is not None:
            if match[1] in self._macros:
                return match
            place = match.end()
        return None


def _arguments(text: str, place: int, macro: Macro) -> tuple[list[str], int]:
    """The arguments of a use, and where they end."""
    values: list[str] = []
    if macro.arguments and macro.default is not None:
        option = re.compile(r"\s*\[([^\[\]]{0,500})\]").match(text, place)
        values.append(option[1] if option else macro.default)
        place = option.end() if option else place
    while len(values) < macro.arguments:
        spaces = _SPACES.match(text, place)
        start = spaces.end() if spaces else place
        if text[start : start + 1] == "{":
            end = closing_brace(text, start)
            values.append(text[start + 1 : end])
            place = end + 1
        else:
            values.append(text[start : start + 1])
            place = start + 1
    return values, place


def _filled(body: str, values: list[str]) -> str:
    def value(match: re.Match[str]) -> str:
        number = int(match[1])
        return values[number - 1] if 0 < number <= len(values) else ""

    return re.sub(r"#(\d)", value, body)
