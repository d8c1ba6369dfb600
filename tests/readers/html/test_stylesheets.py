"""The rules of style sheets: nesting, layers and media, and what is too much of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.readers.html import stylesheets
from assistant.readers.html.stylesheets import Sheet, applies, drop_surplus, inline_values
from assistant.readers.html.tree import tree_of

PROPERTIES = frozenset(("display", "color"))


def sheet(*texts: str) -> Sheet:
    """A sheet of these texts that looks at two properties."""
    made = Sheet(PROPERTIES)
    for text in texts:
        made.add(text)
    return made


def test_a_rule_keeps_its_selectors_and_the_properties_that_are_looked_at() -> None:
    (rule,) = sheet("h1, .a > b { DISPLAY: None; margin: 0; color: Red !important }").rules
    assert rule.selectors == ("h1", ".a > b")
    assert (rule.values, rule.important) == ({"display": "none"}, {"color": "red"})


@pytest.mark.parametrize(
    "css",
    [
        "",
        "p { margin: 0 }",
        "@import url(other.css);",
        "@font-face { font-family: A }",
        "@media print { p { color: red } }",
        "@supports not (display: grid) { p { color: red } }",
        "/* p { color: red } */",
        "/* p { color: red }",
        "{ color: red }",
    ],
)
def test_what_declares_nothing_here_makes_no_rule(css: str) -> None:
    made = sheet(css)
    assert made.rules == [] and made.is_whole


@pytest.mark.parametrize(
    ("css", "selectors"),
    [
        (".a { .b { color: red } }", ":is(.a) .b"),
        (".a, .c { & > .b { color: red } }", ":is(.a, .c) > .b"),
        (".a { @media screen { color: red } }", ".a"),
        ("@media screen { .a { color: red } }", ".a"),
        ("@supports (display: grid) { .a { color: red } }", ".a"),
        ("p { color: red", "p"),
        ("p { color: red } } q {", "p"),
    ],
)
def test_rules_inside_of_others_are_found(css: str, selectors: str) -> None:
    assert [rule.selectors for rule in sheet(css).rules] == [(selectors,)]


def test_layers_rank_in_the_order_in_which_they_are_first_named() -> None:
    css = (
        "@layer low, high; @layer high {a {color: red}} @layer low {b {color: red}} c {color: red}"
    )
    ranks = {rule.selectors[0]: rule.layer for rule in sheet(css).rules}
    assert ranks["b"] < ranks["a"] < ranks["c"]


def test_layers_last_over_several_sheets() -> None:
    ranks = [
        rule.layer
        for rule in sheet("@layer a {p {color: red}}", "@layer b {p {color: red}}",
                          "@layer a {q {color: red}}").rules
    ]  # fmt: skip
    assert ranks[0] == ranks[2] < ranks[1]


@pytest.mark.parametrize("media", ["print", "(max-width: 20em)", "not all"])
def test_a_sheet_for_other_media_is_passed_over(media: str) -> None:
    made = Sheet(PROPERTIES)
    made.add("p { color: red }", media)
    assert made.rules == [] and made.characters == 0 and made.is_whole


def test_what_is_too_long_is_left_out_and_told_and_the_rest_is_kept() -> None:
    made = Sheet(PROPERTIES, most_characters=60)
    made.add("p { color: red }")
    made.add("q { color: red }" * 4)
    made.add("i { color: red }")
    assert [rule.selectors for rule in made.rules] == [("p",), ("i",)]
    assert not made.is_whole and made.characters == 32


def test_embedded_files_and_comments_do_not_count_as_length() -> None:
    made = Sheet(PROPERTIES, most_characters=100)
    made.add("a { background: url(data:font/woff2;base64," + "A" * 5000 + ") }")
    made.add("/*" + "x" * 5000 + "*/ p { color: red }")
    assert made.is_whole and [rule.selectors for rule in made.rules] == [("p",)]


@pytest.mark.parametrize("css", ["a{" * 50, "a:is(" + "(" * 50, "a{color:" + "[" * 50])
def test_what_is_too_deep_is_left_out_and_told(css: str) -> None:
    made = sheet(css)
    assert made.rules == [] and not made.is_whole


def test_brackets_in_quotes_are_not_deep() -> None:
    assert sheet(f"a::before{{content:'{'(' * 99}';color:red}}").is_whole


def test_the_number_of_rules_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stylesheets, "MOST_RULES", 9)
    assert sheet("p{color:red}" * 9).is_whole
    made = sheet("p{color:red}" * 10)
    assert len(made.rules) == 9 and not made.is_whole


def test_different_style_attributes_of_a_page_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stylesheets, "MOST_IN_ATTRIBUTES", 30)
    alike = tree_of(b"<div>" + b"<p style='color:red'>x</p>" * 50 + b"</div>", "a.html")
    assert not drop_surplus(alike) and len(alike.xpath("//p[@style]")) == 50
    rows = b"".join(b"<p style='color:red;top:%dpx'>x</p>" % number for number in range(9))
    unlike = tree_of(b"<div>" + rows + b"</div>", "a.html")
    assert drop_surplus(unlike) and len(unlike.xpath("//p[@style]")) == 2


@pytest.mark.parametrize(
    ("text", "plain", "important"),
    [
        ("", {}, {}),
        ("Color: RED; display:none !important", {"color": "red"}, {"display": "none"}),
        ("color:red;color:blue", {"color": "blue"}, {}),
        ("color:/* x */red", {"color": "red"}, {}),
        ("nonsense; color: red", {"color": "red"}, {}),
        ("color:" + "(" * 99, {}, {}),
    ],
)
def test_declarations_of_a_style_attribute(
    text: str, plain: dict[str, str], important: dict[str, str]
) -> None:
    assert inline_values(text) == (plain, important)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("all", True), ("only screen", True), ("speech", False), ("not print", True),
        ("not screen and (min-width: 600px)", False), ("print, screen", True),
        ("(min-width: 1280px)", True), ("(min-width: 1281px)", False),
        ("(min-width: 80em)", True), ("(max-width: 79rem)", False),
        ("(prefers-color-scheme: dark)", False), ("(prefers-color-scheme:light)", True),
        ("(hover)", True), ("(unheard-of: 1)", False),
    ],
)  # fmt: skip
def test_media_queries_hold_on_a_wide_screen(query: str, expected: bool) -> None:
    assert applies(query) is expected


@given(st.text(alphabet="ab{}()[]:;,@&\"'/*\\ -!.#", max_size=120))
def test_any_text_is_a_sheet_with_bounded_rules(css: str) -> None:
    made = sheet(css)
    assert all(rule.selectors for rule in made.rules)
    assert made.characters <= len(css) + 2
