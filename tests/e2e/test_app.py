"""What a person does in the browser, on the real default model."""

from __future__ import annotations

import array
import contextlib
import csv
import fcntl
import json
import os
import re
import signal
import termios
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.conftest import ON_A_PAGE, Serve, Served, open_tab

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
expect = sync_api.expect
expect.set_options(timeout=120_000)

pytestmark = ON_A_PAGE

OUTER = "How does the Shen survey divide outer alignment?"
QUOTE = (
    "The Shen survey divides outer alignment into non-recursive oversight and scalable oversight."
)
HOSTILE = "<img src=x onerror=alert(1)> **b** $$x$$ ${alert(2)} {{x}} [l](http://example.com)"


def ask(served: Served, question: str) -> int:
    """Ask, and return the answer's place without waiting for it."""
    served.tab("Chat")
    place = served.page.locator(".sa-answer").count()
    served.page.locator("#sa-question textarea").fill(question)
    served.page.get_by_role("button", name="Ask", exact=True).click()
    return place


def answered(served: Served, place: int) -> str:
    """The text of the answer at this place once it is finished."""
    answer = served.page.locator(".sa-answer").nth(place)
    expect(answer).to_have_attribute("aria-busy", "false")
    expect(served.page.get_by_role("button", name="Ask", exact=True)).to_be_visible()
    return answer.inner_text()


def new_conversation(served: Served) -> None:
    served.tab("Chat")
    served.page.get_by_role("button", name="New conversation").click()
    expect(served.page.locator(".sa-answer")).to_have_count(0)


def test_first_minute_from_an_empty_library_to_a_cited_answer(
    serve: Serve,
) -> None:
    served = serve(())
    page = served.page
    page.goto(served.url)
    expect(page.get_by_text("The library is empty")).to_be_visible()
    expect(page.get_by_text("survey-assistant --library")).to_be_visible()
    page.get_by_role("button", name="Add the demo surveys").click()
    page.get_by_text(OUTER).click()
    shown = answered(served, 0)
    assert "non-recursive" in shown and "scalable oversight" in shown
    expect(page.locator(".sa-evidence mark").first).to_be_visible()
    assert len(served.library.surveys()) == 3
    assert served.elsewhere == []
    assert served.complaints == []


def test_answer_is_cited_and_its_mark_opens_the_quote(demo: Served) -> None:
    new_conversation(demo)
    place = ask(demo, OUTER)
    assert "oversight" in answered(demo, place)
    demo.page.locator(".sa-answer").nth(place).locator("a.sa-mark").first.click()
    card = demo.page.locator(".sa-card.sa-lit")
    expect(card).to_be_in_viewport()
    expect(card.locator("mark")).to_have_text(QUOTE)
    expect(card).to_contain_text("Shen et al. (2023)")
    expect(card).to_contain_text("Outer alignment")
    expect(card).to_contain_text("Non-recursive oversight is split again")


def test_follow_up_keeps_the_thread_and_earlier_evidence(demo: Served) -> None:
    new_conversation(demo)
    answered(demo, ask(demo, OUTER))
    answered(demo, ask(demo, "And which kinds of attack does it tell apart?"))
    summary = demo.page.locator(".sa-earlier summary")
    expect(summary).to_have_text(OUTER)
    demo.page.locator("a.sa-mark").first.click()
    expect(demo.page.locator(".sa-card.sa-lit mark")).to_have_text(QUOTE)


def test_scope_is_kept_to_the_chosen_survey(demo: Served) -> None:
    new_conversation(demo)
    chooser = demo.page.locator("#sa-ask-surveys input")
    chooser.click()
    demo.page.get_by_role("option", name="Wang et al. (2023)").click()
    chooser.press("Escape")
    answered(demo, ask(demo, "How is alignment evaluated?"))
    told = demo.page.locator(".sa-answer").last.inner_text()
    asked, _, elsewhere = told.partition("Elsewhere in the library, not asked:")
    assert "Wang et al." in asked
    assert not re.search("Shen et al|Yao et al", asked)
    assert "Wang et al." not in elsewhere
    demo.page.reload()


