"""Superscripts of marked-up text: marks of references taken out, exponents told from digits."""

from __future__ import annotations

from typing import Any

from assistant.readers.xml_tree import below, local_name
from assistant.text.superscripts import printed

# What a superscript may stand in within its line: links and emphasis.
_INLINE = frozenset("a xref span cite i b em strong sup italic bold".split())


def plain_superscripts(root: Any) -> None:
    """Put in place of each ``sup`` of a tree, HTML or XML, what it is in plain text."""
    for raised in below(root, "sup"):
        said = "".join(raised.itertext())
        if (plain := printed(_text_before(raised), said)) != said:
            for inner in list(raised):
                raised.remove(inner)
            raised.text = plain


def _text_before(element: Any) -> str:
    """The text directly before an element in its line; "" where it opens one."""
    while (before := element.getprevious()) is None:
        parent = element.getparent()
        if parent is None or parent.text or local_name(parent) not in _INLINE:
            return "" if parent is None else parent.text or ""
        element = parent
    return before.tail or ("" if local_name(before) == "br" else "".join(before.itertext()))
