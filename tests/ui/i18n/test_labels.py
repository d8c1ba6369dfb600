"""The labels of an app's components: Gradio translates those that the catalogue has."""

from __future__ import annotations

import gradio as gr

from assistant.ui.i18n.labels import translate_labels
from assistant.ui.i18n.languages import LANGUAGES
from assistant.ui.views.markup import escape
from tests.ui.pages import in_a_loop


def test_labels_buttons_and_pieces_of_html_are_translated() -> None:
    def make() -> gr.Blocks:
        with gr.Blocks() as app:
            gr.Button("Ask it")
            gr.Textbox(label="Title", placeholder="Search")
            gr.Button("what nobody translated")
        return app

    words = translate_labels(in_a_loop(make)).translations_dict
    assert set(words) == set(LANGUAGES)
    for language in LANGUAGES:
        assert {"Ask it", "Title", "Search"} <= set(words[language])
        assert "what nobody translated" not in words[language]
    assert words["en"]["Ask it"] == "Ask it" != words["zh"]["Ask it"]


def test_html_is_translated_as_a_whole_and_stays_safe() -> None:
    html = f'<h3 aria-label="Title">Title</h3><i>{escape("<b>")}</i>'

    def make() -> gr.Blocks:
        with gr.Blocks() as app:
            gr.HTML(html)
        return app

    chinese = translate_labels(in_a_loop(make)).translations_dict["zh"][html]
    assert "Title" not in chinese
    assert chinese.startswith("<h3 ") and escape("<b>") in chinese
