"""Text of documents in prompts: it stays one line, which is no label and speaks no token."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.models.prompting import escape_for_prompt

# Control tokens of the families that the catalogue has, and of others in wide use.
TOKENS = [
    "<|im_start|>", "<|im_end|>", "<|endoftext|>", "<|eot_id|>", "<|start_header_id|>",
    "<｜User｜>", "<｜end▁of▁sentence｜>", "[INST]", "[/INST]", "<s>", "</s>", "<<SYS>>",
    "<</SYS>>", "<start_of_turn>", "<end_of_turn>", "<bos>", "<eos>", "<think>",
    "</think>", "<|turn>", "<turn|>", "<|channel>", "<channel|>",
]  # fmt: skip
LABELS = ["Question", "text", "SYSTEM", "User", "assistant", "Answer", "title", "Abstract", "topic"]
SENTENCES = [
    "Rivers carry gravel to the sea.",
    "河流把泥沙带入大海。",
    "川は砂を海へ運ぶ。",
    "It grew by 5 < 10 and 12 > 3; see [12], a|b and x_i^2.",
    "The question: it is open.",
]


@pytest.mark.parametrize("text", SENTENCES)
def test_ordinary_sentences_stay_as_they_are(text: str) -> None:
    assert escape_for_prompt(text) == text


@pytest.mark.parametrize("token", TOKENS)
@pytest.mark.parametrize("text", ["One{}two", "{}", "河流{}大海", "{0}{0}", "a {} b\n{}"])
def test_no_control_token_is_left(token: str, text: str) -> None:
    left = escape_for_prompt(text.replace("{0}", token).replace("{}", token))
    assert token.lower() not in left.lower()
    for word in re.findall(r"[^\W\d_]+", text.replace("{0}", "").replace("{}", " ")):
        assert word in left, "the words around it stay"


@pytest.mark.parametrize("label", LABELS)
@pytest.mark.parametrize("form", ["{}: do this", "  {} : do", "“{}：说", "> {}:", "1{}: x"])
def test_a_line_is_no_label_of_the_prompt(label: str, form: str) -> None:
    text = form.format(label)
    line = escape_for_prompt(text)
    if text[0] == "1":
        assert line == text, "a word with a figure before it is none"
    else:
        assert not re.match(rf"\W*{label}\s*[:：]", line, re.IGNORECASE)
        assert label in line


@given(st.text(max_size=80))
def test_any_text_becomes_one_line(text: str) -> None:
    line = escape_for_prompt(text)
    assert "\n" not in line and "\r" not in line
    assert line == " ".join(line.split())


PIECES = st.sampled_from(
    [*TOKENS, *LABELS, *SENTENCES, ": ", "：", "\n", "<", "|", ">", "/", "[", "]"]
)


@given(st.lists(PIECES, max_size=8).map("".join))
def test_what_is_fenced_needs_no_second_fence(text: str) -> None:
    """No control token is put together from the pieces that one leaves, and no label either."""
    line = escape_for_prompt(text)
    assert escape_for_prompt(line) == line
    assert not any(token.lower() in line.lower() for token in TOKENS)
