"""Which processor this machine has."""

from __future__ import annotations

from assistant.models.processor import processor


def test_the_processor_has_a_name_of_one_line() -> None:
    assert processor().strip() and "\n" not in processor()
