"""The rules of a page's style sheets, as they apply on a wide screen.

Sheets are written by strangers and saved by programs: what is too long or too deep is left out,
and ``Sheet.is_whole`` says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import tinycss2

Values = dict[str, str]

MOST_CHARACTERS = 1_000_000  # of a whole page; tinycss2 parses some 300,000 a second
MOST_IN_ATTRIBUTES = 500_000  # characters of all different style attributes of a page
MOST_RULES = 20_000
_LONGEST_SELECTOR = 1_000
_MOST_INLINE = 4_000  # characters of one style attribute
_DEEPEST = 40  # brackets in one another
_UNLAYERED = 1_000_000  # declarations outside of every @layer outrank those inside
_SCREEN = 1280.0  # CSS pixels, a laptop's width
_EM = 16.0  # CSS pixels
# Each matches whatever comes, so that nothing is scanned twice: strangers write what is scanned.
_EMBEDDED = re.compile(r"url\(\s*[\"']?data:[^)\"']*[\"']?\s*\)?", re.IGNORECASE)
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_BRACKET = re.compile(r"\"[^\"\n]*\"|'[^'\n]*'|([(\[{])|([)\]}])")
_WIDTH = re.compile(r"\(\s*(min|max)-(?:device-)?width\s*:\s*([\d.]{1,9})\s*(px|r?em)\s*\)")


@dataclass(frozen=True, eq=False)
class Rule:
    """A rule's selectors and declarations; rules of a higher layer outrank those of a lower."""

    layer: int
    selectors: tuple[str, ...]
    values: Values
    important: Values


@dataclass
class Sheet:
    """The style sheets of one scope: a page's, or those of one shadow tree."""

    properties: frozenset[str]  # others are not looked at
    most_characters: int = MOST_CHARACTERS
    rules: list[Rule] = field(default_factory=list)
    is_whole: bool = True
    characters: int = 0
    _layers: dict[str, int] = field(default_factory=dict)

    def add(self, css: str, media: str = "") -> None:
        """Add the text of a <style> element with this ``media`` attribute."""
        if media and not applies(media):
            return
        css = _COMMENT.sub(" ", _EMBEDDED.sub("url()", css))
        if self.characters + len(css) > self.most_characters or _bracket_depth(css) > _DEEPEST:
            self.is_whole = False
            return
        self.characters += len(css)
        self._add_rules(tinycss2.parse_stylesheet(css, True, True), _UNLAYERED, (), 0)

    def _add_rules(
        self, nodes: Iterable[Any], layer: int, parents: tuple[str, ...], depth: int
    ) -> None:
        """Add parsed rules; ``parents`` are the selectors of the rule that they are nested in."""
        if depth > _DEEPEST:
            self.is_whole = False
            return
        for node in nodes:
            if node.type not in ("qualified-rule", "at-rule"):
                continue
            if len(self.rules) >= MOST_RULES:
                self.is_whole = False
                return
            if node.type == "qualified-rule":
                selectors = tuple(
                    whole
                    for selector in _separate(node.prelude)
                    if len(whole := _nested(selector, parents)) <= _LONGEST_SELECTOR
                )
                self._add_block(node.content, layer, selectors, depth)
            else:
                self._add_at_rule(node, layer, parents, depth)

    def _add_at_rule(self, node: Any, layer: int, parents: tuple[str, ...], depth: int) -> None:
        keyword, said = node.lower_at_keyword, tinycss2.serialize(node.prelude).strip().lower()
        if keyword == "layer":
            for name in said.split(",") if said else [f"#{len(self._layers)}"]:
                layer = self._layers.setdefault(name.strip(), len(self._layers))
        if node.content is None or keyword not in ("layer", "media", "supports"):
            return
        if keyword == "media" and not applies(said):
            return
        if keyword == "supports" and said.startswith("not"):
            return
        if parents:
            self._add_block(node.content, layer, parents, depth + 1)
        else:
            nodes = tinycss2.parse_rule_list(node.content, True, True)
            self._add_rules(nodes, layer, (), depth + 1)

    def _add_block(self, content: Any, layer: int, selectors: tuple[str, ...], depth: int) -> None:
        """Add the declarations of a rule, and the rules that are nested in it."""
        nodes = tinycss2.parse_blocks_contents(content, True, True)
        values, important = _declared(nodes)
        values = {name: values[name] for name in self.properties & values.keys()}
        important = {name: important[name] for name in self.properties & important.keys()}
        if selectors and (values or important):
            self.rules.append(Rule(layer, selectors, values, important))
        if selectors:
            self._add_rules(nodes, layer, selectors, depth + 1)


