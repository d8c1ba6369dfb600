"""What counts as hidden, by attributes and by styles."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.readers.html.stylesheets import inline_values
from assistant.readers.html.tree import tree_of
from assistant.readers.html.visibility import (
    KNOWN,
    PROPERTIES,
    TextLook,
    attribute_reason,
    box_reason,
    hides,
)


def element(attributes: str = "", tag: str = "p") -> Any:
    """An element with these attributes."""
    (found,) = tree_of(f"<div><{tag} {attributes}>Rivers</{tag}></div>".encode(), "a.html").iter(
        tag
    )
    return found


def values(declarations: str) -> dict[str, str]:
    """The plain declarations of a style attribute."""
    return inline_values(declarations)[0]


def reason(*declarations: str) -> str:
    """Why nobody sees text in elements inside one another, the outermost first."""
    look = TextLook()
    for one in declarations:
        look = look.of(element(f"style='{one}'"), values(one))
    return look.reason


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ("", ""),
        ("hidden", "hidden attribute"),
        ("hidden='until-found'", ""),
        ("aria-hidden=' TRUE '", "aria-hidden"),
        ("aria-hidden='false'", ""),
        ("class='box sr-only'", KNOWN),
        ("class='visuallyhidden' aria-hidden='true'", KNOWN),
        ("class='user-only'", ""),
        ("class='a-katex-html-b'", KNOWN),
    ],
)
def test_attributes_that_hide(attributes: str, expected: str) -> None:
    assert attribute_reason(element(attributes)) == expected


@pytest.mark.parametrize(
    ("hidden", "seen"),
    [
        ("opacity:0.05", "opacity:0.06"),
        ("height:1px;overflow:hidden", "height:2px;overflow:hidden"),
        ("width:0;overflow:clip", "width:0;overflow:visible"),
        ("height:0;width:9px;overflow:hidden", "width:9px;overflow:hidden"),
        ("max-width:0em;overflow:hidden", "max-width:1em;overflow:hidden"),
        ("height:0;overflow:hidden", "height:auto;overflow:hidden"),
        ("width:0;overflow:hidden", "overflow:hidden"),
        ("max-height:0;overflow:hidden", "max-height:0%;overflow:hidden"),
        ("clip-path:inset(50%)", "clip-path:inset(5%)"),
        ("transform:scale(0)", "transform:scale(0.5)"),
        ("position:absolute;left:-500px", "position:absolute;left:-499px"),
        ("position:fixed;top:-100vh", "position:static;top:-100vh"),
        ("position:absolute;left:5000px", "position:absolute;left:4999px"),
        ("transform:translateX(-9999px)", "transform:translateX(-10px)"),
        ("text-indent:-40em", "text-indent:-2em"),
        ("display:none", "display:block"),
    ],
)
def test_a_box_is_hidden_on_one_side_of_a_bound(hidden: str, seen: str) -> None:
    assert box_reason(values(hidden)) and hides(values(hidden))
    assert not box_reason(values(seen)) and not hides(values(seen))


@pytest.mark.parametrize(
    ("hidden", "seen"),
    [
        ("font-size:1.9px", "font-size:2px"),
        ("font-size:1.4pt", "font-size:1.5pt"),
        ("font-size:14%", "font-size:15%"),
        ("font-size:0.1em", "font-size:0.2em"),
        ("font:0 serif", "font:12px serif"),
        ("visibility:collapse", "visibility:visible"),
        ("color:#fafafa", "color:#f0f0f0"),
        ("color:transparent", "color:black"),
        ("color:rgba(0,0,0,0)", "color:rgba(0,0,0,0.5)"),
        ("color:navy;background:navy", "color:navy;background:white"),
        ("color:white;background:white", "color:white;background:navy"),
        ("color:white", "color:white;background:url(a.png)"),
        ("color:#fff", "color:currentcolor"),
    ],
)
def test_text_is_hidden_on_one_side_of_a_bound(hidden: str, seen: str) -> None:
    assert reason(hidden) and not reason(seen)


@pytest.mark.parametrize(
    ("outer", "inner", "expected"),
    [
        ("visibility:hidden", "visibility:visible", ""),
        ("visibility:hidden", "margin-left:0", "visibility: hidden"),
        ("font-size:0", "font-size:16px", ""),
        ("font-size:0", "font-size:200%", "tiny"),
        ("background:navy", "color:white", ""),
        ("color:white", "color:inherit", "white"),
        ("color:white", "background:navy", ""),
    ],
)
def test_text_looks_as_it_inherits_and_as_it_sets_anew(
    outer: str, inner: str, expected: str
) -> None:
    assert reason(outer, inner) == expected


def test_attributes_of_old_pages_are_colours_too() -> None:
    assert TextLook().of(element("color='WHITE'", "font"), {}).reason == "white"
    night = TextLook().of(element("bgcolor='#001133'"), {})
    assert night.of(element("color='white'", "font"), {}).reason == ""
    assert TextLook().of(element("color='white'"), {}).reason == "", "only <font> has a colour"


@given(st.dictionaries(st.sampled_from(sorted(PROPERTIES)), st.text(max_size=20)))
def test_any_values_are_judged_without_an_error(styles: dict[str, str]) -> None:
    look = TextLook().of(element("class=a"), styles)
    assert isinstance(look.reason, str)
    assert not box_reason(styles) or hides(styles), "what hides a box is a rule to follow"
