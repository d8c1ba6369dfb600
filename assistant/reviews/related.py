"""The surveys nearest to one, each with the reason: shared parts, references and terms."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import log

import numpy as np

from assistant.documents.survey import Survey, normal_title
from assistant.evidence.whole_text import WholeText
from assistant.messages import Message
from assistant.reviews.references import title_of
from assistant.reviews.taxonomy import Category, key_of
from assistant.text.words import content_words

TERMS = 60
SHOWN = 4
LEAST = 0.05
REFERENCES = "Both have {count} references, such as {items}."
ONE_REFERENCE = "Both have the reference {items}."


@dataclass(frozen=True)
class Related:
    """A survey near another; ``score`` orders (0 to 1), ``reasons`` say why in plain lines."""

    survey: Survey
    score: float
    reasons: tuple[str, ...]


def related_surveys(
    survey: Survey,
    others: Sequence[Survey],
    texts: Mapping[str, WholeText],
    similarities: Callable[[str, Sequence[str]], np.ndarray],
    categories: Callable[[Survey], Sequence[Category]],
) -> list[Related]:
    """The others, nearest first; those that share nothing are left out.

    ``categories`` gives the tree of a survey's categories.
    """
    if not others:
        return []
    counts = {key: Counter(_terms(text)) for key, text in texts.items()}
    spread = Counter(term for counter in counts.values() for term in counter)
    telling = {key: _telling(counter, spread, len(texts)) for key, counter in counts.items()}
    near = similarities(about(survey, texts[survey.id]), [about(o, texts[o.id]) for o in others])
    named, cited = _names(categories(survey)), _works(texts[survey.id])
    found = []
    for other, cosine in zip(others, near, strict=True):
        theirs = _names(categories(other))
        parts = [name for key, name in named.items() if key in theirs]
        works = cited.keys() & _works(texts[other.id]).keys()
        terms = [t for t in telling[survey.id] if t in telling[other.id]]
        score = (
            0.4 * max(0.0, float(cosine))
            + 0.3 * min(1.0, len(terms) / 20)
            + 0.15 * min(1.0, len(parts) / 4)
            + 0.15 * min(1.0, len(works) / 10)
        )
        reasons = (
            *_reason("Both have parts on {items}.", parts),
            *_reason(
                ONE_REFERENCE if len(works) == 1 else REFERENCES,
                [cited[w] for w in sorted(works)],
            ),
            *_reason("Both have terms: {items}.", terms, with_rest=False),
        )
        if score >= LEAST and reasons:
            found.append(Related(other, round(score, 3), reasons))
    return sorted(found, key=lambda item: -item.score)


def _reason(template: str, shared: Sequence[str], *, with_rest: bool = True) -> tuple[str, ...]:
    """A reason with the first of what is shared, and, ``with_rest``, how many more there are."""
    if not shared:
        return ()
    items: str = ", ".join(f"“{item}”" for item in shared[:SHOWN])
    if with_rest and len(shared) > SHOWN:
        items = Message("{items} and {count} more", items=items, count=len(shared) - SHOWN)
    return (Message(template, items=items, count=len(shared)),)


def about(survey: Survey, text: WholeText) -> str:
    """What tells what a survey is about: its title and its abstract."""
    abstract = [item.text for item in text.sentences if item.kind == "abstract"]
    return " ".join((survey.title, *abstract))[:1500]


def _names(tree: Sequence[Category]) -> dict[frozenset[str], str]:
    return {key_of(category.name): category.name for category in tree}


def _works(text: WholeText) -> dict[str, str]:
    """The titles of a survey's references by their plain form."""
    titles = (title_of(entry) for document in text.documents for entry in document.references)
    return {normal_title(title): title for title in titles if len(normal_title(title)) > 15}


def _terms(text: WholeText) -> list[str]:
    """Pairs of neighbouring content words, which name things better than single words."""
    pairs = []
    for item in text.sentences:
        for run in re.split(r"[,;:.()\[\]]", item.text):
            words = re.findall(r"[^\W\d_]{3,}(?:-[^\W\d_]+)*", run.lower())
            pairs += [
                f"{one} {other}"
                for one, other in itertools.pairwise(words)
                if content_words(one) and content_words(other)
            ]
    return pairs


def _telling(counter: Counter[str], spread: Counter[str], total: int) -> list[str]:
    """The terms of one text that come often in it and not everywhere."""
    weights = {
        term: count * log(1 + total / spread[term]) for term, count in counter.items() if count > 1
    }
    return sorted(weights, key=lambda term: -weights[term])[:TERMS]
