"""Which declarations hold for an element, and how much matching a page may ask for."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.readers.html.cascade import NO_STYLE, Budget, Style, styles_of
from assistant.readers.html.stylesheets import Rule, Sheet
from assistant.readers.html.tree import tree_of

PAGE = (
    b"<html lang=en><body><div id=box class='a b'><p class=c>1</p><p>2</p><p data-k=x>3</p></div>"
    b"<P class=C>4</P></body></html>"
)


def styles(css: str, page: bytes = PAGE, budget: Budget | None = None) -> dict[Any, Style]:
    """The styles of a page's elements under one sheet."""
    sheet = Sheet(frozenset(("color", "display")))
    sheet.add(css)
    return styles_of(tree_of(page, "a.html"), sheet.rules, budget or Budget())


def matched(css: str, page: bytes = PAGE) -> str:
    """The texts of the elements for which a sheet declares a colour, in order."""
    found = styles(css, page)
    return "".join((element.text or element.tag) for element in found)


@pytest.mark.parametrize(
    ("selector", "expected"),
    [
        ("p", "1234"), ("P", "1234"), (".c", "1"), (".C", "4"), ("#box > p:first-child", "1"),
        ("p + p", "23"), ("p ~ [data-k]", "3"), ("p:not(.c):not(.C)", "23"),
        (":is(.c, [data-k])", "13"), ("div:has(> .c) p:nth-child(2)", "2"), ("body > p", "4"),
        (".unknown, .c", "1"), ("p:nth-last-child(1)", "34"), (".a.b .c", "1"),
    ],
)  # fmt: skip
def test_selectors_match_as_in_a_browser(selector: str, expected: str) -> None:
    assert matched(f"{selector} {{ color: red }}") == expected


@pytest.mark.parametrize(
    "selector",
    [".unknown", "#nobody p", "article p", "p::before", "p:hover", "p::unheard-of", "p:", ">>",
     "p:lang(en)", ":not(:is(:not(:is(p))))"],
)  # fmt: skip
def test_what_is_unknown_or_not_followed_matches_nothing_and_spoils_nothing(selector: str) -> None:
    assert matched(f"{selector} {{ color: red }} .c {{ color: red }}") == "1"


@pytest.mark.parametrize(
    ("css", "colour"),
    [
        ("p {color: red} p {color: blue}", "blue"),
        (".c {color: red} p {color: blue}", "red"),
        ("#box p {color: red} .a .c {color: blue}", "red"),
        (":where(#box) p {color: red} .c {color: blue}", "blue"),
        ("p {color: red !important} #box .c {color: blue}", "red"),
        ("p {color: red !important} .c {color: blue !important}", "blue"),
        ("@layer x {#box .c {color: red}} p {color: blue}", "blue"),
        ("@layer x {p {color: red !important}} .c {color: blue !important}", "red"),
        ("@layer x, y; @layer y {p {color: red}} @layer x {.c {color: blue}}", "red"),
    ],
)
def test_the_highest_rank_wins(css: str, colour: str) -> None:
    (style,) = (style for element, style in styles(css).items() if element.text == "1")
    assert style.with_inline("")["color"] == colour


@pytest.mark.parametrize(
    ("css", "inline", "colour"),
    [
        ("#box .c {color: red}", "color: blue", "blue"),
        (".c {color: red !important}", "color: blue", "red"),
        (".c {color: red !important}", "color: blue !important", "blue"),
        (".c {color: red}", "display: block", "red"),
    ],
)
def test_style_attributes_rank_between_plain_and_important_rules(
    css: str, inline: str, colour: str
) -> None:
    (style,) = styles(css).values()
    assert style.with_inline(inline)["color"] == colour
    assert NO_STYLE.with_inline(inline) == {inline.split(":")[0]: inline.split(": ")[1].split()[0]}


def test_the_outside_of_a_host_wins_unless_the_inside_is_important() -> None:
    one, two = (Rule(0, ("p",), {}, {}) for _ in range(2))
    inside = Style({"color": "red", "display": "none"}, {}, frozenset((one,)))
    both = inside.below(Style({"color": "blue"}, {}, frozenset((two,))))
    assert both.with_inline("") == {"color": "blue", "display": "none"}
    assert both.rules == {one, two}
    firm = Style({}, {"color": "red"}, frozenset())
    assert firm.below(Style({}, {"color": "blue"}, frozenset())).with_inline("")["color"] == "red"


def test_a_page_without_rules_costs_no_steps() -> None:
    budget = Budget()
    assert styles("", budget=budget) == {} == styles(".unknown {color: red}", budget=budget)
    assert (budget.steps, budget.selectors) == (Budget().steps, Budget().selectors)


def test_matching_ends_where_the_steps_are_used_up() -> None:
    page = b"<div>" * 40 + b"<p>x</p>" * 400
    css = "div div div p {color: red}"
    whole, tight = Budget(), Budget(steps=1_000)
    assert len(styles(css, page, whole)) == 400 and not whole.is_spent
    assert len(styles(css, page, tight)) < 400 and tight.is_spent


def test_selectors_past_the_budget_are_left_out_and_known_ones_cost_nothing() -> None:
    budget = Budget(selectors=1)
    assert len(styles(".c {color: red} .c {display: none}", budget=budget)) == 1
    assert not budget.is_spent
    assert len(styles("p {color: red} .c {color: red}", budget=budget)) == 1
    assert budget.is_spent
