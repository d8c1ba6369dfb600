"""Messages for people: English text that remembers its template, so that it can be translated.

What cannot be done, why a sentence is left out, what a document's warnings say: all of it is made
from a template and values. The text is English everywhere; whoever shows it in another language
looks the template up and fills in the same values.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

# A value of a message; several are told as a list of names, "a, b and c".
Value = str | int | float | Sequence[str]

_PLACE = re.compile(r"\{(\w+)\}")
_PACKED = "\x10"  # "data link escape" begins a packed message; no text that people read has it


class Message(str):
    """The English text of a template filled with values; both are kept with it.

    Values may be messages themselves. Without values the template is the text. It is pickled and
    copied with both; what is cut from it or joined with it is plain text.

    >>> message = Message("The file {name} is empty.", name="a.pdf")
    >>> message, message.template, message.values
    ('The file a.pdf is empty.', 'The file {name} is empty.', {'name': 'a.pdf'})
    """

    template: str
    values: Mapping[str, Value]

    def __new__(cls, template: str, **values: Value | Path) -> Message:
        """Fill ``template``: each ``{name}`` by the value of this name."""
        plain = {name: str(v) if isinstance(v, Path) else v for name, v in values.items()}
        message = super().__new__(cls, fill(template, plain) if plain else template)
        message.template, message.values = template, plain
        return message

    def __getnewargs_ex__(self) -> tuple[tuple[str], Mapping[str, Value]]:
        return (self.template,), self.values

    def __str__(self) -> str:
        """The message itself: ``str(error)`` of an error that was raised with one keeps it."""
        return self


def fill(template: str, values: Mapping[str, Value], last: str = " and ") -> str:
    """A template with its values; ``last`` stands before the last of several names.

    >>> fill("{who} agree on {n} of {x}.", {"who": ["Shen", "Yao"], "n": 3})
    'Shen and Yao agree on 3 of {x}.'
    """

    def value(match: re.Match[str]) -> str:
        found = values.get(match[1], match[0])
        return str(found) if isinstance(found, str | int | float) else enumeration(found, last)

    return _PLACE.sub(value, template)


def enumeration(names: Sequence[str], last: str = " and ") -> str:
    """Names as one reads them: "a, b and c".

    >>> enumeration(["a", "b", "c"]), enumeration(["a"])
    ('a, b and c', 'a')
    """
    return last.join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)


def pack(text: str) -> str:
    """A text for another process or a database: one line; of a message all that it is made from."""
    if not isinstance(text, Message):
        return text
    return _PACKED + json.dumps(_plain(text))


def unpack(text: str) -> str:
    """The text or message that ``pack`` was given; a text that is damaged is as it is.

    >>> unpack(pack(Message("p. {page}", page=3))).values
    {'page': 3}
    """
    if not text.startswith(_PACKED):
        return text
    try:
        return _message(json.loads(text[1:]))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return text[1:]


def _plain(value: Value) -> Any:
    if isinstance(value, Message):
        values = {name: _plain(item) for name, item in value.values.items()}
        return {"template": value.template, "values": values}
    return value if isinstance(value, str | int | float) else [_plain(item) for item in value]


def _message(value: Any) -> Message:
    values = {str(name): _value(item) for name, item in value["values"].items()}
    return Message(str(value["template"]), **values)


def _value(value: Any) -> Value:
    if isinstance(value, dict):
        return _message(value)
    if isinstance(value, list):
        return [str(_value(item)) for item in value]
    return value if isinstance(value, str | int | float) else str(value)


class _Kept:
    """How pydantic writes and reads a field that may hold a message."""

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        """Text that is packed where it is dumped with the context ``{"pack": True}``."""
        from pydantic_core import core_schema

        def write(text: str, info: Any) -> str:
            return pack(text) if (info.context or {}).get("pack") else text

        return core_schema.no_info_after_validator_function(
            unpack,
            handler(source),
            serialization=core_schema.plain_serializer_function_ser_schema(
                write, info_arg=True, return_schema=core_schema.str_schema()
            ),
        )


# The type of a field for people: a text, or a message that ``serialization`` keeps as one.
Text = Annotated[str, _Kept()]
