"""Running LaTeX text as one reads it: no commands, readable formulas, citations and numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from assistant.readers.latex.bibliography import Bibliography
from assistant.text.bibtex import closing_brace
from assistant.text.normalize import one_line
from assistant.text.tex import readable_tex, without_tex

# What is dropped with so many arguments.
_DROPPED: dict[str, int] = {
    **dict.fromkeys(
        "footnote footnotetext thanks label vspace hspace index todo includegraphics vskip hskip"
        " phantom marginpar pagestyle thispagestyle bibliographystyle bibliography graphicspath"
        " cline cmidrule rule input include usepackage nocite phantomsection hyphenation"
        " addbibresource linespread glsresetall color captionsetup hypersetup pdfbookmark".split(),
        1,
    ),
    **dict.fromkeys("setlength addtolength setcounter addtocounter fontsize".split(), 2),
    "addcontentsline": 3,
    "definecolor": 3,
}
# What shows its last argument, after so many that are not shown.
_LAST_SHOWN = {
    "textcolor": 1, "colorbox": 1, "resizebox": 2, "scalebox": 1, "raisebox": 1, "multicolumn": 2,
    "multirow": 2, "parbox": 1, "href": 1, "texorpdfstring": 0, "hyperref": 0, "foreignlanguage": 1,
}  # fmt: skip
_CITES = re.compile(r"(?:[Cc]ite|[a-z]+cite)[A-Za-z]*|citealt|citealp")
_TEXTUAL = re.compile(r"[Cc]itet|[Tt]extcite|[Cc]iteauthor|[Cc]itealt")
_REFERS = frozenset("ref cref Cref autoref eqref pageref nameref vref subref labelcref".split())
_NAMED = ("cref", "Cref", "autoref", "vref")
_TOKEN = re.compile(r"\\([A-Za-z@]+)\*?|\\(.)|([{}$~])|(---?|``|''|\x01\d+\x01)", re.DOTALL)
_OPTION = re.compile(r"\s*\[([^\[\]]{0,1000})\]")
_ACCENTS = "`'^\"~=."
_LETTER_ACCENTS = frozenset("uvHckrdb")
_GLYPHS = {"---": "—", "--": "–", "``": "“", "''": "”"}
_LONGEST_FORMULA = 20_000


@dataclass
class Inline:
    """Turns running text into plain text.

    ``numbers`` are what labels stand for, such as ("Figure", "3"); ``formulas`` what was set aside
    under marks.
    """

    bibliography: Bibliography
    numbers: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    formulas: list[str] = field(default_factory=list)

    def set_aside(self, formula: str) -> str:
        """A mark that stands for a displayed formula until the text is plain."""
        self.formulas.append(readable_tex(formula))
        return f" \x01{len(self.formulas) - 1}\x01 "

    def plain(self, text: str) -> str:
        """A paragraph as one line of plain text."""
        pieces: list[str] = []
        place = 0
        while (match := _TOKEN.search(text, place)) is not None:
            pieces.append(text[place : match.start()])
            shown, place = self._token(text, match)
            pieces.append(shown)
        pieces.append(text[place:])
        return re.sub(
            r"\s+([,.;:)])(?=\s|$)", r"\1", one_line(re.sub(r"\s+", " ", "".join(pieces)))
        )

    def _token(self, text: str, match: re.Match[str]) -> tuple[str, int]:
        """What a command or a sign shows, and where the text goes on."""
        name, sign, mark, glyph = match.groups()
        if name:
            return self._command(text, name, match.end())
        if sign is not None:
            return self._sign(text, sign, match.end())
        if mark == "$":
            double = text.startswith("$$", match.start())
            opening = "$$" if double else "$"
            return self._formula(text, match.start() + len(opening), opening)
        if mark:
            return (" " if mark == "~" else ""), match.end()
        if glyph.startswith("\x01"):
            number = int(glyph.strip("\x01"))
            return (self.formulas[number] if number < len(self.formulas) else ""), match.end()
        return _GLYPHS[glyph], match.end()

    def _sign(self, text: str, sign: str, place: int) -> tuple[str, int]:
        if sign in "([":
            return self._formula(text, place, "\\)" if sign == "(" else "\\]")
        if sign in _ACCENTS:
            found = re.compile(r"\s*(\{\\?[A-Za-z]?\}|\\[ij]|[A-Za-z])").match(text, place)
            if found:
                return without_tex(f"\\{sign}{found[1]}"), found.end()
            return "", place
        if sign == "\\":  # a line break, perhaps with a distance
            option = _OPTION.match(text, place)
            return " ", option.end() if option else place
        return (sign if sign in "%&#_{}$" else " " if sign in " ,;:\n" else ""), place

    def _formula(self, text: str, place: int, closing: str) -> tuple[str, int]:
        """A formula up to its closing mark; a mark that is not closed is left out."""
        end = place
        while True:
            end = text.find(closing, end, place + _LONGEST_FORMULA)
            if end < 0:
                return "", place
            if closing[0] == "\\" or text[end - 1] != "\\":
                return readable_tex(text[place:end]), end + len(closing)
            end += 1

    def _command(self, text: str, name: str, place: int) -> tuple[str, int]:
        if _CITES.fullmatch(name):
            return self._citation(text, name, place)
        if name in _REFERS:
            labels, place = self.argument(text, place)
            numbers = [self._number(name, label.strip()) for label in labels.split(",")]
            return " and ".join(filter(None, numbers)), place
        if name in ("url", "nolinkurl", "path", "doi"):
            return self.argument(text, place)
        if name in _LAST_SHOWN or name in _DROPPED:
            place = self._options_end(text, place)
            for _ in range(_LAST_SHOWN.get(name, _DROPPED.get(name, 0))):
                place = self.argument(text, place)[1]
            if name == "texorpdfstring":  # the first of two is shown
                first, place = self.argument(text, place)
                return self.plain(first), self.argument(text, place)[1]
            return "", place
        if name in _LETTER_ACCENTS:
            found = re.compile(r"\s*\{\\?([A-Za-z])\}|\s+([A-Za-z])(?![A-Za-z])").match(text, place)
            if found:
                return without_tex(f"\\{name}{{{found[1] or found[2]}}}"), found.end()
        if name.endswith("TeX"):  # LaTeX, BibTeX and their like
            return name, place
        if name in ("item", "xspace"):
            return (" " if name == "item" else ""), place
        shown = without_tex(f"\\{name} ").strip()
        if shown != name:
            return shown, _after_spaces(text, place)
        return "", self._options_end(text, _after_spaces(text, place))

    def _citation(self, text: str, name: str, place: int) -> tuple[str, int]:
        notes = []
        while (option := _OPTION.match(text, place)) is not None:
            notes.append(self.plain(option[1]))
            place = option.end()
        keys, place = self.argument(text, place)
        cited = [key.strip() for key in keys.split(",") if key.strip()]
        after = f", {notes[-1]}" if notes and notes[-1] else ""
        return self.bibliography.citation(cited, bool(_TEXTUAL.match(name)), after), place

    def _number(self, command: str, label: str) -> str:
        kind, number = self.numbers.get(label, ("", ""))
        if command in _NAMED and number:
            return f"{kind} {number}"
        return f"({number})" if command == "eqref" and number else number

    def _options_end(self, text: str, place: int) -> int:
        while (option := _OPTION.match(text, place)) is not None:
            place = option.end()
        return place

    def argument(self, text: str, place: int) -> tuple[str, int]:
        """The argument in braces that comes next, and where it ends; "" where none comes."""
        start = _after_spaces(text, place)
        if text[start : start + 1] != "{":
            return "", place
        end = closing_brace(text, start)
        return text[start + 1 : end], end + 1


def _after_spaces(text: str, place: int) -> int:
    while place < len(text) and text[place] in " \t\n":
        place += 1
    return place
