"""Formulas of Word documents as readable text: "x_i ≤ (a+b)/2"."""

from __future__ import annotations

import re
from typing import Any

from assistant.readers.xml_tree import attribute, child, local_name

_DEEPEST = 40


def formula_of(element: Any, depth: int = 0) -> str:
    """A formula's element as text; what has no sign of its own is what stands in it."""
    if depth > _DEEPEST:
        return ""
    kind = local_name(element)
    if kind == "t":
        return element.text or ""
    if kind in ("fPr", "rPr", "ctrlPr", "naryPr", "dPr", "radPr", "del"):
        return ""

    def part(name: str) -> str:
        found = child(element, name)
        return formula_of(found, depth + 1).strip() if found is not None else ""

    if kind == "f":
        return f"{_bound(part('num'))}/{_bound(part('den'))}"
    if kind in ("sSub", "sSup", "sSubSup", "nary"):
        base = part("e") if kind != "nary" else _sign(element)
        below = f"_{_bound(part('sub'))}" if part("sub") else ""
        above = f"^{_bound(part('sup'))}" if part("sup") else ""
        return base + below + above + (f" {part('e')}" if kind == "nary" else "")
    if kind == "rad":
        return f"{part('deg')}√{_bound(part('e'))}"
    inner = "".join(formula_of(item, depth + 1) for item in element)
    return f"({inner})" if kind == "d" else inner


def _sign(nary: Any) -> str:
    sign = child(nary, "naryPr", "chr")
    return attribute(sign, "val") if sign is not None else "∫"


def _bound(text: str) -> str:
    return text if re.fullmatch(r"\w*", text) else f"({text})"
