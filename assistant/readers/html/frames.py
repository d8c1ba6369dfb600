"""Frames whose pages a saved page carries: each stands in its frame's place, as a shadow tree does.

SingleFile and others write a frame's page into the attribute srcdoc. Its styles are for it alone.
"""

from __future__ import annotations

from typing import Any

from assistant.readers.html.tree import MOST_TAGS, without_control

MOST_NESTED = 3
_UNSEEN = ("0", "1", "0px", "1px")  # widths and heights of frames that only count visits


def open_frames(root: Any, nested: int = 0) -> None:
    """Put the pages of frames into their places, as templates that declare shadow trees.

    A frame in a frame is opened too, to a depth of three; what has too many tags stays closed.
    """
    for frame in list(root.iter("iframe")):
        text = frame.get("srcdoc") or ""
        if not text.strip() or frame.get("width") in _UNSEEN or frame.get("height") in _UNSEEN:
            continue
        if (page := _page_of(text)) is None:
            continue
        if nested < MOST_NESTED:
            open_frames(page, nested + 1)
        tree = frame.makeelement("template", {"shadowrootmode": "open"})
        body = page.find("body")
        tree.extend([style for style in page.iter("style") if style.getparent() is not body])
        if body is not None:
            tree.extend(_with_text(body))
        del frame.attrib["srcdoc"]
        for child in list(frame):
            frame.remove(child)
        frame.tag, frame.text = "div", None
        frame.append(tree)


def _page_of(text: str) -> Any | None:
    from lxml import etree, html

    parser = html.HTMLParser(encoding="utf-8", huge_tree=True, remove_pis=True)
    encoded = without_control(text).encode("utf-8", "replace")
    try:
        page = html.document_fromstring(encoded, parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return None
    return page if sum(1 for _ in page.iter()) <= MOST_TAGS else None


def _with_text(body: Any) -> list[Any]:
    """The children of a body; text that opens it in an element of its own."""
    children = list(body)
    if body.text and body.text.strip():
        opening = body.makeelement("div")
        opening.text = body.text
        children.insert(0, opening)
    return children
