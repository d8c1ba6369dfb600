"""Text that a page holds and nobody sees: taken out of its tree, and told as warnings."""

from __future__ import annotations

import re
from typing import Any

from assistant.messages import Message
from assistant.text.normalize import one_line
from assistant.text.scripts import has_cjk

_KNOWN = re.compile(  # for screen readers, or shown twice by design: no reason for a warning
    r"(?:^|[\s_-])(?:sr-only|visually-?hidden|screen-reader(?:-text)?|u-visually-hidden|a11y-hidden"
    r"|katex-html|MathJax_Preview|skip-link)"
    r"(?:$|[\s_-])",
    re.IGNORECASE,
)
_DRAWN = re.compile(r"\b(?:mjx-|MathJax)")  # a formula's drawing; its MathML stands beside it
_FURNITURE = frozenset(
    "nav header footer aside dialog form button menu select label svg figure".split()
)
_NEVER = frozenset(("script", "style", "template", "noscript", "head", "math"))
_WHITE = re.compile(r"white|#f{3}(?:f)?|#f[a-f]f[a-f]f[a-f](?:[0-9a-f]{2})?|transparent")
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_COMPOUND = re.compile(r"([a-z][\w-]*|\*)?((?:[.#][\w-]+)*)", re.IGNORECASE)
_LENGTH = re.compile(r"(-?\d*\.?\d+)\s*(px|pt|em|rem|ex|%|vw|vh|in|cm|mm)?")
_TAGS = re.compile("[\U000e0020-\U000e007e]+")
_SMUGGLED = re.compile("[\U000e0000-\U000e0fff]+")
_LEAST_WORDS = 4
_MOST_SHOWN = 80
_MOST_RULES = 2000

Styles = dict[str, str]
# Rules by what they are for (".class", "#id" or a tag): rank, tag, id, classes, declarations.
Sheet = dict[str, list[tuple[int, str, str, frozenset[str], Styles]]]


def take_out_hidden(root: Any) -> tuple[str, ...]:
    """Remove what a reader of the page cannot see; a warning for each way that prose was hidden.

    Looked at are attributes, inline styles and the page's own style sheets of simple selectors.
    """
    rules = _sheet(root)
    hidden: dict[str, list[str]] = {}
    doomed: list[Any] = []
    coloured: dict[Any, str] = {}
    skip_below: set[Any] = set()
    for element in root.iter():
        if not isinstance(element.tag, str) or element.tag in _NEVER:
            continue
        if element.getparent() in skip_below:
            skip_below.add(element)
            continue
        styles = _styles(element, rules)
        if _background(element, styles):
            coloured[element] = _background(element, styles)
        reason = _reason(element, styles, coloured)
        if reason and element.tag not in ("html", "body"):
            skip_below.add(element)
            doomed.append(element)
            words = _words(element) if reason != "known" else ""
            if words:
                hidden.setdefault(reason, []).append(words)
    for element in doomed:
        _remove(element)
    if smuggled := _unsmuggled(root):
        hidden["invisible characters"] = [smuggled]
    return tuple(told(reason, " … ".join(words)) for reason, words in hidden.items())


def unsmuggled(text: str) -> tuple[str, tuple[str, ...]]:
    """A text without characters that have no shape, and a warning if they spelt something."""
    kept, spelt = _parted(text)
    return kept, (told("invisible characters", spelt),) if spelt else ()


def told(reason: str, words: str) -> str:
    """The warning about hidden words."""
    return Message(
        "hidden text ({reason}): {words}", reason=Message(reason), words=words[:_MOST_SHOWN]
    )


def _words(element: Any) -> str:
    """What a hidden element says, if it is prose and not a part of the page's workings."""
    above = element
    while above is not None:
        if _DRAWN.match(above.tag) or _DRAWN.search(above.get("class") or ""):
            return ""
        if above.tag in _FURNITURE or above.get("role") in ("navigation", "menu", "dialog"):
            return ""
        above = above.getparent()
    text = one_line(" ".join(piece for piece in _texts(element)))
    enough = len(text) >= 12 if has_cjk(text) else len(text.split()) >= _LEAST_WORDS
    return text if enough else ""


