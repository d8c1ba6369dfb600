"""Which language a browser is shown: the one chosen in the header, else what it asks for."""

from __future__ import annotations

import gradio as gr
import pytest
from starlette.requests import Request

from assistant.ui.i18n.languages import COOKIE, language_of


def request(accepts: str = "", cookie: str = "") -> gr.Request:
    headers = [(b"accept-language", accepts.encode())]
    if cookie:
        headers.append((b"cookie", f"{COOKIE}={cookie}".encode()))
    return gr.Request(request=Request({"type": "http", "headers": headers}))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("accepts", "cookie", "language"),
    [
        ("", "", "en"),
        ("de-DE,de;q=0.9", "", "en"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "", "zh"),
        ("de, ja;q=0.8", "", "ja"),
        ("zh-CN", "ja", "ja"),
        ("zh-CN", "klingon", "zh"),
    ],
)
def test_a_chosen_language_comes_before_what_the_browser_asks_for(
    accepts: str, cookie: str, language: str
) -> None:
    assert language_of(request(accepts, cookie)) == language


def test_without_a_request_it_is_english() -> None:
    assert language_of(None) == "en"
