"""What is proposed to ask next: sections near the cited ones that have something to say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from assistant.answers.answer import Answer
from assistant.answers.features import Features
from assistant.answers.retrieval import Retrieved
from assistant.chat.suggestions import COUNT, follow_ups
from assistant.documents.document import Document
from assistant.documents.survey import Survey
from assistant.errors import LibraryError
from assistant.evidence.claims import quote
from tests.texts import document, sentence

SECTIONS = (
    "1 Introduction",
    "2 Sand in rivers",
    "3 Floods in spring",
    "4 Small stone dams",
    "5 Fish in ponds",
    "6 Notes",
)
RIVERS = document(*((1, title, [f"About {title}."]) for title in SECTIONS))
SURE = Features(1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0)


def answer_at(number: int, question: str = "What moves?") -> Answer:
    item = sentence("Sand moves.", number, document=RIVERS.id)
    return Answer(question, (quote(item),), (item,), finished=True)


def proposed(answer: Answer, asked: Iterable[str] = (), unsure: str = "none") -> tuple[str, ...]:
    def found(question: str, survey: Survey) -> Retrieved:
        if unsure in question:
            return Retrieved((), Features())
        return Retrieved((sentence("It says so."),), SURE)

    return follow_ups(answer, list(asked), lambda _: RIVERS, found)


def test_the_nearest_sections_are_proposed_first() -> None:
    questions = proposed(answer_at(2))
    assert len(questions) == COUNT
    assert "Small stone dams" in questions[0] and "Sand in rivers" in questions[1]
    assert all("Reed (2021)" in question for question in questions)


def test_they_are_in_the_language_of_the_question() -> None:
    chinese, japanese = (
        proposed(answer_at(2, "什么在动？")),
        proposed(answer_at(2, "何が動きますか。")),
    )
    assert chinese[0] == "Reed (2021) 对“Small stone dams”有何论述？"
    assert japanese[0] == "Reed (2021) は「Small stone dams」について何を述べていますか？"


def test_the_works_own_title_is_no_topic() -> None:
    titled = replace(RIVERS, title="Small stone dams")
    found = follow_ups(
        answer_at(2), [], lambda _: titled, lambda *_: Retrieved((sentence("Yes."),), SURE)
    )
    assert found and not any("Small stone dams" in question for question in found)


def test_what_was_asked_is_not_proposed_again() -> None:
    questions = proposed(answer_at(2), ["What about small stone dams?"])
    assert not any("Small stone dams" in question for question in questions)


def test_what_has_no_answer_is_not_proposed() -> None:
    questions = proposed(answer_at(2), unsure="Sand in rivers")
    assert questions and not any("Sand in rivers" in question for question in questions)


def test_one_word_is_no_topic() -> None:
    assert not any("Notes" in question for question in proposed(answer_at(4)))


def test_a_document_that_is_gone_proposes_nothing() -> None:
    def gone(document_id: str) -> Document:
        raise LibraryError(f"No document {document_id!r}.")

    assert follow_ups(answer_at(2), [], gone, lambda *_: Retrieved((), SURE)) == ()


def test_an_answer_without_a_place_proposes_nothing() -> None:
    assert proposed(Answer("What moves?", finished=True)) == ()
