"""HTML bytes to a tree, whatever encoding they are in, and an element's text as it is read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from assistant.errors import UnreadableSource
from assistant.text.encodings import decode
from assistant.text.normalize import one_line
from assistant.text.tex import readable_tex

MOST_BYTES = 20_000_000  # of markup and text; embedded images are not counted
MOST_TAGS = 400_000
_HEAD_BYTES = 16_384  # where an encoding is declared
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
            "'{name}' has {size} MB of HTML; {most} MB are read at most. Split it, or save the "
            "part that matters.",
            name=name,
            size=f"{len(data) / 1e6:.0f}",
            most=f"{MOST_BYTES / 1e6:.0f}",
        )
    text = without_control(_decoded(data))
    text = re.sub(r"\A\s*<\?xml[^>]*\?>", "", text)
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True, remove_pis=True)
    try:
        root = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise UnreadableSource(
            "'{name}' is not HTML that can be read: {error}.", name=name, error=str(error)
        ) from error
    if any("depth" in entry.message for entry in parser.error_log.filter_from_fatals()):
        raise UnreadableSource(
            "'{name}' has tags more than 2,000 deep in one another, as no page has that is meant "
            "to be read. Save its text and add that.",
            name=name,
        )
    if sum(1 for _ in islice(root.iter(), MOST_TAGS + 1)) > MOST_TAGS:
        raise UnreadableSource(
            "'{name}' has more than {most} tags, as no page has that is meant to be read. Save its "
            "text and add that.",
            name=name,
            most=f"{MOST_TAGS:,}",
        )
    return root


def _decoded(data: bytes) -> str:
    """A page's text, in the encoding that its first lines declare if it can be read so."""
    match = _DECLARED.search(data[:_HEAD_BYTES])
    return decode(data, (match[1] or match[2]).decode("ascii", "replace") if match else "")


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
        elif node is not element and _is_excluded(node, without):
            walk.skip_subtree()
        else:
            yield from (" ",) if node.tag in _BREAKS else ()
            yield node.text or ""


def _is_excluded(node: Any, without: re.Pattern[str] | None) -> bool:
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
    return readable_tex(tex) if tex.strip() else one_line(_markup_of(math, 0))


def _markup_of(node: Any, depth: int) -> str:
    if depth > 60 or node.tag in ("annotation", "annotation-xml"):
        return ""
    parts = [_markup_of(child, depth + 1) for child in node if isinstance(child.tag, str)]
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
