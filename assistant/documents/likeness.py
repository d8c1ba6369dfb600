"""What two documents agree on, and what they state differently, of the works that they describe."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from assistant.documents.identity import Identity
from assistant.documents.survey import normal_title
from assistant.text.identifiers import is_cut_doi
from assistant.text.scripts import has_cjk

_SAME_ABSTRACT = 88.0
_PART_OF_ABSTRACT = 75.0
_SAME_TITLE = 95.0
_STOP = frozenset(
    "a an and are as at by for from in into is of on or the their this to towards via with we our"
    " how what why using based survey review overview".split()
)
# A title of fewer telling words may be that of several works: "Large Language Model Alignment".
TELLING_TITLE = 6
# Letters with a stroke, which Unicode does not take apart.
_STROKES = str.maketrans("øłđðıħ", "olddih")


@dataclass(frozen=True)
class Likeness:
    """The details that two documents state alike and those that they state differently.

    Both hold of ``title``, ``authors``, ``year``, ``arxiv_id``, ``doi`` and ``abstract``. What one
    of them does not state, or what is near without being the same, is in neither.
    """

    agree: frozenset[str]
    differ: frozenset[str]


def likeness(one: Identity, other: Identity) -> Likeness:
    """Compare two documents, detail by detail."""
    verdicts = {
        "title": _titles(one, other),
        "authors": _authors(one.authors, other.authors),
        "year": _years(one.year, other.year),
        "arxiv_id": _arxiv_ids(one.arxiv_id, other.arxiv_id),
        "doi": _dois(one.doi, other.doi),
        "abstract": _abstracts(one.abstract, other.abstract),
    }
    return Likeness(
        frozenset(name for name, verdict in verdicts.items() if verdict is True),
        frozenset(name for name, verdict in verdicts.items() if verdict is False),
    )


def is_telling(title: str) -> bool:
    """Whether a title says enough that no other work is likely to have the same."""
    if has_cjk(title):
        return len(re.findall(r"\w", title)) >= 2 * TELLING_TITLE
    return len(set(_stems(title))) >= TELLING_TITLE


def _titles(one: Identity, other: Identity) -> bool | None:
    """Equal but for lost letters; None where one may be a part of the other.

    A title without an abstract meets an abstract without a title when nearly all of the title's
    telling words stand in the abstract.
    """
    first, second = normal_title(one.title), normal_title(other.title)
    if not first and not second:
        return None
    if not first or not second:
        title, abstract = one.title or other.title, other.abstract if first else one.abstract
        return True if abstract and _title_in_abstract(title, abstract) else None
    if first == second or _near(first, second):
        return True
    part = f" {first} " in f" {second} " or f" {second} " in f" {first} "
    return None if part else False


def _authors(one: tuple[str, ...], other: tuple[str, ...]) -> bool | None:
    """Whether the first authors are one, or half of the shorter list is in the longer one."""
    if not one or not other or has_cjk("".join(one)) != has_cjk("".join(other)):
        return None
    shorter, longer = sorted((one, other), key=len)
    shared = sum(any(same_author(a, b) for b in longer) for a in shorter)
    if same_author(one[0], other[0]) or 2 * shared >= len(shorter):
        return True
    return None if shared else False


def same_author(one: str, other: str) -> bool:
    """Whether two names can be one person's: "A. Lee", "Lee, Ann" and "Ann Lee"."""
    first, second = _name_words(one), _name_words(other)
    if has_cjk(one) or has_cjk(other):
        return "".join(first) == "".join(second)
    whole = {word for word in first if len(word) > 1} & set(second)
    if not whole:
        return False
    initials, others = (
        {word[0] for word in words if word not in whole} for words in (first, second)
    )
    return not initials or not others or bool(initials & others)


@lru_cache(maxsize=4096)
def _name_words(name: str) -> tuple[str, ...]:
    apart = unicodedata.normalize("NFKD", name.lower().replace("ß", "ss"))
    plain = "".join(c for c in apart if not unicodedata.combining(c)).translate(_STROKES)
    return tuple(re.findall(r"[^\W\d_]+", unicodedata.normalize("NFC", plain)))


