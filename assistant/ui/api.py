"""The app's verbs as named endpoints, for ``gradio_client`` and the page's own evidence cards."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

import gradio as gr

from assistant.errors import AssistantError, SourceError
from assistant.export.api import (
    answer_reply,
    comparison_reply,
    passage_reply,
    review_reply,
    survey_reply,
)
from assistant.library import Library
from assistant.models.server_health import MOST_SLOTS
from assistant.scheduling import FairQueue
from assistant.ui.state.lanes import model_queue

MOST_HITS = 50
PAGE_WIDTH = 1100  # pixels: the width of a page on a usual screen
LONGEST_ADDRESS = 2000  # characters, which is what browsers take
# As many callers wait for their turn in a thread each; the others wait in Gradio's own queue.
MODEL: dict[str, Any] = {"concurrency_id": "api-model", "concurrency_limit": MOST_SLOTS}


@dataclass(frozen=True)
class Endpoints:
    """The endpoints of an app; the first line of each method is what clients read about it.

    Whatever the model has to write waits in ``queue``.
    """

    library: Library
    queue: FairQueue

    def surveys(self) -> list[dict[str, Any]]:
        """List the surveys in the library: id, name, title, authors, year, arXiv id, documents."""
        with client_errors():
            return [survey_reply(survey) for survey in self.library.surveys()]

    def search(
        self, question: str, surveys: list[str] | None = None, count: int = 8
    ) -> list[dict[str, Any]]:
        """Find the passages that fit a question best: survey, section, page and quote of each.

        surveys: titles, first authors, arXiv ids or ids; all without. count: 1 to 50.
        """
        with client_errors():
            k = max(1, min(MOST_HITS, count))
            retriever = self.library.retriever(surveys=surveys or None, k=k)
            return [passage_reply(passage) for passage in retriever.invoke(question)]

    def ask(self, question: str, surveys: list[str] | None = None) -> dict[str, Any]:
        """Answer a question with citations, or abstain and say why.

        Returns text (the supported sentences), claims (every sentence with its verdict and its
        citations: survey, document, section, page, quote), abstained and reason.
        surveys: titles, first authors, arXiv ids or ids; all without.
        """
        with client_errors(), self.queue.turn():
            return answer_reply(self.library.ask(question, surveys=surveys or None))

    def review(self, survey: str, language: Literal["en", "zh", "ja"] = "en") -> dict[str, Any]:
        """Review one survey: its fields, each with claims and their citations.

        survey: a title, first author, arXiv id or id. language: of the headings, en, zh or ja.
        """
        with client_errors(), self.queue.turn():
            return review_reply(self.library.review(survey, language=language))

    def compare(self, surveys: list[str], aspects: list[str] | None = None) -> dict[str, Any]:
        """Compare surveys by aspects: rows of cells, each with claims and citations, or none.

        surveys: titles, first authors, arXiv ids or ids. aspects: default ones without.
        """
        with client_errors(), self.queue.turn():
            return comparison_reply(self.library.compare(surveys, aspects=aspects or None))

    def page_image(self, document: str, page: int, sentence: int = -1) -> dict[str, Any]:
        """Draw a page of a PDF in the library with one sentence marked.

        document: a document's id, from surveys. page: from 1. sentence: its number in the
        document, -1 for none. Returns png (base64), or error.
        """
        try:
            boxes = self.library.boxes(document, sentence) if sentence >= 0 else ()
            image = self.library.page_image(document, page, width=PAGE_WIDTH, boxes=boxes)
        except AssistantError as error:
            return {"error": str(error)}
        return {"png": base64.b64encode(image).decode("ascii")}

    def figure_image(self, document: str, label: str) -> dict[str, Any]:
        """Cut the picture of a figure out of a PDF in the library.

        document: a document's id, from surveys. label: of its caption, such as Figure 3. Returns
        png (base64), or error.
        """
        try:
            image = self.library.figure_image(document, label)
        except AssistantError as error:
            return {"error": str(error)}
        return {"png": base64.b64encode(image).decode("ascii")}

    def add(self, file: str | None, address: str) -> dict[str, Any]:
        """Add a file, a web address or an arXiv id to the library, and return its survey.

        file: gradio_client's handle_file("paper.pdf"). address: https://… or arxiv:2309.15025.
        """
        with client_errors():
            if file:
                return survey_reply(self.library.add(file))
            if address.startswith(("http://", "https://", "arxiv:")):
                return survey_reply(self.library.add(address))
            raise SourceError(
                "{address} is no web address and no arXiv id. Pass a file, https://… or "
                "arxiv:2309.15025.",
                address=repr(address),
            )


def build(library: Library) -> None:
    """Define the endpoints inside the app's blocks."""
    endpoints = Endpoints(library, model_queue(library))
    gr.api(endpoints.surveys, api_name="surveys")
    gr.api(endpoints.search, api_name="search")
    gr.api(endpoints.ask, api_name="ask", **MODEL)
    gr.api(endpoints.review, api_name="review", **MODEL)
    gr.api(endpoints.compare, api_name="compare", **MODEL)
    gr.api(endpoints.page_image, api_name="page_image", queue=False)
    gr.api(endpoints.figure_image, api_name="figure_image", queue=False)
    # Adding takes a component, because only that lets a client hand over a file.
    file = gr.File(label="file", visible=False)
    address = gr.Textbox(label="address", visible=False, max_length=LONGEST_ADDRESS)
    survey = gr.JSON(label="survey", visible=False)
    gr.Button(visible=False).click(
        endpoints.add,
        [file, address],
        [survey],
        api_name="add",
        concurrency_id="adding",
        concurrency_limit=1,
    )


@contextmanager
def client_errors() -> Iterator[None]:
    """Raise what a caller can cause as the error that Gradio hands to clients."""
    try:
        yield
    except AssistantError as error:
        raise gr.Error(str(error), print_exception=False) from error
