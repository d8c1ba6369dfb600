# ruff: noqa: E501  (texts stand as they are)
"""Which documents describe one survey, and which two surveys may be one work."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import pytest

from assistant.documents.identity import Identity
from assistant.documents.matching import (
    agreement,
    matching_surveys,
    merge_proposals,
    same_survey,
)

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
SHORT = "Judging Machines: A Survey"
LEE, CHEN = ("Ann Lee", "Bo Chen"), ("Carla Diaz",)
PAPER = Identity(SHORT, LEE, 2024, doi="10.1145/3641289", abstract=ABSTRACT, name="paper.pdf")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (Identity(arxiv_id="2401.01234"), Identity(arxiv_id="2401.01234", title="X"), True),
        (Identity(title="Judging", arxiv_id="2401.01234"),
         Identity(title="Judging", arxiv_id="2401.09999"), False),
        (Identity(doi="10.1145/A1B"), Identity(doi="10.1145/a1b"), True),
        (Identity(title="Judging Machines: A Survey", year=2024), Identity(title="Judging machines - a survey", year=2024), True),
        (Identity(title="Judging Machines: A Survey"), Identity(title="Judging Robots: A Survey"), False),
        (Identity(title="A Survey of Judging Machines, Part 1"),
         Identity(title="A Survey of Judging Machines, Part 2"), False),
        (Identity(title="A Survey of Mamba in Medical Imaging"),
         Identity(title="A Survey of Samba in Medical Imaging"), False),
        (Identity(title="A Survey of Efficient Models of Flowing Water", authors=LEE),
         Identity(title="A Survey of Ecient Models of Flow ing Water", authors=LEE), True),
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
        Identity(title="Judging Machines: A Survey", arxiv_id="2401.01234", year=2024, name="b.md"),
        Identity(title="Judging Machines: A Survey", abstract=ABSTRACT, year=2024, name="c.txt"),
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


def test_a_chinese_abstract_read_a_little_differently_is_the_same() -> None:
    abstract = (
        "大语言模型的对齐旨在使模型的行为符合人类的意图与价值观。本文从数据、训练与评测三个方面回顾了相关工作，"
        "比较了基于人类反馈的强化学习与无需奖励模型的方法，并讨论了对齐税、奖励欺骗以及跨文化价值差异等问题。"
    )
    other = abstract.replace("，", ",").replace("意图与", "意图和").replace("回顾了", "回顾")
    assert same_survey(Identity(abstract=abstract), Identity(abstract=other))
    assert not same_survey(Identity(abstract=abstract), Identity(abstract=abstract[::-1]))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (Identity(SHORT, LEE), Identity(SHORT, ("A. Lee", "B. Chen")), True),
        (Identity(SHORT, LEE), Identity(SHORT, CHEN), False),
        (Identity(SHORT, ("A. Lee",)), Identity(SHORT, ("B. Lee",)), False),
        (Identity(SHORT, year=2018), Identity(SHORT, year=2018), True),
        (Identity(SHORT, year=2018), Identity(SHORT, year=2022), False),
        (Identity(SHORT), Identity(SHORT), False),
        (Identity(LONG), Identity(LONG), True),
        (Identity(LONG, LEE), Identity(LONG, CHEN), False),
        (Identity(SHORT, LEE, 2018, abstract=ABSTRACT), Identity(SHORT, LEE, 2022, abstract=OTHER), False),
        (Identity(SHORT, CHEN, abstract=ABSTRACT), Identity(SHORT, LEE, abstract=ABSTRACT), True),
        (Identity(SHORT, LEE, doi="10.1145/1"), Identity(SHORT, LEE, doi="10.1145/2"), False),
        (Identity(SHORT, LEE, doi="10.21105/joss"), Identity(SHORT, LEE, doi="10.21105/joss.03021"), True),
        (Identity(SHORT, LEE, doi="10.1016/j.dss.2024.1"), Identity(SHORT, LEE, doi="10.1016/j.dss.2024.114276"), True),
        (Identity(SHORT, LEE, doi="10.21105/joss"), Identity(LONG, CHEN, doi="10.21105/joss"), False),
        (Identity(SHORT, LEE, doi="10.1145/1"), Identity(LONG, CHEN, doi="10.1145/1"), False),
        (Identity("TOP 1%", LEE, doi="10.1145/1"), Identity(LONG, LEE, doi="10.1145/1"), True),
        (Identity(SHORT, arxiv_id="2401.01234"), Identity(LONG, arxiv_id="2401.01234"), False),
        (Identity("Judging Machines", arxiv_id="2401.01234"), Identity(SHORT, arxiv_id="2401.01234"), True),
        (Identity(SHORT, LEE, abstract=ABSTRACT), Identity(LONG, CHEN, abstract=ABSTRACT), False),
        (Identity(SHORT, LEE, abstract=ABSTRACT), Identity(LONG, LEE, abstract=ABSTRACT), True),
    ],
)  # fmt: skip
def test_a_merge_needs_more_than_one_thing(one: Identity, other: Identity, same: bool) -> None:
    assert same_survey(one, other) is same
    assert same_survey(other, one) is same


def test_names_meet_however_they_are_written() -> None:
    for one, other in (
        ("Annett Börner", "Annett Borner"),
        ("Lee, Ann", "Ann Lee"),
        ("Łukasz Kaiser", "L. Kaiser"),
        ("Søren Ørsted", "Soren Orsted"),
        ("高 阳", "高阳"),
    ):
        assert same_survey(Identity(SHORT, (one,)), Identity(SHORT, (other,))), one


def test_a_third_document_does_not_unite_what_states_two_works() -> None:
    known = [("one", replace(PAPER, doi="10.1145/1")), ("two", replace(PAPER, doi="10.1145/2"))]
    between = replace(PAPER, doi=None)
    assert matching_surveys(between, known) == ("one",)
    known = [("one", replace(PAPER, doi=None)), ("one", replace(PAPER, doi="10.1145/1"))]
    assert matching_surveys(replace(PAPER, doi="10.1145/2"), known) == ()


def test_why_a_document_is_with_others() -> None:
    found = agreement(PAPER, [replace(PAPER, doi=None, name="copy.html"), Identity(name="x.txt")])
    assert found is not None
    assert found.details == ("title", "authors", "year", "abstract")
    assert found.documents == ("copy.html",)
    assert agreement(PAPER, []) is None


def test_a_preprint_and_its_paper_are_proposed_as_one() -> None:
    preprint = replace(
        PAPER, doi="10.1101/2023.01.01.071111", year=2023, abstract=ABSTRACT + " Code follows."
    )
    other = Identity("A Survey of Rivers", LEE, 2024)
    (found,) = merge_proposals([("old", [preprint]), ("new", [PAPER]), ("rivers", [other])])
    assert found.surveys == ("new", "old") and found.first_is_newer
    assert found.agree == ("title", "authors", "abstract") and found.differ == ("doi",)
    assert merge_proposals([("old", [preprint]), ("new", [PAPER])], "new") == [found]
    assert merge_proposals([("old", [preprint]), ("rivers", [other])], "rivers") == []
    # Of one year, the one on a preprint server is the older.
    (found,) = merge_proposals([("old", [replace(preprint, year=2024)]), ("new", [PAPER])])
    assert found.surveys == ("new", "old") and found.first_is_newer
    (found,) = merge_proposals([("a", [replace(PAPER, doi="10.1145/1")]), ("b", [PAPER])])
    assert not found.first_is_newer


def test_what_is_proposed_and_what_is_not() -> None:
    def proposed(one: Identity, other: Identity) -> bool:
        return bool(merge_proposals([("one", [one]), ("two", [other])]))

    assert proposed(Identity(SHORT), Identity(SHORT, LEE))
    assert proposed(
        Identity(SHORT, LEE, 2018, abstract=ABSTRACT), Identity(SHORT, LEE, 2022, abstract=OTHER)
    )
    assert proposed(Identity(SHORT, doi="10.1145/1"), Identity(LONG, doi="10.1145/1"))
    assert not proposed(Identity(SHORT, LEE, 2018), Identity(SHORT, CHEN, 2022))
    assert not proposed(
        Identity(SHORT, LEE, abstract=ABSTRACT), Identity(LONG, LEE, abstract=OTHER)
    )
    assert not proposed(
        Identity(SHORT, LEE, doi="10.21105/joss"), Identity(LONG, CHEN, doi="10.21105/joss")
    )
