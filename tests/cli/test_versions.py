"""What a person is told of documents that are one survey, and of surveys that may be one."""

from __future__ import annotations

import re
import shlex
from dataclasses import replace

import pytest

from assistant.cli.versions import join_details, joined_lines, proposal_line, proposal_values
from assistant.documents.identity import Identity
from assistant.documents.matching import Agreement, MergeProposal
from assistant.ingest.progress import Added
from tests.texts import RIVERS

LONG_ID = "0123456789abcdef" * 4
PREPRINT = Identity(title="A Survey of Rivers", year=2021, name="rivers-v1.pdf")
PRINTED = Identity(title="河流综述", year=None, name="rivers.html")
PROPOSAL = MergeProposal(("s1", "s2"), (PREPRINT, PRINTED), True, ("title", "authors"), ("year",))


@pytest.mark.parametrize(
    ("details", "told"),
    [
        (["title"], "title"),
        (["doi"], "DOI"),
        (["title", "arxiv_id"], "title and arXiv id"),
        (["title", "authors", "doi"], "title, authors and DOI"),
        (["title", "authors", "year", "abstract"], "title, authors, year and abstract"),
    ],
)
def test_details_are_listed_as_in_a_sentence(details: list[str], told: str) -> None:
    assert join_details(details) == told


def test_a_proposal_names_both_why_and_the_command() -> None:
    line = proposal_line(PROPOSAL)
    assert "\n" not in line
    assert "“A Survey of Rivers, 2021” newer than “河流综述”" in line, (
        "a year only where one is known"
    )
    assert "the same title and authors, another year" in line
    assert shlex.split(line.partition("If so: ")[2]) == ["survey-assistant", "merge", "s1", "s2"]


def test_only_what_is_known_of_a_proposal_is_said() -> None:
    line = proposal_line(replace(PROPOSAL, first_is_newer=False, differ=()))
    assert "newer" not in line and "another" not in line
    assert "(this one)" not in line


@pytest.mark.parametrize("seen_from", ["s1", "s2"])
def test_the_survey_that_is_looked_at_is_marked(seen_from: str) -> None:
    first, second = proposal_line(PROPOSAL, seen_from).split(" newer than ")
    assert ("(this one)" in first) == (seen_from == "s1")
    assert ("(this one)" in second) == (seen_from == "s2")


def test_a_document_without_a_title_goes_by_its_name() -> None:
    nameless = replace(PREPRINT, title="", year=None)
    assert "“rivers-v1.pdf”" in proposal_line(replace(PROPOSAL, identities=(nameless, PRINTED)))


def test_programs_read_which_is_newer() -> None:
    assert proposal_values(PROPOSAL) == {
        "surveys": ("s1", "s2"),
        "newer": "s1",
        "agree": ("title", "authors"),
        "differ": ("year",),
    }
    assert proposal_values(replace(PROPOSAL, first_is_newer=False))["newer"] is None


def test_a_document_of_its_own_is_no_news() -> None:
    assert joined_lines(Added("a.pdf", RIVERS)) == []
    assert joined_lines(Added("a.pdf", joined=Agreement(("title",), ("b.pdf",)))) == []


def test_documents_put_together_say_why_and_how_they_are_parted() -> None:
    joined = Agreement(("title", "doi"), ("b.pdf", "河流.html"))
    (line,) = joined_lines(Added("a.pdf", RIVERS, document_id=LONG_ID, joined=joined))
    assert "one survey with b.pdf, 河流.html: the same title and DOI" in line
    command = shlex.split(line.partition("Not one work? ")[2])
    assert command[:3] == ["survey-assistant", "split", "s1"]
    assert LONG_ID.startswith(command[3]) and len(command) == 4


def test_every_survey_that_was_united_can_be_parted_again() -> None:
    united = (("a" * 64,), ("b" * 64, "c" * 64))
    joined = Agreement(("title",), ("b.pdf",), united)
    (line,) = joined_lines(Added("a.pdf", RIVERS, document_id=LONG_ID, joined=joined))
    commands = line.partition("Not one work? ")[2].split(" && ")
    assert len(commands) == 1 + len(united)
    assert [len(shlex.split(command)) - 3 for command in commands] == [1, 1, 2]
    assert all(re.match("survey-assistant split s1 ", command) for command in commands)
