"""The Library, Review and Compare tabs, button by button; and the keyboard alone."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest
from langchain_core.language_models import FakeListChatModel

from tests.e2e.conftest import ON_A_PAGE, Serve, Served
from tests.readers.pdf.figures.test_picture import page as page_with_figure
from tests.readers.pdf_writer import pdf

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
expect = sync_api.expect
expect.set_options(timeout=120_000)

pytestmark = ON_A_PAGE
SHEN, YAO, WANG = "Tianhao Shen", "Jing Yao", "Yufei Wang"


def download(served: Served, label: str, folder: Path) -> bytes:
    button = served.page.get_by_role("button", name=label, exact=True).locator("visible=true")
    expect(button).to_be_enabled()
    with served.page.expect_download() as waiting:
        button.click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path.read_bytes()


def test_from_a_survey_to_its_question_and_its_review(quick: Served) -> None:
    page = quick.page
    page.reload()
    quick.tab("Library")
    page.locator("#sa-surveys").get_by_text(YAO).locator("visible=true").first.click()
    expect(page.locator(".sa-survey h3")).to_contain_text("Intrinsic Human Values")
    expect(page.locator(".sa-outline li").first).to_be_visible()
    expect(page.locator("#sa-survey input")).to_have_value(re.compile("^Yao et al"))
    page.wait_for_timeout(1000)  # what the page asks for when it loads may still be under way
    page.locator("#sa-ask-it").click()
    expect(page.locator("#sa-ask-surveys")).to_contain_text("Yao et al. (2023)")
    quick.tab("Library")
    page.locator("#sa-review-it").click()
    expect(page.locator("#sa-review-survey input")).to_have_value(re.compile("^Yao et al"))
    page.reload()


def test_every_export_of_a_review_opens(quick: Served, tmp_path: Path) -> None:
    page = quick.page
    quick.tab("Review")
    page.locator("#sa-review-start").click()
    expect(page.locator("article.sa-review")).to_have_attribute("aria-busy", "false")
    title = page.locator("article.sa-review h2").inner_text()
    assert download(quick, "Markdown", tmp_path).decode().startswith(f"# {title}")
    assert title in download(quick, "HTML", tmp_path).decode()
    assert json.loads(download(quick, "JSON", tmp_path))["survey"]["title"] == title
    assert r"\begin{document}" in download(quick, "LaTeX", tmp_path).decode()
    with zipfile.ZipFile(io.BytesIO(download(quick, "Word", tmp_path))) as file:
        assert "word/document.xml" in file.namelist()
    assert download(quick, "BibTeX", tmp_path).decode().lstrip().startswith("@")


def test_every_export_of_a_comparison_opens(quick: Served, tmp_path: Path) -> None:
    page = quick.page
    page.reload()
    quick.tab("Compare")
    chooser = page.locator("#sa-compare-surveys input")
    chosen = page.locator("#sa-compare-surveys")
    expect(page.locator("#sa-kept")).to_be_attached()  # the page has been filled
    page.wait_for_timeout(1500)
    for name in ("Yao et al. (2023)", "Shen et al. (2023)"):
        chooser.click()
        page.get_by_role("option", name=name).click()
        expect(chosen).to_contain_text(name)
    chooser.press("Escape")
    # Aspects stand in the order in which they were chosen; one may be one's own.
    aspects = page.locator("#sa-aspects input")
    for _ in range(6):
        aspects.press("Backspace")
    for aspect in ("taxonomy (list)", "scope"):
        aspects.fill(aspect)
        aspects.press("Enter")
    aspects.press("Escape")
    page.locator("#sa-compare-start").click()
    table = page.locator(".sa-table")
    expect(table).to_have_attribute("aria-busy", "false")
    order = table.locator("tbody th").all_inner_texts()
    assert order == ["taxonomy", "scope"]
    heads = table.locator("thead th").all_inner_texts()
    assert [head.split()[0] for head in heads[1:]] == ["Yao", "Shen"]
    assert "| **scope** |" in download(quick, "Markdown", tmp_path).decode()
    assert "<table" in download(quick, "HTML", tmp_path).decode()
    assert json.loads(download(quick, "JSON", tmp_path))["finished"]
    lines = list(csv.reader(io.StringIO(download(quick, "CSV", tmp_path).decode("utf-8-sig"))))
    assert [line[0] for line in lines][1:] == order
    with zipfile.ZipFile(io.BytesIO(download(quick, "Word", tmp_path))) as file:
        assert "word/document.xml" in file.namelist()
    with zipfile.ZipFile(io.BytesIO(download(quick, "Excel", tmp_path))) as book:
        assert "xl/workbook.xml" in book.namelist()
    assert r"\begin{document}" in download(quick, "LaTeX", tmp_path).decode()
    assert download(quick, "BibTeX", tmp_path).decode().count("@") >= 2
    assert ElementTree.fromstring(download(quick, "SVG", tmp_path)).tag.endswith("svg")


def test_a_cell_is_made_anew(quick: Served) -> None:
    page = quick.page
    page.reload()
    quick.tab("Compare")
    quick.library.comparisons.edit_cell("Shen", "scope", "Written by hand")
    page.locator("#sa-compare-start").click()
    table = page.locator(".sa-table")
    expect(table).to_have_attribute("aria-busy", "false")
    expect(table).to_contain_text("Written by hand")
    page.get_by_text("Correct a cell").click()
    for field, choice in (("survey", "Shen et al. (2023)"), ("aspect", "scope")):
        page.locator(f"#sa-cell-{field} input").click()
        page.get_by_role("option", name=choice).click()
    page.locator("#sa-cell-anew").click()
    expect(page.get_by_text("Made anew:")).to_be_visible()
    page.locator("#sa-compare-start").click()
    expect(table).to_have_attribute("aria-busy", "false")
    expect(table).not_to_contain_text("Written by hand")
    assert quick.complaints == []


def test_the_keyboard_alone_asks_and_opens_a_quote(quick: Served) -> None:
    page = quick.page
    page.reload()
    box = page.locator("#sa-question textarea")
    expect(box).to_be_focused()
    page.locator("#sa-new").press("Enter")
    expect(page.locator(".sa-answer")).to_have_count(0)
    box.focus()
    page.keyboard.type("How does the Shen survey divide outer alignment?")
    page.keyboard.press("Enter")
    expect(page.locator(".sa-answer")).to_have_attribute("aria-busy", "false")
    expect(page.locator(".sa-foot")).to_be_visible()
    mark = page.locator("a.sa-mark").first
    mark.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".sa-card.sa-lit")).to_be_focused()
    page.keyboard.press("Escape")
    expect(mark).to_be_focused()


def test_a_thorough_review_is_asked_for_by_a_tick(quick: Served) -> None:
    page = quick.page
    page.reload()
    quick.tab("Review")
    page.locator("#sa-review-survey input").click()
    page.get_by_role("option", name=re.compile("Tides")).click()
    page.locator("#sa-thorough input").check()
    page.locator("#sa-review-start").click()
    review = page.locator("article.sa-review")
    expect(review).to_have_attribute("aria-busy", "false")
    expect(review.locator("h2")).to_have_text("A Survey of Tides")
    tides = next(s for s in quick.library.surveys() if "Tides" in s.title)
    assert quick.library.review(tides, thorough=True).finished
    page.reload()


def test_a_review_shows_the_picture_of_a_figure(serve: Serve, tmp_path: Path) -> None:
    path = tmp_path / "rivers.pdf"
    path.write_bytes(pdf([page_with_figure()]))
    served = serve([path], FakeListChatModel(responses=["Rivers carry water."]))
    page = served.page
    page.goto(served.url)
    served.tab("Review")
    page.locator("#sa-review-start").click()
    expect(page.locator("article.sa-review")).to_have_attribute("aria-busy", "false")
    page.locator("article.sa-review").get_by_role("button", name="Show Figure 1").click()
    image = page.locator("article.sa-review .sa-sheet img")
    expect(image).to_be_visible()
    assert image.get_attribute("alt") == "Figure 1 of rivers.pdf"
    assert not served.complaints and not served.elsewhere
