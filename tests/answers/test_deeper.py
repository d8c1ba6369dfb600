"""Going deeper: the whole text is read, more of it quoted, and other surveys are looked at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from assistant.answers.answer import Answer
from assistant.answers.deeper import (
    MOST_QUOTES,
    question_elsewhere,
    quotes_elsewhere,
    with_further_quotes,
)
from assistant.answers.features import Features
from assistant.answers.question import Question
from assistant.answers.retrieval import Retrieved
from assistant.documents.survey import DocumentInfo
from assistant.evidence.claims import quote
from assistant.library import Library
from tests.texts import LAKES, RIVERS, sentence

QUESTION = "Which rivers carry sand?"
SURE = Features(1.0, 1.0, 1.0, 1.0, 1.0, 1.0)


def test_further_quotes_have_to_do_with_the_question_and_are_no_repeats() -> None:
    first = sentence("The river Amber carries sand.", 0, score=3.0)
    others = [sentence(f"River {n} carries sand too.", n, score=2.0) for n in range(1, 9)]
    beside = sentence("Lakes are deep and cold in winter.", 20, score=2.5)
    answer = Answer(QUESTION, (quote(first),), (first, beside, *others), finished=True)
    texts = [claim.text for claim in with_further_quotes(answer, Question(QUESTION)).claims]
    assert texts == [first.text, *(item.text for item in others[: MOST_QUOTES - 1])]
    assert with_further_quotes(
        replace(answer, evidence=(first, beside)), Question(QUESTION)
    ) == replace(answer, evidence=(first, beside))


def test_each_survey_elsewhere_is_quoted_once_unless_it_is_doubtful() -> None:
    here = [sentence(f"River {n} carries sand.", n, score=n) for n in range(3)]
    there = replace(sentence("Lake sand is fine.", 9, score=1.0), survey=LAKES)
    found = Retrieved((*here, there), SURE)
    assert [claim.text for claim in quotes_elsewhere(found)] == [here[2].text, there.text]
    assert quotes_elsewhere(replace(found, features=Features())) == ()
    assert quotes_elsewhere(Retrieved((), SURE)) == ()


def test_what_could_not_be_asked_for_its_language_is_elsewhere() -> None:
    infos = [
        DocumentInfo(name, f"{name}.md", "markdown", None, (language,), 1.0, ())
        for name, language in (("d1", "en"), ("d2", "zh"))
    ]
    english, chinese = replace(RIVERS, documents=(infos[0],)), replace(LAKES, documents=(infos[1],))
    question = Question(QUESTION, (english, chinese))
    again = question_elsewhere(question, [english, chinese], ["d2"])
    assert again is not None and again.scope == (chinese,)
    assert question_elsewhere(question, [english, chinese]) is None
    named = Question("Which rivers does Reed et al. (2021) name?", (english, chinese))
    assert question_elsewhere(named, [english, chinese], ["d2"]) is None


def test_deeper_reads_every_sentence_and_says_how_many(
    library: Library, survey_file: Callable[..., Path]
) -> None:
    facts = [f"The river number {n} carries gravel and sand to the sea." for n in range(60)]
    library.add(survey_file("A Survey of Rivers", " ".join(facts)))
    question = "Which river carries gravel and sand to the sea?"
    usual, deeper = library.ask(question), library.ask(question, deeper=True)
    assert usual.read is None
    assert deeper.read is not None and deeper.read.sentences >= 60
    assert (deeper.read.sections, deeper.read.surveys) == (1, 1)
    assert len(deeper.evidence) > len(usual.evidence)
    assert len(deeper.claims) > len(usual.claims)


def test_what_was_not_chosen_is_quoted_as_elsewhere(
    library: Library, survey_file: Callable[..., Path]
) -> None:
    library.add(survey_file("Survey of Lakes", "Glacial lakes in Norway hold the oldest trout."))
    library.add(survey_file("Survey of Seas", "The seas are wide. The tides follow the moon."))
    question = "Which lakes in Norway hold the oldest trout?"
    declined = library.ask(question, surveys=["Survey of Seas"])
    assert [claim.citations[0].survey.title for claim in declined.elsewhere] == ["Survey of Lakes"]
    assert library.ask(question).elsewhere == ()
    assert library.ask(question, surveys=["Survey of Lakes"]).elsewhere == ()
