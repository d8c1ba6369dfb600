"""Translations: an English text or the template of a message is the key of each.

``languages.toml`` has the texts of the interface, ``messages.toml`` the messages that come from
below it, such as the reason of a refusal. What is written into HTML is translated here, in the
language that the browser asks for; labels of components by Gradio in the browser (``labels.py``).
"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from pathlib import Path

from assistant.messages import Message, Value, enumeration, fill

FILES = ("languages.toml", "messages.toml")


@functools.cache
def texts() -> Mapping[str, Mapping[str, str]]:
    """For each English text or template its translations, by language."""
    found: dict[str, dict[str, str]] = {}
    for name in FILES:
        path = Path(__file__).parent / name
        found |= tomllib.loads(path.read_text(encoding="utf-8"))
    return found


def translate(text: str, language: str, **values: Value) -> str:
    """A text in a language, filled with ``values``; English where it has no translation.

    A message brings its template and its values with it.
    """
    if isinstance(text, Message):
        return _translate_message(text, language)
    chosen = texts().get(text, {}).get(language, text)
    return fill(chosen, _translate_values(values, language)) if values else chosen


def _translate_message(message: Message, language: str) -> str:
    chosen = texts().get(message.template, {}).get(language, message.template)
    if not message.values:
        return chosen
    return fill(chosen, _translate_values(message.values, language))


def _translate_values(values: Mapping[str, Value], language: str) -> dict[str, Value]:
    return {name: _translate_value(value, language) for name, value in values.items()}


def _translate_value(value: Value, language: str) -> Value:
    """A value that is a message is translated; names are listed as the language lists them."""
    if isinstance(value, Message):
        return _translate_message(value, language)
    if isinstance(value, str | int | float):
        return value
    names = [str(_translate_value(name, language)) for name in value]
    return enumeration(names, translate(" and ", language))
