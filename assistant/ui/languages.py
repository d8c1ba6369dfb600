"""The languages of the interface: English texts are the keys, ``languages.toml`` the others.

Labels of components are translated by Gradio in the browser; what is written here into HTML is
translated by ``say``, in the language that the browser asks for.
"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import gradio as gr

LANGUAGES = {"en": "English", "zh": "中文", "ja": "日本語"}
COOKIE = "survey-assistant-language"
_TRANSLATED = ("label", "value", "placeholder", "info", "submit_btn", "stop_btn")


@functools.cache
def texts() -> Mapping[str, Mapping[str, str]]:
    """For each English text its translations, by language."""
    path = Path(__file__).parent / "languages.toml"
    found: dict[str, dict[str, str]] = tomllib.loads(path.read_text(encoding="utf-8"))
    return found


def say(text: str, language: str, **values: object) -> str:
    """A text of the interface in a language, English where it has none; ``values`` fill it."""
    chosen = texts().get(text, {}).get(language, text)
    return chosen.format(**values) if values else chosen


def in_browser() -> gr.I18n:
    """The translations as Gradio takes them to the page."""
    translations = {
        language: {text: by_language.get(language, text) for text, by_language in texts().items()}
        for language in LANGUAGES
    }
    return gr.I18n(**translations)


def translate(app: gr.Blocks, i18n: gr.I18n) -> None:
    """Make every known text of the app's components one that the page translates."""
    for block in app.blocks.values():
        for name in _TRANSLATED:
            text = getattr(block, name, None)
            if isinstance(text, str) and text in texts():
                setattr(block, name, i18n(text))


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
