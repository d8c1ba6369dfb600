"""What stands under a table: agreement, difference, and what only one covers."""

from __future__ import annotations

from assistant.comparisons.aspects import Kind
from assistant.comparisons.cells import Cell
from assistant.comparisons.synthesis import Synthesis, synthesise
from assistant.evidence.claims import Claim
from tests.texts import LAKES, RIVERS, category, cited


def cell(survey_id: str, aspect: str, text: str, kind: Kind = "text") -> Cell:
    survey = RIVERS if survey_id == "s1" else LAKES
    claims = (Claim(text, "supported", (cited(text, survey),)),) if text else ()
    return Cell(survey_id, aspect, claims, kind)


def test_categories_and_values_are_put_into_cited_lines() -> None:
    trees = {
        "s1": (category("Floods"), category("Dams")),
        "s2": (category("Floods", 0, LAKES), category("Ice", 0, LAKES)),
    }
    cells = [
        cell("s1", "year", "2021", "year"), cell("s2", "year", "2022", "year"),
        cell("s1", "code", "yes", "yes/no"), cell("s2", "code", "yes", "yes/no"),
        cell("s1", "cost", "High."), cell("s2", "cost", ""),
        cell("s1", "scope", "Rivers."), cell("s2", "scope", "Lakes."),
    ]  # fmt: skip
    found = synthesise([RIVERS, LAKES], cells, trees)
    agree = [claim.text for claim in found.agree]
    assert agree[0] == "Reed (2021) and Lund (2022) have a part on “Floods”."
    assert agree[1] == "On code, Reed (2021) and Lund (2022) state the same: yes."
    assert [claim.text for claim in found.differ] == [
        "On year, they differ: Reed (2021): 2021; Lund (2022): 2022."
    ]
    alone = [claim.text for claim in found.alone]
    assert "Only Reed (2021) has a part on “Dams”." in alone
    assert "Only Reed (2021) states cost: High." in alone
    for claim in (*found.agree, *found.differ, *found.alone):
        assert claim.citations
    assert {c.survey.id for c in found.agree[0].citations} == {"s1", "s2"}


def test_who_shares_a_name_is_told_once() -> None:
    trees = {"s1": (category("Floods"),), "s2": (category("Sudden Floods", 0, LAKES),)}
    (line,) = synthesise([RIVERS, LAKES], [], trees).differ
    assert line.text == "Reed (2021) has “Floods”, where Lund (2022) has “Sudden Floods”."


def test_one_survey_has_nothing_to_be_compared_with() -> None:
    trees = {"s1": (category("Floods"),)}
    found = synthesise([RIVERS], [cell("s1", "cost", "High.")], trees)
    assert found == Synthesis(trees=(("s1", trees["s1"]),))
