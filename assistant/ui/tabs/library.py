"""The Library tab: what is in it, adding files, looking at a survey, removing it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import gradio as gr

from assistant.documents.survey import Survey
from assistant.errors import AssistantError
from assistant.library import Library
from assistant.ui.i18n.catalogue import translate
from assistant.ui.i18n.languages import language_of
from assistant.ui.tabs import library_edit, survey_table
from assistant.ui.tabs.adding import TICK, AddingView, SourceInputs, UndoJoining, address_box
from assistant.ui.tabs.events import QUICK, Updates
from assistant.ui.tabs.library_edit import SurveyEditor
from assistant.ui.tabs.survey_table import SurveyTable
from assistant.ui.views.choices import single_choice
from assistant.ui.views.markup import error_html, note_html
from assistant.ui.views.notifications import inform, warn
from assistant.ui.views.survey import related_html, survey_html

FILES = (
    "Add files: PDF, Word, PowerPoint, OpenDocument, EPUB, LaTeX, JATS, HTML, Markdown, text, ZIP"
)
HOW_TO_ADD = (
    "Drop as many files as you like. Each is read, split into passages and made searchable on this "
    "machine; a file that cannot be read says why and does not stop the others. It goes on if you "
    "close or reload this page."
)
CHOOSE = "Choose a survey first, in the table or below it."
REMOVE_ONE = (
    "Remove “{title}” with its document, and every review and comparison kept of it? The file that "
    "it was added from stays where it is."
)
REMOVE = (
    "Remove “{title}” with its {count} documents, and every review and comparison kept of it? The "
    "files that it was added from stay where they are."
)


@dataclass(frozen=True)
class Lock:
    """Where the password of an encrypted PDF is asked for, while one is wanted."""

    area: gr.Row
    password: gr.Textbox


@dataclass(frozen=True)
class SurveyChoice:
    """The choice of a survey, what can be done with it, and the question before removing it."""

    survey: gr.Dropdown
    ask: gr.Button
    review: gr.Button
    near: gr.Button
    related: gr.HTML
    remove: gr.Button
    confirm: gr.Column
    question: gr.HTML
    remove_it: gr.Button
    keep_it: gr.Button


@dataclass(frozen=True)
class LibraryTab:
    """The Library tab's components and callbacks.

    ``choice.ask`` and ``choice.review`` are clicked for the chosen survey; other tabs answer them.
    """

    library: Library
    adding: AddingView
    sources: SourceInputs
    lock: Lock
    undo: UndoJoining
    table: SurveyTable
    choice: SurveyChoice
    details: gr.HTML
    editor: SurveyEditor

    def library_updates(
        self, chosen: str | None, words: str | None, number: float | None, language: str
    ) -> Updates:
        """The table's page and the choice of one survey, as the library is now."""
        return {
            **self.table.updates(words, number, language),
            self.choice.survey: single_choice(self.library, chosen),
        }

    def details_html(self, chosen: str | None, request: gr.Request) -> str:
        """The chosen survey's page; empty where none is chosen."""
        survey = self._survey_of(chosen)
        if survey is None:
            return ""
        return survey_html(self.library, survey, language_of(request))

    def _survey_of(self, chosen: str | None) -> Survey | None:
        return next((survey for survey in self.library.surveys() if survey.id == chosen), None)

    def wire(self) -> tuple[Any, ...]:
        """Connect the events of the tab; those after which the library has changed."""
        choice, lock = self.choice, self.lock
        self.sources.wire(self.adding)
        lock.password.submit(
            self.unlock, [lock.password], [lock.password, self.adding.timer], **QUICK
        )
        self.table.wire()
        self.table.rows.select(self.pick, None, [choice.survey], **QUICK)
        outputs = [self.details, choice.confirm, choice.related]
        choice.survey.change(self.look, [choice.survey], outputs, **QUICK)
        choice.near.click(self.relate, [choice.survey], [choice.related], **QUICK)
        confirmation = [choice.confirm, choice.question]
        choice.remove.click(self.ask_to_remove, [choice.survey], confirmation, **QUICK)
        choice.keep_it.click(lambda: gr.update(visible=False), None, [choice.confirm], **QUICK)
        removed = choice.remove_it.click(self.remove, [choice.survey], [choice.confirm], **QUICK)
        return (removed, self.undo.wire(), *self.editor.wire(choice.survey))

    def unlock(self, password: str) -> Updates:
        """Add those again that wanted a password."""
        if password:
            self.adding.queue.retry(password)
        return {self.lock.password: "", self.adding.timer: gr.update(value=TICK)}

    def pick(self, event: gr.SelectData) -> Any:
        """Choose the survey of the row that was clicked."""
        survey = self.table.survey_of(event.row_value)
        return survey.id if survey is not None else gr.skip()

    def look(self, chosen: str | None, request: gr.Request) -> Updates:
        """Show the chosen survey, and nothing more of the one before."""
        return {
            self.details: self.details_html(chosen, request),
            self.choice.confirm: gr.update(visible=False),
            self.choice.related: "",
        }

    def relate(self, chosen: str | None, request: gr.Request) -> str:
        """Show the surveys that are nearest to the chosen one."""
        language = language_of(request)
        if chosen is None:
            inform(CHOOSE, language)
            return ""
        try:
            return related_html(self.library, self.library.survey(chosen), language)
        except AssistantError as error:
            return error_html(error, language)

    def ask_to_remove(self, chosen: str | None, request: gr.Request) -> Updates:
        """Ask before the chosen survey is removed."""
        language, survey = language_of(request), self._survey_of(chosen)
        if survey is None:
            inform(CHOOSE, language)
            return {self.choice.confirm: gr.update(visible=False)}
        count = len(survey.documents)
        text = translate(
            REMOVE_ONE if count == 1 else REMOVE, language, title=survey.title, count=count
        )
        return {
            self.choice.confirm: gr.update(visible=True),
            self.choice.question: note_html(text, "ask"),
        }

    def remove(self, chosen: str | None, request: gr.Request) -> Any:
        """Remove the chosen survey."""
        if chosen is not None:
            try:
                self.library.remove(chosen)
            except AssistantError as error:
                warn(error, language_of(request))
        return gr.update(visible=False)


