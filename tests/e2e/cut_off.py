"""The app and a browser in a network namespace of their own, in which nothing can be reached.

Run as ``unshare -rn python -m tests.e2e.cut_off FOLDER``: every tab is used; what fails is raised.
"""

from __future__ import annotations

import contextlib
import fcntl
import shutil
import socket
import struct
import sys
from pathlib import Path

from langchain_core.language_models import FakeListChatModel
from playwright.sync_api import expect, sync_playwright

from assistant.library import Library
from assistant.settings import Settings
from assistant.ui.app import Serving, start
from tests.e2e.conftest import ARGUMENTS, CHROMIUM, SAID, Served, free_port

SIOCGIFFLAGS, SIOCSIFFLAGS, IFF_UP = 0x8913, 0x8914, 1


def raise_loopback() -> None:
    """A new namespace has a loopback, but down."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        asked = struct.pack("16sh14x", b"lo", 0)
        flags = struct.unpack("16sh14x", fcntl.ioctl(control, SIOCGIFFLAGS, asked))[1]
        fcntl.ioctl(control, SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", flags | IFF_UP))


def check_cut() -> None:
    """Fail where something outside can still be reached."""
    with contextlib.suppress(OSError), socket.create_connection(("1.1.1.1", 443), timeout=2):
        raise SystemExit("the network is not cut")


def visit(served: Served) -> None:
    """Use every tab, from the first minute on."""
    page = served.page
    page.goto(served.url)
    page.get_by_role("button", name="Add the demo surveys").click()
    page.get_by_text("How does the Shen survey divide outer alignment?").click()
    expect(page.locator(".sa-answer")).to_contain_text(SAID)
    served.tab("Library")
    page.locator("#sa-surveys").get_by_text("Tianhao Shen").locator("visible=true").first.click()
    expect(page.locator(".sa-survey")).to_contain_text("Outline")
    page.locator("#sa-related").click()
    expect(page.get_by_text("Both have").first).to_be_visible()
    address = page.locator("#sa-address textarea, #sa-address input")
    address.fill("arxiv:2309.15025")
    address.press("Enter")
    expect(page.locator(".sa-adding:visible")).to_contain_text("not added")
    served.tab("Review")
    page.locator("#sa-review-start").click()
    expect(page.locator("article.sa-review")).to_have_attribute("aria-busy", "false")
    served.tab("Compare")
    page.locator("#sa-compare-start").click()
    expect(page.locator(".sa-table")).to_have_attribute("aria-busy", "false")
    served.tab("Model")
    expect(page.locator("#sa-models")).to_contain_text("Apache-2.0")
    page.locator("#sa-model input").fill("qwen2.5-0.5b")
    page.locator("#sa-pull").click()
    expect(page.locator(".sa-error:visible").first).to_be_visible()
    assert served.elsewhere == [], served.elsewhere
    assert served.complaints == [], served.complaints


def main() -> None:
    """Serve a library in the folder that is named, and use it."""
    expect.set_options(timeout=120_000)
    raise_loopback()
    check_cut()
    model = FakeListChatModel(responses=[SAID])
    settings = Settings.from_environment()
    chromium = next(filter(None, map(shutil.which, CHROMIUM)))
    with (
        Library.open(Path(sys.argv[1]), settings=settings, chat_model=model) as library,
        sync_playwright() as playwright,
    ):
        running = start(library, Serving(port=free_port()))
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        served = Served(library, running.url, browser.new_page())
        served.watch(served.page)
        served.page.set_default_timeout(120_000)
        try:
            visit(served)
        finally:
            browser.close()
            running.close()
    sys.stdout.write("every tab was used\n")


if __name__ == "__main__":
    main()
