"""The languages of the interface: English texts are the keys, ``languages.toml`` the others.

Labels of components are translated by Gradio in the browser; what is written here into HTML is
translated by ``say``, in the language that the browser asks for.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Mapping
from html import unescape
from pathlib import Path
from typing import Any

import gradio as gr

from assistant.ui.markup import escape

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


def translated(app: gr.Blocks) -> gr.I18n:
    """Make every known text of an app's components one that the page translates.

    Gradio translates whole values: of a piece of HTML, its translations as a whole are added.
    """
    known: dict[str, dict[str, str]] = {
        language: {text: by_language.get(language, text) for text, by_language in texts().items()}
        for language in LANGUAGES
    }
    i18n = gr.I18n(**known)
    for block in app.blocks.values():
        for name in _TRANSLATED:
            value = getattr(block, name, None)
            if not isinstance(value, str):
                continue
            if isinstance(block, gr.HTML) and name == "value":
                for language, its_texts in known.items():
                    its_texts[value] = _html_in(value, language)
                changes = any(its_texts[value] != value for its_texts in known.values())
            else:
                changes = value in texts()
            if changes:
                setattr(block, name, i18n(value))
    return i18n


def _html_in(html: str, language: str) -> str:
    """HTML with its known texts in a language."""

    def put(match: re.Match[str]) -> str:
        text = unescape(match[1])
        return f">{escape(say(text, language))}<" if text in texts() else match[0]

    return re.sub(">([^<>]+)<", put, html)


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
