"""How the page looks: nothing is fetched from elsewhere, controls have names in each language."""

from __future__ import annotations

import re

from assistant.ui.theme import NAMES, STYLE, early, head, theme


def test_nothing_of_the_look_is_fetched() -> None:
    assert not re.search(r"url\(\s*['\"]?(?:https?:)?//", STYLE.read_text(encoding="utf-8"))
    assert "http" not in early()
    assert "fonts.googleapis.com" not in str(theme().to_dict())


def test_the_head_has_the_names_of_controls() -> None:
    html = head()
    assert html.startswith("<script>") and "__NAMES__" not in html
    assert all(name in html for name in NAMES)