def build(library: Library, adding: AddingView) -> LibraryTab:
    """Lay out the tab."""
    with gr.Row(equal_height=False):
        with gr.Column(scale=2, min_width=300):
            files = gr.File(
                file_count="multiple",
                label=FILES,
                height=180,
                elem_id="sa-files",
            )
            address = address_box(
                "Or a web address or arXiv id (several: with blanks between)", "sa-address"
            )
            lock = _lock()
        with gr.Column(scale=3, min_width=300):
            progress = gr.HTML(note_html(HOW_TO_ADD))
            undo = UndoJoining.build(adding.queue)
    table = survey_table.build(library)
    with gr.Row(equal_height=False):
        with gr.Column(scale=2, min_width=300):
            choice = _choice()
        with gr.Column(scale=3, min_width=300):
            details = gr.HTML()
            editor = library_edit.build(library)
    sources = SourceInputs(files, address, progress)
    return LibraryTab(library, adding, sources, lock, undo, table, choice, details, editor)


def _lock() -> Lock:
    with gr.Row(visible=False, elem_id="sa-lock") as area:
        password = gr.Textbox(
            label="Password of the encrypted PDF",
            type="password",
            submit_btn="Try again",
            elem_id="sa-password",
        )
    return Lock(area, password)


def _choice() -> SurveyChoice:
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
        question = gr.HTML()
        with gr.Row():
            remove_it = gr.Button("Remove", variant="stop", size="sm", elem_id="sa-remove")
            keep_it = gr.Button("Keep", size="sm")
    return SurveyChoice(
        survey, ask, review, near, related, remove, confirm, question, remove_it, keep_it
    )
