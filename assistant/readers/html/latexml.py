"""Papers as LaTeXML writes them: arXiv's and ar5iv's HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from assistant.documents.document import Caption, Sentence
from assistant.readers.html.tree import NEVER_TEXT, classes, formula, having, text_of
from assistant.readers.sections import Part
from assistant.text.identifiers import AFFILIATION, names
from assistant.text.scripts import CJK_LETTERS, join_lines
from assistant.text.sentences import split_sentences

_SECTION = re.compile(r"\bltx_(part|chapter|section|subsection|subsubsection|paragraph|appendix)\b")
_LABEL = re.compile(
    r"^((?:(?:Extended Data|Supplementary|Supplemental)\s+)?(?:Figure|Fig\.?|Table|Algorithm"
    r"|Listing|Scheme|Chart|Box)\s*[A-Z]{0,2}[\d.]*[\dIVXA-Za-z]|[图圖図表]\s*[\dA-Z][\d.．-]*)\s*"
    rf"(?:[:.：．|│—–]\s*|(?<=[\d])\s+(?=[{CJK_LETTERS}])|$)",
    re.IGNORECASE,
)
_PASSED = re.compile(
    r"\bltx_(?:authors|dates|date|keywords|classification|TOC|page_footer|page_header|note\b|note_"
    r"|acknowledgements|pubnotes|rdf|ERROR|FATAL|WARNING|INFO|listing|tabular|pagination|index"
    r"|role_(?:creation|institutetext|dedicatory|footnote\w*))"
)
_NOISE = re.compile(r"\bltx_(?:ERROR|note|tag_note|pagination|rdf)")
_EQUATION = re.compile(r"\bltx_(?:equation|equationgroup|eqn_table)\b")
_FLOAT = re.compile(r"\bltx_(?:figure|table|float|theorem_float|wrapfigure)\b")
_UNQUOTED = re.compile(r"\bltx_(?:tag|bib_cited|bib_external|bib_links|bib_review|ERROR|note)\b")
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))


def paper_of(root: Any) -> Any | None:
    """The element that holds a paper; None on other pages.

    arXiv's notice of packages that it cannot convert has the same class.
    """
    found = [item for item in having(root, "ltx_document") if "package-alerts" not in classes(item)]
    return max(found, key=lambda item: len(having(item, "ltx_p")), default=None)


def title_of(paper: Any) -> str:
    """The paper's title without its footnotes."""
    found = having(paper, "ltx_title_document")
    return text_of(found[0]) if found else ""


def authors_of(paper: Any) -> tuple[str, ...]:
    """The persons of a paper; LaTeXML may put several into one, with notes and addresses."""
    made: list[str] = []
    for person in having(paper, "ltx_personname"):
        for line in "".join(_name_pieces(person, 0)).split("\n"):
            if AFFILIATION.search(line):
                continue
            made += [
                name
                for name in names(" ".join(line.split()))
                if name not in made and 2 <= len(name.split()) <= 5 and "@" not in name
            ]
    return tuple(made)


def _name_pieces(element: Any, depth: int) -> Iterator[str]:
    yield re.sub(r"\s+", " ", element.text or "")
    for child in element if depth < 50 else ():
        if child.tag == "br":
            yield "\n"
        elif isinstance(child.tag, str) and child.tag not in ("sup", "math"):
            if not re.search("ltx_note|typewriter|ltx_tabular|ltx_ERROR", classes(child)):
                yield from _name_pieces(child, depth + 1)
            elif "ltx_tabular" in classes(child):  # \author{\begin{tabular}…}: a cell a line
                for cell in having(child, "ltx_td"):
                    yield "\n"
                    yield from _name_pieces(cell, depth + 1)
        yield re.sub(r"\s+", " ", child.tail or "")