def _years(one: int | None, other: int | None) -> bool | None:
    """A paper's first appearance and its issue are often a year apart: that says nothing."""
    if one is None or other is None:
        return None
    return True if one == other else (False if abs(one - other) > 1 else None)


def _arxiv_ids(one: str | None, other: str | None) -> bool | None:
    return one.lower() == other.lower() if one and other else None


def _dois(one: str | None, other: str | None) -> bool | None:
    """A DOI that is cut, or that the other one begins with, decides nothing."""
    if not one or not other or is_cut_doi(one) or is_cut_doi(other):
        return None
    first, second = one.lower(), other.lower()
    if first == second:
        return True
    return None if first.startswith(second) or second.startswith(first) else False


def _near(one: str, other: str) -> bool:
    from rapidfuzz import fuzz
    from rapidfuzz.distance import Levenshtein

    if min(len(one), len(other)) < 15:
        return False
    if fuzz.ratio(one, other, score_cutoff=_SAME_TITLE) < _SAME_TITLE:
        return False
    # "… of GPT-3" and "… of GPT-4", or parts 1 and 2, are not the same.
    if re.findall(r"\d+", one) != re.findall(r"\d+", other):
        return False
    # Readers lose letters or spaces; another letter in one's place is another name.
    return all(step.tag != "replace" for step in Levenshtein.editops(one, other))


@lru_cache(maxsize=4096)
def _words(text: str) -> tuple[str, frozenset[str]]:
    """A text as ``normal_title`` gives it, and its words (pairs of characters without blanks)."""
    normal = normal_title(text)
    return normal, frozenset(map("".join, pairwise(normal)) if has_cjk(normal) else normal.split())


def _abstracts(one: str, other: str) -> bool | None:
    """Whether two abstracts are nearly the same, or one is a cut or a lengthened other."""
    from rapidfuzz import fuzz

    if not one or not other or has_cjk(one) != has_cjk(other):
        return None  # one may be the translation of the other
    (first, first_words), (second, second_words) = _words(one), _words(other)
    if min(len(first), len(second)) < 80:
        return True if first == second else None
    shared = len(first_words & second_words)
    if shared < 0.5 * min(len(first_words), len(second_words)):
        return False  # spares the slow comparison of what is nothing alike
    if fuzz.ratio(first, second, score_cutoff=_SAME_ABSTRACT) >= _SAME_ABSTRACT:
        return True
    shorter, longer = sorted((first, second), key=len)
    if len(shorter) < 200 or len(shorter) < 0.3 * len(longer):
        return False
    head = longer[: len(shorter)]
    if fuzz.ratio(shorter, head, score_cutoff=_SAME_ABSTRACT) >= _SAME_ABSTRACT:
        return True
    overlap = shared / min(len(first_words), len(second_words))
    return overlap >= 0.9 and bool(
        fuzz.partial_ratio(shorter, longer, score_cutoff=_PART_OF_ABSTRACT) >= _PART_OF_ABSTRACT
    )


def _stems(text: str) -> list[str]:
    """Telling words, cut so that "aligning" meets "alignment" and "values" meets "value"."""
    words = re.findall(r"[a-z]{2,}", text.lower())
    return [word[:5] for word in words if word not in _STOP]


def _title_in_abstract(title: str, abstract: str) -> bool:
    """Whether an abstract without a title belongs to this title.

    Short titles say too little for that, so ``TELLING_TITLE`` words are asked for, four fifths of
    them in the abstract, and four pairs of neighbours standing there as neighbours, three where
    nearly all words do. Among 298 papers of neighbouring fields, 6 of 88,506 wrong pairs pass.
    """
    wanted = _stems(title)
    found = _stems(abstract)
    if len(set(wanted)) < TELLING_TITLE:
        return False
    share = sum(stem in set(found) for stem in set(wanted)) / len(set(wanted))
    pairs = set(pairwise(wanted))
    shared_pairs = pairs & set(pairwise(found))
    return share >= 0.8 and len(shared_pairs) >= (3 if share >= 0.9 else 4)
