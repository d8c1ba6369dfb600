"""Running LaTeX text as plain text."""

from __future__ import annotations

import pytest

from assistant.readers.latex.bibliography import Bibliography
from assistant.readers.latex.inline import Inline


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        (r"An \emph{old} forest\footnote{Not \emph{this}.}.", "An old forest."),
        (r"\textcolor{red}{Red} and \multirow{2}{*}{two}", "Red and two"),
        (r"\c{C}a \v{s} na\"{\i}ve \'Elan \aa", "Ça š naïve Élan å"),
        (r"$a_{i}$ \(b^2\) \[c\] $$d$$ 5\$ each", "a_i b^2 c d 5$ each"),
        (r"a---b 1--2 ``q''", "a—b 1–2 “q”"),
        (r"line\\[2pt]break~here\ldots", "line break here…"),
        (r"\includegraphics[width=1cm]{x.png}\label{y}\vspace{2em}Text", "Text"),
        (r"\unknown[opt]{shown} {\bf bold}", "shown bold"),
        (r"open $5 and {brace", "open 5 and brace"),
        (r"\cite[see][p.~3]{k} and \ref{none}.", "[k, p. 3] and."),
    ],
)
def test_commands_become_text(text: str, plain: str) -> None:
    assert Inline(Bibliography()).plain(text) == plain