def _texts(element: Any) -> list[str]:
    return [
        piece
        for node in element.iter()
        if isinstance(node.tag, str) and node.tag not in ("script", "style", "template")
        for piece in ((node.text or ""), (node.tail or "") if node is not element else "")
    ]


def _reason(element: Any, styles: Styles, coloured: dict[Any, str]) -> str:
    """Why nobody sees an element; "" when it is seen, "known" when that needs no warning."""
    if _KNOWN.search(element.get("class") or ""):
        return "known"
    if element.get("hidden") is not None and element.get("hidden") != "until-found":
        return "hidden attribute"
    if (element.get("aria-hidden") or "").strip().lower() == "true":
        return "aria-hidden"
    return _unseen_style(styles) or _unseen_colour(element, styles, coloured)


def _unseen_style(styles: Styles) -> str:
    if not styles:
        return ""
    if styles.get("display") == "none":
        return "display: none"
    if styles.get("visibility") in ("hidden", "collapse"):
        return "visibility: hidden"
    if (size := styles.get("font-size")) and _tiny(size):
        return "tiny"
    if re.match(r"(?:[a-z]+\s+)*0(?:px|pt|em|rem|%)?(?:/|\s)", styles.get("font", "")):
        return "tiny"
    if (opacity := styles.get("opacity")) and _number(opacity, 1.0) <= 0.05:
        return "transparent"
    clipped = styles.get("overflow") in ("hidden", "clip")
    flat = any(_number(styles.get(side, "1"), 1.0) <= 1 and "%" not in styles.get(side, "")
               for side in ("height", "width", "max-height", "max-width"))  # fmt: skip
    if clipped and flat:
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


def _unseen_colour(element: Any, styles: Styles, coloured: dict[Any, str]) -> str:
    colour = styles.get("color") or styles.get("--ltx-fg-color") or ""
    colour = colour or (element.get("color") or "").lower() * (element.tag == "font")
    if not colour:
        return ""
    above, behind = element, ""
    while above is not None and not behind:
        behind = coloured.get(above, "")
        above = above.getparent()
    if behind:
        return "same colour as its ground" if behind == colour.strip() else ""
    rgb = [int(part) for part in re.findall(r"\d+", colour)[:3]] if colour.startswith("rgb") else []
    if colour.startswith("rgba") and re.search(r",\s*0?\.?0+\s*\)$", colour):
        return "transparent"
    light = re.match(r"hsla?\([^%]*%[, ]+(?:9[89]|100)%", colour)
    white = light or _WHITE.fullmatch(colour.strip()) or (len(rgb) == 3 and min(rgb) >= 250)
    return "white" if white else ""


def _background(element: Any, styles: Styles) -> str:
    """The colour or image behind an element, if the page states one."""
    value = (
        styles.get("background-color") or styles.get("background") or styles.get("--ltx-bg-color")
        or styles.get("background-image") or (element.get("bgcolor") or "").lower()
        or ("image" if element.get("background") else "")
    )  # fmt: skip
    plain = value.split("!")[0].strip()
    light = plain in ("none", "transparent", "inherit", "initial") or _WHITE.fullmatch(plain)
    return "" if light else plain


def _styles(element: Any, sheet: Sheet) -> Styles:
    """The declarations for an element: its sheets', then its own."""
    styles: Styles = {}
    if sheet:
        names = frozenset((element.get("class") or "").split())
        keys = {element.tag, f"#{element.get('id') or ''}", *(f".{name}" for name in names)}
        for _, tag, ident, wanted, declared in sorted(
            (rule for key in keys for rule in sheet.get(key, ())), key=lambda rule: rule[0]
        ):
            if (
                (not tag or tag == element.tag)
                and (not ident or ident == element.get("id"))
                and wanted <= names
            ):
                styles.update(declared)
    own = element.get("style")
    if own:
        styles.update(_declarations(own))
    return styles


def _declarations(text: str) -> Styles:
    made: Styles = {}
    for part in re.sub(r"/\*.*?\*/", "", text[:5000], flags=re.DOTALL).split(";"):
        name, colon, value = part.partition(":")
        if colon:
            made[name.strip().lower()] = value.replace("!important", "").strip().lower()
    return made


