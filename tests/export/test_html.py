"""HTML files: one page each that asks nobody for anything and in which nothing runs."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from assistant.export.html import comparison_html, review_html
from tests.export.values import review, spiteful


class Tags(HTMLParser):
    """Every tag and attribute of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs


@pytest.mark.parametrize("page", [review_html(review()), comparison_html(spiteful())])
def test_html_is_one_file_in_which_nothing_runs(page: str) -> None:
    tags = Tags()
    tags.feed(page)
    assert "script" not in tags.tags and "iframe" not in tags.tags
    for name, value in tags.attributes:
        assert not name.startswith("on")
        if name in ("href", "src"):
            assert value is not None and value.startswith("#"), "it asks nobody for anything"
    titles = [value for name, value in tags.attributes if name == "title" and value]
    assert any("=cmd" in title for title in titles), "a mark shows its quote"
    ids = {value for name, value in tags.attributes if name == "id"}
    links = {value[1:] for name, value in tags.attributes if name == "href" and value}
    assert links and links <= ids
    assert "\x07" not in page and "\u202e" not in page
