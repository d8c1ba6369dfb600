"""The app's verbs as named endpoints, for ``gradio_client`` and the page's own evidence cards."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

import gradio as gr

from assistant.errors import AssistantError, SourceError
from assistant.export.api import (
    answer_reply,
    comparison_reply,
    hit_reply,
    review_reply,
    survey_reply,
)
from assistant.library import Library

MODEL: dict[str, Any] = {"concurrency_id": "api-model", "concurrency_limit": 1}


def build(library: Library) -> None:
    """Define the endpoints inside the app's blocks."""

    def surveys() -> list[dict]:
        """List the surveys in the library: id, name, title, authors, year, arXiv id, documents."""
        with _told():
            return [survey_reply(survey) for survey in library.surveys()]

    def search(question: str, surveys: list[str] | None = None, count: int = 8) -> list[dict]:
        """Find the passages that fit a question best: survey, section, page and quote of each.

        surveys: titles, first authors, arXiv ids or ids; all without. count: 1 to 50.
        """
        with _told():
            hits = library.search(question, surveys=surveys or None, k=max(1, min(50, count)))
            return [hit_reply(hit, library.surveys()) for hit in hits]

    def ask(question: str, surveys: list[str] | None = None) -> dict:
        """Answer a question with citations, or abstain and say why.

        Returns text (the supported sentences), claims (every sentence with its verdict and its
        citations: survey, document, section, page, quote), abstained and reason.
        surveys: titles, first authors, arXiv ids or ids; all without.
        """
        with _told():
            return answer_reply(library.ask(question, surveys=surveys or None))

    def review(survey: str, language: Literal["en", "zh", "ja"] = "en") -> dict:
        """Review one survey: its fields, each with claims and their citations.

        survey: a title, first author, arXiv id or id. language: of the headings, en, zh or ja.
        """
        with _told():
            return review_reply(library.review(survey, language=language))

    def compare(surveys: list[str], aspects: list[str] | None = None) -> dict:
        """Compare surveys by aspects: rows of cells, each with claims and citations, or none.

        surveys: titles, first authors, arXiv ids or ids. aspects: default ones without.
        """
        with _told():
            return comparison_reply(library.compare(surveys, aspects=aspects or None))

    def page_image(document: str, page: int, sentence: int = -1) -> dict:
        """Draw a page of a PDF in the library with one sentence marked.

        document: a document's id, from surveys. page: from 1. sentence: its number in the
        document, -1 for none. Returns png (base64), or error.
        """
        try:
            boxes = library.boxes(document, sentence) if sentence >= 0 else ()
            image = library.page_image(document, page, width=1100, boxes=boxes)
        except AssistantError as error:
            return {"error": str(error)}
        return {"png": base64.b64encode(image).decode("ascii")}

    gr.api(surveys, api_name="surveys")
    gr.api(search, api_name="search")
    gr.api(ask, api_name="ask", **MODEL)
    gr.api(review, api_name="review", **MODEL)
    gr.api(compare, api_name="compare", **MODEL)
    gr.api(page_image, api_name="page_image", queue=False)
    _add(library)


def _add(library: Library) -> None:
    """Adding takes a component, because only that lets a client hand over a file."""

    def add(file: str | None, address: str) -> dict[str, Any]:
        """Add a file, a web address or an arXiv id to the library, and return its survey.

        file: gradio_client's handle_file("paper.pdf"). address: https://… or arxiv:2309.15025.
        """
        with _told():
            if file:
                return survey_reply(library.add(file))
            if address.startswith(("http://", "https://", "arxiv:")):
                return survey_reply(library.add(address))
            raise SourceError(
                f"{address!r} is no web address and no arXiv id. Pass a file, https://… or "
                "arxiv:2309.15025."
            )

    file = gr.File(label="file", visible=False)
    address = gr.Textbox(label="address", visible=False, max_length=2000)
    survey = gr.JSON(label="survey", visible=False)
    button = gr.Button(visible=False)
    button.click(
        add, [file, address], [survey], api_name="add", concurrency_id="adding", concurrency_limit=1
    )


@contextmanager
def _told() -> Iterator[None]:
    """What a caller can cause, as the error that Gradio hands to clients."""
    try:
        yield
    except AssistantError as error:
        raise gr.Error(str(error), print_exception=False) from error
