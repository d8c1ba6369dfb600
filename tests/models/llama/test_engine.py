"""What is needed of llama-cpp-python beyond its public names, and the chat model itself."""

from __future__ import annotations

import ast
import inspect
import re
from pathlib import Path

import llama_cpp
import pytest

from assistant.models.files.defaults import default_chat_model
from assistant.models.llama import engine
from assistant.models.llama.engine import ChatEngine, GrammarRefused
from assistant.models.llama.protocol import Chat, ChatMessage, Score
from assistant.models.llama.template import PromptRefused
from assistant.settings import Settings

# Members of llama_cpp.Llama that have no public name, and what breaks where one is gone.
CONTRACT = {
    "_ctx.ctx": "Stop inside a prompt (the abort flag is set on it), likelihoods, embeddings",
    "_ctx.decode": "likelihoods of replies, and embeddings",
    "_ctx.kv_cache_clear": "embeddings: a text would see the one before",
    "_ctx.kv_cache_seq_rm": "likelihoods: replies would see each other",
    "_batch.add_sequence": "embeddings of several texts at once",
    "_batch.reset": "embeddings of several texts at once",
    "_batch.set_batch": "likelihoods of replies",
    "_input_ids": "how many tokens of a prompt were known before",
    "_model.model": "the number of parameters",
    "_model.vocab": "the end of a reply, grammars, and whether a prompt begins with a token",
    "_model.token_get_text": "chat templates that name the tokens that open and close a text",
    "_requires_eval": "generating after likelihoods: it would go on from the last reply",
}


@pytest.fixture(scope="module")
def chat(real_settings: Settings) -> ChatEngine:
    """The default chat model in this process."""
    return ChatEngine(str(default_chat_model(real_settings)), 512, 2)


def asked(text: str) -> list[ChatMessage]:
    return [ChatMessage(role="user", content=text)]


def test_the_contract_names_every_private_member_that_is_used() -> None:
    modules = sorted(Path(inspect.getfile(engine)).parent.glob("*.py"))
    nodes = [node for path in modules for node in ast.walk(ast.parse(path.read_text("utf-8")))]
    own = {item.name for item in nodes if isinstance(item, ast.FunctionDef)}
    used = {
        found[1]
        for node in nodes
        if isinstance(node, ast.Attribute)
        and (found := re.fullmatch(r"(?:self\._llama|llama)\.(_\w+(?:\.\w+)*)", ast.unparse(node)))
        and found[1] not in own
    }
    whole = {name for name in used if not any(other.startswith(f"{name}.") for other in used)}
    assert {name for name in whole if name != "_model"} == set(CONTRACT)


@pytest.mark.model
@pytest.mark.parametrize("name", CONTRACT)
def test_llama_cpp_python_has_what_the_contract_names(name: str, real_settings: Settings) -> None:
    path = str(default_chat_model(real_settings))
    llama = llama_cpp.Llama(path, n_ctx=64, n_batch=32, verbose=False)
    try:
        value: object = llama
        for part in name.split("."):
            assert hasattr(value, part), f"without {name} this breaks: {CONTRACT[name]}"
            value = getattr(value, part)
    finally:
        llama.close()
    first = name.split(".")[0]
    assert first in inspect.getsource(llama_cpp.Llama), "set by us alone, it would do nothing"


@pytest.mark.model
def test_a_prompt_that_was_read_is_not_read_again(chat: ChatEngine) -> None:
    request = Chat(asked("Name three colours of the sea."), max_tokens=8)
    first = "".join(chat.generate(request, lambda: False))
    again = "".join(chat.generate(request, lambda: False))
    assert first == again
    assert chat.usage().reused_tokens > 0.8 * chat.usage().prompt_tokens
    assert chat.usage().finish in ("stop", "length") and chat.usage().completion_tokens <= 8


@pytest.mark.model
def test_it_stops_when_it_is_told_to(chat: ChatEngine) -> None:
    list(chat.generate(Chat(asked("Tell a long story."), max_tokens=200), lambda: True))
    assert chat.usage().completion_tokens == 1


@pytest.mark.model
def test_what_does_not_fit_or_compile_is_refused(chat: ChatEngine) -> None:
    with pytest.raises(PromptRefused, match="512"):
        list(chat.generate(Chat(asked("word " * 900)), lambda: False))
    with pytest.raises(PromptRefused, match="512"):
        chat.likelihoods(Score(asked("word " * 900), ["Yes."]))
    with pytest.raises(GrammarRefused):
        list(chat.generate(Chat(asked("Why?"), grammar="no rule"), lambda: False))


@pytest.mark.model
def test_what_is_known_of_the_model(chat: ChatEngine) -> None:
    facts = chat.facts()
    assert facts.context == 512 and facts.has_template
    assert 130e6 < facts.parameters < 140e6
    assert chat.count("") == 0 and chat.count("<|im_end|>") > 1
