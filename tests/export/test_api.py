"""What programs are told: JSON values that hold every claim with its quotes."""

from __future__ import annotations

import json
from dataclasses import replace

from langchain_core.documents import Document

from assistant.answers.answer import Answer
from assistant.evidence.claims import Claim
from assistant.export.api import (
    answer_reply,
    comparison_reply,
    passage_reply,
    review_reply,
    survey_reply,
)
from tests.export.values import review, spiteful
from tests.texts import RIVERS, cited


def test_an_answer_has_all_claims_and_only_supported_ones_in_its_text() -> None:
    good = Claim("Sand moves.", "supported", (cited("Sand moves."),), quoted=True)
    bad = Claim("Cheese moves.", "unsupported", reason="no word of it")
    reply = answer_reply(Answer("What moves?", claims=(good, bad), finished=True))
    assert reply["text"] == "Sand moves."
    assert [claim["supported"] for claim in reply["claims"]] == [True, False]
    assert reply["claims"][1]["reason"] == "no word of it"
    (citation,) = reply["claims"][0]["citations"]
    assert citation == {
        "survey": "Reed (2021)",
        "title": "A Survey of Rivers",
        "document": "paper.pdf",
        "section": "Sand moves.",
        "page": 2,
        "quote": "Sand moves.",
    }


def test_a_declined_answer_says_why() -> None:
    reply = answer_reply(Answer("Why?", abstained=True, reason="Nothing is said of it."))
    assert reply["abstained"] and reply["text"] == reply["reason"] == "Nothing is said of it."


def test_a_survey_can_be_named_by_what_it_is_told_as() -> None:
    reply = survey_reply(replace(RIVERS, arxiv_id="2101.00001"))
    assert {reply[name] for name in ("id", "name", "title", "arxiv_id")} == {
        "s1", "Reed (2021)", "A Survey of Rivers", "2101.00001",
    }  # fmt: skip


def test_a_comparison_has_a_cell_for_each_survey_in_each_row() -> None:
    table = spiteful()
    reply = comparison_reply(table)
    assert [row["aspect"] for row in reply["rows"]] == list(table.aspects)
    for row in reply["rows"]:
        assert len(row["cells"]) == len(table.surveys)
    assert reply["rows"][0]["cells"][0]["claims"][0]["citations"]
    assert reply["rows"][1]["cells"] == [
        {"survey": cell["survey"], "claims": []} for cell in reply["rows"][1]["cells"]
    ]


def test_a_review_has_every_field_empty_ones_too() -> None:
    made = review()
    reply = review_reply(made)
    assert [field["name"] for field in reply["fields"]] == [field.name for field in made.fields]
    assert reply["fields"][-1]["items"] == []
    assert (reply["sections_read"], reply["sections"]) == (3, 4)


def test_a_passage_says_where_it_stands() -> None:
    place = {"survey": "Reed (2021)", "title": RIVERS.title, "section": "Findings", "page": 2}
    passage = Document(page_content="Water flows.", metadata={**place, "score": 0.5})
    assert passage_reply(passage) == {**place, "quote": "Water flows."}


def test_every_reply_is_json() -> None:
    for reply in (review_reply(review()), comparison_reply(spiteful()), survey_reply(RIVERS)):
        assert json.loads(json.dumps(reply)) == reply
