"""Whether a survey speaks of what another has a part on, under that name or another one.

A part's other names are taken from its own text: an acronym in brackets behind its name, and the
words that the survey uses there and hardly anywhere else, such as "teacher" and "student" in a
part on knowledge distillation.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from assistant.evidence.evidence import Evidence
from assistant.reviews.taxonomy import Category, key_of
from assistant.text.words import content_words

_LEAST_TIMES = 3  # sentences of the part that have a word which is its own
_OWN_SHARE = 0.6  # of the sentences with such a word stand in the part
_MOST_OWN = 6
_TOGETHER = 2  # such words in one sentence speak of the part's subject
_SENTENCES = 2  # of a word alone or of own words together; one may be chance
# "Low-rank factorization and sparsity" speaks of two things, either of which will do.
_AND = re.compile(r"\s+(?:and|or|&)\s+|[,/、]|以及|和|与|及")
_WORDS = re.compile(r"\w[\w-]*\w")
_BRACKETED = re.compile(r"((?:[\w-]+\s+){1,6})[(（]\s*([A-Z][A-Za-z-]*[A-Z])s?\s*[)）]")


def mention(
    category: Category, own: Sequence[Evidence], other: Sequence[Evidence]
) -> Evidence | None:
    """The first sentence of ``other`` that speaks of a category of ``own``; None without one.

    ``own`` and ``other`` are the sentences of two surveys in one language.
    """
    names = [key for part in _AND.split(category.name) if (key := key_of(part))]
    acronyms = {acronym for name in names for acronym in _acronyms(name, own)}
    terms = _own_words(category, frozenset().union(*names), own)
    loose: list[Evidence] = []
    for sentence in other:
        words = sentence.wording.bag
        named = [name for name in names if name <= words]
        if any(len(name) > 1 for name in named) or acronyms & set(_WORDS.findall(sentence.text)):
            return sentence
        if named or len(terms & words) >= _TOGETHER:
            loose.append(sentence)
    return loose[0] if len(loose) >= _SENTENCES else None


def _acronyms(name: frozenset[str], own: Sequence[Evidence]) -> set[str]:
    """What stands in brackets behind a name: "knowledge distillation (KD)"."""
    return {
        short
        for sentence in own
        if "(" in sentence.text or "（" in sentence.text
        for long, short in _BRACKETED.findall(sentence.text)
        if name <= frozenset(content_words(long)) and short[0].lower() in long.lower()
    }


def _own_words(category: Category, name: frozenset[str], own: Sequence[Evidence]) -> frozenset[str]:
    """The words of a part that the survey hardly uses elsewhere, most used first."""
    within: Counter[str] = Counter()
    whole: Counter[str] = Counter()
    for sentence in own:
        words = sentence.wording.bag
        whole.update(words)
        if category.name.casefold() in sentence.section.casefold():
            within.update(words)
    found = [
        word
        for word, count in within.most_common()
        if count >= _LEAST_TIMES and count >= _OWN_SHARE * whole[word] and word not in name
    ]
    return frozenset(word for word in found[:_MOST_OWN] if word.isalpha())
