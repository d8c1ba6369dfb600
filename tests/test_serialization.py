"""Values as JSON and back: what is stored, what is handed on, and what older versions wrote."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.documents.document import Box, Caption, Document, Section, Sentence
from assistant.documents.identity import Identity
from assistant.documents.survey import DocumentInfo
from assistant.ingest.arxiv import Stated
from assistant.messages import Message
from assistant.serialization import dump, load, schema

DOCUMENT = Document(
    id="a" * 64,
    name="rivers.pdf",
    format="pdf",
    sections=(
        Section(
            "Findings",
            1,
            "results",
            (
                Sentence("Water runs.", 1, (Box(1, 0.1, 0.25, 1 / 3, 1e-7),), True),
                Sentence("水は流れる。", None),
            ),
            ("A Survey of Rivers", "Findings"),
        ),
    ),
    title="A Survey of “Rivers”",
    authors=("Ann Lee", "陳"),
    year=2023,
    languages=("en", "ja"),
    page_count=2,
    captions=(Caption("Figure 1", "A river.", 2, (Box(2, 0, 0, 1, 1),)),),
    references=("[1] A. B.",),
    warnings=("Page 3 has no text.", Message("Page {page} has no text.", page=2)),
    readable_share=0.5,
)
VALUES = [
    DOCUMENT,
    DocumentInfo.of(DOCUMENT),
    Identity.of(DOCUMENT),
    Stated(title="Rivers", authors=("Ann Lee",), year=2023, warnings=("Late.",)),
]


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
@pytest.mark.parametrize("kept", [False, True])
def test_what_is_written_is_read_back_equal(value: object, kept: bool) -> None:
    text = dump(value, with_templates=kept)
    assert load(type(value), text) == value == load(type(value), text.encode())
    assert ("\n" in text) != kept


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
@pytest.mark.parametrize("separators", [(",", ":"), (", ", ": ")])
def test_what_older_versions_wrote_is_read(value: object, separators: tuple[str, str]) -> None:
    """They wrote dataclasses by the standard library, with and without spaces."""
    values = dataclasses.asdict(value)  # type: ignore[call-overload]
    for ascii_only in (False, True):
        text = json.dumps(values, ensure_ascii=ascii_only, separators=separators)
        assert load(type(value), text) == value


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_older_versions_can_read_it(value: object) -> None:
    plain = json.loads(dump(value))
    assert plain == json.loads(json.dumps(dataclasses.asdict(value)))  # type: ignore[call-overload]


def test_warnings_that_are_kept_can_still_be_translated() -> None:
    plain = load(Document, dump(DOCUMENT))
    kept = load(Document, dump(DOCUMENT, with_templates=True))
    assert plain.warnings == kept.warnings == DOCUMENT.warnings
    assert not isinstance(plain.warnings[1], Message)
    assert isinstance(kept.warnings[1], Message) and kept.warnings[1].values == {"page": 2}


@given(st.text())
def test_any_text_is_kept_but_for_halves_of_surrogate_pairs(text: str) -> None:
    whole = text.encode("utf-8", "replace").decode()
    for kept in (False, True):
        assert load(Sentence, dump(Sentence(text), with_templates=kept)) == Sentence(whole)


def test_half_of_a_surrogate_pair_costs_itself_only() -> None:
    found = dump(Identity(title="A\ud800B", authors=("水",)), with_templates=True)
    assert load(Identity, found) == Identity(title="A?B", authors=("水",))


def test_plain_values() -> None:
    assert dump("水", with_templates=True) == '"水"'
    assert dump(["a", "b"], with_templates=True) == '["a","b"]'
    assert load(tuple[str, ...], '["a", "b"]') == ("a", "b")
    assert load(int, "2023") == 2023


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", '{"id": 1}', dump(DOCUMENT).replace('"results"', '"verse"')]
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        load(Document, text)


@dataclass(frozen=True)
class Newer:
    """As a newer version may write it."""

    id: str
    name: str
    mood: str = "good"


@dataclass(frozen=True)
class Older:
    """As this version knows it."""

    id: str
    name: str = ""


def test_fields_of_a_newer_version_are_left_out_and_missing_ones_have_their_default() -> None:
    assert load(Older, dump(Newer("a", "b"))) == Older("a", "b")
    assert load(Older, '{"id": "a"}') == Older("a")


def test_the_schema_fits_what_is_written() -> None:
    for value in VALUES:
        found = schema(type(value))
        assert set(found["properties"]) == set(json.loads(dump(value)))
    assert schema(Document)["required"] == ["id", "name", "format", "sections"]
