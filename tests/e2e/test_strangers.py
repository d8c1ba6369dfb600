"""A survey whose name, title, headings and sentences are HTML, Markdown and links: only text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from langchain_core.embeddings import DeterministicFakeEmbedding
from langchain_core.language_models import FakeListChatModel

from assistant.library import Library
from assistant.settings import Settings
from tests.e2e.conftest import GRADIO_WARNINGS, Served, free_port
from tests.e2e.test_app import answered, ask, expect

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(200),
    *GRADIO_WARNINGS,
]

TAGS = "<img src=http://evil.example/a.png onerror=alert(1)>"
LINK = (
    "[click](javascript:alert(2)) ![x](http://evil.example/b.png) <a href=javascript:alert(3)>z</a>"
)
MATH = "$\\href{javascript:alert(4)}{m}$ <script>alert(5)</script> <iframe src=//evil.example>"
NAME = "mills<svg onload=alert(6)> &lt;b&gt; [l](javascript:alert(7)).txt"
SCRIPTED = """() => [...document.querySelectorAll("*")].filter(element =>
    /evil\\.example/.test([element.src, element.href, element.srcset, element.data].join(" ")) ||
    /^\\s*javascript:/i.test(element.getAttribute("href") || element.getAttribute("src") || "") ||
    [...element.attributes].some(a => /^on/i.test(a.name) && /alert/.test(a.value)) ||
    (element.tagName === "SCRIPT" && /alert\\(/.test(element.textContent))
).map(element => element.outerHTML.slice(0, 200))"""


@pytest.fixture(scope="module")
def strange(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    from assistant.ui.app import Serving, start

    path = tmp_path_factory.mktemp("strange") / NAME
    path.write_text(
        f"A Survey of {TAGS} Water Mills\n\nAbstract\n\n"
        f"This survey reviews water mills {LINK} on the rivers of the north. "
        f"We find that 120 mills {TAGS} still turn today.\n\n"
        f"1 Kinds of mills {TAGS} {LINK}\n\n"
        f"Water mills {MATH} are divided into undershot mills and overshot mills. "
        f"Overshot mills {LINK} reach twice the power of undershot mills.\n\n"
        f"2 Future work\n\nFuture work should measure {TAGS} how mills change the rivers.\n",
        encoding="utf-8",
    )
    said = f"Overshot mills {LINK} reach twice the power of undershot mills. {TAGS} {MATH}"
    with Library.open(
        tmp_path_factory.mktemp("library"),
        chat_model=FakeListChatModel(responses=[said]),
        embeddings=DeterministicFakeEmbedding(size=32),
        settings=Settings(home=tmp_path_factory.mktemp("home")),
    ) as library:
        library.add(path)
        running = start(library, Serving(port=free_port()))
        context = browser.new_context(viewport={"width": 1280, "height": 800})
        context.set_default_timeout(60_000)
        served = Served(library, running.url, context.new_page())
        served.watch(served.page)
        served.page.goto(served.url)
        yield served
        context.close()
        running.close()


def harmless(served: Served) -> None:
    served.page.wait_for_timeout(300)
    assert served.page.evaluate(SCRIPTED) == []
    assert served.elsewhere == []
    assert served.complaints == []


def test_in_answers_and_evidence(strange: Served) -> None:
    text = answered(strange, ask(strange, "Into what are water mills divided?"))
    assert "overshot" in text
    mark = strange.page.locator("a.sa-mark").first
    if mark.count():
        mark.click()
    expect(strange.page.get_by_text("onerror=alert(1)").first).to_be_attached()
    harmless(strange)


def test_in_questions_and_titles(strange: Served) -> None:
    page = strange.page
    page.locator("#sa-new").click()
    expect(page.locator(".sa-answer")).to_have_count(0)
    question = "What does <b>Bold</b> mean in overshot mills?"
    answered(strange, ask(strange, question))
    expect(page.locator(".sa-asked")).to_have_text(question)
    expect(page.locator("#sa-kept label").first).to_have_text(question)
    title = f"<i>Mills</i> {TAGS}"[:60]
    page.locator("#sa-title input, #sa-title textarea").fill(title)
    page.locator("#sa-rename").click()
    expect(page.locator("#sa-kept label").first).to_have_text(title)
    page.locator("#sa-delete").click()
    page.get_by_role("button", name="Keep").locator("visible=true").click()
    page.reload()
    expect(page.locator(".sa-asked")).to_have_text(question)
    expect(page.locator("#sa-kept label").first).to_have_text(title)
    for place in (".sa-asked", "#sa-kept", ".sa-answer", "#sa-conversations"):
        assert page.locator(f"{place} b, {place} i, {place} img").count() == 0, place
    harmless(strange)


def test_in_the_library(strange: Served) -> None:
    strange.tab("Library")
    title = strange.library.surveys()[0].title
    assert "onerror" in title
    strange.page.locator("#sa-surveys").get_by_text("onerror=alert(1)").locator(
        "visible=true"
    ).first.click()
    expect(strange.page.locator(".sa-survey h3")).to_have_text(title)
    expect(strange.page.locator(".sa-survey")).to_contain_text("onload=alert(6)")
    harmless(strange)


def test_in_a_review(strange: Served) -> None:
    strange.tab("Review")
    strange.page.get_by_role("button", name="Write the review").click()
    review = strange.page.locator(".sa-review")
    expect(review).to_have_attribute("aria-busy", "false")
    expect(review).to_contain_text("onerror=alert(1)")
    harmless(strange)


def test_in_a_comparison(strange: Served) -> None:
    strange.tab("Compare")
    strange.page.locator("#sa-compare-start").click()
    table = strange.page.locator(".sa-table")
    expect(table).to_have_attribute("aria-busy", "false")
    expect(table.locator("thead")).to_contain_text("onerror=alert(1)")
    harmless(strange)