def test_question_without_evidence_is_declined_with_the_reason(demo: Served) -> None:
    new_conversation(demo)
    text = answered(demo, ask(demo, "Which volcanoes erupted in Iceland during the year 1783?"))
    assert "the evidence is too weak" in text
    assert "volcanoes" in text


def test_html_and_markdown_in_a_question_are_shown(demo: Served) -> None:
    new_conversation(demo)
    answered(demo, ask(demo, f"What is outer alignment? {HOSTILE}"))
    asked = demo.page.locator(".sa-asked").last
    expect(asked).to_have_text(f"What is outer alignment? {HOSTILE}")
    assert asked.locator("*").count() == 0
    assert demo.complaints == []


def test_stop_ends_an_answer_at_once_and_the_next_one_works(demo: Served) -> None:
    new_conversation(demo)
    with frozen_model(demo) as process_id:
        place = ask(demo, "Which kinds of attack on aligned models are there?")
        wait_for_request(process_id)
        started = time.monotonic()
        demo.page.get_by_role("button", name="Stop", exact=True).click()
        expect(demo.page.get_by_text("Stopped.")).to_be_visible()
        assert time.monotonic() - started < 1.0
    assert "Stopped." in answered(demo, place)
    assert "oversight" in answered(demo, ask(demo, OUTER))
    assert demo.library.process.process_id == process_id


def test_killed_model_process_is_told_and_the_next_question_works(demo: Served) -> None:
    new_conversation(demo)
    with frozen_model(demo) as process_id:
        place = ask(demo, "Which kinds of attack on aligned models are there?")
        wait_for_request(process_id)
        os.kill(process_id, signal.SIGKILL)
    text = answered(demo, place)
    assert "The model process died" in text
    assert "Traceback" not in text
    assert "oversight" in answered(demo, ask(demo, OUTER))


def test_library_adds_files_tells_why_one_is_refused_and_removes(
    demo: Served, tmp_path: Path
) -> None:
    page = demo.page
    page.reload()
    good = tmp_path / "stars.txt"
    good.write_text(
        f"Abstract\n\n{HOSTILE} We survey how stars shine. "
        "Fusion in the core of a star turns hydrogen into helium.\n",
        encoding="utf-8",
    )
    wrong = tmp_path / "noise.xyz"
    wrong.write_bytes(bytes(range(256)))
    demo.tab("Library")
    page.locator("#sa-files input[type=file]").set_input_files([wrong, good])
    adding = page.locator(".sa-adding:visible")
    expect(adding).to_contain_text("2 of 2 done")
    expect(adding.locator("li").first).to_contain_text("No reader for")
    title = demo.library.survey("stars.txt").title
    assert "<img" in title
    cell = page.locator("#sa-surveys").get_by_text("onerror=alert(1)")
    row = cell.locator("visible=true").first
    expect(row).to_be_visible()
    row.click()
    expect(page.locator(".sa-survey h3")).to_have_text(title)
    page.get_by_role("button", name="Remove from the library").click()
    expect(page.get_by_text("and every review and comparison kept of it?")).to_be_visible()
    assert len(demo.library.surveys()) == 4
    page.locator("#sa-remove").click()
    expect(cell.locator("visible=true")).to_have_count(0)
    assert len(demo.library.surveys()) == 3
    assert demo.complaints == []


