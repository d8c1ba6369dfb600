"""Which documents describe one survey, and which two surveys may be one.

Documents are put together only where more than one thing says so. What looks alike and is not
put together, such as a preprint and the paper that was printed, is proposed to the user.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from assistant.documents.identity import Identity
from assistant.documents.likeness import Likeness, is_telling, likeness
from assistant.documents.survey import normal_title

# So many first authors of one name are as many people: 100 make 4,950 pairs to compare.
MOST_NAMESAKES = 100
_DETAILS = ("title", "authors", "year", "arxiv_id", "doi", "abstract")
# Preprint servers by their DOIs: arXiv, bioRxiv and medRxiv, Research Square, SSRN, ChemRxiv,
# OSF and PsyArXiv, Preprints.org, TechRxiv, EarthArXiv, Authorea.
_PREPRINT = re.compile(
    r"10\.(?:48550|1101|64898|21203|2139|26434|31234|31219|31235|20944|36227|31223|22541)/", re.I
)


@dataclass(frozen=True)
class Agreement:
    """Why a document is with others: the details that they state alike, and those documents' names.

    ``united`` has the ids of the documents of each survey that it made one with the first.
    """

    details: tuple[str, ...]
    documents: tuple[str, ...]
    united: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class MergeProposal:
    """Two surveys, by id, that may be one: the later version first, where that can be told.

    ``identities`` are the documents that show it, ``agree`` and ``differ`` the details that these
    state alike and differently.
    """

    surveys: tuple[str, str]
    identities: tuple[Identity, Identity]
    first_is_newer: bool
    agree: tuple[str, ...]
    differ: tuple[str, ...]


def same_survey(one: Identity, other: Identity) -> bool:
    """Whether two documents describe the same survey: when more than one thing says so.

    Another arXiv id or DOI says that they do not. The same one decides only with a title that is
    not another; an abstract that is nearly the same, with a title or authors that are not others;
    a title with authors or a year, or alone where it says much and nothing is against it.
    """
    found = likeness(one, other)
    agree, differ = found.agree, found.differ
    if "arxiv_id" in differ or ("doi" in differ and "arxiv_id" not in agree):
        return False
    if {"arxiv_id", "doi"} & agree:
        if "title" in differ:
            return bool({"authors", "abstract"} & agree)
        return "title" in agree or "authors" not in differ
    if "abstract" in agree:
        if "title" in differ:
            return "authors" in agree
        return "title" in agree or "authors" not in differ
    return "title" in agree and _supported(found, one, other)


def _supported(found: Likeness, one: Identity, other: Identity) -> bool:
    """Whether something besides the title speaks for one work, and less against it."""
    if "authors" in found.agree:
        return not {"year", "abstract"} <= found.differ
    if {"authors", "year"} & found.differ:
        return False
    if "year" in found.agree:
        return "abstract" not in found.differ
    return is_telling(one.title or other.title) and "abstract" not in found.differ


def matching_surveys(new: Identity, known: Iterable[tuple[str, Identity]]) -> tuple[str, ...]:
    """The ids of the surveys that a new document describes, out of (survey id, identity) pairs.

    There is one pair for each document already there. No id: it is a new survey. Two or more: the
    document shows that these are one survey, as when it has the title of one and the abstract of
    the other. A survey with a document of another id or DOI is none of them.
    """
    documents: dict[str, list[Identity]] = {}
    for survey, identity in known:
        documents.setdefault(survey, []).append(identity)
    matches = {
        survey: identities
        for survey, identities in documents.items()
        if any(same_survey(new, identity) for identity in identities)
        and not any(_apart(new, identity) for identity in identities)
    }
    chosen: list[str] = []
    for survey, identities in matches.items():
        others = [identity for name in chosen for identity in documents[name]]
        if not any(_apart(one, other) for one in identities for other in others):
            chosen.append(survey)
    return tuple(chosen)


def _apart(one: Identity, other: Identity) -> bool:
    """Whether two documents state different works, whatever a third one says."""
    found = likeness(one, other)
    if "arxiv_id" in found.differ:
        return True
    if "arxiv_id" in found.agree:
        return False
    return "doi" in found.differ or {"title", "authors"} <= found.differ


def agreement(new: Identity, others: Sequence[Identity]) -> Agreement | None:
    """Why a document is with the others of its survey; None where nothing agrees."""
    found = [(likeness(new, other).agree, other.name) for other in others]
    found = [(agree, name) for agree, name in found if agree]
    if not found:
        return None
    details = max((agree for agree, _ in found), key=len)
    names = tuple(dict.fromkeys(name for _, name in found))
    return Agreement(tuple(name for name in _DETAILS if name in details), names)


def merge_proposals(
    surveys: Sequence[tuple[str, Sequence[Identity]]], only: str | None = None
) -> list[MergeProposal]:
    """The pairs of surveys that may be one work; with ``only`` those of one survey.

    Such pairs have the same title or first author, so that only these are compared. A name that
    more than ``MOST_NAMESAKES`` first authors share leads to none where all are compared.
    """
    groups: dict[str, list[int]] = {}
    for place, (_, identities) in enumerate(surveys):
        for key in {key for identity in identities for key in _keys(identity)}:
            groups.setdefault(key, []).append(place)
    telling = (
        group
        for key, group in groups.items()
        if only is not None or len(group) <= MOST_NAMESAKES or not key.startswith("author ")
    )
    pairs = sorted({pair for group in telling for pair in combinations(group, 2)})
    found = []
    for first, second in pairs:
        (one, mine), (other, theirs) = surveys[first], surveys[second]
        if only is None or only in (one, other):
            for proposal in (_proposal(one, a, other, b) for a in mine for b in theirs):
                if proposal is not None:
                    found.append(proposal)
                    break
    return found


def _keys(identity: Identity) -> set[str]:
    """What two versions of one work have in common: the title's letters, the first author, ids."""
    title = normal_title(identity.title).replace(" ", "")
    author = (
        sorted(re.findall(r"[^\W\d_]{2,}", identity.authors[0].lower())) if identity.authors else []
    )
    keys = {f"title {title}"} if title else set()
    keys |= {f"author {word}" for word in author}
    keys |= {f"id {number.lower()}" for number in (identity.arxiv_id, identity.doi) if number}
    return keys


