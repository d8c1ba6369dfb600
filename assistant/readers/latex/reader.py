"""LaTeX sources: headings, paragraphs, formulas, captions, table rows and references.

What TeX would compute is not computed: conditions, counters and packages of a paper's own. Its own
commands are replaced by what they stand for, and what is not known of a command is its argument.
"""

from __future__ import annotations

import re

from assistant.documents.document import Document
from assistant.readers.flow import Flow
from assistant.readers.latex.bibliography import Bibliography
from assistant.readers.latex.front_matter import COMMANDS, FrontMatter
from assistant.readers.latex.inline import Inline
from assistant.readers.latex.macros import Expansion, take_definitions
from assistant.readers.latex.numbering import FLOATS, FORMULAS, LEVELS, SectionNumbers, labels_of
from assistant.readers.latex.project import project_of
from assistant.readers.sections import Part
from assistant.readers.table_rows import RowCell, span_of

_STEP = re.compile(
    r"\\(begin|end)\s*\{([A-Za-z]+)\*?\}|\\(item|par|appendix|maketitle)\b|(\n[ \t]*\n\s*)"
    r"|\\([A-Za-z]+)(\*?)"
)
_OPTION = re.compile(r"\s*\[((?:[^\[\]]|\[[^\[\]]*\])*)\]")
_ENVIRONMENT = re.compile(
    r"\\begin\s*\{thebibliography\}(.{0,4000000}?)\\end\s*\{thebibliography\}", re.DOTALL
)
_LISTS = frozenset(("itemize", "enumerate", "description", "inparaenum", "compactitem"))
_PASSED = frozenset(
    "tikzpicture picture pspicture forest IEEEkeywords keywords keyword algorithmic algorithmicx"
    " IEEEbiography tcblisting pgfpicture axis".split()
)
_TABLES = frozenset(("tabular", "tabularx", "tabulary", "longtable", "array", "tblr"))
_ROWS = re.compile(r"\\\\(?:\s*\[[^\]]*\])?|\\tabularnewline\b")
_CELLS = re.compile(r"(?<!\\)&")
_OVER = re.compile(r"\\multicolumn\s*\{(\d+)\}")
_RULES = re.compile(
    r"\\(?:hline|toprule|midrule|bottomrule|cmidrule|cline|specialrule|addlinespace|endhead"
    r"|endfirsthead|endfoot|endlastfoot|noalign)\b(?:\([^)]*\))?(?:\s*\[[^\]]*\]|\{[^{}]*\})*"
)
_GROWTH = 4  # times the text's length, and some more, is what its own commands may unfold to
_LEAST_ROOM = 1_000_000


def read_latex(data: bytes, name: str, *, password: str | None = None) -> Document:
    """The LaTeX source as a document: a .tex file, or a ZIP archive with all that it includes.

    Raises UnreadableSource for an archive without a main file, and for one that is damaged.
    """
    project = project_of(data, name)
    text, macros = take_definitions(project.text)
    text = Expansion(macros, _GROWTH * len(text) + _LEAST_ROOM).expand(text)
    bibliography = Bibliography()
    if project.compiled:
        bibliography.add_items(project.compiled)
    for items in _ENVIRONMENT.findall(text):  # citations stand before the list that numbers them
        bibliography.add_items(items)
    bibliography.add_database(project.databases)
    source = _Source(text, bibliography)
    source.walk()
    stated = source.front.metadata(source.inline)
    if references := bibliography.references(source.inline.plain):
        source.flow.parts.append(Part("References", 1, kind="references"))
        for entry in references:
            source.flow.paragraph(entry)
    return source.flow.document(data, name, "latex", stated)


