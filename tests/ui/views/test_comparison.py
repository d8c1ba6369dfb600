"""A comparison on the page: its cells, its progress, and what it comes to."""

from __future__ import annotations

from dataclasses import replace

from assistant.comparisons.comparison import Cell, Comparison
from assistant.comparisons.synthesis import Synthesis
from assistant.evidence.claims import Claim
from assistant.export.markdown import Notes
from assistant.messages import Message
from assistant.ui.views.comparison import comparison_html
from tests.ui.pages import HOSTILE, Shown, citation, harmless, survey

HELD = Claim(HOSTILE, "supported", (citation(HOSTILE, title=HOSTILE),))
SURVEYS = (survey(HOSTILE), replace(survey("Other"), id="s2"))


def test_every_cell_says_what_it_knows() -> None:
    gone = Message("The survey was removed while the table was made.")
    cells = (
        Cell("s1", "scope", (HELD,), edited=True),
        Cell("s2", "scope"),
        Cell("s1", HOSTILE, note=gone),
    )
    table = Comparison(SURVEYS, ("scope", HOSTILE), cells)
    html = comparison_html(table, Notes(), "zh")
    shown = Shown(html)
    assert harmless(html)
    assert shown.elements.count("td") == 4 and shown.elements.count("th") == 5
    assert "…" in shown.text, "one cell is not made yet"
    assert "未说明" in shown.text and "制表期间" in shown.text
    assert "scope" not in shown.text and HOSTILE in shown.text
    assert 'aria-busy="true"' in html


def test_a_finished_table_says_who_wrote_it_and_how_long_it_took() -> None:
    table = Comparison(SURVEYS, ("scope",), (), "a model", 3.21, finished=True)
    html = comparison_html(table, Notes())
    assert "Written by a model in 3.2 s." in Shown(html).text
    assert 'aria-busy="false"' in html


def test_lines_below_the_table_are_in_the_language_of_the_page() -> None:
    line = Message(
        "Only {survey} states {aspect}: {text}",
        survey="Doe (2020)",
        aspect=Message("scope"),
        text="Rivers.",
    )
    synthesis = Synthesis(alone=(Claim(line, "supported", (citation("Rivers."),)),))
    table = Comparison(SURVEYS, ("scope",), (), finished=True, synthesis=synthesis)
    text = Shown(comparison_html(table, Notes(), "ja")).text
    assert "を述べているのは Doe (2020) だけです：Rivers." in text
    assert "Only" in Shown(comparison_html(table, Notes())).text
