"""The Library tab: what is in it, adding files, looking at a survey, removing it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr

from assistant.documents.survey import Survey
from assistant.errors import AssistantError
from assistant.library import Library
from assistant.ui.i18n.languages import language_of, say
from assistant.ui.tabs import library_edit
from assistant.ui.tabs.adding import TICK, AddingView, address_box, submitted, submitted_address
from assistant.ui.tabs.study import QUICK
from assistant.ui.views.choices import one_of
from assistant.ui.views.markup import error_html, note_html
from assistant.ui.views.notifications import inform, warn
from assistant.ui.views.survey import related_html, survey_html

HEADERS = [
    "No.", "Title", "Authors", "Year", "Documents", "Pages", "Languages", "Read", "Warnings",
]  # fmt: skip
KINDS = ["number", "str", "str", "str", "number", "str", "str", "str", "str"]
WIDTHS = ["6%", "24%", "17%", "7%", "11%", "8%", "10%", "7%", "10%"]
MOST_AUTHORS = 3
REMOVE_ONE = (
    "Remove “{title}” with its document, and every review and comparison kept of it? The file that "
    "it was added from stays where it is."
)
REMOVE = (
    "Remove “{title}” with its {count} documents, and every review and comparison kept of it? The "
    "files that it was added from stay where they are."
)
HOW_TO_ADD = (
    "Drop as many files as you like. Each is read, split into passages and made searchable on this "
    "machine; a file that cannot be read says why and does not stop the others. It goes on if you "
    "close or reload this page."
)


@dataclass(frozen=True)
class LibraryTab:
    """The parts that show the library, and the events after which it has changed.

    ``ask`` and ``review`` are clicked for the chosen survey; other tabs answer them.
    """

    table: gr.Dataframe
    survey: gr.Dropdown
    details: gr.HTML
    progress: gr.HTML
    lock: gr.Row
    changed: tuple[Any, ...]
    ask: gr.Button
    review: gr.Button


def build(library: Library, adding: AddingView) -> LibraryTab:
    """Lay out the tab and wire it."""
    with gr.Row(equal_height=False):
        with gr.Column(scale=2, min_width=300):
            files = gr.File(
                file_count="multiple",
                label="Add files: PDF, HTML, Markdown or plain text",
                height=150,
                elem_id="sa-files",
            )
            address = address_box(
                "Or a web address or arXiv id (several: with blanks between)", "sa-address"
            )
            with gr.Row(visible=False, elem_id="sa-lock") as lock:
                password = gr.Textbox(
                    label="Password of the encrypted PDF",
                    type="password",
                    submit_btn="Try again",
                    elem_id="sa-password",
                )
        with gr.Column(scale=3, min_width=300):
            progress = gr.HTML(note_html(HOW_TO_ADD))
    table = gr.Dataframe(
        headers=HEADERS,
        datatype=KINDS,  # type: ignore[arg-type]
        column_widths=WIDTHS,  # type: ignore[arg-type]
        label="Surveys",
        show_label=False,
        interactive=False,
        wrap=True,
        latex_delimiters=[],
        buttons=[],
        show_search="search",
        max_height=420,
        elem_id="sa-surveys",
    )
    with gr.Row(equal_height=False):
        with gr.Column(scale=2, min_width=300):
            survey = gr.Dropdown(
                label="Survey (choose one here or in the table)",
                choices=[],
                value=None,
                elem_id="sa-survey",
            )
            with gr.Row():
                ask = gr.Button("Ask it", size="sm", min_width=90, elem_id="sa-ask-it")
                review = gr.Button("Review it", size="sm", min_width=90, elem_id="sa-review-it")
            near = gr.Button("Related surveys", size="sm", elem_id="sa-related")
            related = gr.HTML()
            remove = gr.Button("Remove from the library…", size="sm")
            with gr.Column(visible=False, elem_classes="sa-confirm") as confirm:
                asked = gr.HTML()
                with gr.Row():
                    sure = gr.Button("Remove", variant="stop", size="sm", elem_id="sa-remove")
                    keep = gr.Button("Keep", size="sm")
        with gr.Column(scale=3, min_width=300):
            details = gr.HTML()
            mended = library_edit.build(library, survey)

    def add(paths: list[str] | None, request: gr.Request) -> Any:
        return submitted(adding.queue, paths, language_of(request))

    def add_address(text: str, request: gr.Request) -> Any:
        return submitted_address(adding.queue, text, language_of(request))

    def unlock(secret: str) -> Any:
        if secret:
            adding.queue.retry(secret)
        return "", gr.update(value=TICK)

    def question(chosen: str | None, request: gr.Request) -> tuple[Any, Any]:
        return _question(library, chosen, language_of(request))

    def forget(chosen: str | None, request: gr.Request) -> Any:
        if chosen is not None:
            try:
                library.remove(chosen)
            except AssistantError as error:
                warn(error, language_of(request))
        return gr.update(visible=False)

    def pick(event: gr.SelectData) -> Any:
        surveys = library.surveys()
        number = int(event.row_value[0])
        return surveys[number - 1].id if 0 < number <= len(surveys) else gr.skip()

    def look(chosen: str | None, request: gr.Request) -> tuple[Any, Any, str]:
        return described(library, chosen, language_of(request)), gr.update(visible=False), ""

    def relate(chosen: str | None, request: gr.Request) -> str:
        return _related(library, chosen, language_of(request))

    files.upload(add, [files], [progress, files, adding.timer], **QUICK)
    address.submit(add_address, [address], [progress, address, adding.timer], **QUICK)
    password.submit(unlock, [password], [password, adding.timer], **QUICK)
    table.select(pick, None, [survey], **QUICK)
    survey.change(look, [survey], [details, confirm, related], **QUICK)
    near.click(relate, [survey], [related], **QUICK)
    remove.click(question, [survey], [confirm, asked], **QUICK)
    keep.click(lambda: gr.update(visible=False), None, [confirm], **QUICK)
    removed = sure.click(forget, [survey], [confirm], **QUICK)
    changed = (removed, *mended)
    return LibraryTab(table, survey, details, progress, lock, changed, ask, review)


def refreshed(library: Library, chosen: str | None, language: str = "en") -> tuple[Any, ...]:
    """The table and the choice of one survey, as the library is now."""
    surveys = enumerate(library.surveys(), start=1)
    rows = [_row(number, survey, language) for number, survey in surveys]
    table = gr.update(value=rows, headers=[say(head, language) for head in HEADERS])
    return table, one_of(library, chosen)


def _row(number: int, survey: Survey, language: str) -> list[Any]:
    documents = survey.documents
    warnings = len(survey.warnings)
    return [
        number,
        survey.title,
        _authors(survey.authors, language),
        str(survey.year or ""),
        len(documents),
        str(survey.page_count or ""),
        ", ".join(survey.languages),
        f"{survey.readable_share:.0%}",
        say("{count} (see below)", language, count=warnings) if warnings else "",
    ]


def _authors(authors: Sequence[str], language: str) -> str:
    shown, more = ", ".join(authors[:MOST_AUTHORS]), len(authors) - MOST_AUTHORS
    text = "{authors} and {count} more"
    return say(text, language, authors=shown, count=more) if more > 0 else shown


def described(library: Library, chosen: str | None, language: str) -> str:
    """The chosen survey's page; empty where none is chosen."""
    survey = next((item for item in library.surveys() if item.id == chosen), None)
    return survey_html(library, survey, language) if survey is not None else ""


def _related(library: Library, chosen: str | None, language: str) -> str:
    try:
        if chosen is not None:
            return related_html(library, library.survey(chosen), language)
    except AssistantError as error:
        return error_html(error, language)
    inform("Choose a survey first, in the table or below it.", language)
    return ""


def _question(library: Library, chosen: str | None, language: str) -> tuple[Any, Any]:
    survey = next((item for item in library.surveys() if item.id == chosen), None)
    if survey is None:
        inform("Choose a survey first, in the table or below it.", language)
        return gr.update(visible=False), gr.skip()
    count = len(survey.documents)
    text = say(REMOVE_ONE if count == 1 else REMOVE, language, title=survey.title, count=count)
    return gr.update(visible=True), note_html(text, "ask")
