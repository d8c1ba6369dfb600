"""Messages keep their template and values wherever they go: errors, copies, processes, files."""

from __future__ import annotations

import copy
import json
import pickle
from dataclasses import asdict, dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import EmptySource, SourceError
from assistant.messages import Message, Text, enumeration, fill, pack, unpack
from assistant.serialization import dump, load

INNER = Message("page {page}", page="3")
MESSAGE = Message("{place} of {names} says {words}", place=INNER, names=["a", "b"], words="{place}")
TEXT = "page 3 of a and b says {place}"


def same(one: str, other: str) -> bool:
    """Whether both are messages of one template and of equal values."""
    assert isinstance(one, Message) and isinstance(other, Message)
    return (one, one.template, dict(one.values)) == (other, other.template, dict(other.values))


def test_a_message_is_its_english_text() -> None:
    assert MESSAGE == TEXT
    assert f"{MESSAGE}!" == f"{TEXT}!"
    assert json.dumps(MESSAGE) == json.dumps(TEXT)
    assert Message("100 % {of} it") == "100 % {of} it", "without values nothing is filled in"
    assert fill("{a} {b}", {"a": 1}) == "1 {b}"
    assert fill("{a.__class__} {a!r}", {"a": 1}) == "{a.__class__} {a!r}", "no attributes"


@pytest.mark.parametrize(
    ("names", "text"), [([], ""), (["a"], "a"), (["a", "b", "c"], "a, b or c")]
)
def test_names_are_enumerated(names: list[str], text: str) -> None:
    assert enumeration(names, " or ") == text


def test_copies_keep_the_template() -> None:
    assert same(copy.deepcopy(MESSAGE), MESSAGE)
    assert same(pickle.loads(pickle.dumps(MESSAGE)), MESSAGE)


def test_an_error_keeps_its_message() -> None:
    error = EmptySource(MESSAGE)
    assert same(error.message, MESSAGE)
    assert same(str(error), MESSAGE)
    assert same(pickle.loads(pickle.dumps(error)).message, MESSAGE)
    assert SourceError("plain").message == "plain"
    assert SourceError().message == ""


def test_a_packed_message_is_unpacked_whole() -> None:
    found = unpack(pack(MESSAGE))
    assert same(found, MESSAGE)
    assert isinstance(found, Message)
    assert same(str(found.values["place"]), INNER)
    assert pack("plain") == "plain" == unpack("plain")
    assert len(pack(Message("{x}", x="one\u2028two\nthree")).splitlines()) == 1


@given(st.text())
def test_what_is_no_packed_message_is_text(text: str) -> None:
    assert isinstance(unpack("\x10" + text), str)
    if not text.startswith("\x10"):
        assert unpack(text) == text


@pytest.mark.parametrize(
    "hostile",
    [
        '{"template": 3, "values": {"x": {"a": 1}}}',
        '{"template": "{x}", "values": ["x"]}',
        '{"template": "{x}"}',
        "[" * 100_000,
        '{"template": "{x.__class__}", "values": {"x": "y"}}',
    ],
)
def test_a_hostile_packing_is_only_text(hostile: str) -> None:
    assert "class '" not in unpack("\x10" + hostile)


@dataclass(frozen=True)
class Kept:
    """A value with a text for people."""

    reason: Text = ""


def test_a_database_keeps_the_template_and_an_export_has_plain_text() -> None:
    kept = Kept(MESSAGE)
    assert same(load(Kept, dump(kept, with_templates=True)).reason, MESSAGE)
    assert json.loads(dump(kept)) == {"reason": TEXT}
    assert load(Kept, '{"reason": "as it was"}').reason == "as it was"
    assert same(asdict(kept)["reason"], MESSAGE)
