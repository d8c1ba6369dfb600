"""HTML bytes to a tree, whatever encoding they are in, and an element's text as it is read."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from assistant.errors import UnreadableSource
from assistant.text.normalize import one_line
from assistant.text.tex import readable_tex

MOST_BYTES = 20_000_000  # of markup and text; embedded images are not counted
MOST_TAGS = 400_000
_EMBEDDED = re.compile(rb"data:[\w/+.-]{1,80}(?:;[\w=-]{1,40}){0,3},[A-Za-z0-9+/=%_-]{1000,}")
NEVER_TEXT = frozenset(
    "script style template noscript svg canvas object iframe audio video head select textarea"
    " button datalist annotation annotation-xml nav dialog".split()
)
_BREAKS = frozenset("br p div li td th tr dt dd h1 h2 h3 h4 h5 h6 hr section article".split())
_DECLARED = re.compile(
    rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([\w.:-]+)|<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]+)",
    re.IGNORECASE,
)
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932", "iso8859-1": "cp1252",
          "ascii": "cp1252", "euc_kr": "cp949", "utf-16": "utf-8"}  # fmt: skip
# lxml parses these and refuses to write them again.
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def without_control(text: str) -> str:
    """The text with blanks for the characters that lxml refuses to write."""
    return _NO_XML.sub(" ", text)


def tree_of(data: bytes, name: str) -> Any:
    """The root element of a page; UnreadableSource where there is none to be had."""
    from lxml import etree, html

    if len(data) > MOST_BYTES // 4:
        data = _EMBEDDED.sub(b"data:,", data)
    if len(data) > MOST_BYTES:
        raise UnreadableSource(
            f"'{name}' has {len(data) / 1e6:.0f} MB of HTML; {MOST_BYTES / 1e6:.0f} MB are read at"
            " most. Split it, or save the part that matters."
        )
    text = without_control(decoded(data))
    text = re.sub(r"\A\s*<\?xml[^>]*\?>", "", text)
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True, remove_pis=True)
    try:
        root = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise UnreadableSource(f"'{name}' is not HTML that can be read: {error}.") from error
    if any("depth" in entry.message for entry in parser.error_log.filter_from_fatals()):
        raise UnreadableSource(
            f"'{name}' has tags more than 2,000 deep in one another, as no page has that is meant"
            " to be read. Save its text and add that."
        )
    if sum(1 for _ in islice(root.iter(), MOST_TAGS + 1)) > MOST_TAGS:
        raise UnreadableSource(
            f"'{name}' has more than {MOST_TAGS:,} tags, as no page has that is meant to be read."
            " Save its text and add that."
        )
    return root


def decoded(data: bytes) -> str:
    """A page's text: by its byte order mark, its declaration, as UTF-8, or by what fits best."""
    for mark, encoding in ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"),
                           (codecs.BOM_UTF16_BE, "utf-16-be")):  # fmt: skip
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    match = _DECLARED.search(data[:16_384])
    declared = (match[1] or match[2]).decode("ascii", "replace") if match else ""
    tried = []
    if declared:
        try:
            known = codecs.lookup(declared).name
            tried.append(_WIDER.get(known, known))
        except LookupError:
            pass
    for encoding in (*tried, "utf-8"):
        try:
            return data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    if tried:  # a few broken bytes are no reason to doubt what the page says
        text = data.decode(tried[0], "replace")
        if text.count("\ufffd") <= 0.002 * len(text):
            return text
    return data.decode(_likely(data), "replace")


def _likely(data: bytes) -> str:
    """The encoding in which a page's foreign characters are the commonest ones of their script."""
    sample = re.sub(rb"[\x00-\x7f]{200,}", b" ", data[:400_000])
    best, most = "utf-8", 0.3
    for encoding, strict, low, high in (
        ("gb18030", "gb2312", 0xB0, 0xD7), ("cp932", "euc_jp", 0xB0, 0xCF),
        ("euc_jp", "euc_jp", 0xB0, 0xCF), ("big5", "big5", 0xA4, 0xC6), ("cp1252", "", 0, 0),
    ):  # fmt: skip
        foreign = [char for char in sample.decode(encoding, "replace") if char > "\x7f"]
        if not foreign:
            return "utf-8"
        good = sum(_common(char, strict, low, high) for char in foreign) / len(foreign)
        kana = sum("\u3041" <= char <= "\u30fe" for char in foreign) / len(foreign)
        if kana > 0.2 and encoding in ("gb18030", "big5"):
            good *= 0.8  # they have kana at the places where EUC-JP has it, too
        if good > most:
            best, most = encoding, good
    return best


