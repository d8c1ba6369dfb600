"""The thorough review: every section is read, what does not hold is dropped, and it goes on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from langchain_core.language_models import FakeListChatModel
from langchain_core.messages import AIMessageChunk
from langchain_core.outputs import ChatGenerationChunk
from pydantic import Field

from assistant.errors import ModelError
from assistant.export.markdown import coverage, review_markdown
from assistant.library import Library
from assistant.reviews.thorough import MOST_NOTES, notes_of, parts_of, select_notes
from tests.texts import numbered, sentence

HIVES = "Hives in parks gave more honey than hives on roofs of the town."
MITES = "Mites were seen in every second hive of the twelve towns."
BODY = f"""We survey 40 papers on bees and honey.

## Honey

{HIVES} The sun shone on all of them for many days of the year.

## Mites

{MITES} Nobody has yet counted the mites of the wild bees in forests.
"""
SurveyFile = Callable[..., Path]


class Reader(FakeListChatModel):
    """Notes what the section in its prompt says; ``asked`` are the prompts."""

    responses: list[str] = Field(default_factory=lambda: ["unused"])
    asked: list[str] = Field(default_factory=list)
    fails: str = ""

    def _stream(self, messages: Any, *args: Any, **kwargs: Any) -> Any:
        prompt = str(messages[-1].content)
        self.asked.append(prompt)
        if self.fails and self.fails in prompt:
            raise ModelError("The model process ended.")
        lines = ["finding: Bees can count to a million and back."]
        lines += [f"finding: {told}" for told in (HIVES, MITES) if told in prompt]
        yield ChatGenerationChunk(message=AIMessageChunk(content="\n".join(lines)))


def opened(folder: Path, model: FakeListChatModel) -> Library:
    from langchain_core.embeddings import DeterministicFakeEmbedding

    from assistant.settings import Settings

    settings = Settings(home=folder / "home", lock_timeout=0.5)
    embeddings = DeterministicFakeEmbedding(size=32)
    return Library.open(
        folder / "library", chat_model=model, embeddings=embeddings, settings=settings
    )


def texts(library: Library, field: str, *, thorough: bool) -> list[str]:
    found = library.review("bees", thorough=thorough).field(field)
    assert found is not None
    return [item.text for item in found.items]


def test_the_model_reads_every_section_and_what_fails_the_check_is_dropped(
    tmp_path: Path, survey_file: SurveyFile
) -> None:
    model = Reader()
    with opened(tmp_path, model) as library:
        library.add(survey_file("A Survey of Bees", BODY))
        assert MITES not in texts(library, "findings", thorough=False)
        partials = list(library.stream_review("bees", thorough=True))
        review = partials[-1]
        found = review.field("findings")
        assert found is not None
        assert {HIVES, MITES} <= {item.text for item in found.items}
        assert all(item.supported and item.citations for item in found.items)
        assert "million" not in review_markdown(review)
        assert review.thorough and review.parts == review.parts_read == len(model.asked)
        assert "the model read 3 of 3 parts" in coverage(review)
        assert [p.parts_read for p in partials if not p.fields] == [0, 1, 2, 3]
        asked = len(model.asked)
        assert library.review("bees", thorough=True) == review
        assert len(model.asked) == asked, "a kept review asks nothing"


def test_a_stopped_reading_goes_on_where_it_was(tmp_path: Path, survey_file: SurveyFile) -> None:
    first, second = Reader(), Reader()
    with opened(tmp_path, first) as library:
        library.add(survey_file("A Survey of Bees", BODY))
        partials = library.stream_review("bees", thorough=True)
        while next(partials).parts_read < 2:
            pass
        partials.close()
    assert len(first.asked) == 2
    with opened(tmp_path, second) as library:
        review = library.review("bees", thorough=True)
    assert len(second.asked) == 1, "two parts were kept"
    assert review.parts_read == 3 and review.finished


def test_a_part_that_the_model_fails_at_is_asked_again(
    tmp_path: Path, survey_file: SurveyFile
) -> None:
    with opened(tmp_path, Reader(fails="Mites")) as library:
        library.add(survey_file("A Survey of Bees", BODY))
        review = library.review("bees", thorough=True)
        assert review.finished and review.parts_failed == 1 and review.parts_read == 2
    model = Reader()
    with opened(tmp_path, model) as library:
        assert library.review("bees", thorough=True).parts_failed == 0
    assert len(model.asked) == 1


@pytest.mark.parametrize(
    "written",
    [
        " ",
        "\n\n",
        "Nothing at all.",
        "finding:",
        "finding: bees",
        "recipe: Hives in parks gave more honey than hives on roofs of the town.",
        "finding: Hives on roofs gave more honey than hives in parks of the town.",
        "finding: Hives in parks gave 40 % more honey than hives on roofs of the town.",
        "\x00" * 50,
        "finding: " + "honey " * 500,
    ],
)
def test_nonsense_leaves_no_note(written: str) -> None:
    part = numbered(HIVES, MITES)
    assert notes_of(part, FakeListChatModel(responses=[written])).notes == ()


def test_labels_say_which_part_of_a_review_a_note_is_for() -> None:
    part = numbered(HIVES, "We did not look at the wild bees of the forests.")
    written = (
        f"- Finding: {HIVES}\n2. limitation - We did not look at the wild bees of the forests."
    )
    notes = notes_of(part, FakeListChatModel(responses=[written])).notes
    assert [note.field for note in notes] == ["findings", "limitations"]
    repeated = notes_of(part, FakeListChatModel(responses=["\n".join([written] * 9)]))
    assert len(repeated.notes) == 2 <= MOST_NOTES


def test_a_section_that_bears_a_fields_name_outweighs_the_label() -> None:
    part = numbered("We did not look at the wild bees of the forests.", section="7 Limitations")
    written = f"method: {part[0].text}"
    notes = notes_of(part, FakeListChatModel(responses=[written])).notes
    assert [note.field for note in notes] == ["limitations"]


def test_long_sections_are_read_in_parts_and_nothing_is_left_out() -> None:
    told = [sentence(f"River {n} " + "flows on " * 40, n, section="A") for n in range(20)]
    told += [sentence("Its end.", 20, section="B")]
    parts = parts_of(told)
    assert len(parts) > 3
    assert [item for part in parts for item in part] == told
    assert all(len({item.section for item in part}) == 1 for part in parts)
    assert parts_of([]) == []


def test_the_model_chooses_among_many_notes_and_nonsense_is_no_choice() -> None:
    told = numbered(*(f"Water {told} into the river." for told in NAMES))

    notes = []
    for item in told:
        model = FakeListChatModel(responses=[f"finding: {item.text}"])
        notes += notes_of([item], model).notes

    def kept(written: str) -> list[str]:
        model = FakeListChatModel(responses=[written])
        found = select_notes(notes, {"findings": "Findings"}, model)["findings"]
        return [claim.text.split()[1] for claim in found]

    assert kept("3, 1, 99, 8, 2, 5, 4") == ["carries", "holds", "washes", "turns", "lets", "grinds"]
    for nonsense in ("?", "none of them", "0", "99999"):
        assert len(set(kept(nonsense))) == 6


NAMES = (
    "carries brown sand", "holds many salts", "washes old towns", "turns mill wheels",
    "lets trout spawn", "freezes every winter", "cools big factories", "grinds round stones",
    "feeds green meadows",
)  # fmt: skip