class Paper:
    """One walk over a paper: its parts, captions and references."""

    def __init__(self, paper: Any) -> None:
        self.parts = [Part("", 0, kind="front")]
        self.captions: list[Caption] = []
        self.references: list[str] = []
        self._level = 0
        self._paragraph = ""
        self._label = ""  # of a theorem or a described item, before its first paragraph
        self._opening = ""
        self._open = 0
        self._walk(paper)
        self._flush()

    def _walk(self, paper: Any) -> None:
        from lxml import etree

        walk = etree.iterwalk(paper, events=("start", "end"))
        for event, element in walk:
            named = classes(element)
            if event == "end":
                self._leave(element, named)
            elif element is not paper and self._enter(element, named):
                walk.skip_subtree()

    def _enter(self, element: Any, named: str) -> bool:
        """Take up an element; whether what is below it is done with."""
        if element.tag in NEVER_TEXT:
            return True
        if "ltx_abstract" in named:
            words = [text_of(p, without=_NOISE) for p in having(element, "ltx_p")]
            words = words or [text_of(p, without=_NOISE) for p in element.iter("p")]
            self.parts.append(Part("Abstract", 1, sentences(" ".join(words)), kind="abstract"))
        elif "ltx_bibliography" in named:
            self._flush()
            self._bibliography(element)
        elif element.tag == "figure" or _FLOAT.search(named):
            self.captions += captions_of(element)
        elif _EQUATION.search(named):
            self._add(_equation(element))
        elif element.tag == "p" or "ltx_p" in named.split():
            self._add(text_of(element, without=_NOISE))
            if not self._open:
                self._flush()
        elif element.tag in _HEADINGS or "ltx_title" in named.split():
            if "ltx_title_theorem" in named or "ltx_title_proof" in named:
                self._flush()
                self._label = text_of(element, without=_NOISE)
        elif element.tag == "dt":
            self._flush()
            self._label = text_of(element, without=_NOISE)
        elif _PASSED.search(named):
            return True
        else:
            self._open_container(element, named)
            return False
        return True

    def _open_container(self, element: Any, named: str) -> None:
        if _is_section(element, named):
            self._flush()
            heading = [item for item in element if item.tag in _HEADINGS]
            title = text_of(heading[0], without=_NOISE) if heading else ""
            self._level += 1
            self.parts.append(Part(title, self._level))
        elif "ltx_para" in named.split():
            self._open += 1
        elif element.tag in ("ul", "ol", "dl", "blockquote"):
            self._flush()

    def _leave(self, element: Any, named: str) -> None:
        if _is_section(element, named):
            self._flush()
            self._level -= 1
        elif "ltx_para" in named.split() and element.tag != "p":
            self._open -= 1
            self._flush()
        elif element.tag in ("li", "dd", "blockquote"):
            self._flush()

    def _add(self, text: str) -> None:
        """Go on with the paragraph: a displayed formula stands amid its sentence."""
        if self._label and text:
            text = join_lines(self._label, text)
            self._opening, self._label = self._label, ""
        self._paragraph = join_lines(self._paragraph, text)

    def _flush(self) -> None:
        if self._paragraph:
            made = sentences(self._paragraph)
            if len(made) > 1 and made[0].text == self._opening:  # "Theorem 1." says nothing alone
                whole = join_lines(made[0].text, made[1].text)
                made[:2] = [Sentence(whole, ends_paragraph=made[1].ends_paragraph)]
            self.parts[-1].sentences.extend(made)
        self._paragraph = self._opening = ""

    def _bibliography(self, element: Any) -> None:
        made: list[Sentence] = []
        for item in having(element, "ltx_bibitem"):
            tag = next((text_of(found) for found in having(item, "ltx_tag")), "")
            entry = text_of(item, without=_UNQUOTED)
            if re.fullmatch(r"\[?[\w+*.-]{1,12}\]?\.?", tag):
                entry = f"{tag} {entry}"
            if entry:
                self.references.append(entry)
                made.append(Sentence(entry, ends_paragraph=True))
        self.parts.append(Part("References", 1, made, kind="references"))


def _is_section(element: Any, named: str) -> bool:
    return element.tag in ("section", "div") and bool(_SECTION.search(named))


def _equation(element: Any) -> str:
    """A displayed formula, or several of a group."""
    made = [formula(math) for math in element.iter("math")]
    return " ".join(part for part in made if part)


def captions_of(figure: Any) -> Iterator[Caption]:
    """The captions in a figure that name it: "Figure 3: …"."""
    for item in figure.iter("figcaption", "caption", "div", "span", "p"):
        named = classes(item).split()
        if item.tag not in ("figcaption", "caption") and "ltx_caption" not in named:
            continue
        if caption := caption_of(text_of(item, without=_NOISE)):
            yield caption


def caption_of(text: str) -> Caption | None:
    """A caption with its label apart, or None for a text that names no figure or table."""
    label = _LABEL.match(text)
    return Caption(label[1].strip(), text[label.end() :].strip()) if label else None


def sentences(text: str) -> list[Sentence]:
    """The sentences of one paragraph."""
    split = split_sentences(text)
    return [
        Sentence(sentence, ends_paragraph=place == len(split) - 1)
        for place, sentence in enumerate(split)
    ]
