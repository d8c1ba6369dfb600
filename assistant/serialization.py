"""Values as JSON, and back: documents, answers, reviews and comparisons are written here only."""

from __future__ import annotations

import functools
import json
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from pydantic import TypeAdapter

Value = TypeVar("Value")


@functools.cache  # making one takes longer than writing a document of fifty pages
def _adapter(kind: Any) -> TypeAdapter[Any]:
    from pydantic import TypeAdapter

    return TypeAdapter(kind)


def dump(value: object, *, with_templates: bool = False) -> str:
    """A dataclass or a plain value as JSON; ``load`` gives an equal one back.

    With ``with_templates`` it is one line for this program to keep: its messages can still be
    translated when they are loaded. Without, it is indented and in plain English, as other
    programs want it. Half of a surrogate pair, which no file can hold, becomes "?".

    >>> dump({"title": "Rivers"}, with_templates=True)
    '{"title":"Rivers"}'
    """
    from pydantic_core import PydanticSerializationError

    kind: Any = type(value)
    adapter = _adapter(kind)
    indent, context = (None if with_templates else 2), {"pack": with_templates}
    try:
        return adapter.dump_json(value, indent=indent, context=context).decode()
    except PydanticSerializationError:
        plain = adapter.dump_python(value, mode="json", context=context)
        text = json.dumps(plain, ensure_ascii=False, indent=indent)
        return text.encode("utf-8", "replace").decode()


def load(kind: type[Value], text: str | bytes) -> Value:
    """The value that ``dump`` wrote; pydantic's ValidationError, a ValueError, for anything else.

    Fields that are not known are left out, so that a newer version may add some.
    """
    hashable: Any = kind  # mypy takes classes for unhashable
    value: Value = _adapter(hashable).validate_json(text)
    return value


def schema(kind: type) -> dict[str, Any]:
    """The JSON schema of what ``dump`` writes."""
    hashable: Any = kind
    return _adapter(hashable).json_schema()