def _proposal(one: str, mine: Identity, other: str, theirs: Identity) -> MergeProposal | None:
    found = likeness(mine, theirs)
    if not _may_be_one(found):
        return None
    agree, differ = (
        tuple(name for name in _DETAILS if name in details)
        for details in (found.agree, found.differ)
    )
    later = _later(mine, theirs)
    if later is theirs:
        one, mine, other, theirs = other, theirs, one, mine
    return MergeProposal((one, other), (mine, theirs), later is not None, agree, differ)


def _may_be_one(found: Likeness) -> bool:
    agree, differ = found.agree, found.differ
    if "authors" in differ:
        return False
    if "authors" in agree:
        return bool({"title", "abstract"} & agree)
    if {"arxiv_id", "doi"} & agree or {"title", "abstract"} <= agree:
        return True
    return "title" in agree and not {"year", "abstract"} & differ


def _later(one: Identity, other: Identity) -> Identity | None:
    """The later of two versions: by their years, else the one that is not on a preprint server."""
    if one.year and other.year and one.year != other.year:
        return one if one.year > other.year else other
    early, late = (is_preprint(identity) for identity in (one, other))
    return None if early == late else (other if early else one)


def is_preprint(identity: Identity) -> bool:
    """Whether a document states that it is a preprint: by its DOI, or an arXiv id without one."""
    if identity.doi:
        return bool(_PREPRINT.match(identity.doi))
    return identity.arxiv_id is not None
