"""Which declarations hold for each element: selectors are matched, and the highest rank wins.

Selectors are written by strangers, and one may ask every element about all others. So each step
from element to element is counted, and matching ends where ``MOST_STEPS`` are used up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import cssselect2

from assistant.readers.html.stylesheets import MOST_CHARACTERS, Rule, Values, inline_values

MOST_STEPS = 1_200_000  # 1 to 2 µs each
MOST_SELECTORS = 3_000  # compiled in 0.5 ms each
_LETTERS_A_STEP = 20  # of a selector, when it is tested
_SIBLINGS_A_STEP = 16  # when :nth-of-type() counts them
_STEPS_TO_MAKE = 5  # making an element's wrapper takes as long as so many steps
_DEEPEST_FUNCTION = 3  # :not(:is(…)); the code made of :nth-child(… of …) doubles with each
_NAMED = re.compile(r"([.#]?)(-?[A-Za-z_][\w-]*)")
_RECURSIVE = re.compile(r":(?:lang|enabled|disabled)\b")  # cssselect2 asks all elements above
_LOST = (cssselect2.SelectorError, SyntaxError, RecursionError, NotImplementedError, MemoryError)


@dataclass(frozen=True)
class Style:
    """What rules declare for an element: plain values, those marked as important, the rules."""

    values: Values
    important: Values
    rules: frozenset[Rule]

    def with_inline(self, text: str) -> Values:
        """The values that hold, together with those of the element's style attribute."""
        plain, important = inline_values(text)
        return {**self.values, **plain, **self.important, **important}

    def below(self, outer: Style) -> Style:
        """This style of a host from inside of its tree, and the one from outside, which wins."""
        return Style(
            {**self.values, **outer.values},
            {**outer.important, **self.important},
            self.rules | outer.rules,
        )


NO_STYLE = Style({}, {}, frozenset())


@dataclass
class Budget:
    """What is left for a page: characters of style sheets, selectors to compile, steps.

    ``is_spent`` once something was refused; ``compiled`` are the selectors so far.
    """

    characters: int = MOST_CHARACTERS
    selectors: int = MOST_SELECTORS
    steps: int = MOST_STEPS
    is_spent: bool = False
    compiled: dict[str, list[Any]] = field(default_factory=dict)

    def take(self, steps: int) -> None:
        """Use up steps; raises _Spent where too few are left."""
        self.steps -= steps
        if self.steps < 0:
            self.is_spent = True
            raise _Spent


class _Spent(Exception):
    """The budget is used up."""


class _Element(cssselect2.ElementWrapper):  # type: ignore[misc]
    """cssselect2's view of an element that counts its steps, and keeps no lists of them."""

    budget: Budget

    def __init__(self, etree_element: Any, parent: _Element | None, *rest: Any, **named: Any):
        if parent is not None:
            self.budget = parent.budget
        super().__init__(etree_element, parent, *rest, **named)

    @property
    def etree_siblings(self) -> list[Any]:
        self.budget.take(1 + len(self._siblings) // _SIBLINGS_A_STEP)
        return self._siblings

    @etree_siblings.setter
    def etree_siblings(self, siblings: list[Any]) -> None:
        self._siblings = siblings

    @property
    def ancestors(self) -> Iterator[_Element]:
        above = self.parent
        while above is not None:
            self.budget.take(1)
            yield above
            above = above.parent

    @property
    def previous_siblings(self) -> Iterator[_Element]:
        before = self.previous
        while before is not None:
            self.budget.take(1)
            yield before
            before = before.previous

    def iter_children(self) -> Iterator[_Element]:
        for child in super().iter_children():
            self.budget.take(_STEPS_TO_MAKE)
            yield child


class _Matcher(cssselect2.Matcher):  # type: ignore[misc]
    """cssselect2's matcher, whose every test of a selector is counted."""

    @staticmethod
    def add_relevant_selectors(element: _Element, selectors: list[Any], found: list[Any]) -> None:
        element.budget.take(sum(steps for *_, (steps, _) in selectors))
        cssselect2.Matcher.add_relevant_selectors(element, selectors, found)


@dataclass
class _Names:
    """The classes, ids and tags of a tree: selectors that name others match nothing in it."""

    known: dict[str, set[str]] = field(default_factory=lambda: {".": set(), "#": set(), "": set()})

    def add(self, element: Any) -> None:
        self.known[""].add(element.tag.lower())
        self.known["."].update((element.get("class") or "").split())
        self.known["#"].add(element.get("id") or "")

    def allow(self, selector: str) -> bool:
        if "\\" in selector:
            return True
        while selector != (bare := re.sub(r"\([^()]*\)|\[[^\]]*\]|::?[\w-]+", "", selector)):
            selector = bare
        return all(
            (name if sign else name.lower()) in self.known[sign]
            for sign, name in _NAMED.findall(selector)
        )


def styles_of(root: Any, rules: Sequence[Rule], budget: Budget) -> dict[Any, Style]:
    """The style of each element below ``root`` for which a rule declares anything.

    Style attributes are not looked at: ``with_inline`` adds them.
    """
    names = _Names()
    for element in root.iter():
        if isinstance(element.tag, str):
            names.add(element)
    matcher = _Matcher()
    for rule in rules:
        for selector in filter(names.allow, rule.selectors):
            _add_selector(matcher, selector, rule, budget)
    made: dict[Any, Style] = {}
    if matcher.order == 0:
        return made
    top = _Element.from_html_root(root)
    top.budget = budget
    try:
        for element in top.iter_subtree():
            if found := matcher.match(element):
                made[element.etree_element] = _style(found)
    except _Spent:
        pass
    return made


def _add_selector(matcher: _Matcher, selector: str, rule: Rule, budget: Budget) -> None:
    """Have a selector matched, if it can be compiled and is for elements themselves."""
    if _depth(selector) > _DEEPEST_FUNCTION or _RECURSIVE.search(selector):
        return
    if selector not in budget.compiled:
        if budget.selectors <= 0:
            budget.is_spent = True
            return
        budget.selectors -= 1
        try:
            made = cssselect2.compile_selector_list(selector)
        except _LOST:
            made = []
        budget.compiled[selector] = [one for one in made if one.pseudo_element is None]
    for one in budget.compiled[selector]:
        matcher.add_selector(one, (1 + len(selector) // _LETTERS_A_STEP, rule))


def _depth(selector: str) -> int:
    """How many parentheses are open at once."""
    depth = deepest = 0
    for sign in re.findall(r"[()]", selector):
        depth += 1 if sign == "(" else -1
        deepest = max(deepest, depth)
    return deepest


def _style(matches: list[tuple[Any, int, None, tuple[int, Rule]]]) -> Style:
    ranked = [(rule.layer, rank, order, rule) for rank, order, _, (_, rule) in matches]
    values: Values = {}
    important: Values = {}
    for *_, rule in sorted(ranked, key=lambda entry: entry[:3]):
        values.update(rule.values)
    for *_, rule in sorted(ranked, key=lambda entry: (-entry[0], *entry[1:3])):
        important.update(rule.important)
    return Style(values, important, frozenset(rule for *_, rule in ranked))
