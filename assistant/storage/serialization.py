"""Answers, reviews and comparisons as JSON, and back."""

from __future__ import annotations

from typing import Any, TypeVar

from pydantic import TypeAdapter

Value = TypeVar("Value")


def _adapter(kind: type) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def dump(value: object, *, with_templates: bool = False) -> str:
    """A dataclass of this package as indented JSON; ``load`` gives an equal one back.

    With ``with_templates`` its messages can still be translated when they are loaded; without,
    they are plain English, as other programs want them.
    """
    context = {"pack": with_templates}
    return _adapter(type(value)).dump_json(value, indent=2, context=context).decode()


def load(kind: type[Value], text: str) -> Value:
    """The value that ``dump`` wrote; pydantic's ValidationError for anything else."""
    return _adapter(kind).validate_json(text)


def schema(kind: type) -> dict[str, Any]:
    """The JSON schema of what ``dump`` writes."""
    return _adapter(kind).json_schema()
