"""Questions in another language than the surveys: seen as such, found by vectors."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from langchain_core.embeddings import Embeddings
from langchain_core.language_models import FakeListChatModel

from assistant import Library
from assistant.answers.abstention import FOREIGN
from assistant.answers.crossing import Nearness, terms_carried, with_others
from assistant.models.embeddings import EngineEmbeddings
from assistant.models.evidence_model import EvidenceModel
from assistant.models.llama.protocol import Rankings, VerdictShares
from assistant.settings import Settings
from vectorstore.index import Hit
from vectorstore.passage import Passage

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


def test_what_the_evidence_model_finds_likely_goes_before_what_is_as_near() -> None:
    likely, plain, farther = Nearness(0.5, 0.5, 1.0), Nearness(0.5, 0.5), Nearness(0.5, 0.4)
    assert likely.score > plain.score > farther.score


def hit(name: str, similarity: float | None) -> Hit:
    passage = Passage(name, name, "Findings", "body", "Rivers carry sand.", ())
    return Hit(passage, 1.0, similarity, None)


def test_a_passage_in_another_language_stands_where_its_cosine_puts_it() -> None:
    own = [hit("a", 0.5), hit("b", None), hit("c", 0.4), hit("d", 0.1)]
    others = [hit("x", 0.38), hit("y", 0.02)]
    merged = with_others(own, others, 0.05)
    assert [found.passage.id for found in merged] == ["a", "x", "b", "c", "d", "y"]
    near = with_others(own, others, -0.05)
    assert [found.passage.id for found in near] == ["a", "b", "c", "x", "d", "y"]


@pytest.mark.model
def test_a_search_has_passages_of_both_languages(
    shelf: Library, survey_file: Callable[..., Path]
) -> None:
    text = "河流把泥沙带到海里。挪威有十二条河。"
    shelf.add(survey_file("河流综述", text, name="zh.md"))
    for question in ("What do rivers carry to the sea?", "河流把什么带到海里？"):
        found = {hit.passage.document_id for hit in shelf.search(question)}
        assert len(found) == 2


class Engine:
    """An evidence model that finds an answer in sentences about Norway."""

    def rank(self, question: str, passages: Sequence[Sequence[str]], *, urgent: bool) -> Rankings:
        odds = [[6.0 if "Norway" in text else -6.0 for text in passage] for passage in passages]
        scores = [[(value, 0.5, 0, 2, 1.0, value) for value in row] for row in odds]
        return Rankings([0.0] * len(passages), scores)

    def verify(self, claims: Sequence[tuple[str, Sequence[str]]], *, urgent: bool) -> VerdictShares:
        raise AssertionError("nothing is verified to retrieve")


@pytest.mark.model
def test_the_evidence_model_reads_the_nearest_sentences(
    tmp_path: Path, real_embeddings: EngineEmbeddings, survey_file: Callable[..., Path]
) -> None:
    with Library.open(
        tmp_path / "library",
        chat_model=FakeListChatModel(responses=["."]),
        embeddings=real_embeddings,
        evidence_model=EvidenceModel(Engine()),
        settings=Settings(home=tmp_path / "home"),
    ) as library:
        library.add(survey_file("A Survey of Rivers", ENGLISH))
        found = library.retrieve("河流把什么带到海里？", library.surveys(), 350)
    assert found.features.answers == 6.0
    first = max(found.evidence, key=lambda item: item.score)
    assert "Norway" in first.text and first.probability is not None and first.probability > 0.9


@pytest.mark.model
def test_a_survey_that_is_named_is_the_one_that_is_searched(
    shelf: Library, survey_file: Callable[..., Path]
) -> None:
    shelf.add(survey_file("A Survey of Lakes", ENGLISH.replace("Reed", "Lund"), author="Bo Lund"))
    for question in ("Lund 的综述说河流把什么带到海里？", "Was tragen Flüsse nach Lund ins Meer?"):
        hits = shelf.search(question)
        assert hits and all("Lund" in hit.passage.text for hit in hits)
        assert all("Reed" not in item.text for item in shelf.ask(question).evidence)


def test_only_words_in_another_script_can_be_carried() -> None:
    assert terms_carried("DPOとRLHFは2023年に何が違いますか") == ["dpo", "rlhf", "2023"]
    assert terms_carried("Was unterscheidet DPO von RLHF?") == []
