"""Where sentences end, in English, Chinese and Japanese text."""

from __future__ import annotations

import re

_CLOSING = "\"'”’»)\\]」』）】》〉"
_CANDIDATE = re.compile(
    rf"(?P<latin>[.!?…][.!?…{_CLOSING}]*(?:\[\d[\d,;–\- ]*\])?)\s+(?=[A-Z0-9\"“‘'(\[•\u00c0-\u00de"
    r"\u0391-\u03a9\u3040-\u30ff\u4e00-\u9fff「『（【])"
    rf"|(?P<cjk>[。！？；．!?][。！？；．!?{_CLOSING}]*)(?=\s*\S)"
    r"|(?<=[\u3040-\u30ff\u4e00-\u9fff）」』])(?P<dot>\.)(?=\s*[\u3040-\u30ff\u4e00-\u9fffA-Z])"
    r"|(?P<line>\n{2,})"
)
_ABBREVIATIONS = frozenset(
    "e.g i.e cf vs fig figs eq eqs eqn eqns sec secs sect tab tabs ref refs no nos vol pp ch chap"
    " app appx dr prof mr mrs ms st approx resp viz ed eds dept univ inc ltd corp jan feb mar apr"
    " jun jul aug sep sept oct nov dec thm lem def prop cor alg ex w.r.t a.k.a s.t i.i.d ph.d jr sr"
    " al etc proc conf trans int adv supp suppl art sci engl".split()
)
_MAY_END = frozenset(("al", "etc", "i.i.d", "ph.d", "inc", "ltd", "corp", "jr", "sr", "no", "ex"))
_STARTERS = frozenset(
    "The This These Those That We Our In It Its They However For To A An As At By From With When"
    " While Although Moreover Furthermore Additionally Similarly Finally Here There Then Thus"
    " Therefore Hence On Another Such Other Some Many Most If Since Both Despite Instead Recently"
    " Besides Also More First Second Third Specifically Meanwhile Given Based Note Unlike".split()
)
_LAST_TOKEN = re.compile(r"(\S+)$")
_PAGE = frozenset(("p", "para", "par"))  # abbreviations before a number only: "p. 6"
_CUT_DOI = re.compile(r"(?:^|[/:])10$")
_NEXT_WORD = re.compile(r"\s*([A-Za-z]+)")
_OPENING = "\"'“‘([{（「『"


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Start and end of each sentence in a paragraph, blanks around them left out.

    >>> [text[a:b] for text in ["See Fig. 2. It works."] for a, b in sentence_spans(text)]
    ['See Fig. 2.', 'It works.']
    """
    spans: list[tuple[int, int]] = []
    start = 0
    for match in _CANDIDATE.finditer(text):
        end = match.end("latin") if match["latin"] else match.end()
        if match["latin"] and not _ends_latin(text, start, match):
            continue
        if match["cjk"] and not _ends_cjk(text, match):
            continue
        _append(text, start, end, spans)
        start = end
    _append(text, start, len(text), spans)
    return spans


def split_sentences(text: str) -> list[str]:
    """The sentences of a paragraph."""
    return [text[start:end] for start, end in sentence_spans(text)]


def _append(text: str, start: int, end: int, spans: list[tuple[int, int]]) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if end > start:
        spans.append((start, end))


def _ends_latin(text: str, start: int, match: re.Match[str]) -> bool:
    """Whether a full stop before a capital or a digit ends a sentence."""
    mark = match["latin"]
    if mark[0] != ".":
        return True
    token = _LAST_TOKEN.search(text, max(start, match.start() - 40), match.start())
    if token is None:
        return False
    word = token[1].lstrip(_OPENING)
    if mark == "." and word.isdecimal() and not text[start : token.start()].strip():
        return False  # "2." opens a list item
    lowered = word.lower()
    if text[match.end() :].lstrip()[:1].isdecimal() and (lowered in _PAGE or _CUT_DOI.search(word)):
        return False
    following = _NEXT_WORD.match(text, match.end("latin"))
    starter = bool(following and following[1] in _STARTERS)
    if lowered in _ABBREVIATIONS:
        return lowered in _MAY_END and starter
    if re.fullmatch(r"(?:[A-Z]\.?-?)+", word) and len(word.replace(".", "")) <= 2:
        return starter or (len(word) > 1 and "." not in word)  # an initial: "J. Smith"
    return True


def _ends_cjk(text: str, match: re.Match[str]) -> bool:
    mark = match["cjk"]
    if mark[0] in "!?":  # ASCII marks: only next to CJK text, else the Latin rule decides
        return match.end() < len(text) and text[match.end()] > "\u3040"
    if mark[0] == "．" and text[match.end() : match.end() + 1].isdecimal():
        return False
    return text[match.end() : match.end() + 1] not in ("と", "、", "，")


def is_question(text: str) -> bool:
    """Whether a sentence asks, and so states nothing.

    >>> is_question("What is outer alignment?")
    True
    """
    return text.rstrip(" \"'”’)]」』").endswith(("?", "？"))
