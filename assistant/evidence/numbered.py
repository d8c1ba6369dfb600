"""Evidence as numbered sentences, and replies that say first which of them they are made of.

A reply has a line for each thing that it says: the numbers of the sentences that carry it, then the
words. ``[0]`` says that no sentence answers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

# One digit a number: a model chooses a sentence with a single token.
MOST_SENTENCES = 9
NOTHING = 0
_KEYS = re.compile(r"((?:\[\d\]\s*)+)(.*)", re.DOTALL)
_KEY = re.compile(r"\[(\d)\]")


def numbered(sentences: Sequence[str]) -> str:
    """At most nine sentences, a line each, numbered from 1.

    >>> numbered(["Water flows.", "Ice floats."])
    '[1] Water flows.\\n[2] Ice floats.'
    """
    if len(sentences) > MOST_SENTENCES:
        raise ValueError(f"{len(sentences)} sentences for {MOST_SENTENCES} numbers")
    return "\n".join(f"[{number}] {text}" for number, text in enumerate(sentences, start=1))


def reply_line(places: Sequence[int], text: str) -> str:
    """A line of a reply: ``text`` made of the sentences at ``places``, counted from 0.

    >>> reply_line([1], "Ice floats."), reply_line([], "")
    ('[2] Ice floats.', '[0]')
    """
    keys = "".join(f"[{place + 1}]" for place in places) or f"[{NOTHING}]"
    return f"{keys} {text}".strip()


def read_reply_line(line: str) -> tuple[tuple[int, ...], str]:
    """The places of the sentences that a line names, counted from 0, and what it says.

    >>> read_reply_line("[2][1] Ice floats on water.")
    ((1, 0), 'Ice floats on water.')
    >>> read_reply_line("[0]"), read_reply_line("Ice floats.")
    (((), ''), ((), 'Ice floats.'))
    """
    found = _KEYS.match(line.strip())
    if found is None:
        return (), line.strip()
    numbers = [int(key) for key in _KEY.findall(found[1])]
    return tuple(n - 1 for n in dict.fromkeys(numbers) if n != NOTHING), found[2].strip()
