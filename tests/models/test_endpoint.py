"""An OpenAI-compatible endpoint in place of the local model: well-behaved, and not."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from langchain_core.embeddings import DeterministicFakeEmbedding

from assistant.errors import ModelError
from assistant.library import Library
from assistant.models.endpoint import open_endpoint
from assistant.settings import Settings
from tests.chat_endpoint import ChatEndpoint
from tests.chat_templates import TEMPLATES

SENTENCE = "The Amber river carries gravel to a wide delta."
QUESTION = "What does the Amber river carry to the wide delta?"
Ask = Callable[..., tuple[Library, ChatEndpoint]]


@pytest.fixture
def served(tmp_path: Path, survey_file: Callable[..., Path]) -> Iterator[Ask]:
    """A library whose answers come from an endpoint."""
    opened: list[Library | ChatEndpoint] = []

    def make(  # type: ignore[no-untyped-def]
        text: str = SENTENCE,
        manner: str = "well",
        timeout: float = 20.0,
        thoughts: str = "",
        version: bool = True,
        template: str = "",
    ):
        endpoint = ChatEndpoint(text, manner, thoughts, template)
        settings = Settings(
            home=tmp_path / "home",
            base_url=endpoint.url if version else endpoint.root,
            model="stand-in",
            api_key="key",
            answer_timeout=timeout,
        )
        library = Library.open(
            tmp_path / "library",
            embeddings=DeterministicFakeEmbedding(size=32),
            settings=settings,
        )
        opened.extend([library, endpoint])
        library.add(survey_file(body=f"{SENTENCE} Nothing else is said here."))
        return library, endpoint

    yield make
    for item in opened:
        item.close()


def test_an_endpoint_answers_with_citations(served: Ask) -> None:
    library, endpoint = served()
    answer = library.ask(QUESTION)
    assert not answer.abstained
    assert answer.text == SENTENCE
    assert answer.claims[0].citations[0].quote == SENTENCE
    assert answer.usage.prompt_tokens == 50
    assert answer.usage.completion_tokens == 9
    (request,) = endpoint.requests
    assert request["model"] == "stand-in"
    assert request["stream"] is True
    assert SENTENCE in request["messages"][-1]["content"]
    assert library.model_name == "stand-in"


def test_what_an_endpoint_makes_up_is_not_passed_on(served: Ask) -> None:
    library, _ = served("The moon is made of green cheese, says NASA.")
    answer = library.ask(QUESTION)
    assert answer.claims[0].verdict == "unsupported"
    assert "cheese" not in answer.text
    assert answer.text, "the best evidence is quoted in its place"


@pytest.mark.parametrize("manner", ["refuses", "cut", "broken"])
def test_an_endpoint_that_fails_is_a_clear_error(served: Ask, manner: str) -> None:
    library, _ = served("word " * 40, manner)
    with pytest.raises(ModelError, match="did not answer"):
        library.ask(QUESTION)


def test_an_endpoint_without_words_leaves_the_quotes(served: Ask) -> None:
    library, _ = served(manner="empty")
    answer = library.ask(QUESTION)
    assert answer.claims and all(claim.quoted for claim in answer.claims)


def test_an_endpoint_that_is_not_there_is_a_clear_error(served: Ask) -> None:
    library, endpoint = served()
    endpoint.close()
    endpoint.close = lambda: None  # type: ignore[method-assign]
    with pytest.raises(ModelError, match="address"):
        library.ask(QUESTION)


@pytest.mark.parametrize("manner", ["silent", "slow"])
def test_an_endpoint_that_takes_too_long_is_given_up(served: Ask, manner: str) -> None:
    library, _ = served("word " * 15, manner, timeout=1.5)
    started = time.monotonic()
    with pytest.raises(ModelError):
        library.ask(QUESTION)
    assert time.monotonic() - started < 10


@pytest.mark.parametrize("manner", ["thinks", "closes", "reasons"])
def test_thoughts_are_no_answer_and_do_not_eat_its_tokens(served: Ask, manner: str) -> None:
    """The thoughts alone are longer than an answer may be, and hold what would stop a text."""
    thoughts = "The moon is made of cheese.\nQuestion: or is it?\nText: no. " + "Hm, so. " * 300
    library, endpoint = served(manner=manner, thoughts=thoughts)
    answer = library.ask(QUESTION)
    assert answer.text == SENTENCE
    assert [claim.text for claim in answer.claims] == [SENTENCE]
    *_, last = endpoint.requests
    assert (last.get("max_completion_tokens") or last["max_tokens"]) > len(thoughts) / 3
    assert not last.get("stop")
    asked = len(endpoint.requests)
    assert asked == (2 if manner == "closes" else 1), "one word showed that it thinks"
    library.ask(f"{QUESTION} Say it again.")
    assert len(endpoint.requests) == asked + 1, "it is known to think from then on"


@pytest.mark.parametrize("manner", ["obeys", "strict"])
def test_models_are_asked_not_to_think_where_that_can_be_asked(served: Ask, manner: str) -> None:
    library, endpoint = served(manner=manner, thoughts="Or is it cheese? " * 50)
    assert library.ask(QUESTION).text == SENTENCE
    (request,) = endpoint.requests
    assert ("chat_template_kwargs" in request) == (manner == "obeys")
    assert (request.get("max_completion_tokens") or request["max_tokens"]) < 1000


@pytest.mark.parametrize("manner", ["well", "obeys", "strict"])
def test_the_first_answer_streams(served: Ask, manner: str) -> None:
    library, endpoint = served(f"{SENTENCE} Nothing else is said here.", manner, thoughts="Hm.")
    pending = [answer.pending for answer in library.stream(QUESTION) if answer.pending]
    assert pending[0] == "The", "each word as it comes"
    assert len(endpoint.requests) == 1


@pytest.mark.parametrize("name", TEMPLATES)
@pytest.mark.parametrize("takes_kwargs", [True, False])
def test_models_of_every_template_answer(served: Ask, name: str, takes_kwargs: bool) -> None:
    """Behind a server that leaves thoughts in the text, whether or not it can be told to think."""
    manner = "well" if takes_kwargs else "strict"
    thoughts = f"{SENTENCE} Or is it cheese? " + "Hm, so. " * 300
    library, endpoint = served(manner=manner, thoughts=thoughts, template=TEMPLATES[name])
    for question in (QUESTION, f"{QUESTION} Say it again."):
        for answer in library.stream(question):
            assert "cheese" not in answer.pending and "think" not in answer.pending
        assert [claim.text for claim in answer.claims] == [SENTENCE]
        assert not answer.claims[0].quoted, "it is the model's own"
    room = [request.get("max_completion_tokens") or 0 for request in endpoint.requests]
    thinks = name == "reasoner" or (name in ("qwen", "smollm") and not takes_kwargs)
    assert (max(room) > 1000) == thinks, "room for thoughts where they cannot be helped"
    roles = [message["role"] for message in endpoint.requests[-1]["messages"]]
    assert ("system" in roles) == (name != "gemma")


def test_thoughts_without_an_end_leave_the_quotes(served: Ask) -> None:
    library, _ = served("", "thinks", thoughts="<think>The Amber river carries cheese. " * 5)
    answer = library.ask(QUESTION)
    assert answer.claims and all(claim.quoted for claim in answer.claims)


def test_thoughts_that_no_tag_opens_are_never_shown(served: Ask) -> None:
    """Also where they are what the survey says, and where they never end."""
    library, endpoint = served(manner="closes", thoughts=f"{SENTENCE} Or cheese? " * 8)
    for question in (QUESTION, f"{QUESTION} Say it again."):
        for answer in library.stream(question):
            assert len(answer.claims) <= 1 and "cheese" not in answer.pending
        assert answer.text == SENTENCE
    endpoint.text, endpoint.thoughts = "", "Or is it cheese? " * 3000
    last = library.ask(f"{QUESTION} And again.")
    assert last.claims and all(claim.quoted for claim in last.claims)


def test_thoughts_that_come_late_are_taken_back(served: Ask) -> None:
    """The model there was changed: its first answers had no thoughts."""
    library, endpoint = served()
    assert library.ask(QUESTION).text == SENTENCE
    endpoint.manner, endpoint.thoughts = "closes", "The moon is made of cheese. And so on. "
    answer = library.ask(f"{QUESTION} Say it again.")
    assert [claim.text for claim in answer.claims] == [SENTENCE]


def test_a_first_answer_without_an_end_is_shown_after_all(served: Ask) -> None:
    """It said one word and ended, so it does not think."""
    library, endpoint = served(f"{SENTENCE} " + "And so on and on. " * 40)
    assert library.ask(QUESTION).text == SENTENCE
    assert len(endpoint.requests) == 1


def test_an_endpoint_without_so_much_room_answers_all_the_same(served: Ask) -> None:
    library, endpoint = served(f"{SENTENCE} " + "And so on and on. " * 40, "narrow")
    assert library.ask(QUESTION).text == SENTENCE
    assert library.ask(f"{QUESTION} Say it again.").text == SENTENCE
    assert len(endpoint.requests) == 2


def test_an_address_without_its_version_is_tried_with_it(served: Ask) -> None:
    library, endpoint = served(version=False)
    assert library.ask(QUESTION).text == SENTENCE
    assert [request["path"] for request in endpoint.probes] == [
        "/chat/completions", "/v1/chat/completions",
    ]  # fmt: skip
    library.ask(f"{QUESTION} Again.")
    assert {request["path"] for request in endpoint.requests} == {"/v1/chat/completions"}
    assert len(endpoint.requests) == 2 and len(endpoint.probes) == 2, "a word is asked for once"


@pytest.mark.parametrize("version", [True, False])
def test_an_address_where_nothing_is_is_named(served: Ask, version: bool) -> None:
    library, endpoint = served(manner="nowhere", version=version)
    with pytest.raises(ModelError, match=r"404.*--base-url.*/chat/completions") as caught:
        library.ask(QUESTION)
    assert endpoint.url in str(caught.value), "also where it was only tried"


def test_a_capable_model_is_asked_for_sentences(served: Ask) -> None:
    library, endpoint = served()
    library.ask(QUESTION)
    (request,) = endpoint.requests
    system = request["messages"][0]["content"]
    assert "sentences" in system and "few words" not in system
    assert not any(message["role"] == "assistant" for message in request["messages"])


def test_an_endpoint_needs_the_name_of_a_model() -> None:
    with pytest.raises(ModelError, match="--model"):
        open_endpoint(Settings(base_url="http://127.0.0.1:9/v1"))


def test_a_model_that_knows_nothing_of_options(make_library: Callable[..., Library]) -> None:
    """Any LangChain model will do, also one that does not stream."""
    library = make_library("Nothing that stands there.")
    assert library.model_name == "FakeListChatModel"
    assert library.ask("Anything?").abstained
