"""The languages of the interface, and which of them a browser asks for."""

from __future__ import annotations

from typing import Any

import gradio as gr

LANGUAGES = {"en": "English", "zh": "中文", "ja": "日本語"}
COOKIE = "survey-assistant-language"


def language_of(request: gr.Request | None) -> str:
    """The language of a browser: the one chosen in the header, else what it asks for."""
    if request is None:
        return "en"
    headers: Any = request.headers
    chosen = request.cookies.get(COOKIE, "") if request.cookies else ""
    wanted = [chosen, *str(headers.get("accept-language", "")).split(",")]
    for name in wanted:
        short = name.strip()[:2].lower()
        if short in LANGUAGES:
            return short
    return "en"
