"""How the app looks: Gradio's own theme with fonts of the machine, and a small style sheet."""

from __future__ import annotations

import json
from pathlib import Path

import gradio as gr

from assistant.ui.i18n.catalogue import texts

FOLDER = Path(__file__).parent
STYLE = FOLDER / "style.css"
SCRIPTS = ("marks.js", "scroll.js")
TITLE = "survey-assistant"
# What Gradio's own controls are called; one that ends with a blank is the beginning of a name.
NAMES = (
    "To the newest message",
    "Toggle Sidebar",
    "chatbot conversation",
    "Select example ",
    "user's message: a component of type html",
    "bot's message: a component of type html",
    "Click to upload or drop files",
    "Table actions",
    "Search...",
    "Enter text to search the table",
    "Feedback",
    "Gradio footer navigation",
    "undo",
    "retry",
)


def theme() -> gr.themes.Base:
    """Gradio's default theme, calmer, with fonts that are already here: nothing is fetched."""
    return gr.themes.Default(
        primary_hue="indigo",
        secondary_hue="indigo",
        neutral_hue="slate",
        radius_size="sm",
        font=["system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "sans-serif"],
        font_mono=["ui-monospace", "SFMono-Regular", "Menlo", "Consolas", "monospace"],
    ).set(
        body_text_color_subdued="*neutral_500",
        body_text_color_subdued_dark="*neutral_400",
        input_placeholder_color="*neutral_500",
        input_placeholder_color_dark="*neutral_400",
    )


def head() -> str:
    """What goes into the page's head: scripts that open the evidence of a mark, and scroll."""
    marks, scroll = ((FOLDER / name).read_text(encoding="utf-8") for name in SCRIPTS)
    names = {name: dict(texts()[name]) for name in NAMES}
    marks = marks.replace("__NAMES__", json.dumps(names, ensure_ascii=False))
    return f"<script>{marks}</script><script>{scroll}</script>"


def early() -> str:
    """The script that runs before Gradio's: it sets the language that was chosen."""
    return (FOLDER / "language.js").read_text(encoding="utf-8")
