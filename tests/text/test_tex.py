# ruff: noqa: E501  (formulas stand as they are)
"""Formulas as a reader says them, and formulas that nobody writes in earnest."""

from __future__ import annotations

import pytest

from assistant.text.tex import readable_tex, without_tex


@pytest.mark.parametrize(
    ("tex", "text"),
    [
        (r"\hat{y}=\operatorname*{arg\,max}_{y\in\mathcal{Y}} p(y\mid x)", "ŷ = arg max_(y ∈ Y) p(y|x)"),
        (r"\sqrt[3]{x+1}", "3√(x+1)"),
        (r"\binom{n}{k}", "C(n, k)"),
        (r"90^{\circ}", "90°"),
        (r"\text{if } x > 0", "if x > 0"),
        (r"\frac{\alpha+1}{2}", "(α+1)/2"),
        (r"\unheardof{x}", "x"),
    ],
)  # fmt: skip
def test_what_a_formula_says_stays(tex: str, text: str) -> None:
    assert readable_tex(tex) == text


def test_running_text_keeps_its_money_and_accents() -> None:
    text = (
        r"Learning at 95\% accuracy with $\epsilon$-greedy policies costs \$5; M\"uller \& friends"
    )
    assert without_tex(text) == (
        "Learning at 95% accuracy with ϵ-greedy policies costs $5; Müller & friends"
    )


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "tex", ["{" * 15_000, r"\frac{" * 3_000, r"\frac" * 3_000, "x^" * 9_000, r"\begin{a}" * 2_000,
            r"\sqrt\hat\bar" * 1_000, "$" * 15_000]
)  # fmt: skip
def test_formulas_made_to_break_a_reader_do_not(tex: str) -> None:
    assert len(readable_tex(tex)) <= 3 * len(tex)
    without_tex(f"${tex[:1_900]}$ and {tex[:1_900]}")
