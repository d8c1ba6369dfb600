"""The line under the title: who answers, how large it is, in which language the page is."""

from __future__ import annotations

import pytest

from assistant.library import Library
from assistant.ui.i18n.languages import LANGUAGES
from assistant.ui.views.header import header_html, parameters_text
from tests.ui.pages import Shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_language_is_pressed(library: Library, language: str) -> None:
    html = header_html(library, language)
    assert html.count('aria-pressed="true"') == 1
    pressed = html[: html.index('aria-pressed="true"')].rpartition("data-language=")[2]
    assert pressed.startswith(f'"{language}"')
    assert all(name in Shown(html).text for name in LANGUAGES.values())


def test_a_model_outside_the_app_is_called_so(library: Library) -> None:
    assert "outside this app" in Shown(header_html(library)).text


@pytest.mark.parametrize(
    ("parameters", "language", "text"),
    [
        (134_515_008, "en", "135 million"),
        (1_540_000_000, "en", "1.5 billion"),
        (134_515_008, "zh", "1.35 亿"),
        (7_600_000_000, "ja", "76 億"),
    ],
)
def test_parameters_are_told_as_the_language_counts(
    parameters: int, language: str, text: str
) -> None:
    assert parameters_text(parameters, language) == text
