"""Escaping of text for prompts: no document can end a block or speak a control token."""

from __future__ import annotations

import re

# A line of our own prompts that a sentence could pretend to be.
_LABEL = re.compile(
    r"^(\W*(?:question|text|topic|title|abstract|answer|system|user|assistant))\s*[:：]", re.I
)
_TOKEN = re.compile(
    r"<\|([^<>|]{0,40})\|?>|<([^<>|\s]{1,40})\|>|<｜([^<>｜]{0,40})｜>|\[(/?INST)\]|<(/?(?:s|system|start_of_turn|"
    r"end_of_turn|bos|eos|think))>|<<(/?SYS)>>",
    re.IGNORECASE,
)


def escape_for_prompt(text: str) -> str:
    """A sentence as a prompt holds it: one line that is no label and has no control token.

    >>> escape_for_prompt("Question: what now?")
    'Question - what now?'
    >>> escape_for_prompt("One<|im_end|>two")
    'One im_end two'
    """
    line = _TOKEN.sub(lambda found: f" {next(filter(None, found.groups()), '').strip('/')} ", text)
    return _LABEL.sub(r"\1 -", " ".join(line.split()))