def _common(char: str, strict: str, low: int, high: int) -> bool:
    if "\u3041" <= char <= "\u30fe" or char in "。、，：；（）「」『』《》“”・！？ー":
        return bool(strict)
    if not strict:
        return char in "éèêëàâäáãåçñóòôöõúùûüíìîïßøæÉÈÀÄÖÜ’‘“”–—…«»°·"
    try:
        return low <= char.encode(strict)[0] <= high
    except UnicodeEncodeError:
        return False


def classes(element: Any) -> str:
    """The element's class attribute."""
    return str(element.get("class") or "")


def having(root: Any, name: str) -> list[Any]:
    """All elements below with this class."""
    return list(
        root.xpath(f".//*[contains(concat(' ', normalize-space(@class), ' '), ' {name} ')]")
    )


def text_of(element: Any, *, without: re.Pattern[str] | None = None) -> str:
    """The text of an element on one line: formulas readable, and no notes, scripts or menus.

    Elements whose class matches ``without`` are left out.
    """
    return one_line("".join(_pieces(element, without)))


def _pieces(element: Any, without: re.Pattern[str] | None) -> Iterator[str]:
    from lxml import etree

    walk = etree.iterwalk(element, events=("start", "end", "comment"))
    for event, node in walk:
        if event == "comment":
            yield node.tail or ""
        elif event == "end":
            if node is not element:
                parted = node.tag in _BREAKS or "ltx_bibblock" in classes(node)
                yield f" {node.tail or ''}" if parted else node.tail or ""
        elif node.tag == "math":
            yield formula(node)
            walk.skip_subtree()
        elif node is not element and _left_out(node, without):
            walk.skip_subtree()
        else:
            yield from (" ",) if node.tag in _BREAKS else ()
            yield node.text or ""


def _left_out(node: Any, without: re.Pattern[str] | None) -> bool:
    if node.tag in NEVER_TEXT or "ltx_note" in (names := classes(node)):
        return True
    return bool(without is not None and names and without.search(names))


def formula(math: Any) -> str:
    """A formula as text: by its TeX if it carries that, else by its marks."""
    tex = math.get("alttext") or ""
    if not tex:
        for note in math.iter("annotation"):
            if "tex" in (note.get("encoding") or ""):
                tex = "".join(note.itertext())
                break
    return readable_tex(tex) if tex.strip() else one_line(_marked_up(math, 0))


def _marked_up(node: Any, depth: int) -> str:
    if depth > 60 or node.tag in ("annotation", "annotation-xml"):
        return ""
    parts = [_marked_up(child, depth + 1) for child in node if isinstance(child.tag, str)]
    if node.tag in ("msub", "msup") and len(parts) == 2:
        return f"{parts[0]}{'_' if node.tag == 'msub' else '^'}{_bound(parts[1])}"
    if node.tag == "msubsup" and len(parts) == 3:
        return f"{parts[0]}_{_bound(parts[1])}^{_bound(parts[2])}"
    if node.tag == "mfrac" and len(parts) == 2:
        return f"{_bound(parts[0])}/{_bound(parts[1])}"
    if node.tag == "msqrt":
        return "√" + _bound("".join(parts))
    if node.tag == "mo":
        return f" {sign} " if (sign := (node.text or "").strip()) in "=<>≤≥≈≠→∈" else sign
    return (node.text or "").strip() + "".join(parts)


def _bound(text: str) -> str:
    text = text.strip()
    return text if len(text) < 2 or text.isalnum() else f"({text})"
