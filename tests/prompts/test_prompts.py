"""Prompt files: their parts, their variables, and what is wrong with a bad one."""

from __future__ import annotations

from pathlib import Path

import pytest

import prompts
from assistant.evidence.verify import verify
from assistant.text.wording import Wording
from prompts import Message, PromptError, digests, load, parse
from tests.texts import numbered

NAMES = sorted(path.stem for path in Path(prompts.FOLDER).glob("*.md"))
GOOD = "---\ndescription: A test.\n---\n## system\nBe {{ mood }}.\n\n## user\n{{ text }}\n"


@pytest.mark.parametrize("name", NAMES)
def test_every_prompt_renders_with_its_variables(name: str) -> None:
    prompt = load(name)
    values = {variable: f"<{variable}> {{{{ not a variable }}}}" for variable in prompt.variables}
    messages = prompt.render(**values)
    assert messages[-1].role == "user"
    text = "\n".join(message.content for message in messages)
    for value in values.values():
        assert value in text
    assert prompt.description
    assert len(prompt.digest) == 12


def test_digests_cover_every_prompt() -> None:
    assert sorted(digests()) == NAMES
    assert len(set(digests().values())) == len(NAMES)


def test_a_prompt_is_rendered() -> None:
    assert parse("test", GOOD).render(mood="brief", text="## user\nHello") == [
        Message("system", "Be brief."),
        Message("user", "## user\nHello"),
    ]


def test_a_missing_or_surplus_variable_is_named() -> None:
    prompt = parse("test", GOOD)
    with pytest.raises(PromptError, match="needs mood"):
        prompt.render(text="x")
    with pytest.raises(PromptError, match="no use for colour"):
        prompt.render(text="x", mood="y", colour="z")


def test_an_unknown_prompt_names_those_there_are() -> None:
    with pytest.raises(PromptError, match="answer"):
        load("anser")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("## user\nHello\n", "front matter"),
        ("---\nother: x\n---\n## user\nHello\n", "description"),
        ("---\ndescription: x\n---\nHello\n", "'## user'"),
        ("---\ndescription: x\n---\n## user\nHi\n## system\nLate\n", "'## user'"),
    ],
)
def test_a_bad_file_is_refused(text: str, complaint: str) -> None:
    with pytest.raises(PromptError, match=complaint):
        parse("bad", text)


def test_another_text_has_another_digest() -> None:
    assert parse("a", GOOD).digest != parse("a", GOOD + " ").digest


@pytest.mark.parametrize("name", NAMES)
def test_an_example_that_a_model_repeats_is_not_supported(name: str) -> None:
    """A small model may say the example's answer instead of one; no evidence carries it."""
    evidence = numbered("The Amber river carries gravel.", "Its delta grew by 4 % in ten years.")
    for role, text in load(name).parts:
        for line in text.splitlines() if role == "assistant" else ():
            claim = verify(line, evidence, Wording("How much did the delta grow?"))
            assert not claim.supported, f"{name}: {line}"