def test_adding_goes_on_over_a_reload_and_every_page_sees_it(serve: Serve, tmp_path: Path) -> None:
    served = serve(())
    page = served.page
    paths = []
    for number in range(24):
        path = tmp_path / f"subject-{number}.md"
        body = " ".join(f"Fact {n} of subject {number} is about water." for n in range(120))
        path.write_text(f"# Subject {number}\n\n## Findings\n\n{body}\n", encoding="utf-8")
        paths.append(path)
    page.goto(served.url)
    served.tab("Library")
    page.locator("#sa-files input[type=file]").set_input_files(paths)
    adding = page.locator(".sa-adding:visible")
    expect(adding).to_contain_text("of 24 done")
    expect(adding.locator("progress").first).to_be_visible()
    page.reload()
    served.tab("Library")
    expect(adding).to_contain_text("of 24 done")
    other = page.context.new_page()
    other.goto(served.url)
    open_tab(other, "Library")
    expect(other.locator(".sa-adding:visible")).to_contain_text("24 of 24 done")
    expect(adding).to_contain_text("24 of 24 done")
    expect(page.locator("#sa-surveys")).to_contain_text("Subject 7")
    assert len(served.library.surveys()) == 24
    page.locator("#sa-address textarea, #sa-address input").fill("/etc/passwd")
    page.locator("#sa-address").get_by_role("button", name="Add").click()
    expect(page.get_by_text("no web address")).to_be_visible()
    assert served.complaints == []
    other.close()


def test_a_survey_is_corrected_by_hand(demo: Served) -> None:
    page = demo.page
    page.reload()
    demo.tab("Library")
    page.locator("#sa-surveys").get_by_text("Tianhao Shen").locator("visible=true").first.click()
    shown = page.locator(".sa-survey h3")
    expect(shown).to_have_text("Large Language Model Alignment: A Survey")
    page.get_by_role("button", name="Correct by hand").click()
    field = page.locator("#sa-edit-title textarea, #sa-edit-title input")
    expect(field).to_have_value("Large Language Model Alignment: A Survey")
    field.fill("Written by hand")
    page.locator("#sa-edit-save").click()
    expect(shown).to_have_text("Written by hand")
    expect(page.locator("#sa-surveys")).to_contain_text("Written by hand")
    field.fill("")
    page.locator("#sa-edit-save").click()
    expect(shown).to_have_text("Large Language Model Alignment: A Survey")
    assert demo.library.survey("Shen").title == "Large Language Model Alignment: A Survey"


def test_review_is_written_cited_and_downloaded(demo: Served, tmp_path: Path) -> None:
    page = demo.page
    demo.tab("Review")
    page.get_by_role("button", name="Write the review").click()
    review = page.locator("article.sa-review")
    expect(review).to_have_attribute("aria-busy", "false")
    for heading in ("In one line", "Abstract", "Main findings"):
        expect(review.get_by_role("heading", name=heading)).to_be_visible()
    expect(review).to_contain_text(re.compile(r"\d+ of \d+ sections read"))
    expect(page.locator(".sa-nearest li")).to_have_count(2)
    review.locator("a.sa-mark").first.click()
    expect(page.locator(".sa-card.sa-lit")).to_be_in_viewport()
    markdown = downloaded(demo, "Markdown", tmp_path)
    assert markdown.read_text("utf-8").startswith("# Large Language Model Alignment: A Survey")
    value = json.loads(downloaded(demo, "JSON", tmp_path).read_text("utf-8"))
    assert value["survey"]["arxiv_id"] == "2309.15025"


def test_comparison_with_an_aspect_of_ones_own_is_written_and_downloaded(
    demo: Served, tmp_path: Path
) -> None:
    page = demo.page
    demo.tab("Compare")
    aspects = page.locator("#sa-aspects input")
    for _ in range(5):  # leaves "scope"
        aspects.press("Backspace")
    aspects.fill("attacks on models")
    aspects.press("Enter")
    aspects.press("Escape")
    page.locator("#sa-compare-start").click()
    table = page.locator(".sa-table")
    expect(table).to_have_attribute("aria-busy", "false")
    expect(table.locator("tbody th")).to_have_text(["scope", "attacks on models"])
    expect(table.locator("thead th")).to_have_count(4)
    table.locator("a.sa-mark").first.click()
    expect(page.locator(".sa-card.sa-lit mark")).to_be_in_viewport()
    assert "| **scope** |" in downloaded(demo, "Markdown", tmp_path).read_text("utf-8")
    assert json.loads(downloaded(demo, "JSON", tmp_path).read_text("utf-8"))["finished"]
    rows = list(csv.reader(downloaded(demo, "CSV", tmp_path).read_text("utf-8").splitlines()))
    assert [row[0] for row in rows] == ["aspect", "scope", "attacks on models"]


