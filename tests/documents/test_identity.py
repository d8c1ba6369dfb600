# ruff: noqa: E501  (texts stand as they are)
"""Which documents describe one survey."""

from __future__ import annotations

from itertools import permutations

import pytest

from assistant.documents.identity import Identity, matching_surveys, merge_metadata, same_survey
from assistant.documents.survey import Survey, short_name

ABSTRACT = (
    "Machines judge other machines more and more often. This survey looks at how well they do it and at"
    " what goes wrong. We sort the work into three groups and compare them by cost and agreement."
)
OTHER = (
    "Robots walk on legs in fields and in factories. This survey covers how their gaits are learned"
    " from data, how they are tested, and which parts of the problem are still open to this day."
)
LONG = "From Rules to Shared Values: A Survey of Judging Goals for Big Machines"
ABOUT_LONG = (
    "Big machines are judged by many rules. We conduct a survey of judging goals for them and trace how"
    " the goals moved from rules to shared human values, and what remains to be done about values."
)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (Identity(arxiv_id="2401.01234"), Identity(arxiv_id="2401.01234", title="X"), True),
        (Identity(title="Judging", arxiv_id="2401.01234"),
         Identity(title="Judging", arxiv_id="2401.09999"), False),
        (Identity(doi="10.1/AB"), Identity(doi="10.1/ab"), True),
        (Identity(title="Judging Machines: A Survey"), Identity(title="Judging machines - a survey"), True),
        (Identity(title="Judging Machines: A Survey"), Identity(title="Judging Robots: A Survey"), False),
        (Identity(title="A Survey of Judging Machines, Part 1"),
         Identity(title="A Survey of Judging Machines, Part 2"), False),
        (Identity(title="A Survey of Mamba in Medical Imaging"),
         Identity(title="A Survey of Samba in Medical Imaging"), False),
        (Identity(title="A Survey of Efficient Models of Flowing Water"),
         Identity(title="A Survey of Ecient Models of Flow ing Water"), True),
        (Identity(abstract=ABSTRACT), Identity(abstract=ABSTRACT + " Code is at example.org."), True),
        (Identity(abstract=ABSTRACT), Identity(abstract=OTHER), False),
        (Identity(title=LONG), Identity(abstract=ABOUT_LONG), True),
        (Identity(title=LONG), Identity(abstract=ABSTRACT), False),
        (Identity(title="Judging Machines: A Survey"), Identity(abstract=ABSTRACT), False),
        (Identity(), Identity(), False),
    ],
)  # fmt: skip
def test_same_survey(one: Identity, other: Identity, same: bool) -> None:
    assert same_survey(one, other) is same
    assert same_survey(other, one) is same


def test_a_document_can_show_that_two_surveys_are_one_in_any_order() -> None:
    documents = [
        Identity(abstract=ABSTRACT, name="a.txt"),
        Identity(title="Judging Machines: A Survey", arxiv_id="2401.01234", name="b.md"),
        Identity(title="Judging Machines: A Survey", abstract=ABSTRACT, name="c.txt"),
        Identity(abstract=OTHER, name="d.txt"),
    ]
    for order in permutations(documents):
        known: list[tuple[str, Identity]] = []
        for document in order:
            found = matching_surveys(document, known)
            survey = found[0] if found else document.name
            known = [(survey if old in found else old, identity) for old, identity in known]
            known.append((survey, document))
        assert len({survey for survey, _ in known}) == 2


def test_the_best_stated_values_are_kept() -> None:
    merged = merge_metadata([
        Identity(abstract=ABSTRACT, name="a.txt"),
        Identity(title="Judging Machines: A Survey", authors=("A. Lee",), year=2024, name="b.txt"),
        Identity(title="Judging Machines: A Survey", authors=("Ann Lee", "Bo Chen"),
                 arxiv_id="2401.01234", name="c.md"),
    ])  # fmt: skip
    assert merged.title == "Judging Machines: A Survey"
    assert merged.authors == ("Ann Lee", "Bo Chen")
    assert (merged.year, merged.arxiv_id, merged.title_stated) == (2024, "2401.01234", True)


def test_without_a_title_a_readable_one_is_made_and_marked() -> None:
    merged = merge_metadata([Identity(abstract=ABSTRACT, name="a.txt")])
    assert merged.title.startswith("Machines judge other machines")
    assert not merged.title_stated
    assert merge_metadata([Identity(name="my_survey-2.pdf")]).title == "my survey-2"


def test_full_names_go_before_initials() -> None:
    short, full = ("A. Lee", "B. Chen"), ("Ann Lee", "Bo Chen")
    assert merge_metadata([Identity(authors=short), Identity(authors=full)]).authors == full


@pytest.mark.parametrize(
    ("authors", "name"),
    [
        (("Tianhao Shen", "Renren Jin", "Deyi Xiong"), "Shen et al. (2023)"),
        (("Ann Lee", "Bo Chen"), "Lee and Chen (2023)"),
        (("刘全",), "刘全 (2023)"),
        ((), "Judging Machines (2023)"),
    ],
)
def test_short_names(authors: tuple[str, ...], name: str) -> None:
    assert short_name(Survey("x", "Judging Machines", authors, 2023, None, None)) == name


def test_a_chinese_abstract_read_a_little_differently_is_the_same() -> None:
    abstract = (
        "大语言模型的对齐旨在使模型的行为符合人类的意图与价值观。本文从数据、训练与评测三个方面回顾了相关工作，"
        "比较了基于人类反馈的强化学习与无需奖励模型的方法，并讨论了对齐税、奖励欺骗以及跨文化价值差异等问题。"
    )
    other = abstract.replace("，", ",").replace("意图与", "意图和").replace("回顾了", "回顾")
    assert same_survey(Identity(abstract=abstract), Identity(abstract=other))
    assert not same_survey(Identity(abstract=abstract), Identity(abstract=abstract[::-1]))
