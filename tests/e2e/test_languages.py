"""Every tab in Chinese and Japanese: what the app says is said in the page's language."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from assistant.models.files.catalogue import CATALOGUE
from tests.e2e.conftest import ON_A_PAGE, SAID, Serve, Served

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
expect = sync_api.expect
expect.set_options(timeout=120_000)

pytestmark = ON_A_PAGE
BUTTONS = {"zh": "中文", "ja": "日本語"}
# Every text that can be seen, and the names that are read to those who cannot see.
# Parts of sentences of the surveys are no words of the app.
SEEN = """() => {
  const QUOTED = '.sa-around, .sa-quoted, .sa-review .sa-claim, td .sa-claim';
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (element.closest('script, style') || element.closest(QUOTED)) continue;
    if (element.checkVisibility({ visibilityProperty: true }))
      found.push(walker.currentNode.textContent);
  }
  for (const name of ['placeholder', 'aria-label', 'title'])
    for (const element of document.querySelectorAll(`[${name}]`))
      if (element.checkVisibility()) found.push(element.getAttribute(name));
  return found.map((text) => text.trim()).filter(Boolean);
}"""
# Names: of formats and programs, of models, licences and their authors, of an example.
NAMES = re.compile(
    r"survey-assistant|English|PDF|HTML|Markdown|arXiv|API|Gradio|JSON|CSV|Excel|Word|LaTeX|BibTeX|SVG|GB|MB"
    r"|PowerPoint|OpenDocument|EPUB|JATS|ZIP|Zotero|RIS"
    r"|URL|DOI|CPU|Enter|UTF|OCR|arxiv:[\d.]+|owner/repo/file\.gguf|default|Apache-2\.0|gguf"
    r"|(?:Llama|Qwen|Gemma|SmolLM|llama|qwen|gemma|smollm)[\w .-]*|FakeListChatModel|Fake\w*"
)
# Data of the library, not words of the interface.
DATA = re.compile(r"“[^”]*”|\b\w+ et al\.|\b(?:pdf|md|markdown|html|txt|en|zh|ja)\b")


LEAST_WORDS = 5  # of a part of a quote; labels of the page are shorter


def english_left(served: Served) -> list[str]:
    """Texts on the page with English words that stand in no document and name nothing."""
    library = served.library
    told = [SAID, *(kept.title for kept in library.conversations.listed())]
    for survey in library.surveys():
        told += [survey.title, *survey.authors]
        for info in survey.documents:
            told.append(info.name)
            for section in library.document(info.id).sections:
                told += [section.title, " › ".join(section.path), *section.path]
                told += [sentence.text for sentence in section.sentences]
    for model in CATALOGUE:
        told += [model.name, model.licence]
    told += ["A Survey of Seas", "seas.md"]  # what another test of this app has added
    own = sorted({" ".join(text.split()) for text in told if text}, key=len, reverse=True)
    left = []
    for text in served.page.evaluate(SEEN):
        rest = " ".join(text.split())
        if len(rest.split()) >= LEAST_WORDS and any(rest in part for part in own):
            continue  # a quote is cut where the words that answer are bold
        for part in own:
            rest = rest.replace(part, " ").replace(part.rstrip("."), " ")
        if re.search("[A-Za-z]{3,}", DATA.sub(" ", NAMES.sub(" ", rest))):
            left.append(text)
    return sorted(set(left))


@pytest.fixture(params=sorted(BUTTONS))
def foreign(request: pytest.FixtureRequest, serve: Serve, quick: Served) -> Iterator[Served]:
    """The demo library in a browser of somebody who chose another language."""
    served = quick.visitor()
    served.page.get_by_role("button", name=BUTTONS[request.param], exact=True).click()
    expect(served.page.locator("html")).to_have_attribute("lang", request.param)
    yield served
    served.page.context.close()


def settled(served: Served) -> list[str]:
    served.page.wait_for_timeout(700)  # hidden names are put in with a little delay
    return english_left(served)


def test_no_english_is_left_on_any_tab(foreign: Served) -> None:
    page = foreign.page
    tabs = page.locator("button[role=tab]")
    box = page.locator("#sa-question textarea")
    expect(box).to_be_visible()
    # Example questions are in the language of the surveys, as are proposed ones.
    asked = page.locator(".placeholder-content, .examples, .options, .sa-asked, #sa-kept")
    box.fill("How does the Shen survey divide outer alignment?")
    box.press("Enter")
    expect(page.locator(".sa-answer")).to_have_attribute("aria-busy", "false")
    expect(page.locator(".sa-foot")).to_be_visible()
    expect(page.locator("#sa-kept label")).to_have_count(1)
    page.locator("a.sa-mark").first.click()
    asked.evaluate_all("found => found.forEach(element => element.remove())")
    assert not (left := settled(foreign)), left

    tabs.nth(1).click()
    page.locator("#sa-surveys").get_by_text("Tianhao Shen").locator("visible=true").first.click()
    expect(page.locator(".sa-survey")).to_be_visible()
    page.locator("#sa-related").click()
    expect(page.locator(".sa-nearest").locator("visible=true")).to_be_visible()
    page.locator("#sa-by-hand button").first.click()
    assert not (left := settled(foreign)), left

    tabs.nth(2).click()
    page.locator("#sa-review-start").click()
    expect(page.locator("article.sa-review")).to_have_attribute("aria-busy", "false")
    assert not (left := settled(foreign)), left

    tabs.nth(3).click()
    page.locator("#sa-compare-start").click()
    expect(page.locator(".sa-table")).to_have_attribute("aria-busy", "false")
    page.locator("#sa-cell-edit button").first.click()
    page.locator("#sa-cell-save").click()
    expect(page.locator(".sa-error").locator("visible=true")).to_be_visible()
    assert not (left := settled(foreign)), left

    tabs.nth(4).click()
    page.locator("#sa-use").click()
    expect(page.locator(".sa-error").locator("visible=true")).to_be_visible()
    assert not (left := settled(foreign)), left
    assert foreign.complaints == []
