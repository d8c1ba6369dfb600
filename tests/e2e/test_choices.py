"""What a person chooses for the whole library: its model, and which documents are one survey."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from langchain_core.language_models import FakeListChatModel

from assistant.demo import demo_sources
from assistant.models.files.defaults import default_chat_model
from assistant.settings import Settings
from assistant.ui.tabs.library import LibraryTab
from tests.e2e.conftest import ON_A_PAGE, SAID, Serve, Served
from tests.hub_server import Hub, serving

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
expect = sync_api.expect
expect.set_options(timeout=120_000)

pytestmark = ON_A_PAGE
NAME = "lab/small/small.gguf"


@pytest.fixture
def with_hub(serve: Serve, real_settings: Settings, tmp_path: Path) -> Iterator[tuple[Served, Hub]]:
    """An app with a models folder of its own, and a hub that has one model and a broken one."""
    home = tmp_path / "home"
    (home / "models").mkdir(parents=True)
    for file in real_settings.models_folder.iterdir():
        (home / "models" / file.name).symlink_to(file)
    data = default_chat_model(real_settings).read_bytes()
    with serving(Hub({NAME: data, "lab/small/torn.gguf": data[:5000]})) as hub:
        served = serve(demo_sources()[:1], home=home, hub=hub.endpoint)
        served.page.goto(served.url)
        yield served, hub


def test_a_model_is_pulled_used_and_answers(with_hub: tuple[Served, Hub]) -> None:
    served, hub = with_hub
    page = served.page
    served.tab("Model")
    facts = page.locator(".sa-facts")
    expect(facts).to_contain_text("135")
    choice = page.locator("#sa-model input")
    choice.fill("lab/small/torn.gguf")
    choice.press("Enter")
    page.locator("#sa-pull").click()
    expect(page.locator(".sa-error").locator("visible=true").last).to_contain_text("torn.gguf")
    choice.fill(NAME)
    choice.press("Enter")
    hub.cuts[:] = [1_000_000]  # the connection breaks off once, and the download goes on
    page.locator("#sa-pull").click()
    expect(page.get_by_text("Now it can be used.")).to_be_visible()
    assert any(asked and asked != "bytes=0-" for asked in hub.ranges)
    page.locator("#sa-use").click()
    expect(facts).to_contain_text("small.gguf")
    served.tab("Chat")
    page.locator("#sa-question textarea").fill("What is outer alignment?")
    page.locator("#sa-question textarea").press("Enter")
    expect(page.locator(".sa-answer").last).to_have_attribute("aria-busy", "false")
    assert served.library.model_name == "small.gguf"
    assert served.complaints == []


def test_documents_are_merged_into_one_survey_and_parted_again(
    serve: Serve, tmp_path: Path
) -> None:
    for name in ("Seas", "Lakes"):
        text = f"# A Survey of {name}\n\n## Findings\n\n{name} are deep and full of fish.\n"
        (tmp_path / f"{name}.md").write_text(text, "utf-8")
    model = FakeListChatModel(responses=[SAID])
    served = serve([tmp_path / "Seas.md", tmp_path / "Lakes.md"], model)
    page = served.page
    page.goto(served.url)
    served.tab("Library")
    page.locator("#sa-surveys").get_by_text("Survey of Seas").locator("visible=true").first.click()
    page.get_by_role("button", name="Correct by hand").click()
    page.locator("#sa-merge input").click()
    page.get_by_role("option", name=re.compile("Lakes")).click()
    page.locator("#sa-merge input").press("Escape")
    page.locator("#sa-merge-start").click()
    expect(page.get_by_text("has 2 documents now.")).to_be_visible()
    assert len(served.library.surveys()) == 1
    page.locator("#sa-split").get_by_label("Lakes.md").check()
    page.locator("#sa-split-start").click()
    expect(page.get_by_text("is a survey of its own now.")).to_be_visible()
    expect(page.locator("#sa-surveys")).to_contain_text("A Survey of Lakes")
    assert len(served.library.surveys()) == 2


def test_what_is_chosen_while_the_lists_are_read_stays_chosen(
    quick: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = quick.page
    page.reload()
    quick.tab("Library")
    expect(page.locator("#sa-surveys")).to_contain_text("Tianhao Shen")
    quick.tab("Chat")
    read, held, let_go = LibraryTab.library_updates, threading.Event(), threading.Event()

    def slowly(*values: Any) -> Any:
        result = read(*values)
        held.set()
        let_go.wait(60)
        return result

    page.wait_for_timeout(1000)
    monkeypatch.setattr(LibraryTab, "library_updates", slowly)
    quick.tab("Library")
    assert held.wait(60)
    page.locator("#sa-surveys").get_by_text("Tianhao Shen").locator("visible=true").first.click()
    title = page.locator(".sa-survey h3")
    expect(title).to_have_text("Large Language Model Alignment: A Survey")
    let_go.set()
    page.wait_for_timeout(1500)
    expect(title).to_have_text("Large Language Model Alignment: A Survey")
    chosen = page.locator("#sa-survey input").input_value()
    assert "Large Language Model Alignment" in chosen
