"""The chat model as LangChain sees it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.messages import AIMessageChunk, HumanMessage, SystemMessage, ToolMessage
from langchain_core.output_parsers import StrOutputParser
from langchain_core.prompts import ChatPromptTemplate
from langchain_core.runnables import RunnablePassthrough

from assistant.errors import ModelError, ModelTimeout, PromptTooLong
from assistant.library import Library
from assistant.models.chat import LlamaChatModel
from assistant.models.llama.protocol import ChatMessage

pytestmark = pytest.mark.model


def test_invoke_and_stream_say_the_same(real_model: LlamaChatModel) -> None:
    messages = [SystemMessage("Be brief."), HumanMessage("Name three colours.")]
    whole = real_model.invoke(messages, max_tokens=30)
    chunks = list(real_model.stream(messages, max_tokens=30))
    added = chunks[0]
    for chunk in chunks[1:]:
        added += chunk
    assert isinstance(added, AIMessageChunk)
    assert added.text == whole.text
    assert whole.usage_metadata is not None and added.usage_metadata is not None
    for name in ("input_tokens", "output_tokens", "total_tokens"):
        assert added.usage_metadata[name] == whole.usage_metadata[name]  # type: ignore[literal-required]
    assert whole.usage_metadata["output_tokens"] <= 30
    assert added.response_metadata["finish_reason"] in ("stop", "length")


def test_the_second_time_the_prompt_is_known(real_model: LlamaChatModel) -> None:
    real_model.invoke("Where do rivers end, and why?", max_tokens=4)
    again = real_model.invoke("Where do rivers end, and why?", max_tokens=4)
    usage = again.usage_metadata
    assert usage is not None
    assert usage["input_token_details"]["cache_read"] > 0.8 * usage["input_tokens"]


def test_batch_keeps_the_order(real_model: LlamaChatModel) -> None:
    questions = [f"Repeat the number {number}." for number in (3, 7, 9)]
    together = real_model.batch(questions, max_tokens=8)  # type: ignore[arg-type]
    alone = [real_model.invoke(question, max_tokens=8) for question in questions]
    assert [m.text for m in together] == [m.text for m in alone]


def test_an_unknown_option_is_a_type_error(real_model: LlamaChatModel) -> None:
    with pytest.raises(TypeError, match="max_token"):
        real_model.invoke("Hello", max_token=8)
    with pytest.raises(TypeError, match="colour"):
        list(real_model.stream("Hello", colour="red"))


def test_options_can_be_bound(real_model: LlamaChatModel) -> None:
    bound = real_model.bind(grammar='root ::= "blue"')
    assert bound.invoke("The colour of the sky?").text == "blue"


def test_a_stop_text_and_a_timeout(real_model: LlamaChatModel) -> None:
    whole = real_model.invoke("Count from one to ten.", max_tokens=30).text
    stop = whole[10:14]
    assert (
        real_model.invoke("Count from one to ten.", max_tokens=30, stop=[stop]).text
        == (whole[: whole.index(stop)])
    )
    with pytest.raises(ModelTimeout):
        real_model.invoke("Write a story. " * 300, max_tokens=1000, timeout=0.2)


def test_callbacks_hear_the_text(real_model: LlamaChatModel) -> None:
    class Ear(BaseCallbackHandler):
        heard = ""

        def on_llm_new_token(self, token: object, **details: object) -> None:
            self.heard += str(token)

    ear = Ear()
    chunks = list(real_model.stream("Say hello.", config={"callbacks": [ear]}, max_tokens=12))
    assert ear.heard == "".join(chunk.text for chunk in chunks) != ""


def test_tokens_are_counted_by_the_model(real_model: LlamaChatModel) -> None:
    assert real_model.get_num_tokens("") == 0
    assert 2 <= real_model.get_num_tokens("two words") <= 4


def test_a_message_of_another_kind_is_refused(real_model: LlamaChatModel) -> None:
    with pytest.raises(ModelError, match="tool"):
        real_model.invoke([ToolMessage("42", tool_call_id="1")])


def test_it_works_in_a_chain_with_the_retriever(demo_library: Library) -> None:
    retriever = demo_library.retriever(k=2)
    prompt = ChatPromptTemplate.from_messages(
        [("system", "Answer from the text."), ("user", "{context}\n\nQuestion: {question}")]
    )
    chain = (
        {
            "context": retriever | (lambda found: "\n".join(d.page_content for d in found)),
            "question": RunnablePassthrough(),
        }
        | prompt
        | demo_library.chat_model.bind(max_tokens=24)
        | StrOutputParser()
    )
    question = "What is outer alignment?"
    assert chain.invoke(question).strip()
    assert "".join(chain.stream(question)) == chain.invoke(question)


def likelihoods(model: LlamaChatModel, asked: str, replies: Sequence[str]) -> list[float]:
    """The log-probability of each reply, by the model's process."""
    message = ChatMessage(role="user", content=asked)
    return model.process.likelihoods([message], replies, model.timeout)


def test_the_likelihood_of_a_reply(real_model: LlamaChatModel) -> None:
    asked = "What is the capital of France? Answer in one word."
    paris, chair, nothing = likelihoods(real_model, asked, ["Paris", "Chair", ""])
    assert chair < paris < 0.0 == nothing
    # Two replies share no state, and a longer one has the shorter one's likelihood in it.
    again, longer = likelihoods(real_model, asked, ["Paris", "Paris, in the north."])
    assert again == pytest.approx(paris, abs=1e-3)
    assert longer < paris


def test_likelihoods_agree_with_what_the_model_would_write(real_model: LlamaChatModel) -> None:
    asked = "Name three colours."
    written = real_model.invoke(asked, max_tokens=6).text
    other = "Seven zebras danced."
    likely, unlikely = likelihoods(real_model, asked, [written, other])
    assert likely > unlikely


def test_generating_after_likelihoods_is_as_if_they_were_not_asked(
    real_model: LlamaChatModel,
) -> None:
    asked = "Name three rivers."
    before = real_model.invoke(asked, max_tokens=12).text
    likelihoods(real_model, asked, ["The Nile.", "A chair."])
    assert real_model.invoke(asked, max_tokens=12).text == before
    likelihoods(real_model, "Something else.", ["Yes."])
    assert real_model.invoke(asked, max_tokens=12).text == before


def test_likelihoods_of_a_prompt_that_does_not_fit(real_model: LlamaChatModel) -> None:
    with pytest.raises(PromptTooLong, match="context"):
        likelihoods(real_model, "word " * 9000, ["Yes."])
    assert real_model.invoke("Hello", max_tokens=4).text
