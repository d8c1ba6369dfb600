"""Windows of sentences: the passages that records hold, and how alike two texts are in words."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from math import sqrt

from assistant.text.words import content_words, inverse_frequency

PASSAGE_WORDS = 180
EVIDENCE_WORDS = 150
EVIDENCE_SENTENCES = 4
SHORTEST, LONGEST = 4, 70


def word_count(text: str) -> int:
    """How many words stand in a text, by blanks."""
    return len(text.split())


def is_plain(sentence: str) -> bool:
    """Whether a sentence reads as one: begins with a capital, ends, mostly letters, no formula."""
    letters = sum(letter.isalpha() or letter.isspace() for letter in sentence)
    return (
        SHORTEST <= word_count(sentence) <= LONGEST
        and sentence[0].isupper()
        and sentence[-1] in ".!?"
        and letters >= 0.85 * len(sentence)
        and sum(len(word) == 1 for word in sentence.split()) <= 0.15 * word_count(sentence)
    )


def window(
    sentences: Sequence[str], place: int, before: int, most: int = PASSAGE_WORDS
) -> tuple[int, int]:
    """Start and end of a window around the ``place``-th sentence, of at most ``most`` words.

    It begins up to ``before`` sentences earlier and goes on as far as the words allow.
    """
    start, words = place, word_count(sentences[place])
    while start > 0 and place - start < before:
        words += word_count(sentences[start - 1])
        if words > most:
            break
        start -= 1
    words = sum(word_count(sentence) for sentence in sentences[start : place + 1])
    end = place + 1
    while end < len(sentences) and words + word_count(sentences[end]) <= most:
        words += word_count(sentences[end])
        end += 1
    return start, end


def windows(sentences: Sequence[str], most: int = PASSAGE_WORDS) -> list[tuple[str, ...]]:
    """The sentences in runs of at most ``most`` words, none in two of them."""
    found: list[tuple[str, ...]] = []
    start = 0
    while start < len(sentences):
        _, end = window(sentences, start, 0, most)
        found.append(tuple(sentences[start:end]))
        start = end
    return found


def coverage(text: str, by: str) -> float:
    """The share of a text's content words that stand in another; 0 for a text without any."""
    words = set(content_words(text))
    return len(words & set(content_words(by))) / len(words) if words else 0.0


def best_evidence(claim: str, sentences: Sequence[str]) -> tuple[str, ...]:
    """The sentences that share most words with a claim, at most four and 150 words, in order."""
    ranked = sorted(range(len(sentences)), key=lambda i: -coverage(claim, sentences[i]))
    chosen: list[int] = []
    words = 0
    for place in ranked[:EVIDENCE_SENTENCES]:
        words += word_count(sentences[place])
        if words <= EVIDENCE_WORDS:
            chosen.append(place)
    return tuple(sentences[place] for place in sorted(chosen))


class Neighbours:
    """Texts by likeness: the cosine of their words' tf-idf weights."""

    def __init__(self, texts: Sequence[str]) -> None:
        words = [content_words(text) for text in texts]
        self._weight = inverse_frequency(words)
        self._vectors = [self._vector(of) for of in words]
        self._places: dict[str, list[int]] = {}
        for place, vector in enumerate(self._vectors):
            for word in vector:
                self._places.setdefault(word, []).append(place)

    def nearest(self, text: str, without: Collection[int] = (), most: int = 1) -> list[int]:
        """The places of the texts most like this one, best first."""
        scores: dict[int, float] = {}
        for word, value in self._vector(content_words(text)).items():
            for place in self._places.get(word, ()):
                if place not in without:
                    scores[place] = scores.get(place, 0.0) + value * self._vectors[place][word]
        return sorted(scores, key=lambda place: (-scores[place], place))[:most]

    def _vector(self, words: Iterable[str]) -> Mapping[str, float]:
        vector: dict[str, float] = {}
        for word in words:
            vector[word] = vector.get(word, 0.0) + self._weight.get(word, 0.0)
        length = sqrt(sum(value * value for value in vector.values())) or 1.0
        return {word: value / length for word, value in vector.items()}
