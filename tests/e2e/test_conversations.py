"""Conversations in the browser: kept, one's own, and corrected; pages of PDFs; languages."""

from __future__ import annotations

import base64
import io
import re
import threading
from pathlib import Path
from typing import Any

import gradio as gr
import pytest

from assistant.library import Library
from assistant.ui.tabs.chat_sidebar import Sidebar
from tests.e2e.conftest import ON_A_PAGE, SAID, Served

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
expect = sync_api.expect
expect.set_options(timeout=120_000)

pytestmark = ON_A_PAGE
OUTER = "How does the Shen survey divide outer alignment?"
TIDES = "What do tides follow in place 4?"


def ask(served: Served, question: str) -> None:
    served.tab("Chat")
    box = served.page.locator("#sa-question textarea")
    box.fill(question)
    box.press("Enter")


def answered(served: Served, count: int = 1) -> str:
    """The text of the newest of so many answers, once it is finished."""
    answers = served.page.locator(".sa-answer")
    expect(answers).to_have_count(count)
    expect(answers.last).to_have_attribute("aria-busy", "false")
    expect(served.page.get_by_role("button", name="Ask", exact=True)).to_be_visible()
    return answers.last.inner_text()


def begin(served: Served) -> None:
    served.tab("Chat")
    served.page.locator("#sa-new").click()
    expect(served.page.locator(".sa-answer")).to_have_count(0)


def test_a_reload_keeps_the_conversation_and_its_evidence(quick: Served) -> None:
    begin(quick)
    page = quick.page
    ask(quick, OUTER)
    text = answered(quick)
    assert SAID in text
    expect(page.locator("#sa-kept label")).to_contain_text([OUTER])
    page.reload()
    assert SAID in answered(quick)
    page.locator("a.sa-mark").first.click()
    expect(page.locator(".sa-card.sa-lit mark")).to_have_text(SAID)
    ask(quick, "And which kinds of oversight are scalable?")
    answered(quick, 2)
    assert len(quick.library.conversations.turns(quick.library.conversations.listed()[0].id)) == 2


def test_steps_say_what_was_done_and_how_long_it_took(quick: Served) -> None:
    begin(quick)
    ask(quick, OUTER)
    answered(quick)
    times = quick.page.get_by_text(re.compile(r"searched \d+\.\d s · read .* wrote and checked"))
    expect(times).not_to_be_visible()
    quick.page.get_by_text(re.compile(r"\d+ sentences read · \d+\.\d s")).click()
    expect(times).to_be_visible()
    expect(quick.page.locator(".sa-read")).to_contain_text(SAID)


def test_a_citation_of_a_pdf_opens_its_page_with_the_sentence_marked(quick: Served) -> None:
    from PIL import Image

    begin(quick)
    ask(quick, TIDES)
    answered(quick)
    page = quick.page
    page.locator("a.sa-mark").first.click()
    card = page.locator(".sa-card.sa-lit")
    expect(card.locator("mark")).to_contain_text("tides follow the moon")
    image = card.locator(".sa-sheet img")
    expect(image).to_be_visible()
    assert "page 1" in str(image.get_attribute("alt")).lower()
    data = base64.b64decode(str(image.get_attribute("src")).split(",", 1)[1])
    colours = Image.open(io.BytesIO(data)).convert("RGB").getcolors(1 << 24) or []
    whole = sum(count for count, _ in colours)
    yellow = sum(n for n, (red, green, blue) in colours if red > 200 < green and blue < 170)
    assert whole / 2000 < yellow < whole / 10
    card.locator(".sa-sheet").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_two_browsers_ask_at_once_and_see_only_their_own(quick: Served) -> None:
    begin(quick)
    other = quick.visitor()
    try:
        expect(other.page.locator("#sa-question textarea")).to_be_visible()
        expect(other.page.locator("#sa-kept label")).to_have_count(0)
        ask(quick, OUTER)
        expect(quick.page.locator(".sa-answer")).to_have_count(1)
        ask(other, "What does inner alignment mean?")
        expect(other.page.locator(".sa-answer")).to_be_visible()
        answered(quick)
        answered(other)
        expect(other.page.locator("#sa-kept label")).to_have_count(1)
        expect(other.page.locator("#sa-kept")).to_contain_text("inner alignment")
        other.page.reload()
        answered(other)
        expect(quick.page.locator("#sa-kept")).not_to_contain_text("inner alignment")
        # A page that is made to ask for another's conversation gets none.
        number = quick.library.conversations.listed("Shen survey divide")[0].id
        key = "survey-assistant-conversation"
        assert number and other.page.evaluate(f"Boolean(localStorage.getItem('{key}'))")
    finally:
        assert other.complaints == [] == other.elsewhere
        other.page.context.close()


