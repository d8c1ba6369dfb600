"""Shadow trees as saved pages declare them: what a host shows instead of its own children.

A page saved from a browser (SingleFile, Zotero) holds an element's shadow tree as a <template> in
it. The tree's styles are for the tree alone, and what stood in the host shows where the tree has a
<slot> for it. Other templates show nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from assistant.text.scripts import is_cjk

_MODES = ("shadowrootmode", "shadowroot", "shadowmode")  # HTML's, Chrome's first, SingleFile's
_INLINE = frozenset(
    "a abbr b br cite code em font i img mark slot small span strong sub sup u".split()
)
_MOST_STEPS = 4_000_000  # nodes looked at while trees in one another are put together

Node = Any  # an lxml element, or the text between two of them as a str


@dataclass(frozen=True)
class ShadowTree:
    """A host and the root of its shadow tree, which no longer stands in it."""

    host: Any
    root: Any


def detach_templates(root: Any) -> list[ShadowTree]:
    """Take all templates out of a page; those that declare a shadow tree come back."""
    made: list[ShadowTree] = []
    hosts: set[Any] = set()
    for template in list(root.iter("template")):
        host = template.getparent()
        if host is None:
            continue
        declares = any(template.get(name) in ("open", "closed") for name in _MODES)
        cut(template)
        if declares and host not in hosts:
            hosts.add(host)
            made.append(ShadowTree(host, template))
    return made


def compose(trees: list[ShadowTree]) -> list[Any]:
    """Put shadow trees into their hosts; the elements that hold what has a place in no slot."""
    homeless: list[Any] = []
    steps = 0
    for tree in reversed(trees):  # inner ones first
        steps += sum(1 for _ in tree.root.iter())
        if steps > _MOST_STEPS:
            continue
        slots = list(tree.root.iter("slot"))
        light = _by_slot(_taken(tree.host))
        _fill(tree.host, _taken(tree.root))
        for slot in slots:
            if chosen := light.pop(slot.get("name") or "", []):
                _taken(slot)  # it shows this only where nothing is put into it
                _fill(slot, chosen)
            slot.tag = "span" if all(child.tag in _INLINE for child in slot) else "div"
        if rest := [node for nodes in light.values() for node in nodes]:
            home = tree.host.makeelement("div")
            _fill(home, rest)
            tree.host.append(home)
            homeless.append(home)
    return homeless


def _by_slot(nodes: list[Node]) -> dict[str, list[Node]]:
    """Nodes by the name of the slot that they are for, "" for the nameless one."""
    made: dict[str, list[Node]] = {}
    for node in nodes:
        name = "" if isinstance(node, str) else node.get("slot") or ""
        made.setdefault(name, []).append(node)
    blank = all(isinstance(node, str) and not node.strip() for node in made.get("", []))
    if blank:
        made.pop("", None)
    return made


def _taken(element: Any) -> list[Node]:
    """What stands in an element, taken out of it."""
    nodes: list[Node] = [element.text] if element.text else []
    element.text = None
    for child in list(element):
        tail, child.tail = child.tail, None
        element.remove(child)
        nodes += [child, tail] if tail else [child]
    return nodes


def _fill(element: Any, nodes: list[Node]) -> None:
    """Put nodes behind what stands in an element."""
    for node in nodes:
        if not isinstance(node, str):
            element.append(node)
        elif len(element):
            element[-1].tail = (element[-1].tail or "") + node
        else:
            element.text = (element.text or "") + node


def cut(element: Any) -> None:
    """Take an element out of its tree, and leave the text behind it.

    A space stands in its place, though not before Chinese or Japanese.
    """
    parent, tail = element.getparent(), element.tail
    if parent is None:
        return
    before = element.getprevious()
    gap = " " if tail and not is_cjk(tail[0]) else ""
    if tail and before is not None:
        before.tail = f"{before.tail or ''}{gap}{tail}"
    elif tail:
        parent.text = f"{parent.text or ''}{gap}{tail}"
    element.tail = None
    parent.remove(element)
