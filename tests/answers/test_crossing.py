"""Questions in another language than the surveys: seen as such, found by vectors."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from langchain_core.embeddings import Embeddings
from langchain_core.language_models import FakeListChatModel

from assistant import Library
from assistant.answers.abstention import FOREIGN
from assistant.answers.crossing import terms_carried
from assistant.models.embeddings import EngineEmbeddings
from assistant.settings import Settings

ENGLISH = "The Reed survey says that rivers carry sand to the sea. It counts 12 rivers of Norway."
JAPANESE = "機械翻訳の評価には人手評価と自動評価がある。流暢さは訳文が自然かどうかを表す。"


@pytest.fixture
def shelf(
    tmp_path: Path, real_embeddings: EngineEmbeddings, survey_file: Callable[..., Path]
) -> Iterator[Library]:
    with Library.open(
        tmp_path / "library",
        chat_model=FakeListChatModel(responses=["."]),
        embeddings=real_embeddings,
        settings=Settings(home=tmp_path / "home"),
    ) as library:
        library.add(survey_file("A Survey of Rivers", ENGLISH))
        yield library


@pytest.mark.model
@pytest.mark.parametrize(
    ("question", "language"),
    [("河流把什么带到海里？", "zh"), ("川は何を海に運びますか。", "ja")],
)
def test_a_foreign_question_is_answered_by_the_quoted_sentence(
    shelf: Library, question: str, language: str
) -> None:
    answer = shelf.ask(question)
    assert not answer.abstained
    assert [claim.text for claim in answer.claims if claim.supported] == [
        "The Reed survey says that rivers carry sand to the sea."
    ]
    assert answer.reason == FOREIGN[language]  # type: ignore[index]


@pytest.mark.model
def test_a_european_question_crosses_too(shelf: Library) -> None:
    found = shelf.retrieve("Welches Material tragen Flüsse ins Meer?", shelf.surveys(), 350)
    assert found.crosses
    assert max(found.evidence, key=lambda item: item.score).text.endswith("sand to the sea.")


@pytest.mark.model
def test_a_question_in_the_surveys_language_does_not_cross(shelf: Library) -> None:
    answer = shelf.ask("What do rivers carry to the sea?")
    assert not answer.abstained and answer.reason not in FOREIGN.values()


@pytest.mark.model
def test_what_the_surveys_have_nothing_on_is_declined_across_languages(shelf: Library) -> None:
    assert shelf.ask("三十年战争以哪个条约结束？").abstained
    assert shelf.ask("エタノールの沸点は何度ですか。").abstained


@pytest.mark.model
def test_beside_surveys_of_its_own_language_a_question_is_about_those_that_come_nearest(
    shelf: Library, survey_file: Callable[..., Path]
) -> None:
    shelf.add(survey_file("機械翻訳の評価の概観", JAPANESE, name="mt.md"))
    (first, *_) = shelf.search("流暢さは何を表しますか。")
    assert "流暢さ" in first.passage.text
    (first, *_) = shelf.search("川は何を海に運びますか。")
    assert "rivers" in first.passage.text
    assert shelf.ask("流暢さは何を表しますか。").reason not in FOREIGN.values()


class English(Embeddings):
    """An embedder for which Chinese and Japanese texts are all alike."""

    def embed_query(self, text: str) -> list[float]:
        return (np.ones(8) if text.isascii() else np.eye(8)[0]).tolist()

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [self.embed_query(text) for text in texts]


def test_with_an_english_embedder_words_decide(
    tmp_path: Path, survey_file: Callable[..., Path]
) -> None:
    with Library.open(
        tmp_path / "library",
        chat_model=FakeListChatModel(responses=["."]),
        embeddings=English(),
        settings=Settings(home=tmp_path / "home"),
    ) as library:
        library.add(survey_file("A Survey of Rivers", ENGLISH))
        answer = library.ask("河流把什么带到海里？")
        assert answer.abstained and "“河流" in answer.reason


def test_only_words_in_another_script_can_be_carried() -> None:
    assert terms_carried("DPOとRLHFは2023年に何が違いますか") == ["dpo", "rlhf", "2023"]
    assert terms_carried("Was unterscheidet DPO von RLHF?") == []
