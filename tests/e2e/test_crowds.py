"""Many at once: two hundred files in one drop, twenty browsers with a question each."""

from __future__ import annotations

from pathlib import Path

import pytest
from langchain_core.language_models import FakeListChatModel

from assistant.demo import demo_sources
from tests.e2e.conftest import ON_A_PAGE, SAID, Serve

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
expect = sync_api.expect
expect.set_options(timeout=120_000)

pytestmark = ON_A_PAGE
FILES, BROWSERS = 200, 20
QUESTION = "How does the Shen survey divide outer alignment?"


def test_two_hundred_files_dropped_at_once_are_in_or_say_why(serve: Serve, tmp_path: Path) -> None:
    served = serve(())
    page = served.page
    paths = []
    for number in range(FILES):
        path = tmp_path / f"note-{number:03}.md"
        text = f"# Note {number}\n\nThe river {number} rises in the hills of county {number}.\n"
        path.write_text("" if number % 50 == 7 else text, encoding="utf-8")
        paths.append(path)
    page.goto(served.url)
    served.tab("Library")
    page.locator("#sa-files input[type=file]").set_input_files(paths)
    adding = page.locator(".sa-adding:visible")
    expect(adding).to_contain_text(f"{FILES} of {FILES} done", timeout=240_000)
    expect(adding).to_contain_text("4 not added")
    expect(adding.locator(".sa-error")).to_have_count(4)
    expect(adding.locator(".sa-error").first).to_contain_text("is empty")
    expect(adding).to_contain_text(f"{FILES - 4} in the library")
    assert len(served.library.surveys()) == FILES - 4
    expect(page.locator("#sa-surveys")).to_contain_text("Note 3")
    page.get_by_role("tab", name="Chat", exact=True).click()
    page.locator("#sa-question textarea").fill("Where does the river 150 rise?")
    page.locator("#sa-question textarea").press("Enter")
    expect(page.locator(".sa-answer")).to_contain_text("county 150")
    assert served.complaints == []


@pytest.mark.timeout(900)  # two cores draw twenty pages
def test_twenty_browsers_ask_at_once_and_all_are_answered(serve: Serve) -> None:
    served = serve(demo_sources(), FakeListChatModel(responses=[SAID], sleep=0.005))
    served.page.goto(served.url)
    others = [served.visitor() for _ in range(BROWSERS)]
    try:
        for other in others:
            expect(other.page.locator("#sa-question textarea")).to_be_visible()
        for number, other in enumerate(others):
            box = other.page.locator("#sa-question textarea")
            box.fill(f"{QUESTION} ({number + 1})")
            box.press("Enter")
        for number, other in enumerate(others):
            answer = other.page.locator(".sa-answer")
            expect(answer).to_have_attribute("aria-busy", "false")
            expect(answer).to_contain_text(SAID)
            expect(other.page.locator(".sa-asked")).to_have_text(f"{QUESTION} ({number + 1})")
            expect(other.page.locator(".sa-error, .toast-body.error")).to_have_count(0)
            assert other.complaints == []
    finally:
        for other in others:
            other.page.context.close()
