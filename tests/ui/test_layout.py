"""The page as a whole: every part is there and wired, and only the API's verbs are public."""

from __future__ import annotations

from assistant.library import Library
from assistant.ui.layout import build
from tests.ui.pages import in_a_loop


def test_the_whole_page_is_wired_and_only_the_verbs_are_endpoints(library: Library) -> None:
    app = in_a_loop(lambda: build(library))
    events = [fn for fn in app.fns.values() if fn.fn is not None]
    public = {fn.api_name for fn in events if fn.api_visibility == "public"}
    assert public == {
        "surveys",
        "search",
        "ask",
        "review",
        "compare",
        "add",
        "page_image",
        "figure_image",
    }
    assert len(app.fns) > 60
