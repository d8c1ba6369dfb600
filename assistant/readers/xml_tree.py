"""XML bytes to a tree: no entities that a document declares, nothing fetched, nothing too deep."""

from __future__ import annotations

import html
from collections.abc import Collection, Iterator
from typing import Any

from assistant.errors import UnreadableSource

MOST_BYTES = 64_000_000


def xml_root(data: bytes, name: str) -> Any:
    """The root element; UnreadableSource for what is no XML, too large, or declares entities."""
    from lxml import etree

    if len(data) > MOST_BYTES:
        raise _unreadable(name, f"{len(data) // 1_000_000} MB")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(data, parser)
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise _unreadable(name, str(error).splitlines()[0][:100] if str(error) else "") from error
    inner = root.getroottree().docinfo.internalDTD
    if inner is not None and next(iter(inner.iterentities()), None) is not None:
        raise UnreadableSource(
            "'{name}' declares XML entities of its own, which may unfold to any size and are not "
            "read. Save it as PDF or text and add that.",
            name=name,
        )
    return root


def local_name(element: Any) -> str:
    """An element's name without its namespace; "" for a comment or an entity."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: Any, name: str) -> str:
    """An attribute by its name without the namespace; "" where there is none."""
    if (value := element.get(name)) is not None:
        return str(value)
    for key, value in element.attrib.items():
        if key.rpartition("}")[2] == name:
            return str(value)
    return ""


def child(element: Any, *path: str) -> Any | None:
    """The first element down a path of names without namespaces; None where a step is missing."""
    for name in path:
        found = next((item for item in element if local_name(item) == name), None)
        if found is None:
            return None
        element = found
    return element


def below(root: Any, *names: str) -> list[Any]:
    """All elements below of these names, namespaces aside, in the order of the document."""
    return [item for item in root.iter() if local_name(item) in names]


def outermost(root: Any, names: Collection[str], without: Collection[str] = ()) -> Iterator[Any]:
    """Elements below of these names that are in no other of them, nor in one of ``without``."""
    from lxml import etree

    walk = etree.iterwalk(root, events=("start",))
    for _, item in walk:
        name = local_name(item)
        if item is root:
            continue
        if name in names:
            yield item
        if name in names or name in without:
            walk.skip_subtree()


def entity_text(node: Any) -> str:
    """What a reference such as "&nbsp;" stands for; "" for one that HTML does not know."""
    text = html.unescape(node.text or "")
    return "" if text.startswith("&") else text


def _unreadable(name: str, reason: str) -> UnreadableSource:
    return UnreadableSource(
        "'{name}' is not XML that can be read ({reason}). Save it anew and add that.",
        name=name,
        reason=reason or "?",
    )
