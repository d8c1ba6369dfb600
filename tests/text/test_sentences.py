# ruff: noqa: E501  (texts stand as they are)
"""Sentence boundaries in three languages."""

from __future__ import annotations

import pytest

from assistant.documents.section_kinds import kind_of, without_number
from assistant.text.normalize import clean
from assistant.text.scripts import join_lines, languages
from assistant.text.sentences import split_sentences


@pytest.mark.parametrize(
    "sentence",
    [
        "Shen et al. (2023) survey alignment, e.g. by RLHF, cf. Fig. 3 and Eq. 2.",
        "The score rose by 3.5 points, i.e. to 71.2, vs. 60.1 before.",
        "J. R. Smith and A. Jones wrote it.",
        "See https://example.org/a.b.c for No. 4 of the list.",
        "2. A numbered item stays whole.",
        "It was said before (Lee et al. 2019, p. 6) and since.",
        "The data are at https://doi.org/10. 1007/s11301-023 for all.",
        "The U.S. Government paid.",
    ],
)
def test_one_sentence_stays_one(sentence: str) -> None:
    assert split_sentences(sentence) == [sentence]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("It works. It is fast! Is it?", ["It works.", "It is fast!", "Is it?"]),
        ('He said "stop." Then he left.', ['He said "stop."', "Then he left."]),
        ("This was shown by Wang et al. We agree.", ["This was shown by Wang et al.", "We agree."]),
        ("It was shown [3]. Later work [4, 5] agrees.",
         ["It was shown [3].", "Later work [4, 5] agrees."]),
        ("对齐很重要。为什么？因为风险！", ["对齐很重要。", "为什么？", "因为风险！"]),
        ("他说：“不行。”然后走了。", ["他说：“不行。”", "然后走了。"]),
        ("これは例です。「はい。」と言った。次です。", ["これは例です。", "「はい。」と言った。", "次です。"]),
        ("方法见文献［3］．结果很好．", ["方法见文献［3］．", "结果很好．"]),
    ],
)  # fmt: skip
def test_sentences_are_parted(text: str, parts: list[str]) -> None:
    assert split_sentences(text) == parts


def test_characters_are_normalised_but_not_cjk_punctuation() -> None:
    assert clean("ﬁne ＡＢＣ１２，。（一）") == "fine ABC12，。（一）"
    assert clean("Gr´egoire Bus¸oniu") == "Grégoire Buşoniu"
    assert clean("a\u200bb\u00adc\U000e0041") == "abc"


def test_lines_join_as_their_script_wants() -> None:
    assert join_lines("对齐", "方法") == "对齐方法"
    assert join_lines("reward", "model") == "reward model"


def test_languages_by_script() -> None:
    assert languages("Reward models are trained on preferences.") == ("en",)
    assert languages("强化学习是一种方法，它很重要。") == ("zh",)
    assert languages("これは強化学習についての論文です。") == ("ja",)
    assert (
        languages("これは論文です。" * 3 + "This is its abstract in English, as usual.")[1] == "en"
    )


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("1 Introduction", "introduction"), ("VII. CONCLUSIONS", "conclusion"), ("摘 要", "abstract"),
        ("参考文献", "references"), ("5.2 Limitations and ethics", "limitations"),
        ("Challenges and Future Directions", "future"), ("Appendix A. Proofs", "appendix"),
        ("主な発見", "results"), ("Acknowledgements", "back"), ("Outer alignment", "body"),
    ],
)  # fmt: skip
def test_kinds_of_sections(title: str, kind: str) -> None:
    assert kind_of(title) == kind


def test_numbers_come_off_titles() -> None:
    assert without_number("3.1.2 Reward hacking") == "Reward hacking"
    assert without_number("IV. Methods") == "Methods"
    assert without_number("第二章 方法") == "方法"
    assert without_number("Instruction tuning") == "Instruction tuning"