def test_one_conversation_is_shared_and_the_others_are_not(quick: Served) -> None:
    begin(quick)
    ask(quick, "What do tides follow in place 5?")
    answered(quick)
    expect(quick.page.locator("#sa-share input")).not_to_be_checked()
    other = quick.visitor()
    try:
        expect(other.page.locator("#sa-question textarea")).to_be_visible()
        expect(other.page.locator("#sa-kept label")).to_have_count(0)
        quick.page.locator("#sa-share input").check()
        expect(quick.page.locator("#sa-kept")).to_contain_text("(shared by you)")
        other.page.reload()
        expect(other.page.locator("#sa-kept label")).to_have_count(1)
        other.page.locator("#sa-kept label").click()
        assert "place 5" in other.page.locator(".sa-asked").inner_text()
        expect(other.page.locator("#sa-export")).to_be_visible()
        for own in ("#sa-rename", "#sa-delete", "#sa-share"):
            expect(other.page.locator(own)).not_to_be_visible()
        ask(other, "What do tides follow in place 6?")
        answered(other, 2)
        expect(other.page.locator("#sa-kept label")).to_have_count(2)
        expect(quick.page.locator("#sa-kept")).not_to_contain_text("place 6")
        quick.page.locator("#sa-share input").uncheck()
        expect(quick.page.locator("#sa-kept")).not_to_contain_text("(shared by you)")
        other.page.reload()
        expect(other.page.locator("#sa-kept")).to_contain_text("place 6")
        expect(other.page.locator("#sa-kept label")).to_have_count(1)
    finally:
        assert other.complaints == [] == other.elsewhere
        other.page.context.close()


def test_another_app_may_be_built_while_this_one_is_used(quick: Served) -> None:
    with gr.Blocks() as other:
        begin(quick)
        ask(quick, OUTER)
        answered(quick)
        quick.tab("Library")
        quick.page.locator("#sa-surveys").get_by_text("Jing Yao").locator(
            "visible=true"
        ).first.click()
        expect(quick.page.locator(".sa-survey")).to_be_visible()
        quick.tab("Compare")
        quick.page.locator("#sa-propose").click()
        quick.page.locator("#sa-compare-start").click()
        expect(quick.page.locator(".sa-table")).to_have_attribute("aria-busy", "false")
        quick.tab("Model")
        expect(quick.page.locator("#sa-models")).to_contain_text("Apache-2.0")
        quick.page.reload()
        answered(quick)
        assert other.children == []
        assert list(other.blocks) == []


def test_a_conversation_is_found_renamed_exported_and_deleted(
    quick: Served, tmp_path: Path
) -> None:
    begin(quick)
    page = quick.page
    ask(quick, "What does inner alignment mean?")
    answered(quick)
    title = page.locator("#sa-title textarea, #sa-title input")
    expect(title).to_have_value("What does inner alignment mean?")
    title.fill("Inner <i>things</i>")
    page.locator("#sa-rename").click()
    kept = page.locator("#sa-kept label")
    expect(kept.first).to_have_text("Inner <i>things</i>")
    page.locator("#sa-find textarea, #sa-find input").fill("alignment mean")
    expect(kept).to_have_count(1)
    with page.expect_download() as waiting:
        page.locator("#sa-export").click()
    path = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(path)
    text = path.read_text("utf-8")
    assert text.startswith("# Inner ") and "inner alignment mean" in text
    assert "<i>" not in text and "(2023)" in text
    page.locator("#sa-delete").click()
    expect(page.get_by_text("Delete this conversation")).to_be_visible()
    page.locator("#sa-delete-sure").click()
    expect(page.locator(".sa-answer")).to_have_count(0)
    expect(kept).to_have_count(0)
    page.locator("#sa-find textarea, #sa-find input").fill("")
    assert not quick.library.conversations.listed("Inner <i>")


def test_an_answer_is_rated_asked_again_and_its_question_edited(quick: Served) -> None:
    begin(quick)
    page = quick.page
    ask(quick, OUTER)
    answered(quick)
    page.get_by_role("button", name="Like", exact=True).first.click()
    number = quick.library.conversations.listed(OUTER)[0].id

    def rating() -> str:
        return quick.library.conversations.turns(number)[-1].rating

    for _ in range(100):
        if rating():
            break
        page.wait_for_timeout(100)
    assert rating() == "Like"
    page.get_by_role("button", name="Retry").last.click()
    page.wait_for_timeout(300)
    answered(quick)
    page.get_by_role("button", name="Undo").last.click()
    expect(page.locator(".sa-answer")).to_have_count(0)
    expect(page.locator("#sa-question textarea")).to_have_value(OUTER)
    page.locator("#sa-question textarea").fill("")


def test_a_follow_up_that_is_proposed_is_asked_by_a_click(quick: Served) -> None:
    begin(quick)
    ask(quick, OUTER)
    answered(quick)
    proposed = quick.page.locator(".message-wrap, #sa-chat").get_by_role(
        "button", name=re.compile("What is said about")
    )
    expect(proposed.first).to_be_visible()
    text = proposed.first.inner_text()
    quick.page.reload()
    answered(quick)
    expect(proposed.first).to_have_text(text)
    proposed.first.click()
    answered(quick, 2)
    assert "What is said about" in quick.page.locator(".sa-asked").last.inner_text()


