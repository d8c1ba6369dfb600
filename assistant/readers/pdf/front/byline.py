"""The names of authors on the lines below a title."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.documents.section_kinds import kind_of
from assistant.readers.pdf.front.cover import RUN_IN_ABSTRACT
from assistant.readers.pdf.lines import Line, fragments, split_line
from assistant.text.identifiers import AFFILIATION, names
from assistant.text.scripts import CJK_LETTERS, HIRAGANA, KATAKANA, has_cjk

_PARTICLES = frozenset("de van von der den di da la le del bin al el dos ter ten and".split())
_MARKS = re.compile(r"[*∗†‡§¶♠♣♦♥⋆★♡♢✉‖|⊥⇤]+|(?<=[^\W\d_])[\d,]+(?=[\s,]|$)|\(\s*\)|\b[a-z\d]\)")
_CJK_NAME = re.compile(rf"(?!.*[年月日])[々{CJK_LETTERS}·・]+")
_NO_NAMES = re.compile(r"^\d{1,2}\.?\s+[A-Z]|[。；：]|[，．].*[，．].*．$")  # a heading, a sentence
_DATE = re.compile(
    r"(?:\b\d{1,2}\.?\s*)?\b(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]{0,6}\.?,?"
    r"\s*\d[\d, ]*|\b\d{1,2}\.?\s+(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\b"
    r"|\b(?:version|ver\.|v\.?|release)\s*\d\S*",
    re.IGNORECASE,
)
# IEEE's grades of membership stand after its members' names.
_GRADE = re.compile(
    r"(?:(?:life|senior|student|graduate student|associate)\s+)*(?:member|fellow)s?|ieee", re.I
)
_LABEL = re.compile(r"^[^:：]{2,40}[:：]")
_OF_AUTHORS = re.compile(r"\s*(?:authors?|by|written by|作\s*者|著\s*者)\s*[:：]", re.I)
_MARK_AND_COMMA = re.compile(r"[a-z\d*†‡§, ]{0,6},")
_LONGEST_MARK = 6
# What stands before a group behind the last author: "and SciPy 1.0 Contributors".
_BEFORE_GROUP = re.compile(r"(?:\band|&|\bon behalf of|\bfor)\s+(?:the\s+)?(?=[A-Z])")
_GROUP_WORDS = (2, 8)


def byline(lines: Sequence[Line], kana: bool) -> tuple[str, ...]:
    """The names on the lines below a title: those set like the first line of names."""
    found: list[str] = []
    like: tuple[float, str] | None = None
    rest, rest_style = "", (0, "")
    for line in map(_without_affiliation, map(_without_marks, lines)):
        if label := _LABEL.match(line.text):
            if not _OF_AUTHORS.match(label[0]):
                if found:
                    break
                continue
            line = split_line(line, label.end())[1]
        style = (round(line.size), line.lead_font or line.font)
        if like is not None and style != like:
            continue
        if RUN_IN_ABSTRACT.match(line.text) or kind_of(line.text) == "abstract":
            break
        if AFFILIATION.search(line.text) or _NO_NAMES.search(line.text):
            continue
        line, group = _with_group(line)
        parts = _names_on(line, kana)
        if rest and parts and style == rest_style:
            parts[0] = f"{rest} {parts[0]}"
        rest, rest_style = "", style
        if parts and re.fullmatch(r"[^\W\d_][\w.'’-]*", parts[-1]) and not has_cjk(parts[-1]):
            rest = parts.pop()  # a name that goes on with the next line
        good = [name for name in parts if is_name(name, kana)]
        if (parts and len(good) >= 0.6 * len(parts)) or (group and style == like):
            like = style
            found += [name for name in [*good, *group] if name not in found]
    return tuple(found)


def _without_marks(line: Line) -> Line:
    """A line whose short superscripts, which point to affiliations, are commas."""
    text = line.text
    for start, end in line.raised:
        if end - start <= _LONGEST_MARK:
            text = text[:start] + "," * (end - start) + text[end:]
    return replace(line, text=text) if text != line.text else line


def _without_affiliation(line: Line) -> Line:
    """The names alone of a line such as "ANN LEE, University of Somewhere" in two fonts."""
    if end := _capitals_end(line.text):
        return replace(line, text=line.text[:end])
    if not line.lead or line.lead_font == line.tail_font:
        return line
    names, tail = split_line(line, line.lead)
    comma = names.text.endswith(",") or _MARK_AND_COMMA.match(tail.text)
    whole = comma and AFFILIATION.search(tail.text) and not AFFILIATION.search(names.text)
    return replace(names, text=names.text.rstrip(", ")) if whole else line


def _capitals_end(text: str) -> int:
    """Where names in capitals end before an affiliation: "ANN LEE, Somewhere"; 0 without both."""
    end = 0
    for word in re.finditer(r"\S+", text):
        capital = word[0].isupper() or word[0].lower() in ("and", "&")
        if not capital and any(map(str.isalpha, word[0])):
            named = end > 0 and text[:end].endswith(",") and len(text[:end].split()) > 1
            return end - 1 if named and word[0][:1].isupper() else 0
        end = word.end()
    return 0


def _with_group(line: Line) -> tuple[Line, list[str]]:
    """A line of names without the group of people that it ends with, and that group, if any."""
    for before in _BEFORE_GROUP.finditer(line.text):
        group = re.sub(r"[\W\d]+$", "", line.text[before.end() :])
        words = group.split()
        capital = all(re.match(r"[A-Z\d]|(?:of|for|the|in)$", word) for word in words)
        few = _GROUP_WORDS[0] <= len(words) <= _GROUP_WORDS[1]
        if capital and few and not re.search("[,;&]", group) and not is_name(group):
            return replace(line, text=line.text[: before.start()]), [group]
    return line, []


def _names_on(line: Line, kana: bool) -> list[str]:
    pieces = fragments(line)
    if has_cjk(line.text):
        text = re.sub(r"[\d*∗†‡,，、；;()（）]+", "\t", "\t".join(pieces))
        if kana:
            return [re.sub(r"\s", "", part) for part in text.split("\t") if part.strip()]
        tokens = text.split()
        made: list[str] = []
        for token in tokens:
            if len(token) == 1 and made and len(made[-1]) == 1:
                made[-1] += token
            else:
                made.append(token)
        return made
    made = []
    for piece in pieces:
        piece = re.sub(r"\.\s+-\s*(?=[A-Z])", ".-", piece)  # "E. -Detlef"
        made += names(_MARKS.sub(", ", _DATE.sub(", ", piece).strip("& ")))
    made = [name for name in made if not _GRADE.fullmatch(name)]
    return [name.title() if name.isupper() and len(name) > 4 else name for name in made]


def is_name(text: str, kana: bool = False) -> bool:
    """Whether a text is built like a person's name."""
    if has_cjk(text):
        loan = re.fullmatch(rf"[{KATAKANA}]+", text) and "・" not in text
        longest = 9 if kana or re.search(rf"[{HIRAGANA}{KATAKANA}·・]", text) else 4
        return 2 <= len(text) <= longest and bool(_CJK_NAME.fullmatch(text)) and not loan
    words = re.sub(r"\.-?", ". ", text).split()
    capital = [word for word in words if word[:1].isupper()]
    return (
        2 <= len(words) <= 5
        and len(text) <= 45
        and not re.search(r"\d|[:/\\{}]", text)
        and all(word[:1].isupper() or word.lower() in _PARTICLES for word in words)
        and len(capital) >= 2
    )
