"""The languages of the interface: English texts are the keys, ``languages.toml`` the others.

What is written into HTML is translated by ``say``, in the language that the browser asks for;
labels of components by Gradio in the browser (``translation.py``). What comes from below the
interface as finished English, such as the reason of a refusal, is translated by ``told``, which
finds the template in ``messages.toml`` that it was made from.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import gradio as gr

LANGUAGES = {"en": "English", "zh": "中文", "ja": "日本語"}
COOKIE = "survey-assistant-language"
_VALUE = re.compile(r"\{(\w+)\}")
# Values that are lists of names.
_LISTS = ("owners", "who", "others", "pages")


@functools.cache
def texts() -> Mapping[str, Mapping[str, str]]:
    """For each English text its translations, by language."""
    path = Path(__file__).parent / "languages.toml"
    found: dict[str, dict[str, str]] = tomllib.loads(path.read_text(encoding="utf-8"))
    return found


def say(text: str, language: str, **values: object) -> str:
    """A text of the interface in a language, English where it has none; ``values`` fill it."""
    chosen = texts().get(text, {}).get(language, text)
    return chosen.format(**values) if values else chosen


@functools.cache
def messages() -> Mapping[str, Mapping[str, str]]:
    """For each message that comes finished from below its translations; ``{…}`` are its values."""
    path = Path(__file__).parent / "messages.toml"
    found: dict[str, dict[str, str]] = tomllib.loads(path.read_text(encoding="utf-8"))
    return found


@functools.cache
def _templates() -> Sequence[tuple[re.Pattern[str], str]]:
    """A pattern for each message, the most telling first."""
    order = sorted(messages(), key=lambda text: -len(_VALUE.sub("", text)))
    return [(re.compile(_pattern(text), re.S), text) for text in order]


def _pattern(text: str) -> str:
    pieces = _VALUE.split(text)  # every other one is a value's name
    return "".join(
        f"(?P<{piece}>.*?)" if place % 2 else re.escape(piece) for place, piece in enumerate(pieces)
    )


def _value(name: str, text: str, language: str) -> str:
    if name == "aspect":  # the app's own aspects are words of the interface
        return say(text, language)
    if name in _LISTS:
        return text.replace(" and ", say(" and ", language))
    return told(text, language)


@functools.lru_cache(2000)
def told(text: str, language: str) -> str:
    """A finished message in a language: its template's translation with the same values.

    What has no template stays as it is.
    """
    if language == "en" or not text:
        return text
    for pattern, template in _templates():
        if found := pattern.fullmatch(text):
            chosen = messages()[template].get(language, template)
            values = {
                name: _value(name, value, language) for name, value in found.groupdict().items()
            }
            return chosen.format(**values)
    return text


def language_of(request: gr.Request | None) -> str:
    """The language of a browser: the one chosen in the header, else what it asks for."""
    if request is None:
        return "en"
    headers: Any = request.headers
    chosen = request.cookies.get(COOKIE, "") if request.cookies else ""
    wanted = [chosen, *str(headers.get("accept-language", "")).split(",")]
    for name in wanted:
        short = name.strip()[:2].lower()
        if short in LANGUAGES:
            return short
    return "en"
