"""Two things that a question compares: how they are called, and which sentence is about which."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.answers.question import Question
from assistant.text.scripts import CJK_LETTERS, HIRAGANA, Language
from assistant.text.wording import Wording
from assistant.text.words import WORD, content_words
from vectorstore.analyzer import CJK

# What stands between two things that are put side by side.
_LINK = re.compile(r"and|or|from|with|to|than|和|与|跟|同|と", re.IGNORECASE)
_PIECE = re.compile(rf"[^\W_{CJK}](?:[^\W_{CJK}]|[.-](?=\w))*|[{CJK}]|[^\w\s]")
# Han and kana, of which names are made, but for particles, which go on after a name.
_CHARACTER = re.compile(rf"[{CJK_LETTERS}](?<![的有是之はがをにでもかや])")
_HIRAGANA_END = re.compile(rf"[{HIRAGANA}]+$")
BEGINNING = 1  # content words before the thing that a sentence is about
LONGEST_NAME = 5  # words; a character counts as half a word
# How one of two things is asked for alone, in the question's language.
ALONE: Mapping[Language, str] = {"en": "What is {}?", "zh": "什么是{}？", "ja": "{}とは何ですか？"}


@dataclass(frozen=True)
class Thing:
    """One of two things; ``words`` are the content words that the other one does not have."""

    name: str
    words: frozenset[str]


Things = tuple[Thing, Thing]


def compared(question: Question) -> Things | None:
    """The two things that a question compares; None for other questions and for surveys.

    >>> [thing.name for thing in compared(Question("How do outer and inner alignment differ?"))]
    ['outer alignment', 'inner alignment']
    >>> compared(Question("How do the surveys differ in scope?")) is None
    True
    """
    cut = question.comparing
    if cut is None or question.asks_each:
        return None
    text = f"{question.text[: cut[0]]} ? {question.text[cut[1] :]}"
    pieces = [match[0] for match in _PIECE.finditer(text)]
    for place, piece in enumerate(pieces):
        if not _LINK.fullmatch(piece) and piece != "?":
            continue
        left = _run(pieces[:place][::-1])[::-1]
        right = _run(pieces[place + 1 :])
        if things := _things(left, right):
            return things
    return None


def thing_of(wording: Wording, things: Things) -> Thing | None:
    """The one of two things that a sentence is about: the only one that it names.

    Of both it is the one that the sentence begins with; None where it begins with neither, or
    compares them.
    """
    first, second = (_place(wording, thing) for thing in things)
    if first is None or second is None:
        return things[0] if first is not None else things[1] if second is not None else None
    if min(first, second) > BEGINNING or contrasts(wording, things):
        return None
    return things[0] if first < second else things[1]


def question_alone(question: Question, thing: Thing) -> Question:
    """The question what one of two things is, put to the same surveys.

    >>> asked = Question("How do outer and inner alignment differ?")
    >>> [question_alone(asked, thing).text for thing in compared(asked)]
    ['What is outer alignment?', 'What is inner alignment?']
    """
    return replace(question, text=ALONE[question.language].format(thing.name))


def names_both(wording: Wording, things: Things) -> bool:
    """Whether a sentence names both things."""
    return all(thing.words <= wording.bag for thing in things)


def contrasts(wording: Wording, things: Things) -> bool:
    """Whether a sentence itself compares the two things."""
    return names_both(wording, things) and Question(wording.text).comparing is not None


def _place(wording: Wording, thing: Thing) -> int | None:
    """Where a sentence names a thing first; None where it does not have all of its words."""
    if not thing.words <= wording.bag:
        return None
    return min(wording.words.index(word) for word in thing.words)


def _run(pieces: Sequence[str]) -> list[str]:
    """The words of a name that pieces begin with, after what only links."""
    run: list[str] = []
    for piece in pieces:
        if _is_named(piece):
            run.append(piece)
        elif run or not (_LINK.fullmatch(piece) or piece == "?" or WORD.fullmatch(piece)):
            break
    return run


def _is_named(piece: str) -> bool:
    return bool(_CHARACTER.fullmatch(piece)) or bool(
        WORD.match(piece) and piece.isascii() and content_words(piece)
    )


def _things(left: Sequence[str], right: Sequence[str]) -> Things | None:
    """Two runs as two things; "outer and inner alignment" is short for two alignments."""
    if not left or not right:
        return None
    if len(right) == len(left) + 1 and all(word.islower() and word.isascii() for word in left):
        left = [*left, right[-1]]
    names = [_name(left), _name(right)]
    bags = [frozenset(content_words(name)) for name in names]
    own = (bags[0] - bags[1], bags[1] - bags[0])
    if not all(own) or any(len(run) > 2 * LONGEST_NAME for run in (left, right)):
        return None
    return Thing(names[0], own[0]), Thing(names[1], own[1])


def _name(run: Sequence[str]) -> str:
    return " ".join(run) if run[0].isascii() else _HIRAGANA_END.sub("", "".join(run))
