"""Full texts: which are read, and into which sections."""

from __future__ import annotations

from pathlib import Path

from evals.training.synthetic.full_texts import read_papers


def test_papers_of_computer_science_that_no_table_measures_are_read(small_data: Path) -> None:
    (paper,) = read_papers(small_data)
    assert paper.id == "8", "paper 7 is in a table"
    assert [part.heading for part in paper.sections] == [
        "Introduction", "Experiments", "Conclusion",
    ]  # fmt: skip
    assert paper.sentences[0] == "Sorting networks are slow on phones."
    assert len(paper.sections[1].sentences) == 6
