"""A paper's own commands."""

from __future__ import annotations

import pytest

from assistant.readers.latex.macros import Expansion, take_definitions


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"\newcommand{\net}{Net}A \net is", "A Net is"),
        (r"\newcommand\net{Net}A \net{} is", "A Net{} is"),
        (r"\newcommand{\pair}[2]{#2, #1}\pair{a}{b}", "b, a"),
        (r"\newcommand{\opt}[2][x]{#1#2}\opt{b} \opt[a]{b}", "xb ab"),
        (r"\def\two#1#2{#2#1}\two ab", "ba"),
        (r"\DeclareMathOperator{\argmax}{arg\,max}\argmax", r"\operatorname{arg\,max}"),
        (r"\renewcommand{\section}[1]{gone}\section{A}", r"\section{A}"),
        (r"\newcommand{\a}{\b}\newcommand{\b}{c}\a", "c"),
    ],
)
def test_uses_are_replaced(text: str, expected: str) -> None:
    rest, macros = take_definitions(text)
    assert Expansion(macros, 10_000).expand(rest) == expected


def test_growth_has_an_end() -> None:
    definitions = r"\def\a{\b\b\b\b\b\b\b\b}\def\b{\c\c\c\c\c\c\c\c}\def\c{words}"
    rest, macros = take_definitions(definitions + r"\a" * 999)
    assert len(Expansion(macros, 10_000).expand(rest)) < 100_000
