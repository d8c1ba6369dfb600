"""Shadow trees put into their hosts, and elements taken out without their tail."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.readers.html.shadow import compose, cut, detach_templates
from assistant.readers.html.tree import text_of, tree_of


def composed(body: str) -> tuple[Any, list[Any]]:
    """A page with its shadow trees in place, and what had no slot."""
    root = tree_of(f"<html><body>{body}</body></html>".encode(), "page.html")
    return root, compose(detach_templates(root))


def text(body: str) -> str:
    """The text of a page with its shadow trees in place."""
    return text_of(composed(body)[0])


@pytest.mark.parametrize("attribute", ["shadowrootmode", "shadowroot", "shadowmode"])
@pytest.mark.parametrize("mode", ["open", "closed"])
def test_a_template_is_a_shadow_tree_in_any_of_its_spellings(attribute: str, mode: str) -> None:
    assert text(f"<x-a><template {attribute}={mode}>Rivers flow.</template></x-a>") == (
        "Rivers flow."
    )


@pytest.mark.parametrize("attributes", ["", "id=row", "shadowrootmode=ajar"])
def test_other_templates_show_nothing_and_leave_what_stands_behind_them(attributes: str) -> None:
    root, homeless = composed(f"<p>One<template {attributes}>no</template> two</p>")
    assert text_of(root).split() == ["One", "two"] and homeless == []
    assert not list(root.iter("template"))


def test_only_the_first_shadow_tree_of_a_host_counts() -> None:
    tree = "<template shadowrootmode=open>{}</template>"
    assert text(f"<x-a>{tree.format('first')}{tree.format('second')}</x-a>") == "first"


@pytest.mark.parametrize(
    ("light", "tree", "expected"),
    [
        ("冰", "<b>河</b><slot></slot><b>川</b>", "河冰川"),
        ("<i slot=b>2</i><i slot=a>1</i>", "<slot name=a></slot>;<slot name=b></slot>", "1;2"),
        ("<i slot=a>1</i> and <i slot=a>2</i>", "<slot name=a></slot>:<slot></slot>", "12: and"),
        ("", "<slot>nothing yet</slot>", "nothing yet"),
        (" \n ", "<slot>nothing yet</slot>", "nothing yet"),
        ("ice", "<slot>nothing yet</slot>", "ice"),
        ("ice", "<slot></slot>, <slot>no more</slot>", "ice, no more"),
    ],
)
def test_what_stands_in_a_host_shows_where_the_tree_has_a_slot(
    light: str, tree: str, expected: str
) -> None:
    body = f"<x-a><template shadowrootmode=open>{tree}</template>{light}</x-a>"
    assert text(body) == expected
    assert composed(body)[1] == []


@pytest.mark.parametrize("light", ["<p>ice</p>", "ice", "<i slot=nowhere>ice</i>"])
def test_what_has_no_slot_is_handed_back_in_an_element_of_the_host(light: str) -> None:
    root, (homeless,) = composed(
        f"<x-a><template shadowrootmode=open>Rivers</template>{light}</x-a>"
    )
    assert text_of(homeless) == "ice" and homeless.getparent().tag == "x-a"
    cut(homeless)
    assert text_of(root) == "Rivers"


def test_a_slot_of_blocks_parts_words_and_one_of_words_does_not() -> None:
    host = "<x-a><template shadowrootmode=open>a<slot></slot>z</template>{}</x-a>"
    assert text(host.format("<b>b</b>")) == "abz"
    assert text(host.format("<p>b</p>")) == "a b z"


def test_trees_in_one_another_are_put_together_from_the_inside() -> None:
    inner = "<x-b><template shadowrootmode=open>[<slot></slot>]</template><slot></slot></x-b>"
    assert text(f"<x-a><template shadowrootmode=open>({inner})</template>冰</x-a>") == "([冰])"


@pytest.mark.timeout(60)
def test_many_trees_in_one_another_keep_their_words() -> None:
    deep = "<x-a><template shadowrootmode=open>" * 300 + "ice" + "</template></x-a>" * 300
    assert text(deep) == "ice"


@pytest.mark.parametrize(
    ("markup", "rest"),
    [
        ("<p>One <b>two</b> three</p>", "One three"),
        ("<p><b>two</b>three</p>", "three"),
        ("<p><i>One</i><b>two</b>three</p>", "One three"),
        ("<p><i>One</i><b>two</b></p>", "One"),
        ("<p>河<b>two</b>流</p>", "河流"),
        ("<p>川<b>two</b>。</p>", "川。"),
    ],
)
def test_an_element_is_cut_without_the_text_behind_it(markup: str, rest: str) -> None:
    root = tree_of(markup.encode(), "a.html")
    taken = next(root.iter("b"))
    cut(taken)
    assert text_of(root) == rest
    assert (text_of(taken), taken.tail, taken.getparent()) == ("two", None, None)
    cut(taken)  # of an element without a tree there is nothing to take it out of
