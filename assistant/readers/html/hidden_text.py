"""Text that a page holds and nobody sees: taken out of its tree, and told as warnings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from assistant.messages import Message
from assistant.readers.html.cascade import NO_STYLE, Budget, Style, styles_of
from assistant.readers.html.shadow import ShadowTree, compose, cut, detach_templates
from assistant.readers.html.stylesheets import Rule, Sheet, drop_surplus, inline_values
from assistant.readers.html.visibility import (
    KNOWN,
    PROPERTIES,
    TextLook,
    attribute_reason,
    box_reason,
    hides,
)
from assistant.text.normalize import hidden_text_warning, one_line, without_smuggled
from assistant.text.scripts import has_cjk

_DRAWN = re.compile(r"\b(?:mjx-|MathJax)")  # a formula's drawing; its MathML stands beside it
_FURNITURE = frozenset(
    "nav header footer aside dialog form button menu select label svg figure".split()
)
_NEVER = frozenset(("script", "style", "template", "noscript", "head", "math"))
_LEAST_WORDS = 4
_MOST_TOLD = 80  # of the pieces that one warning quotes
# Where styles would leave less than this share of a page's prose, and fewer characters than an
# article has, they hide the page itself, which its scripts would have shown.
_LEAST_SHARE = 0.1
_LEAST_PROSE = 1500
_SOME_PROSE = 400  # characters: less is no article
_MOST_ROUNDS = 16
_HOST = re.compile(r":host(?![\w(-])")
_NOT_FOLLOWED = Message(
    "the page's styles would hide nearly all of its text, so they were not all followed"
)
_TOO_MUCH = Message(
    "the page's style sheets are too large to follow: text that they hide may have been read"
)


def take_out_hidden(root: Any, *, is_page: bool = False) -> tuple[str, ...]:
    """Remove what a reader of the page cannot see; a warning for each way that prose was hidden.

    Shadow trees are put into their places first. Of a whole page (``is_page``) styles are not
    believed where they would hide all but a tenth of its prose.
    """
    trees = detach_templates(root)
    styles, is_whole = _page_styles(root, trees)
    homeless = set(compose(trees))
    is_whole = is_whole and not drop_surplus(root)
    hiders = _hiders(root, styles, homeless)
    believed, doubted = _believed(root, hiders) if is_page else (_outermost(hiders, set()), False)
    hidden: dict[str, list[str]] = {}
    for hider in believed:
        told = hidden.setdefault(hider.reason, [])
        if hider.reason != KNOWN and len(told) < _MOST_TOLD and (words := hider.words()):
            told.append(words)
    for hider in believed:
        hider.take_out()
    if smuggled := _take_out_smuggled(root):
        hidden["invisible characters"] = [smuggled]
    warnings = [
        hidden_text_warning(why, " … ".join(words)) for why, words in hidden.items() if words
    ]
    warnings += [_NOT_FOLLOWED] * doubted + [_TOO_MUCH] * (not is_whole)
    return tuple(warnings)


def _page_styles(root: Any, trees: list[ShadowTree]) -> tuple[dict[Any, Style], bool]:
    """What the page's sheets declare for its elements, and whether all of them were followed.

    The sheets of a shadow tree are for the tree alone.
    """
    budget = Budget()
    sheets: dict[str, Sheet] = {}
    made: dict[Any, Style] = {}
    for scope in (root, *(tree.root for tree in trees)):
        texts = [(style.text or "", style.get("media") or "") for style in _style_elements(scope)]
        key = repr(texts)
        if key not in sheets:
            sheet = sheets[key] = Sheet(PROPERTIES, budget.characters)
            for text, media in texts:
                sheet.add(text if scope is root else _HOST.sub(":root", text), media)
            budget.characters -= sheet.characters
        if any(map(_hides, sheets[key].rules)):
            made |= styles_of(scope, sheets[key].rules, budget)
    for tree in trees:
        if (inner := made.pop(tree.root, None)) is not None:  # what :host says of it
            made[tree.host] = inner.below(made.get(tree.host, NO_STYLE))
    return made, not budget.is_spent and all(sheet.is_whole for sheet in sheets.values())


def _style_elements(scope: Any) -> Iterable[Any]:
    """The style sheets of a scope that are CSS, and not only for browsers without scripts."""
    for style in scope.iter("style"):
        if (style.get("type") or "text/css").strip().lower() != "text/css":
            continue
        if next(style.iterancestors("noscript"), None) is None:
            yield style


@dataclass(eq=False)
class _Hider:
    """An element that nobody sees, why, and what in the page is the cause of it.

    ``shown`` are elements in it that are seen all the same; ``start`` and ``end`` number its place.
    """

    element: Any
    reason: str
    cause: Hashable
    start: int
    end: int = 0
    shown: set[Any] = field(default_factory=set)

    def prose(self) -> int:
        """How many characters of prose it hides."""
        return _prose(self.element) - sum(map(_prose, self.shown))

    def words(self) -> str:
        """What it says, if it is prose and not a part of the page's workings."""
        above = self.element
        while above is not None:
            if _DRAWN.match(above.tag) or _DRAWN.search(above.get("class") or ""):
                return ""
            if above.tag in _FURNITURE or above.get("role") in ("navigation", "menu", "dialog"):
                return ""
            above = above.getparent()
        pieces = []
        for node in _nodes(self.element, self.shown, ("script", "style")):
            pieces += [(node.text or "") * (node not in self.shown)]
            pieces += [(node.tail or "") * (node is not self.element)]
        text = one_line(" ".join(pieces))
        enough = len(text) >= 12 if has_cjk(text) else len(text.split()) >= _LEAST_WORDS
        return text if enough else ""

    def take_out(self) -> None:
        """Remove it, or the text in it that is not shown."""
        if not self.shown:
            cut(self.element)
            return
        for node in list(_nodes(self.element, self.shown)):
            if node not in self.shown:
                node.text = None
            if node is not self.element:
                node.tail = None