def _sheet(root: Any) -> Sheet:
    """The rules of the page's own style sheets that hide, or show again, by simple selectors.

    Of a selector with several steps only the last is looked at, and only where it shows: a rule
    for a part of the page must not hide the rest.
    """
    rules: list[tuple[str, str, frozenset[str], Styles]] = []
    for style in root.iter("style"):
        if (style.get("media") or "all").strip().lower() not in ("all", "screen", ""):
            continue
        text = re.sub(r"/\*.*?\*/", "", (style.text or "")[:500_000], flags=re.DOTALL)
        text = re.sub(r"@(?:media|supports|keyframes|-\w+-keyframes|font-face|page)[^{]*"
                      r"\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", "", text)  # fmt: skip
        for selectors, body in _RULE.findall(text):
            declared = _declarations(body)
            hides = bool(_unseen_style(declared)) or "color" in declared
            for selector in selectors.split(","):
                steps = re.split(r"\s*[>+~]\s*|\s+", selector.strip())
                if len(steps) > 1 and hides:
                    continue
                match = _COMPOUND.fullmatch(steps[-1])
                if match is None or not declared or not steps[-1]:
                    continue
                parts = re.findall(r"[.#][\w-]+", match[2])
                ident = next((part[1:] for part in parts if part[0] == "#"), "")
                named = frozenset(part[1:] for part in parts if part[0] == ".")
                tag = (match[1] or "").lower().replace("*", "")
                if tag or ident or named:
                    rules.append((tag, ident, named, declared))
    kept = {"display", "visibility", "font-size", "opacity", "overflow", "height", "width", "color",
            "max-height", "max-width", "clip", "clip-path", "transform", "position", "left", "top",
            "right", "bottom", "text-indent", "margin-left", "background", "background-color",
            "background-image", "font"}  # fmt: skip
    useful = [rule for rule in rules if kept & rule[3].keys()][:_MOST_RULES]
    if not any(_unseen_style(rule[3]) or "color" in rule[3] for rule in useful):
        return {}
    useful.sort(key=lambda rule: (bool(rule[1]), len(rule[2]), bool(rule[0])))
    sheet: Sheet = {}
    for place, (tag, ident, named, declared) in enumerate(useful):
        key = f"#{ident}" if ident else f".{min(named)}" if named else tag
        sheet.setdefault(key, []).append((place, tag, ident, named, declared))
    return sheet


def _tiny(value: str) -> bool:
    match = _LENGTH.match(value)
    if match is None:
        return False
    size, unit = float(match[1]), match[2] or ""
    least = {"px": 2.0, "pt": 1.5, "em": 0.15, "rem": 0.15, "ex": 0.3, "%": 15.0}
    return size < least.get(unit, 0.1)


def _number(value: str, otherwise: float) -> float:
    match = _LENGTH.match(value)
    return float(match[1]) if match else otherwise


def _far(value: str) -> bool:
    match = _LENGTH.match(value.strip())
    if match is None:
        return False
    size, unit = float(match[1]), match[2] or "px"
    far = {"px": 500, "pt": 400, "em": 40, "rem": 40, "%": 150, "vw": 100, "vh": 100}
    return abs(size) >= far.get(unit, 20) if size < 0 else unit == "px" and size >= 5000


def _remove(element: Any) -> None:
    """Take an element out and keep the text behind it."""
    parent = element.getparent()
    if parent is None:
        return
    tail = element.tail or ""
    before = element.getprevious()
    if before is not None:
        before.tail = f"{before.tail or ''} {tail}" if tail else before.tail
    else:
        parent.text = f"{parent.text or ''} {tail}" if tail else parent.text
    parent.remove(element)


def _unsmuggled(root: Any) -> str:
    """Take characters that have no shape out of a tree; what they spell."""
    found: list[str] = []
    for node in root.iter():
        for place in ("text", "tail"):
            value = getattr(node, place)
            if value and isinstance(value, str) and _SMUGGLED.search(value):
                kept, spelt = _parted(value)
                found.append(spelt)
                setattr(node, place, kept)
    return one_line(" ".join(filter(None, found)))


def _parted(text: str) -> tuple[str, str]:
    """A text without shapeless characters, and the words that they spell."""
    runs = ("".join(chr(ord(char) - 0xE0000) for char in run) for run in _TAGS.findall(text))
    spelt = " ".join(word for word in runs if len(word) > 7)  # shorter ones are flags
    return _SMUGGLED.sub("", text), one_line(spelt)
