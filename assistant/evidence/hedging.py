"""Reservations that a claim leaves out of its quote: "may", "whether", "if", "some"."""

from __future__ import annotations

import re

from assistant.text.words import WORD, content_words, negations

# Words before the claim's own in its quote that still govern it.
REACH = 7
AFTER = 4
_CONDITIONS = re.compile(r"\b(?:if|unless)\b|如果|もし", re.IGNORECASE)
# A word of one kind in a claim stands for any other of that kind in its quote.
_KINDS = (
    _CONDITIONS,
    *(
        re.compile(pattern, re.IGNORECASE)
        for pattern in (
            r"\b(?:may|might|could|possibly|likely)\b|可能|かもしれ",
            r"\b(?:whether|unclear|unlikely|hypothe\w+)\b|是否|かどうか",
            r"\b(?:seem\w*|believed?|alleged(?:ly)?|claimed|supposed(?:ly)?)\b|とされ|らしい",
            r"\b(?:some|few|partly)\b|部分|ほとんど|一部",
        )
    ),
)
_BREAK = re.compile(r"[;.!?。；]")


def missing_reservation(text: str, quote: str, question: str = "") -> str:
    """The reservation under which a quote says what a claim says outright; empty without one.

    It stands among the claim's words in the quote, or shortly before them in the same clause, a
    condition also right behind them. What the question brought in need not be repeated.

    >>> missing_reservation("RLHF improves safety.", "It is unclear whether RLHF improves safety.")
    'unclear'
    >>> missing_reservation("RLHF may improve safety.", "In models RLHF might improve safety.")
    ''
    """
    part, behind = _governing(text, quote)
    for kind in _KINDS:
        found = kind.search(part) or (kind is _CONDITIONS and kind.search(behind))
        if found and not kind.search(text) and not kind.search(question):
            return found[0]
    return ""


def differs_in_negation(text: str, quote: str) -> bool:
    """Whether a claim negates what its quote affirms, or the other way round.

    >>> differs_in_negation("RLHF improves safety.", "We did not find that RLHF improves safety.")
    True
    >>> differs_in_negation("RLHF improves safety.", "RLHF improves safety, but not honesty.")
    False
    """
    return bool(negations(text)) != bool(negations(_governing(text, quote)[0]))


def _governing(text: str, quote: str) -> tuple[str, str]:
    """A quote from shortly before a claim's first word to its last one, and what comes next."""
    wanted = set(content_words(text))
    words = list(WORD.finditer(quote))
    shared = [n for n, word in enumerate(words) if wanted & set(content_words(word[0]))]
    if not shared:
        return "", ""
    start = words[max(0, shared[0] - REACH)].start()
    before = quote[start : words[shared[0]].start()]
    breaks = list(_BREAK.finditer(before))
    if breaks:
        start += breaks[-1].end()
    end = words[shared[-1]].end()
    behind = words[shared[-1] + 1 : shared[-1] + 1 + AFTER]
    next_words = quote[end : behind[-1].end()] if behind else ""
    return quote[start:end], _BREAK.split(next_words)[0]