class _Source:
    """One walk over a source's text: its flow, its front matter."""

    def __init__(self, text: str, bibliography: Bibliography) -> None:
        self.flow = Flow()
        self.front = FrontMatter()
        self.inline = Inline(bibliography, labels_of(text))
        self._text = text
        used = set(re.findall(r"\\([a-z]+)\*?\s*[\[{]", text))
        self._top = min((LEVELS[name] for name in used & set(LEVELS)), default=0)
        self._sections = SectionNumbers()
        self._open: list[str] = []  # environments
        self._paragraph: list[str] = []
        self._in_body = "\\begin{document}" not in text
        self._is_item = False
        self._floats: dict[str, int] = {}

    def walk(self) -> None:
        """Take in the whole text."""
        place = 0
        while (step := _STEP.search(self._text, place)) is not None:
            self._add(self._text[place : step.start()])
            place = self._step(step)
            if self._open[-1:] == ["end of document"]:
                break
        else:
            self._add(self._text[place:])
        self._flush()

    def _step(self, step: re.Match[str]) -> int:
        edge, environment, mark, gap, command, _ = step.groups()
        if edge == "begin":
            return self._begin(environment, step.end())
        if edge == "end":
            self._end(environment)
        elif gap or mark in ("par", "maketitle"):
            self._flush()
        elif mark == "item":
            self._flush()
            self._is_item = True
            option = _OPTION.match(self._text, step.end())
            if option:
                self._add(f"{option[1]} ")
                return option.end()
        elif mark == "appendix":
            self._flush()
            self._sections.appendix()
        elif command in LEVELS:
            return self._heading(command, bool(step[6]), step.end())
        elif command in COMMANDS:
            return self._front(command, step.end())
        elif command == "caption" and self._float():
            return self._caption(step.end())
        else:
            self._add(step[0])
        return step.end()

    def _argument(self, place: int) -> tuple[str, int]:
        while (option := _OPTION.match(self._text, place)) is not None:
            place = option.end()
        return self.inline.argument(self._text, place)

    def _front(self, command: str, place: int) -> int:
        argument, end = self._argument(place)
        self.front.state(command, argument)
        return end

    def _heading(self, command: str, starred: bool, place: int) -> int:
        self._flush()
        title, end = self._argument(place)
        number = "" if starred else self._sections.next(command)
        text = self.inline.plain(title)
        if text and self._in_body:
            self.flow.heading(f"{number} {text}".strip(), LEVELS[command] - self._top + 1)
        return end

    def _caption(self, place: int) -> int:
        text, end = self._argument(place)
        kind = self._float()
        self._floats[kind] = self._floats.get(kind, 0) + 1
        self.flow.caption(f"{kind} {self._floats[kind]}", self.inline.plain(text))
        return end

    def _float(self) -> str:
        return next((FLOATS[name] for name in reversed(self._open) if name in FLOATS), "")

    def _begin(self, name: str, place: int) -> int:
        if name == "document":
            self._paragraph.clear()
            self._in_body = True
            return place
        if name in FORMULAS or name in _PASSED or name in _TABLES or name == "thebibliography":
            return self._block(name, place)
        if name in _LISTS or name in FLOATS or name == "abstract":
            self._flush()
        self._open.append(name)
        option = _OPTION.match(self._text, place)
        return option.end() if option and name not in ("quote", "center") else place

    def _block(self, name: str, place: int) -> int:
        """An environment that is taken in whole."""
        marks = (f"\\end{{{name}}}", f"\\end{{{name}*}}")
        ends = [end for mark in marks if (end := self._text.find(mark, place)) >= 0]
        if not ends:
            return place
        end = min(ends)
        content = self._text[place:end]
        if name in FORMULAS:
            self._add(self.inline.set_aside(re.sub(r"\\label\s*\{[^{}]*\}", "", content)))
        elif name in _TABLES:
            self._table(content, name)
        return self._text.find("}", end) + 1

    def _table(self, content: str, name: str) -> None:
        place = 0
        for _ in range(2 if name in ("tabularx", "tabulary") else 1):  # its width, its columns
            option = _OPTION.match(content, place)
            place = self.inline.argument(content, option.end() if option else place)[1]
        if name == "longtable" and "\\caption" in content:
            self._open.append(name)
            found = content.find("\\caption") + len("\\caption")
            caption, end = self.inline.argument(content, found)
            self._floats["Table"] = self._floats.get("Table", 0) + 1
            self.flow.caption(f"Table {self._floats['Table']}", self.inline.plain(caption))
            content = content[:found] + content[end:]
            self._open.pop()
        for row in _ROWS.split(_RULES.sub("", content[place:])):
            self.flow.row([self._cell(cell) for cell in _CELLS.split(row)])
        self.flow.end_table()

    def _cell(self, cell: str) -> RowCell:
        over = _OVER.search(cell)
        return RowCell(self.inline.plain(cell), span_of(over[1]) if over else 1)

    def _end(self, name: str) -> None:
        if name in _LISTS or name in FLOATS or name == "abstract":
            self._flush()
        if name == "document":
            self._flush()
            self._open.append("end of document")
        elif name in self._open:
            while self._open.pop() != name:
                pass

    def _add(self, text: str) -> None:
        if self._in_body and not self._float():
            self._paragraph.append(text)

    def _flush(self) -> None:
        text = self.inline.plain("".join(self._paragraph))
        self._paragraph.clear()
        is_item, self._is_item = self._is_item, False
        if re.search(r"\w", text):
            if "abstract" in self._open:
                self.flow.abstract(text)
            else:
                self.flow.paragraph(text, is_item=is_item)
