"""A text with its words: each list is made once, when it is first asked for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from assistant.text.words import content_words, names, question_terms, telling_words

Pair = tuple[str, str]


@dataclass(frozen=True)
class Wording:
    """A text and what matching needs of it.

    >>> Wording("How are reward models trained?").words
    ('reward', 'model', 'train')
    """

    text: str = ""

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Its content words as stems, in order."""
        return tuple(content_words(self.text))

    @cached_property
    def bag(self) -> frozenset[str]:
        """Its content words, each once."""
        return frozenset(self.words)

    @cached_property
    def telling(self) -> frozenset[str]:
        """Its content words without those that any text about a paper may use."""
        return frozenset(telling_words(self.text))

    @cached_property
    def terms(self) -> frozenset[str]:
        """What a question asks for: its telling words without those that only ask or link."""
        return frozenset(question_terms(self.text))

    @cached_property
    def names(self) -> frozenset[str]:
        """Acronyms, names with digits and capitalised words in it, in lower case."""
        return frozenset(names(self.text))

    @cached_property
    def pairs(self) -> frozenset[Pair]:
        """Neighbouring content words."""
        return frozenset(pairwise(self.words))

    @cached_property
    def near_pairs(self) -> frozenset[Pair]:
        """Content words that are at most two apart."""
        return self.pairs | frozenset(zip(self.words, self.words[2:], strict=False))
