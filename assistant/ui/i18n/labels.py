"""The labels of an app's components in all languages, for Gradio to translate in the browser."""

from __future__ import annotations

import re
from html import unescape

import gradio as gr

from assistant.ui.i18n.catalogue import texts, translate
from assistant.ui.i18n.languages import LANGUAGES
from assistant.ui.views.markup import escape

_TRANSLATED = ("label", "value", "placeholder", "info", "submit_btn", "stop_btn")


def translate_labels(app: gr.Blocks) -> gr.I18n:
    """Make every known text of an app's components one that the page translates.

    Gradio translates whole values: of a piece of HTML, its translations as a whole are added. The
    page is sent the texts that it has, not the whole catalogue.
    """
    known: dict[str, dict[str, str]] = {language: {} for language in LANGUAGES}
    i18n = gr.I18n(**known)
    for block in app.blocks.values():
        for name in _TRANSLATED:
            value = getattr(block, name, None)
            if not isinstance(value, str):
                continue
            is_html = isinstance(block, gr.HTML) and name == "value"
            in_language = _translate_html if is_html else translate
            words = {language: in_language(value, language) for language in LANGUAGES}
            if value in texts() or any(text != value for text in words.values()):
                for language, text in words.items():
                    known[language][value] = text
                setattr(block, name, i18n(value))
    return i18n


def _translate_html(html: str, language: str) -> str:
    """HTML with its known texts in a language."""

    def put(match: re.Match[str]) -> str:
        before, text, after = match[1], unescape(match[2]), match[3]
        return (
            f"{before}{escape(translate(text, language))}{after}" if text in texts() else match[0]
        )

    return re.sub(r'(aria-label=")([^"]+)(")', put, re.sub("(>)([^<>]+)(<)", put, html))
