"""Follow-ups that leave out what the last question said: "And what about pruning?"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.evidence.protocol import item_for
from assistant.text.words import stem
from vectorstore.analyzer import CJK_CHARACTER, STOP_WORDS

_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
_LEAD = re.compile(r"^(?:and|but|so|or|then|also|ok(?:ay)?)\b,?\s+", re.IGNORECASE)
_ABOUT = re.compile(r"^(?:what|how) about\s+", re.IGNORECASE)
_THE = re.compile(r"the\s+", re.IGNORECASE)
_SIDE = re.compile(r"\b(?:is|are|was|were) the ([^\W\d_][\w -]*?) (?:of|for|in)\b", re.IGNORECASE)
_ARTICLE = re.compile(r"^(?:the|an?)\s+", re.IGNORECASE)
_OF_THESE = re.compile(r"\b(?:of )?(?:these|those|them)\b", re.IGNORECASE)
# After these a question names its thing.
_PREPOSITIONS = frozenset("of for in on about with by to from between".split())
_DOES = frozenset(("do", "does", "did"))
LONGEST_THING = 6

Run = tuple[int, int]


def other_thing(question: str) -> str:
    """The thing that a follow-up names and asks nothing else of; empty for any other question.

    >>> other_thing("And what about the pruning of filters?"), other_thing("And inner alignment?")
    ('pruning of filters', 'inner alignment')
    >>> other_thing("What is pruning?"), other_thing("And why is that?")
    ('', '')
    """
    text = question.strip().rstrip("?!. ")
    rest = _LEAD.sub("", text)
    thing = _ABOUT.sub("", rest)
    if thing == text or CJK_CHARACTER.search(thing):
        return ""
    thing = _ARTICLE.sub("", thing)
    words = [word.lower() for word in _WORD.findall(thing)]
    telling = [word for word in words if word not in STOP_WORDS]
    linking = [word for word in words if word in STOP_WORDS and word not in _PREPOSITIONS]
    if not telling or len(words) > LONGEST_THING or any(word != "and" for word in linking):
        return ""
    return thing


def is_definite(question: str) -> bool:
    """Whether a follow-up names its thing with "the": a side of what was asked about.

    >>> is_definite("And what about the benefits?"), is_definite("And what about pruning?")
    (True, False)
    """
    return bool(_THE.match(_ABOUT.sub("", _LEAD.sub("", question.strip()))))


def other_side(thing: str, topic: str) -> str:
    """The last question with another side of its thing; empty where it asked for none.

    >>> other_side("benefits", "What are the drawbacks of dams?")
    'What are the benefits of dams?'
    >>> other_side("barriers", "Which of the groups is better?")
    ''
    """
    side = _SIDE.search(topic)
    return topic[: side.start(1)] + thing + topic[side.end(1) :] if side else ""


def asked_of(thing: str, topic: str) -> str:
    """The last question, put to another thing; a part of a review's protocol is asked for itself.

    >>> asked_of("quantization", "What are the drawbacks of pruning and sharing?")
    'What are the drawbacks of quantization?'
    >>> asked_of("inner alignment", "How does Shen define outer alignment?")
    'How does Shen define inner alignment?'
    >>> asked_of("DPO", "How does RLHF work?")
    'How does DPO work?'
    """
    if (item := item_for(thing)) is not None:
        return item.questions[0]
    runs = _runs(topic)
    if not runs:
        return ""
    start, end = _place(thing, topic, runs)
    return topic[:start] + thing + topic[end:]


def with_things(question: str, topic: str) -> str:
    """A question about "these" with what the last question was about; empty where it had nothing.

    >>> with_things("Which of these is better?", "Which kinds of model compression are there?")
    'Which of the model compression is better?'
    """
    found, runs = _OF_THESE.search(question), _runs(topic)
    if found is None or not runs:
        return ""
    start, end = _after_preposition(topic, runs) or runs[-1]
    of = "of the " if found[0].lower().startswith("of") else "the "
    return question[: found.start()] + of + topic[start:end] + question[found.end() :]


def _runs(text: str) -> list[Run]:
    """Where words stand side by side that name something; "and" may link them."""
    runs: list[Run] = []
    linked = False
    for match in _WORD.finditer(text):
        if match[0].lower() in STOP_WORDS and not match[0].isupper():
            linked = match[0].lower() == "and" and bool(runs)
            continue
        between = text[runs[-1][1] : match.start()].strip() if runs else "."
        if runs and (between == "" or (linked and between.lower() == "and")):
            runs[-1] = (runs[-1][0], match.end())
        else:
            runs.append(match.span())
        linked = False
    return runs


def _place(thing: str, topic: str, runs: Sequence[Run]) -> Run:
    """What of a question gives way to a thing: what is called alike, a name, what it is about."""
    words = [stem(word) for word in _WORD.findall(thing)]
    for start, end in reversed(runs):
        spans = [m.span() for m in _WORD.finditer(topic, start, end)]
        alike = [span for span in spans if stem(topic[slice(*span)]) in words]
        if alike:
            last = spans.index(alike[-1])
            return spans[max(0, last + 1 - len(words))][0], spans[last][1]
        named = [span for span in spans if _is_name(topic[slice(*span)])]
        if _is_name(thing) and named:
            return named[-1]
    return _after_preposition(topic, runs) or _without_verb(topic, runs[-1])


def _without_verb(topic: str, run: Run) -> Run:
    """What a run names in a question with "does": beside its verb, which ends or opens it.

    >>> _without_verb("How does distillation work?", (9, 26))
    (9, 21)
    """
    spans = [m.span() for m in _WORD.finditer(topic, *run)]
    before = [word.lower() for word in _WORD.findall(topic[: run[0]])]
    if len(spans) < 2 or not set(before) & _DOES:
        return run
    if before[-1] in _DOES:
        return run[0], spans[-2][1]
    return spans[1][0], run[1]


def _is_name(word: str) -> bool:
    return sum(character.isupper() for character in word) > 1


def _after_preposition(topic: str, runs: Sequence[Run]) -> Run | None:
    """The last run of words that a preposition, with an article or without, stands before."""
    for start, end in reversed(runs):
        before = [word.lower() for word in _WORD.findall(topic[:start])][-2:]
        if set(before) & _PREPOSITIONS:
            return start, end
    return None
