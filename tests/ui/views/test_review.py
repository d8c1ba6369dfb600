"""A review on the page: its fields, its marks, its progress."""

from __future__ import annotations

from assistant.evidence.claims import Claim
from assistant.export.markdown import Notes
from assistant.reviews.review import Review, ReviewField
from assistant.ui.views.review import review_html
from tests.ui.pages import HOSTILE, Shown, citation, harmless, survey

HELD = Claim(HOSTILE, "supported", (citation(HOSTILE, title=HOSTILE),))


def test_each_field_has_its_heading_and_its_marks() -> None:
    fields = (
        ReviewField("one_line", "In one line", (HELD,)),
        ReviewField("findings", "Main findings", (HELD, HELD), note=HOSTILE),
        ReviewField("limits", "Limitations"),
    )
    notes = Notes()
    html = review_html(Review(survey(HOSTILE), "en", fields, finished=True), notes)
    shown = Shown(html)
    assert harmless(html)
    assert [name for name in shown.elements if name == "h3"] == ["h3"] * 3
    assert shown.elements.count("li") == 2
    assert shown.text.count(HOSTILE) == 5
    assert "not stated" in shown.text.lower()
    assert len(notes.citations) == 1 and html.count('href="#review-1"') == 3


def test_a_review_in_work_says_so() -> None:
    html = review_html(Review(survey(), "en"), Notes(), "zh")
    assert 'aria-busy="true"' in html
    assert 'aria-busy="false"' in review_html(Review(survey(), "en", finished=True), Notes())


def test_a_tree_is_indented() -> None:
    field = ReviewField("taxonomy", "Taxonomy", (HELD, HELD), depths=(0, 2))
    html = review_html(Review(survey(), "en", (field,)), Notes())
    assert "margin-left:0.0rem" in html and "margin-left:3.0rem" in html


def test_a_caption_has_the_picture_of_its_figure_below_it() -> None:
    fields = (ReviewField("figures", "Figures", (HELD,)), ReviewField("findings", "Found", (HELD,)))
    review = Review(survey(), "en", fields)
    html = review_html(review, Notes(), "en", lambda found: f"<div>{found.page}</div>")
    assert html.count(f"<div>{HELD.citations[0].page}</div></li>") == 1