def test_aspects_are_proposed_and_a_cell_is_corrected(demo: Served, tmp_path: Path) -> None:
    page = demo.page
    demo.tab("Compare")
    page.locator("#sa-propose").click()
    expect(page.locator("#sa-aspects")).to_contain_text("taxonomy (list)")
    page.locator("#sa-compare-start").click()
    table = page.locator(".sa-table")
    expect(table).to_have_attribute("aria-busy", "false")
    expect(page.locator(".sa-synthesis img")).to_be_visible()
    expect(page.locator(".sa-synthesis")).to_contain_text("Shen et al. (2023)")
    page.get_by_text("Correct a cell").click()
    for field, choice in (("survey", "Shen et al. (2023)"), ("aspect", "taxonomy (list)")):
        page.locator(f"#sa-cell-{field} input").click()
        page.get_by_role("option", name=choice).click()
    page.locator("#sa-cell-text textarea").fill("Outer; inner; <b>checked</b> by hand")
    page.locator("#sa-cell-save").click()
    expect(page.get_by_text("Saved. Press Compare")).to_be_visible()
    page.locator("#sa-compare-start").click()
    expect(table.locator("td", has_text="<b>checked</b> by hand")).to_contain_text("edited")
    html = downloaded(demo, "HTML", tmp_path).read_text("utf-8")
    assert "&lt;b&gt;checked" in html and "<svg" in html
    demo.library.comparisons.recompute_cell("Shen", "taxonomy (list)")


def test_nothing_was_asked_of_any_other_host(demo: Served) -> None:
    demo.page.goto(demo.url)
    expect(demo.page.locator("#sa-question textarea")).to_be_visible()
    assert demo.elsewhere == []
    assert demo.complaints == []


def downloaded(served: Served, label: str, folder: Path) -> Path:
    button = served.page.get_by_role("button", name=label, exact=True).locator("visible=true")
    expect(button).to_be_enabled()
    with served.page.expect_download() as waiting:
        button.click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


@contextlib.contextmanager
def frozen_model(served: Served) -> Iterator[int]:
    """The id of the model process, which does nothing meanwhile: like a very long prompt."""
    served.library.warm_up()
    process_id = served.library.process.process_id
    assert process_id is not None
    wait_until_idle(process_id)
    os.kill(process_id, signal.SIGSTOP)
    try:
        yield process_id
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.kill(process_id, signal.SIGCONT)


def wait_until_idle(process_id: int) -> None:
    """Wait until a process has not worked for a second: earlier questions may have follow-ups."""
    before, deadline = "", time.monotonic() + 60
    while (now := worked(process_id)) != before:
        assert time.monotonic() < deadline, "the model process is never idle"
        before = now
        time.sleep(1.0)


def worked(process_id: int) -> str:
    """The processor time that a process has had."""
    fields = Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()
    return f"{fields[11]} {fields[12]}"


def wait_for_request(process_id: int) -> None:
    """Wait until something stands unread in the model process's input."""
    deadline = time.monotonic() + 20
    waiting = array.array("i", [0])
    with Path(f"/proc/{process_id}/fd/0").open("rb", buffering=0) as pipe:
        while not waiting[0]:
            assert time.monotonic() < deadline, "the model process was asked nothing"
            fcntl.ioctl(pipe, termios.FIONREAD, waiting)
