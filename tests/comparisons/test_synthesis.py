"""What stands under a table: agreement, difference, and what only one covers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.comparisons.aspects import Kind
from assistant.comparisons.cells import Cell
from assistant.comparisons.synthesis import MOST_LINES, Synthesis, synthesise
from assistant.documents.survey import DocumentInfo
from assistant.evidence.claims import Claim
from assistant.messages import Message
from tests.texts import LAKES, RIVERS, category, cited, numbered, sentence


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


@pytest.mark.parametrize("kind", ["yes/no", "number", "year", "list"])
def test_short_values_agree_or_differ(kind: Kind) -> None:
    alike = [cell("s1", "x", "GSM8K", kind), cell("s2", "x", "GSM8K.", kind)]
    found = synthesise([RIVERS, LAKES], alike, {})
    assert len(found.agree) == 1 and not found.differ and not found.alone
    unlike = [cell("s1", "x", "数据集", kind), cell("s2", "x", "GSM8K", kind)]
    found = synthesise([RIVERS, LAKES], unlike, {})
    assert len(found.differ) == 1 and not found.agree
    assert {c.survey.id for c in found.differ[0].citations} == {"s1", "s2"}


def test_sentences_are_not_put_side_by_side() -> None:
    """Whether two sentences agree cannot be told by their words."""
    cells = [cell("s1", "scope", "Rivers flow."), cell("s2", "scope", "Rivers flow.")]
    assert synthesise([RIVERS, LAKES], cells, {}) == Synthesis()


def test_what_no_survey_states_is_not_told() -> None:
    cells = [cell("s1", "cost", "", "number"), cell("s2", "cost", "", "number")]
    assert synthesise([RIVERS, LAKES], cells, {}) == Synthesis()


def test_cells_of_surveys_that_are_not_compared_do_not_count() -> None:
    cells = [cell("s1", "cost", "12", "number"), replace(cell("s2", "cost", "9"), survey_id="s9")]
    assert synthesise([RIVERS, LAKES], cells, {}) == Synthesis()


def test_the_lines_have_a_bound_and_keep_their_order() -> None:
    cells = [
        cell(survey, f"x{n}", value, "number")
        for n in range(MOST_LINES + 5)
        for survey, value in (("s1", f"{n}"), ("s2", f"{n + 100}"))
    ]
    found = synthesise([RIVERS, LAKES], cells, {})
    assert len(found.differ) == MOST_LINES
    assert [f"On x{n}," in line.text for n, line in enumerate(found.differ)] == [True] * MOST_LINES


def test_lines_can_be_said_in_other_languages_and_keep_the_surveys_words() -> None:
    trees = {"s1": (category("洪水"),), "s2": (category("洪水", 0, LAKES),)}
    cells = [cell("s1", "cost", "高い。", "number"), cell("s2", "cost", "", "number")]
    found = synthesise([RIVERS, LAKES], cells, trees)
    for line in (*found.agree, *found.alone):
        assert isinstance(line.text, Message)
        assert "{" not in line.text and line.text.template != line.text
    assert "“洪水”" in found.agree[0].text


def test_what_another_survey_speaks_of_under_its_name_is_not_told_as_of_one_alone() -> None:
    trees = {"s1": (category("Storage dams"),), "s2": (category("Ice", 0, LAKES),)}
    said = replace(sentence("Dams for storage make lakes of rivers."), survey=LAKES)
    found = synthesise([RIVERS, LAKES], [], trees, {"s1": numbered("A dam."), "s2": [said]})
    (line,) = found.differ
    assert line.text == (
        "Reed (2021) has a part on “Storage dams”; Lund (2022) speaks of it without one of that "
        "name."
    )
    assert [citation.survey.id for citation in line.citations] == ["s1", "s2"]
    assert [claim.text for claim in found.alone] == ["Only Lund (2022) has a part on “Ice”."]
    assert {match.categories[0][1].name: match.relation for match in found.matches} == {
        "Storage dams": "named only here",
        "Ice": "only here",
    }


def test_nothing_is_said_of_one_alone_where_the_other_is_in_another_language() -> None:
    info = DocumentInfo("d" * 8, "a.md", "markdown", None, ("zh",), 1.0, ())
    chinese = replace(LAKES, documents=(info,))
    english = replace(RIVERS, documents=(replace(info, languages=("en",)),))
    trees = {"s1": (category("Dams", 0, english),), "s2": (category("冰", 0, chinese),)}
    found = synthesise([english, chinese], [], trees, {})
    assert not found.alone
    assert {match.relation for match in found.matches} == {"named only here"}
