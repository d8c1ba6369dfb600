"""LaTeX and BibTeX files: they print what others wrote and run none of it."""

from __future__ import annotations

import re

import pytest

from assistant.export.latex import bibtex, comparison_latex, latex, review_latex
from tests.export.values import review, spiteful
from tests.texts import RIVERS


@pytest.mark.parametrize("page", [review_latex(review()), comparison_latex(spiteful())])
def test_latex_prints_what_others_wrote_and_runs_none_of_it(page: str) -> None:
    body = page.split("\\begin{document}")[1]
    commands = set(re.findall(r"\\([A-Za-z]+)", body))
    assert not commands & {"input", "write", "include", "def", "catcode"}
    assert "\\toprule" in body or "\\section*" in body
    bare = re.sub(r"\\[\\{}$&#%_]|\\[A-Za-z]+\*?\{\}|\\~", "", body)
    assert "#" not in bare and "$" not in bare and "^" not in bare and "%" not in bare
    assert bare.count("{") == bare.count("}")
    assert body.count("\\begin") + 1 == body.count("\\end"), "the document's own begin"


def test_latex_letters() -> None:
    assert latex("a_b & 5%\n{x}") == "a\\_b \\& 5\\% \\{x\\}"
    assert latex("\\") == "\\textbackslash{}"


def test_bibtex_keys_differ_and_braces_balance() -> None:
    text = bibtex([RIVERS, RIVERS, spiteful().surveys[0]])
    keys = re.findall(r"^@misc\{([^,]*),$", text, re.MULTILINE)
    assert len(keys) == len(set(keys)) == 3
    assert keys[0] == "reed2021survey"
    bare = re.sub(r"\\[{}]", "", text)
    assert bare.count("{") == bare.count("}")
    assert "author = {Ada Reed}" in text
