"""How an answer is shown: its quote first and in its place, the rest closed, on a phone too."""

from __future__ import annotations

from typing import Any

import pytest
from langchain_core.language_models import FakeListChatModel

from assistant.demo import demo_sources
from tests.e2e.conftest import ON_A_PAGE, Serve, Served

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
expect = sync_api.expect
expect.set_options(timeout=120_000)

pytestmark = ON_A_PAGE
MADE_UP = "It was paid for with 7,777 silver coins. The moon is made of green cheese."
OUTER = "How does the Shen survey divide outer alignment?"
OTHERS = ("What does inner alignment mean?", "Which kinds of attack on aligned models are there?")
# Milliseconds in which a page that was loaded anew has shown what it had.
SETTLE = 1000
SIZES = {"laptop": (1280, 800), "desktop": (1440, 900), "phone": (390, 844)}
# Where the newest question and the first quote below it are, at each moment of an answer.
WATCH = """() => {
  window.seen = [];
  const look = () => {
    const answer = [...document.querySelectorAll('.sa-answer')].at(-1);
    const quote = answer && answer.querySelector('.sa-said');
    const asked = [...document.querySelectorAll('.sa-asked')].at(-1);
    if (quote && answer.getAttribute('aria-busy') === 'true')
      window.seen.push([asked, quote].map((e) => Math.round(e.getBoundingClientRect().top)));
    window.looking = requestAnimationFrame(look);
  };
  look();
}"""


@pytest.fixture(scope="module")
def wordy(serve: Serve) -> Served:
    """The app over the demo surveys with a model that only makes things up, in 2 s."""
    served = serve(demo_sources(), FakeListChatModel(responses=[MADE_UP], sleep=0.025))
    served.page.goto(served.url)
    return served


@pytest.fixture(params=SIZES)
def sized(request: pytest.FixtureRequest, wordy: Served) -> Any:
    """The same page in a window of a laptop, a desktop or a phone, with a new conversation."""
    begin(wordy, *SIZES[request.param])
    return wordy


def begin(served: Served, width: int, height: int) -> None:
    """Begin a conversation in a window of this size."""
    page = served.page
    page.set_viewport_size({"width": width, "height": height})
    page.reload()
    expect(page.locator("#sa-question textarea")).to_be_visible()
    for _ in range(2):  # the last conversation may come back only after the first click
        page.evaluate("document.querySelector('#sa-new').click()")
        expect(page.locator(".sa-answer")).to_have_count(0)
        page.wait_for_timeout(SETTLE)


def ask(served: Served, question: str) -> Any:
    """Ask; the answer once it is finished."""
    answers = served.page.locator(".sa-answer")
    place = answers.count()
    box = served.page.locator("#sa-question textarea")
    box.fill(question)
    box.press("Enter")
    expect(answers).to_have_count(place + 1)
    expect(answers.last).to_have_attribute("aria-busy", "false")
    expect(served.page.get_by_role("button", name="Ask", exact=True)).to_be_visible()
    return answers.last


def test_the_first_quote_is_in_view_and_does_not_move_while_text_comes(sized: Served) -> None:
    page = sized.page
    for question in (*OTHERS, OUTER):
        page.evaluate(WATCH)
        answer = ask(sized, question)
        page.evaluate("cancelAnimationFrame(window.looking)")
        seen = page.evaluate("window.seen")
        assert len(seen) > 10
        settled = [place for place in seen if place == seen[-1]]
        assert len(settled) >= len(seen) - 3, seen  # until the question has been scrolled to
        expect(page.locator(".sa-asked").last).to_be_in_viewport()
        quote = answer.locator(".sa-said").first
        expect(quote).to_be_in_viewport(ratio=1)
        last = round(quote.bounding_box()["y"])
        assert abs(last - seen[-1][1]) <= 1
    assert sized.complaints == []


def test_what_was_left_out_and_read_is_closed_and_a_click_away(sized: Served) -> None:
    answer = ask(sized, OUTER)
    assert "cheese" not in answer.inner_text()
    assert answer.locator("details[open], s, del").count() == 0
    below = answer.locator(".sa-foot").bounding_box()["y"]
    assert below > answer.locator(".sa-said").first.bounding_box()["y"]
    answer.get_by_text("2 sentences left out").click()
    expect(answer.locator(".sa-left li").nth(1)).to_contain_text(
        "The moon is made of green cheese."
    )
    expect(answer.locator(".sa-left em").nth(1)).to_be_visible()
    answer.get_by_text("sentences read").click()
    expect(answer.locator(".sa-read")).to_contain_text("Shen et al. (2023)")


def test_two_things_stand_side_by_side_where_there_is_room(sized: Served) -> None:
    answer = ask(sized, "How do outer alignment and inner alignment differ?")
    one, other = (part.bounding_box() for part in answer.locator(".sa-part").all())
    width = sized.page.evaluate("innerWidth")
    wide = width > 1000
    assert (one["y"] == other["y"]) == wide
    assert (one["x"] < other["x"]) == wide
    assert answer.locator("h4").all_inner_texts() == ["Outer alignment", "Inner alignment"]
    assert sized.page.evaluate("document.documentElement.scrollWidth") <= width


def test_going_deeper_reads_the_whole_text_for_the_same_question(sized: Served) -> None:
    ask(sized, OUTER)
    page = sized.page
    page.get_by_role("button", name="Go deeper").click()
    answers = page.locator(".sa-answer")
    expect(answers).to_have_count(2)
    expect(answers.last).to_have_attribute("aria-busy", "false")
    expect(page.locator(".sa-asked").last).to_contain_text("whole text")
    expect(answers.last).to_contain_text("Whole text read:")
    assert answers.last.locator(".sa-said").count() > 1
    expect(page.get_by_role("button", name="Go deeper")).to_have_count(0)


def test_on_a_phone_a_mark_brings_its_quote_up_and_leaves_the_answer_where_it_is(
    wordy: Served,
) -> None:
    page = wordy.page
    begin(wordy, *SIZES["phone"])
    answer = ask(wordy, OUTER)
    sheet = page.locator("#sa-quotes")
    expect(sheet).not_to_be_visible()
    before = answer.bounding_box()["y"]
    for closing in (page.get_by_role("button", name="Close"), page.locator(".sa-asked")):
        answer.locator("a.sa-mark").click()
        expect(sheet.locator(".sa-card mark")).to_be_in_viewport(ratio=1)
        assert answer.bounding_box()["y"] == before
        closing.click()
        expect(sheet).not_to_be_visible()
