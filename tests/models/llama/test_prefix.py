"""What was read is not read again, by models that can go back to it and by those that cannot."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.models.llama.engine import ChatEngine
from assistant.models.llama.protocol import Chat, ChatMessage, Score
from tests.chat_templates import TEMPLATES
from tests.tiny_models import write_model

TEMPLATE = "{% for m in messages %}<|im_start|>{{ m.content }}<|im_end|>{% endfor %}<|im_start|>"
SYSTEM = "Answer from the text alone, in plain sentences, please."


def asked(question: str) -> list[ChatMessage]:
    return [
        ChatMessage(role="system", content=SYSTEM),
        ChatMessage(role="user", content=question),
    ]


def opened(folder: Path, hybrid: bool) -> ChatEngine:
    """A tiny model of either architecture; always the same one."""
    return ChatEngine(str(write_model(folder / "tiny.gguf", TEMPLATE, hybrid=hybrid)), 512, 1)


def written(engine: ChatEngine, question: str) -> str:
    return "".join(engine.generate(Chat(asked(question), max_tokens=24), lambda: False))


@pytest.mark.parametrize("hybrid", [False, True])
def test_a_prompt_is_answered_as_if_it_were_the_first(tmp_path: Path, hybrid: bool) -> None:
    """Whatever was asked before: other questions, the same again, likelihoods, a longer one."""
    questions = ["Why?", "What is it?", "What is it?", "What is it, and why so?", "Who?"]
    engine = opened(tmp_path, hybrid)
    for question in questions:
        fresh = opened(tmp_path, hybrid)
        assert written(engine, question) == written(fresh, question), question
        replies = ["Yes.", "Or no, or both of them.", "Yes."]
        scores = engine.likelihoods(Score(asked(question), replies))
        assert scores == pytest.approx(fresh.likelihoods(Score(asked(question), replies)), 1e-3)
        assert scores[0] == pytest.approx(scores[2], 1e-3), "replies do not see each other"


@pytest.mark.parametrize("hybrid", [False, True])
def test_the_common_beginning_is_read_once(tmp_path: Path, hybrid: bool) -> None:
    """A hybrid model reads it a second time, to keep the state after it, and then no more."""
    engine = opened(tmp_path, hybrid)
    beginning = engine.count(SYSTEM)
    reused = []
    for question in ("Why is that?", "Is it so?", "Since when?", "By whom?"):
        written(engine, question)
        reused.append(engine.usage().reused_tokens)
    assert reused[0] == 0
    assert all(count >= beginning for count in reused[2:])
    assert (reused[1] >= beginning) != hybrid


@pytest.mark.parametrize("hybrid", [False, True])
@pytest.mark.parametrize("name", TEMPLATES)
def test_a_model_file_with_any_template_answers(tmp_path: Path, hybrid: bool, name: str) -> None:
    path = write_model(tmp_path / "tiny.gguf", TEMPLATES[name], hybrid=hybrid)
    engine = ChatEngine(str(path), 512, 1)
    assert engine.facts().has_template and engine.facts().context == 512
    assert written(engine, "Why?")
    assert engine.usage().prompt_tokens > engine.count(SYSTEM)