@pytest.mark.parametrize(("owner", "slow"), [(Sidebar, "updates"), (Library, "follow_ups")])
def test_what_was_still_being_drawn_does_not_bring_the_old_conversation_back(
    quick: Served, monkeypatch: pytest.MonkeyPatch, owner: type, slow: str
) -> None:
    begin(quick)
    real, held, let_go = getattr(owner, slow), threading.Event(), threading.Event()

    def slowly(*values: Any) -> Any:
        result = real(*values)
        if not held.is_set():
            held.set()
            let_go.wait(60)
        return result

    ask(quick, OUTER)
    monkeypatch.setattr(owner, slow, slowly)
    assert held.wait(60)
    expect(quick.page.locator(".sa-answer")).to_have_attribute("aria-busy", "false")
    quick.page.locator("#sa-new").click()
    quick.page.wait_for_timeout(1000)
    let_go.set()
    expect(quick.page.locator(".sa-answer")).to_have_count(0)
    quick.page.wait_for_timeout(1500)
    expect(quick.page.locator(".sa-answer")).to_have_count(0)


def test_an_empty_question_and_a_very_long_one_are_told(quick: Served) -> None:
    begin(quick)
    ask(quick, "   ")
    expect(quick.page.get_by_text("Write a question first.")).to_be_visible()
    expect(quick.page.locator(".sa-answer")).to_have_count(0)
    ask(quick, "Why is outer alignment hard? " * 2000)
    answered(quick)
    assert quick.complaints == []


def test_a_tab_closed_during_a_review_or_an_answer_keeps_nobody_waiting(quick: Served) -> None:
    other = quick.visitor()
    other.tab("Review")
    other.page.locator("#sa-review-start").click()
    expect(other.page.locator("#sa-review-stop")).to_be_visible()
    ask(other, "What does inner alignment mean?")
    other.page.wait_for_timeout(500)
    other.page.context.close()
    begin(quick)
    ask(quick, OUTER)
    answered(quick)
    quick.tab("Review")
    quick.page.locator("#sa-review-start").click()
    expect(quick.page.locator("article.sa-review")).to_have_attribute("aria-busy", "false")


def test_a_library_that_another_process_writes_is_told_and_the_app_goes_on(
    quick: Served, tmp_path: Path
) -> None:
    from filelock import FileLock

    path = tmp_path / "seas.md"
    path.write_text("# A Survey of Seas\n\n## Findings\n\nSeas are salt water.\n", "utf-8")
    quick.tab("Library")
    adding = quick.page.locator(".sa-adding:visible")
    with FileLock(quick.library.folder / "write.lock", thread_local=False):
        quick.page.locator("#sa-files input[type=file]").set_input_files([path])
        expect(adding).to_contain_text("Another process")
    quick.page.locator("#sa-files input[type=file]").set_input_files([path])
    expect(adding.locator(".sa-done")).to_have_text("added")
    quick.library.remove("A Survey of Seas")
    quick.page.reload()


@pytest.mark.parametrize(
    ("button", "tab", "label"),
    [
        ("中文", "文献库", "提问"),
        ("日本語", "ライブラリ", "質問する"),
        ("English", "Library", "Ask"),
    ],
)
def test_the_language_is_chosen_and_kept(quick: Served, button: str, tab: str, label: str) -> None:
    page = quick.page
    page.get_by_role("button", name=button, exact=True).click()
    expect(page.get_by_role("tab", name=tab, exact=True)).to_be_visible()
    page.reload()
    expect(page.get_by_role("tab", name=tab, exact=True)).to_be_visible()
    expect(page.get_by_role("button", name=label, exact=True)).to_be_visible()
    language = {"中": "zh", "日": "ja"}.get(button[0], "en")
    expect(page.locator("html")).to_have_attribute("lang", language)


def test_a_narrow_page_shows_everything_without_scrolling_sideways(quick: Served) -> None:
    page = quick.page
    page.set_viewport_size({"width": 390, "height": 844})
    try:
        page.reload()
        begin_box = page.locator("#sa-question textarea")
        expect(begin_box).to_be_visible()
        for tab in ("Library", "Review", "Compare", "Model", "Chat"):
            quick.tab(tab)
            page.wait_for_timeout(300)
            assert page.evaluate("document.documentElement.scrollWidth") <= 390, tab
    finally:
        page.set_viewport_size({"width": 1280, "height": 800})
        page.reload()


def test_every_control_has_a_name(quick: Served) -> None:
    page = quick.page
    for tab in ("Chat", "Library", "Review", "Compare", "Model"):
        quick.tab(tab)
        page.wait_for_timeout(500)
        nameless = page.evaluate(NAMELESS)
        assert nameless == [], tab
    assert quick.elsewhere == []


NAMELESS = """() => [...document.querySelectorAll('button, input, textarea, select, a[href]')]
  .filter(e => e.checkVisibility() && e.type !== 'file' && !e.closest('[aria-hidden=true]'))
  .filter(e => !(e.getAttribute('aria-label') || e.getAttribute('aria-labelledby') ||
    e.getAttribute('title') || (e.textContent || '').trim() || e.placeholder ||
    (e.labels && [...e.labels].some(l => l.textContent.trim()))))
  .map(e => e.outerHTML.slice(0, 160))"""
