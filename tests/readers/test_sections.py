"""Headings and their sentences as sections with paths, levels and kinds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.documents.document import Section, Sentence
from assistant.readers.sections import Part, references_in, sections


def part(title: str, level: int, *texts: str) -> Part:
    """A heading with sentences under it."""
    return Part(title, level, [Sentence(text) for text in texts])


def test_nothing_makes_no_sections() -> None:
    assert sections([]) == () == sections([Part("", 0), Part("", 3)])


def test_paths_follow_the_levels() -> None:
    made = sections([part("A", 1), part("B", 2, "b."), part("C", 3), part("D", 2), part("E", 1)])
    assert [section.path for section in made] == [
        ("A",), ("A", "B"), ("A", "B", "C"), ("A", "D"), ("E",),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        ((2, 3, 2), (1, 2, 1)), ((1, 4, 6), (1, 2, 3)), ((3, 2, 1), (1, 1, 1)),
        ((0, 0), (1, 1)), ((1, 3, 2), (1, 2, 2)),
    ],
)  # fmt: skip
def test_levels_start_at_one_without_gaps(
    levels: tuple[int, ...], expected: tuple[int, ...]
) -> None:
    made = sections(part(f"Title {number}", level) for number, level in enumerate(levels))
    assert tuple(section.level for section in made) == expected


def test_text_before_the_first_heading_has_no_title_and_holds_nothing() -> None:
    untitled, titled = sections([part("", 0, "Rivers flow."), part("Ice", 1, "It melts.")])
    assert (untitled.title, untitled.level, untitled.path, untitled.kind) == ("", 1, (), "body")
    assert titled.path == ("Ice",)


@pytest.mark.parametrize(
    ("outer", "inner", "kind"),
    [
        ("Appendix A", "Results", "appendix"),
        ("附录", "河流", "appendix"),
        ("Limitations", "Rivers", "limitations"),
        ("おわりに", "川の氷", "conclusion"),
        ("Results", "Rivers", "body"),
        ("Rivers", "Results", "results"),
        ("Appendix A", "References", "references"),
        ("References", "Books", "references"),
        ("Acknowledgements", "Rivers", "back"),
        ("致谢", "结果", "results"),
        ("Appendix A", "謝辞", "back"),
    ],
)
def test_some_kinds_pass_to_the_subsections(outer: str, inner: str, kind: str) -> None:
    made = sections([part(outer, 1), part(inner, 2, "Text."), part("Lakes", 1)])
    assert made[1].kind == kind
    assert made[2].kind == "body", "what comes after is on its own"


def test_a_kind_that_a_reader_states_wins_over_the_titles() -> None:
    made = sections([part("Appendix", 1), Part("Results", 2, kind="method")])
    assert made[1].kind == "method"


@pytest.mark.parametrize("front", ["Contents", "目次", "目录", "Key Words"])
def test_nothing_stands_under_front_matter(front: str) -> None:
    made = sections([part("Rivers", 1), part(front, 1, "x."), part("Ice", 2, "It melts.")])
    assert made[1].kind == "front"
    assert made[2].path[-1] == "Ice" and front not in made[2].path


def test_references_are_the_sentences_of_all_their_lists() -> None:
    made = sections(
        [part("Rivers", 1, "They flow."), part("参考文献", 1, "[1] A."), part("Books", 2, "[2] B.")]
    )
    assert references_in(made) == ("[1] A.", "[2] B.")
    assert references_in([Section("Rivers", 1, "body", (Sentence("They flow."),))]) == ()


PARTS = st.builds(
    Part,
    st.sampled_from(["", "Rivers", "Results", "Appendix", "参考文献", "目次"]),
    st.integers(0, 6),
    st.lists(st.builds(Sentence, st.sampled_from(["Rivers flow.", "河流流动。"])), max_size=2),
)


@given(st.lists(PARTS, max_size=12))
def test_every_sentence_is_kept_in_order_and_levels_are_the_length_of_paths(
    parts: list[Part],
) -> None:
    made = sections(parts)
    kept = [sentence for section in made for sentence in section.sentences]
    assert kept == [sentence for one in parts for sentence in one.sentences]
    assert all(section.level == max(len(section.path), 1) for section in made)
    assert all(not section.path or section.path[-1] == section.title for section in made)
