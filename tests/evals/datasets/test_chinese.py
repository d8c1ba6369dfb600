"""Chinese questions from records: documents of several paragraphs, and each answer's sentence."""

from __future__ import annotations

from pathlib import Path

from evals.datasets.chinese import CHINESE, asked, chinese


def test_equal_paragraphs_are_one_and_stand_in_one_document(small_data: Path) -> None:
    assert [one.number for one in asked(small_data / CHINESE)] == [0, 0, 1]
    found = chinese(small_data / CHINESE)
    assert found.papers == {
        "chinese-00.md": "# 文集 0\n\n运河在城北。它长四十公里。\n\n茶树在十月开花。"
    }
    assert [s.targets for s in found.samples] == [("四十公里",), ("城北",), ("十月",)]
    assert next(s.evidence for s in found.samples) == ("它长四十公里。",)
    assert {s.source for s in found.samples} == set(found.papers)
