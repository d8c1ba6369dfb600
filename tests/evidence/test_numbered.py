"""Evidence as numbered sentences, and what replies name of it."""

from __future__ import annotations

import pytest

from assistant.evidence.numbered import MOST_SENTENCES, numbered, read_reply_line, reply_line


@pytest.mark.parametrize("places", [[0], [4, 2], [8, 0, 3]])
def test_a_line_is_read_as_it_was_written(places: list[int]) -> None:
    said = "Dams hold [12] waters back."
    assert read_reply_line(reply_line(places, said)) == (tuple(places), said)


def test_no_answer_names_nothing_and_says_nothing() -> None:
    assert read_reply_line(reply_line([], "")) == ((), "")


@pytest.mark.parametrize(
    ("line", "places"),
    [("[2] [2] Ice floats.", (1,)), (" [3][0] Ice floats.", (2,)), ("Ice [2] floats.", ())],
)
def test_what_a_model_may_write_beside_the_form_is_read_too(
    line: str, places: tuple[int, ...]
) -> None:
    assert read_reply_line(line)[0] == places


def test_there_are_only_so_many_numbers() -> None:
    assert numbered(["Ice."] * MOST_SENTENCES).endswith(f"[{MOST_SENTENCES}] Ice.")
    with pytest.raises(ValueError, match="10 sentences"):
        numbered(["Ice."] * (MOST_SENTENCES + 1))
