"""HTML of text that others wrote: everything is shown, nothing is executed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import SourceError
from assistant.evidence.claims import Claim
from assistant.export.markdown import Notes
from assistant.messages import Message
from assistant.ui.views.markup import claim_html, error_html, escape, marks_html, note_html
from tests.ui.pages import HOSTILE, Shown, citation


def test_escaped_text_is_shown_as_it_is_and_has_no_special_character() -> None:
    assert Shown(escape(HOSTILE)).text == HOSTILE
    assert Shown(escape(HOSTILE)).elements == []
    assert not set("<>\"'*[]()`$!_~|:/@.\\{}") & set(escape(HOSTILE))
    assert escape("a\x00b\u202ec") == "abc"
    assert escape("对齐 naïve") == "对齐 naïve"


@given(st.text())
def test_whatever_is_escaped_is_one_text_without_elements(text: str) -> None:
    shown = Shown(f"<p>{escape(text)}</p>")
    assert shown.elements == ["p"]
    assert "".join(shown.text.split()) == "".join(
        "".join(c for c in text if c.isprintable() or c.isspace()).split()
    )


def test_claims_are_marked_struck_or_quoted() -> None:
    notes = Notes()
    held = Claim("It holds.", "supported", (citation("Quote one."), citation("Quote two.")))
    shown = claim_html(held, notes, "chat-1-")
    assert 'href="#chat-1-1"' in shown
    assert 'href="#chat-1-2"' in shown
    again = claim_html(Claim("Again.", "supported", (citation("Quote two."),)), notes, "chat-1-")
    assert 'href="#chat-1-2"' in again
    struck = claim_html(Claim(HOSTILE, "partly", (citation("Q."),), HOSTILE), notes, "chat-1-")
    assert Shown(struck).elements == ["span", "s", "span"]
    assert "href" not in struck
    assert "<q " in claim_html(Claim("Q.", "supported", (citation("Q."),), quoted=True), notes, "")


def test_a_reason_is_told_in_the_language_of_the_page() -> None:
    reason = Message("the number {number} is not in the evidence", number="120")
    struck = claim_html(Claim("120 rivers.", "unsupported", reason=reason), Notes(), "", "ja")
    assert "120" in Shown(struck).text
    assert "根拠にありません" in Shown(struck).text


def test_a_mark_says_where_it_leads() -> None:
    notes = Notes()
    html = marks_html([citation("Q."), citation("Q."), citation("R.")], notes, "x-")
    assert Shown(html).elements == ["a", "a"]
    assert 'href="#x-1"' in html and 'href="#x-2"' in html
    assert "Findings" in html and "p&#46; 4" in html


def test_error_notes_are_announced() -> None:
    assert 'role="alert"' in note_html("No.", "error")
    assert Shown(note_html(HOSTILE)).elements == ["p"]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_an_error_is_shown_as_text(language: str) -> None:
    error = SourceError(Message("No text in '{name}': {why}.", name=HOSTILE, why="<b>"))
    shown = Shown(error_html(error, language))
    assert HOSTILE in shown.text and "<b>" in shown.text
    assert shown.elements == ["p"]
