"""The table of surveys in the Library tab: a page of them at a time, found by words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr

from assistant.documents.survey import Survey
from assistant.library import Library
from assistant.ui.i18n.catalogue import translate
from assistant.ui.i18n.languages import language_of
from assistant.ui.tabs.events import QUICK, Updates
from assistant.ui.views.markup import note_html
from assistant.ui.views.survey import COLUMNS, survey_row

# Rows of a page: more than a window shows, and few enough to be drawn at once.
ROWS = 50
# More surveys than these are worth a search.
FEW = 10
POSITION = "{first} to {last} of {count} surveys"
NONE_FOUND = "None of {count} surveys has these words in its title, authors, year or ids."


@dataclass(frozen=True)
class SurveyTable:
    """The surveys of a library, ``ROWS`` at a time; ``words`` narrow them down.

    ``number`` is the page that is shown, from 1. What turns pages is there where there are more
    surveys than one page holds, what finds them where there are more than ``FEW``.
    """

    library: Library
    rows: gr.Dataframe
    words: gr.Textbox
    number: gr.Number
    turning: gr.Row
    before: gr.Button
    position: gr.HTML
    after: gr.Button

    @property
    def inputs(self) -> list[Any]:
        """What says which page is shown: the words and the page's number."""
        return [self.words, self.number]

    @property
    def outputs(self) -> list[Any]:
        """What changes with the library and with the page."""
        return [self.rows, self.words, self.number, self.turning, self.position]

    def updates(self, words: str | None, number: float | None, language: str) -> Updates:
        """A page of the surveys that have all ``words``; the last one where ``number`` is past it.

        A row bears its survey's place in the library, whichever page it is on.
        """
        surveys = self.library.surveys()
        several, many = len(surveys) > FEW, len(surveys) > ROWS
        places = list(enumerate(surveys, start=1))
        if several and words:
            places = [(place, survey) for place, survey in places if has_words(survey, words)]
        pages = max(1, -(-len(places) // ROWS))
        page = min(max(1, int(number or 1)), pages)
        shown = places[(page - 1) * ROWS : page * ROWS]
        headers = [translate(column.header, language) for column in COLUMNS]
        rows = [survey_row(place, survey, language) for place, survey in shown]
        first = (page - 1) * ROWS + 1
        position = translate(
            POSITION if shown else NONE_FOUND,
            language,
            first=first,
            last=first + len(shown) - 1,
            count=len(places) if shown else len(surveys),
        )
        return {
            self.rows: gr.update(value=rows, headers=headers),
            self.words: gr.update(visible=several),
            self.number: page,
            self.turning: gr.update(visible=many or not shown),
            self.position: note_html(position),
        }

    def wire(self) -> None:
        """Connect the events that turn pages and find surveys."""
        found = [output for output in self.outputs if output is not self.words]
        self.words.change(self.find, [self.words], found, **QUICK)
        self.before.click(self.turn_back, self.inputs, self.outputs, **QUICK)
        self.after.click(self.turn_on, self.inputs, self.outputs, **QUICK)

    def find(self, words: str, request: gr.Request) -> Updates:
        """The first page of the surveys that have these words."""
        updates = self.updates(words, 1, language_of(request))
        del updates[self.words]  # somebody is typing there
        return updates

    def turn_back(self, words: str, number: float, request: gr.Request) -> Updates:
        """The page before."""
        return self.updates(words, number - 1, language_of(request))

    def turn_on(self, words: str, number: float, request: gr.Request) -> Updates:
        """The next page."""
        return self.updates(words, number + 1, language_of(request))

    def survey_of(self, row: Sequence[Any]) -> Survey | None:
        """The survey of a row that was clicked; None where it is gone."""
        surveys, place = self.library.surveys(), int(row[0])
        return surveys[place - 1] if 0 < place <= len(surveys) else None


def has_words(survey: Survey, words: str) -> bool:
    """Whether all of these words, or beginnings of words, stand in what names a survey."""
    named = [survey.title, *survey.authors, str(survey.year or "")]
    text = " ".join([*named, survey.arxiv_id or "", survey.doi or ""]).casefold()
    return all(word in text for word in words.casefold().split())


def build(library: Library) -> SurveyTable:
    """Lay out the table and what turns its pages."""
    words = gr.Textbox(
        label="Find surveys by title, author or year",
        visible=False,
        elem_id="sa-find-survey",
    )
    rows = gr.Dataframe(
        headers=[column.header for column in COLUMNS],
        datatype=[column.kind for column in COLUMNS],
        column_widths=[column.width for column in COLUMNS],
        label="Surveys",
        show_label=False,
        interactive=False,
        wrap=True,
        latex_delimiters=[],
        buttons=[],
        max_height=420,
        elem_id="sa-surveys",
    )
    number = gr.Number(value=1, visible=False, precision=0)
    with gr.Row(visible=False, elem_id="sa-survey-pages") as turning:
        before = gr.Button("Previous page", size="sm", min_width=90, elem_id="sa-page-before")
        position = gr.HTML()
        after = gr.Button("Next page", size="sm", min_width=90, elem_id="sa-page-after")
    return SurveyTable(library, rows, words, number, turning, before, position, after)
