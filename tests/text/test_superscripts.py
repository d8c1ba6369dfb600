"""Superscripts in plain text: marks of references, exponents, and what is neither."""

from __future__ import annotations

import pytest

from assistant.text.superscripts import printed


@pytest.mark.parametrize(
    ("before", "raised", "plain"),
    [
        ("large arrays", "17", ""),
        ("large arrays", "17, 18", ""),
        ("as was shown.", "3,5–7", ""),
        ("(see arrays)", "4", ""),
        ("about 10", "8", "^8"),
        ("about 10", "−3", "^−3"),
        ("x", "2", "2"),
        ("the n", "th", "th"),
        ("on the 4", "th", "th"),
        ("", "1", "1"),
        ("arrays", "[17]", "[17]"),
        ("arrays", "2019a", "2019a"),
    ],
)
def test_a_superscript_is_left_out_marked_or_kept(before: str, raised: str, plain: str) -> None:
    assert printed(before, raised) == plain