@lru_cache(maxsize=4096)
def inline_values(text: str) -> tuple[Values, Values]:
    """The declarations of a style attribute, and those marked as important."""
    text = _COMMENT.sub(" ", text[:_MOST_INLINE])
    if _bracket_depth(text) > _DEEPEST:
        return {}, {}
    return _declared(tinycss2.parse_blocks_contents(text, True, True))


def drop_surplus(root: Any) -> bool:
    """Take off the style attributes beyond ``MOST_IN_ATTRIBUTES``; whether there were any."""
    seen: set[str] = set()
    left = MOST_IN_ATTRIBUTES
    for element in root.iter():
        text = (element.get("style") or "") if isinstance(element.tag, str) else ""
        if text and text not in seen:
            if left < 0:
                del element.attrib["style"]
                continue
            seen.add(text)
            left -= min(len(text), _MOST_INLINE)
    return left < 0


def _declared(nodes: Iterable[Any]) -> tuple[Values, Values]:
    """Values by property as lower-case text: the plain ones, and those marked as important."""
    plain: Values = {}
    important: Values = {}
    for node in nodes:
        if node.type == "declaration":
            chosen = important if node.important else plain
            chosen[node.lower_name] = tinycss2.serialize(node.value).strip().lower()
    return plain, important


def _bracket_depth(css: str) -> int:
    """How many brackets are open at once."""
    depth = deepest = 0
    for match in _BRACKET.finditer(css):
        if match[1]:
            depth += 1
            deepest = max(deepest, depth)
        elif match[2] and depth:
            depth -= 1
    return deepest


def _separate(prelude: Sequence[Any]) -> list[str]:
    """The selectors of a list, each on its own: one that is unknown does not spoil the others."""
    made: list[list[Any]] = [[]]
    for token in prelude:
        if token.type == "literal" and token.value == ",":
            made.append([])
        else:
            made[-1].append(token)
    texts = (tinycss2.serialize(tokens).strip() for tokens in made)
    return [text for text in texts if text]


def _nested(selector: str, parents: tuple[str, ...]) -> str:
    if not parents:
        return selector
    outer = f":is({', '.join(parents)})"
    return selector.replace("&", outer) if "&" in selector else f"{outer} {selector}"


def applies(query: str) -> bool:
    """Whether a media query holds on a wide screen in light colours, with a mouse.

    >>> applies("print"), applies("screen and (min-width: 900px)"), applies("(max-width: 40em)")
    (False, True, False)
    """
    return any(_holds(part.strip()) for part in query.lower().split(","))


def _holds(query: str) -> bool:
    negated = query.startswith("not ")
    query = re.sub(r"^(?:not|only)\s+", "", query)
    holds = all(_feature_holds(part.strip()) for part in re.split(r"\s+and\s+", query))
    return holds != negated


def _feature_holds(feature: str) -> bool:
    if feature in ("", "all", "screen"):
        return True
    if width := _WIDTH.fullmatch(feature):
        pixels = float(width[2].strip(".") or 0) * (1.0 if width[3] == "px" else _EM)
        return pixels <= _SCREEN if width[1] == "min" else pixels >= _SCREEN
    plain = re.sub(r"[\s()]", "", feature)
    return plain in ("hover", "hover:hover", "pointer:fine", "prefers-color-scheme:light",
                     "orientation:landscape", "color")  # fmt: skip
