"""What counts as hidden: by an element's attributes, and by the styles that hold for it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import tinycss2.color4

from assistant.readers.html.stylesheets import Values

PROPERTIES = frozenset(
    "display visibility font-size font opacity overflow height width max-height max-width clip"
    " clip-path transform position left top right bottom text-indent margin-left color background"
    " background-color background-image --ltx-fg-color --ltx-bg-color".split()
)
KNOWN = "known"  # the reason for what is hidden by design, which needs no warning

_KNOWN = re.compile(  # for screen readers, or shown twice by design
    r"(?:^|[\s_-])(?:sr-only|visually-?hidden|screen-reader(?:-text)?|u-visually-hidden|a11y-hidden"
    r"|katex-html|MathJax_Preview|skip-link)"
    r"(?:$|[\s_-])",
    re.IGNORECASE,
)
_LENGTH = re.compile(r"(-?\d*\.?\d+)\s*(px|pt|em|rem|ex|%|vw|vh|in|cm|mm)?")
_FONT_WITHOUT_SIZE = re.compile(r"(?:[a-z]+\s+)*0(?:px|pt|em|rem|%)?(?:/|\s)")
_SIDES = ("height", "width", "max-height", "max-width")
_INHERITS = frozenset(("", "none", "transparent", "inherit", "initial", "unset"))
_IMAGE = "an image"

_WHITE = (1.0, 1.0, 1.0)
_NEARLY = 0.98  # of white


def attribute_reason(element: Any) -> str:
    """Why an element's attributes hide it; "" where they do not."""
    if _KNOWN.search(element.get("class") or ""):
        return KNOWN
    if element.get("hidden") is not None and element.get("hidden") != "until-found":
        return "hidden attribute"
    if (element.get("aria-hidden") or "").strip().lower() == "true":
        return "aria-hidden"
    return ""


def box_reason(styles: Values) -> str:
    """Why styles hide an element and all that is in it; "" where they do not."""
    if not styles:
        return ""
    if styles.get("display") == "none":
        return "display: none"
    if (opacity := styles.get("opacity")) and _number(opacity, 1.0) <= 0.05:
        return "transparent"
    clipped = styles.get("overflow") in ("hidden", "clip")
    if clipped and any(_flat(styles.get(side, "")) for side in _SIDES):
        return "clipped away"
    clip = styles.get("clip", "") + styles.get("clip-path", "")
    if re.search(r"rect\(\s*0|inset\(\s*(?:50|100)%", clip):
        return "clipped away"
    if re.search(r"scale[xy]?\(\s*0(?:\.0+)?\s*[,)]", styles.get("transform", "")):
        return "tiny"
    placed = styles.get("position") in ("absolute", "fixed", "relative")
    far = [styles.get(side, "0") for side in ("left", "top", "right", "bottom") if placed]
    far += [styles.get("text-indent", "0"), styles.get("margin-left", "0")]
    far += re.findall(r"translate[xy]?\(\s*([^),]+)", styles.get("transform", ""))
    return "off the page" if any(_far(value) for value in far) else ""


def hides(styles: Values) -> bool:
    """Whether a rule with these declarations may hide what it is for."""
    unseen = styles.get("visibility") in ("hidden", "collapse") or _tiny(styles, False)
    return bool(box_reason(styles)) or unseen or "color" in styles


@dataclass(frozen=True)
class TextLook:
    """What an element's text inherits, and what the element may set anew for itself.

    ``ground`` is what is stated to be behind the text: a colour, an image, or nothing.
    """

    is_invisible: bool = False
    is_tiny: bool = False
    colour: str = ""
    ground: str = ""

    def of(self, element: Any, styles: Values) -> TextLook:
        """The look of text in an element with these styles, inside text that looks like this."""
        if not styles and element.tag != "font" and not element.keys():
            return self
        look = self
        visibility = styles.get("visibility", "")
        if visibility in ("hidden", "collapse", "visible"):
            look = replace(look, is_invisible=visibility != "visible")
        if styles.get("font-size") or styles.get("font"):
            look = replace(look, is_tiny=_tiny(styles, self.is_tiny))
        colour = styles.get("color") or styles.get("--ltx-fg-color") or ""
        colour = colour or (element.get("color") or "").lower() * (element.tag == "font")
        if colour and colour not in _INHERITS - {"transparent"}:
            look = replace(look, colour=colour)
        if ground := _ground(element, styles):
            look = replace(look, ground=ground)
        return look

    @property
    def reason(self) -> str:
        """Why nobody sees the text; "" where it is seen."""
        if self.is_invisible:
            return "visibility: hidden"
        if self.is_tiny:
            return "tiny"
        colour = _rgba(self.colour)
        if colour is None:
            return ""
        *rgb, alpha = colour
        if alpha == 0:
            return "transparent"
        behind = _rgba(self.ground)
        white = min(rgb) >= _NEARLY
        if not self.ground or (behind and min(behind) >= _NEARLY):
            return "white" if white else ""
        return "same colour as its ground" if behind and behind[:3] == tuple(rgb) else ""


def _tiny(styles: Values, inherited: bool) -> bool:
    if _FONT_WITHOUT_SIZE.match(styles.get("font", "")):
        return True
    match = _LENGTH.match(styles.get("font-size", ""))
    if match is None:
        return inherited
    size, unit = float(match[1]), match[2] or ""
    least = {"px": 2.0, "pt": 1.5, "em": 0.15, "rem": 0.15, "ex": 0.3, "%": 15.0}
    relative = unit in ("em", "ex", "%")
    return size < least.get(unit, 0.1) or (relative and inherited)


def _ground(element: Any, styles: Values) -> str:
    """The colour or image behind an element, if the page states one."""
    for name in ("background-color", "background", "--ltx-bg-color", "background-image"):
        value = styles.get(name, "")
        if value not in _INHERITS:
            colours = [part for part in value.split() if _rgba(part)]
            return value if _rgba(value) else colours[0] if colours else _IMAGE
    if colour := (element.get("bgcolor") or "").lower():
        return colour
    return _IMAGE if element.get("background") else ""


@lru_cache(maxsize=1024)
def _rgba(value: str) -> tuple[float, ...] | None:
    """Red, green, blue and opacity from 0 to 1; None for what is no colour."""
    try:
        colour = tinycss2.color4.parse_color(value)
        if colour is None or colour == "currentcolor":
            return None
        return (*(part or 0.0 for part in colour.to("srgb").coordinates), colour.alpha)
    except (ValueError, TypeError, NotImplementedError, RecursionError, ZeroDivisionError):
        return None


def _number(value: str, otherwise: float) -> float:
    match = _LENGTH.match(value)
    return float(match[1]) if match else otherwise


def _flat(value: str) -> bool:
    """Whether a box of this height or width has no room for a letter; not so where none is set."""
    match = _LENGTH.match(value)
    if match is None or match[2] == "%":
        return False
    return float(match[1]) <= (1 if match[2] in (None, "px", "pt") else 0.1)


def _far(value: str) -> bool:
    match = _LENGTH.match(value.strip())
    if match is None:
        return False
    size, unit = float(match[1]), match[2] or "px"
    far = {"px": 500, "pt": 400, "em": 40, "rem": 40, "%": 150, "vw": 100, "vh": 100}
    return abs(size) >= far.get(unit, 20) if size < 0 else unit == "px" and size >= 5000
