"""A library as the command line shows it: surveys, outlines, checkups, and the same as JSON."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from assistant.cli.tables import (
    count_with_noun,
    print_checkup,
    print_survey,
    print_surveys,
    shown_values,
    survey_values,
)
from assistant.documents.document import Caption, Document, Section, Sentence
from assistant.documents.identity import Identity
from assistant.documents.matching import MergeProposal
from assistant.documents.survey import DocumentInfo, Survey
from assistant.maintenance.integrity import Checkup, Finding

PAPER = Document(
    "a" * 64,
    "rivers [draft].pdf",
    "pdf",
    (
        Section("", 1, "front", (Sentence("Ada Reed", 1),)),
        Section("1 洪水", 1, "body", (Sentence("水。", 1), Sentence("More.", 3))),
        Section("1.1 Dams", 2, "body", (Sentence("They hold.", 3),), ("1 洪水", "1.1 Dams")),
        Section("Note", 1, "body", ()),
    ),
    page_count=3,
    captions=(Caption("Figure 1", "A dam."),),
    references=("[1] One.", "[2] Two."),
    languages=("en", "zh"),
    warnings=("page 2 is a scan",),
    readable_share=0.5,
)
PAGE = Document("b" * 64, "河.html", "html", (), languages=("ja", "en"))
SURVEY = Survey(
    "s1" * 8, "A Survey of [Rivers]", ("Ada Reed", "Bo Lund"), 2021, "2101.00001", "10.1/x",
    (DocumentInfo.of(PAPER), DocumentInfo.of(PAGE)),
)  # fmt: skip
BARE = Survey("s2" * 8, "湖泊综述", (), None, None, None)
PROPOSAL = MergeProposal(
    (SURVEY.id, BARE.id), (Identity("Rivers"), Identity("湖泊综述")), False, ("title",), ()
)
Captured = pytest.CaptureFixture[str]


@pytest.mark.parametrize(
    ("number", "several", "told"),
    [
        (0, "", "0 pages"),
        (1, "", "1 page"),
        (2, "", "2 pages"),
        (1, "x", "1 page"),
        (5, "x", "5 x"),
    ],
)
def test_numbers_have_their_noun_in_its_form(number: int, several: str, told: str) -> None:
    assert count_with_noun(number, "page", several) == told


def test_an_empty_library_says_how_to_add(capsys: Captured) -> None:
    print_surveys([])
    assert "survey-assistant add" in capsys.readouterr().out


def test_a_survey_is_two_lines_of_what_is_known(capsys: Captured) -> None:
    print_surveys([SURVEY, BARE], [PROPOSAL])
    name, facts, bare_name, bare_facts, proposal = capsys.readouterr().out.splitlines()
    assert name == "Reed and Lund (2021): A Survey of [Rivers]"
    assert facts.strip().split(" · ") == [
        "s1s1s1s1", "arXiv:2101.00001", "doi:10.1/x", "2 documents", "3 pages", "pdf html",
        "en zh ja", "50% read", "1 warning",
    ]  # fmt: skip
    assert bare_name == "湖泊综述: 湖泊综述"
    assert bare_facts.split(" · ")[1:] == ["0 documents"] and "None" not in bare_facts
    assert "survey-assistant merge" in proposal


def test_a_document_is_shown_with_its_outline(capsys: Captured) -> None:
    print_survey(SURVEY, [PAPER, PAGE], [PROPOSAL])
    shown = capsys.readouterr().out
    assert "Ada Reed, Bo Lund" in shown and "(this one)" in shown
    assert "rivers [draft].pdf  (aaaaaaaa)" in shown and "河.html  (bbbbbbbb)" in shown
    assert "1 figure or table · 2 references" in shown
    assert "0 figures and tables · 0 references" in shown
    assert "! page 2 is a scan" in shown
    outline = [line for line in shown.splitlines() if "p. " in line or "pp. " in line]
    assert outline == ["    1 洪水  pp. 1-3", "      1.1 Dams  p. 3"]
    assert "    Note\n" in shown


def test_what_is_not_known_of_a_survey_leaves_no_gap(capsys: Captured) -> None:
    print_survey(BARE, [])
    title, facts = capsys.readouterr().out.splitlines()
    assert title == "湖泊综述" and facts.strip() == "s2s2s2s2 · 0 documents"


def test_values_can_be_written_as_json_and_hold_what_is_shown() -> None:
    found = json.loads(json.dumps(shown_values(SURVEY, [PAPER, PAGE], [PROPOSAL])))
    paper, page = found["documents"]
    assert [section["title"] for section in paper["sections"]] == ["", "1 洪水", "1.1 Dams", "Note"]
    assert [section["sentences"] for section in paper["sections"]] == [1, 2, 1, 0]
    assert paper["sections"][1]["pages"] == [1, 3] and paper["sections"][3]["pages"] is None
    assert (paper["captions"], paper["references"]) == (1, 2) and page["sections"] == []
    assert found["languages"] == ["en", "zh", "ja"] and found["page_count"] == 3
    assert found["warnings"] == ["rivers [draft].pdf: page 2 is a scan"]
    assert len(found["proposals"]) == 1


def test_a_survey_has_only_proposals_of_its_own() -> None:
    other = replace(PROPOSAL, surveys=("x", "y"))
    assert survey_values(BARE, [other])["proposals"] == []
    assert len(survey_values(BARE, [other, PROPOSAL])["proposals"]) == 1


def test_documents_that_do_not_fit_the_survey_are_an_error() -> None:
    with pytest.raises(ValueError, match="shorter"):
        shown_values(SURVEY, [PAPER])


@pytest.mark.parametrize(
    ("findings", "mended", "hint"),
    [
        ((), (), "✓ Everything agrees."),
        ((), (Finding("passages"),), "✓ Everything agrees."),
        ((Finding("passages", ("a", "b")),), (), "check --repair"),
        ((Finding("originals", derived=False),), (), ""),
        ((Finding("passages"),), (Finding("vectors"),), ""),
    ],
)
def test_a_checkup_tells_the_next_step_only_where_it_helps(
    findings: tuple[Finding, ...], mended: tuple[Finding, ...], hint: str, capsys: Captured
) -> None:
    print_checkup(Checkup(1, 2, 30, findings, mended))
    first, *rest = capsys.readouterr().out.splitlines()
    assert first == "1 survey, 2 documents, 30 passages"
    assert sum(line.startswith("✗ ") for line in rest) == len(findings)
    assert sum(line.startswith("✓ mended: ") for line in rest) == len(mended)
    assert len(rest) == len(findings) + len(mended) + bool(hint)
    assert hint in (rest[-1] if rest else "")
