"""What tests of the interface share: HTML as a reader sees it, requests, and small results."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from html.parser import HTMLParser
from typing import TypeVar

import gradio as gr
from starlette.requests import Request

from assistant.documents.survey import DocumentInfo, Survey
from assistant.evidence.claims import Citation

Made = TypeVar("Made")
HOSTILE = "<script>x</script> **b** [l](javascript:x) `c` $$y$$ ${z} {{w}} https://a.b \"'&amp;"


class Shown(HTMLParser):
    """The elements and the text of a piece of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


def harmless(html: str) -> bool:
    """Whether HTML has no element that could run or fetch something."""
    return not {"script", "img", "iframe", "link", "b", "style"} & set(Shown(html).elements)


def request(language: str = "en", **cookies: str) -> gr.Request:
    """A request of a browser that asks for a language."""
    headers = [(b"accept-language", language.encode())]
    if cookies:
        text = "; ".join(f"{name.replace('_', '-')}={value}" for name, value in cookies.items())
        headers.append((b"cookie", text.encode()))
    made = Request({"type": "http", "headers": headers})
    return gr.Request(request=made, session_hash="tab")  # type: ignore[arg-type]


def survey(title: str = "A survey", *documents: DocumentInfo) -> Survey:
    """A survey by Jane Doe of 2020."""
    return Survey("s1", title, ("Jane Doe",), 2020, None, None, documents)


def citation(quote: str, sentence: int = 2, title: str = "A survey") -> Citation:
    """A citation of page 4 of a document that no library has."""
    return Citation(survey(title), "d1", "a.md", "Findings", 4, quote, sentence, True)


def in_a_loop(make: Callable[[], Made]) -> Made:
    """Call what lays out a page: where no event loop runs, Gradio makes some and closes none."""

    async def call() -> Made:
        return make()

    return asyncio.run(call())
