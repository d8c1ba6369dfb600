"""What a LaTeX source states before its text: title, authors, date, identifiers, abstract."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from assistant.documents.metadata import Metadata
from assistant.readers.latex.inline import Inline
from assistant.text.identifiers import AFFILIATION, names, stated_doi, stated_year

# Commands of the front matter; what they hold is not running text.
COMMANDS = frozenset(
    "title author date affil affiliation address email institute institution department orcid"
    " keywords subjclass titlerunning authorrunning icmltitle icmltitlerunning icmlauthor"
    " icmladdress icmlaffiliation doi acmDOI abstract shorttitle shortauthors country city"
    " correspondingauthor thanksref ead runauthor runtitle markboth pagenumbering".split()
)
_TITLES = ("title", "icmltitle")
_AUTHORS = ("author", "icmlauthor")
_BLOCKS = re.compile(r"\\(?:and|And|AND|quad|qquad)\b|&|;")
_LINES = re.compile(r"\\\\(?:\[[^\]]*\])?|\\newline\b|\n\s*\n")
_BLOCK_NAME = re.compile(r"\\(?:IEEEauthorblockN|name|fnm|sur)\s*(?=\{)")
_MARKS = re.compile(
    r"\$\s*(?:\^|\{\}\^)[^$]{0,80}\$|\\(?:textsuperscript|inst|footnotemark|thanks|footnote"
    r"|IEEEauthorblockA|email|orcid\w*|affmark|samethanks|corref|fnref|tnoteref|thanksref)\s*"
    r"(?:\[[^\]]*\]|\{(?:[^{}]|\{[^{}]*\})*\})*"
)


@dataclass
class FrontMatter:
    """The arguments of the commands of the front matter, in their order."""

    stated: dict[str, list[str]] = field(default_factory=dict)

    def state(self, command: str, argument: str) -> None:
        """Note what a command states."""
        if argument.strip():
            self.stated.setdefault(command, []).append(argument)

    def metadata(self, inline: Inline) -> Metadata:
        """Title, authors, year and DOI as they are stated."""
        title = next((self.stated[name][0] for name in _TITLES if name in self.stated), "")
        authors = [
            name for command in _AUTHORS for text in self.stated.get(command, [])
            for name in persons(text, inline)
        ]  # fmt: skip
        numbers = [*self.stated.get("doi", []), *self.stated.get("acmDOI", [])]
        return Metadata(
            title=inline.plain(_MARKS.sub("", title)),
            authors=tuple(dict.fromkeys(authors)),
            year=stated_year(" ".join(self.stated.get("date", []))),
            doi=stated_doi(" ".join(numbers)),
            abstract=inline.plain(" ".join(self.stated.get("abstract", []))),
        )


def persons(text: str, inline: Inline) -> list[str]:
    """The names in what one \\author states, without marks, addresses and thanks."""
    text = _BLOCK_NAME.sub(" ", _MARKS.sub("", text))
    found: list[str] = []
    blocks = re.split(r"\\(?:and|And|AND)\b", text)
    for block in blocks:
        before = len(found)
        for line in _LINES.split(block):
            people = [
                name
                for part in _BLOCKS.split(line)
                if not AFFILIATION.search(part)
                for name in names(inline.plain(part))
                if 2 <= len(name.split()) <= 5
            ]
            if len(found) > before and (not people or len(blocks) > 1):
                break  # what stands below the names is where they work
            found += people
    return found