def _hiders(root: Any, styles: dict[Any, Style], homeless: set[Any]) -> list[_Hider]:
    """The elements of a page that nobody sees, outer ones first."""
    from lxml import etree

    made: list[_Hider] = []
    unended: list[_Hider] = []
    above: list[tuple[TextLook, _Hider | None]] = [(TextLook(), None)]
    number = 0
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        if event == "end":
            above.pop()
            while unended and unended[-1].element is element:
                unended.pop().end = number
            continue
        number += 1
        outer, hider = above[-1]
        if element.tag in _NEVER:
            walk.skip_subtree()
            above.append(above[-1])
            continue
        style = styles.get(element, NO_STYLE)
        values = style.with_inline(element.get("style") or "")
        look = outer.of(element, values)
        reason = attribute_reason(element) or "in no slot" * (element in homeless)
        reason = reason or box_reason(values)
        if element.tag in ("html", "body"):
            look, reason = TextLook(ground=look.ground), ""
        fresh = [_Hider(element, reason, _cause(element, reason, style), number)] if reason else []
        if look is not outer and look.reason != outer.reason:
            if hider is not None:
                hider.shown.add(element)
            hider = None
            if look.reason:
                hider = _Hider(element, look.reason, _cause(element, look.reason, style), number)
                fresh.append(hider)
        made += fresh
        unended += fresh
        above.append((look, hider))
    return made


def _cause(element: Any, reason: str, style: Style) -> Hashable:
    """The rules that hide an element, else the element itself."""
    plain, important = inline_values(element.get("style") or "")
    rules = frozenset(filter(_hides, style.rules))
    if not rules or hides({**plain, **important}) or attribute_reason(element):
        return id(element), reason
    return rules, reason


def _hides(rule: Rule) -> bool:
    return hides({**rule.values, **rule.important})


def _outermost(hiders: list[_Hider], doubted: set[Hashable]) -> list[_Hider]:
    """The hiders whose cause is believed, without those inside of another that goes as a whole."""
    made: list[_Hider] = []
    end = 0
    for hider in hiders:
        if hider.start > end and hider.cause not in doubted:
            made.append(hider)
            end = end if hider.shown else hider.end
    return made


def _believed(root: Any, hiders: list[_Hider]) -> tuple[list[_Hider], bool]:
    """The hiders of a page to take out, and whether some were not believed.

    Causes that hide the most are dropped until a page is left.
    """
    whole = _prose(root)
    doubted: set[Hashable] = set()
    for _ in range(_MOST_ROUNDS):
        chosen = _outermost(hiders, doubted)
        hidden: Counter[Hashable] = Counter()
        for hider in chosen:
            hidden[hider.cause] += hider.prose()
        left = whole - hidden.total()
        if not hidden or left >= min(_LEAST_SHARE * whole, _LEAST_PROSE):
            return chosen, bool(doubted)
        cause, most = hidden.most_common(1)[0]
        if most < _SOME_PROSE:
            return chosen, bool(doubted)
        doubted.add(cause)
    return [], True


def _prose(element: Any) -> int:
    """How many characters of text stand in an element, without menus and the like."""
    if element.tag in _FURNITURE:
        return 0
    return sum(
        len((node.text or "").strip()) + len((node.tail or "").strip()) * (node is not element)
        for node in _nodes(element, (), _FURNITURE | _NEVER)
    )


def _nodes(element: Any, last: Collection[Any], passed: Collection[str] = ()) -> Iterator[Any]:
    """The elements below and with ``element``, those of ``last`` without what is in them.

    What is in elements with a tag of ``passed`` is left out with their own text.
    """
    from lxml import etree

    walk = etree.iterwalk(element, events=("start",))
    for _, node in walk:
        if node.tag in passed and node is not element:
            walk.skip_subtree()
            continue
        if node in last:
            walk.skip_subtree()
        yield node


def _take_out_smuggled(root: Any) -> str:
    """Take characters that have no shape out of a tree; what they spell."""
    found: list[str] = []
    for node in root.iter():
        for place in ("text", "tail"):
            value = getattr(node, place)
            if value and isinstance(value, str):
                kept, spelt = without_smuggled(value)
                if kept != value:
                    found.append(spelt)
                    setattr(node, place, kept)
    return one_line(" ".join(filter(None, found)))
