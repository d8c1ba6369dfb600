"""Which survey a user means by a name."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Sequence

from assistant.documents.survey import Survey, last_name, normal_title, short_name
from assistant.errors import UnknownName

SHORTEST_ID = 6
SHORTEST_INITIALS = 3
_ACRONYM = re.compile(r"\b[A-Z][\w-]*[A-Z][\w-]*")
# Words that an acronym leaves out.
SMALL_WORDS = frozenset("a an and as at by for from in into is of on or the to via with".split())


def survey_named(name: str, surveys: Sequence[Survey]) -> Survey:
    """The one survey of this id, arXiv id, DOI, title, document name, author or acronym.

    An acronym stands in the title, as in "SoK: …", or is made of the first letters of its words.
    Exact matches go before parts of a title. UnknownName lists the nearest when none or several
    fit.
    """
    wanted = name.strip()
    for fits in _tests(wanted):
        found = [survey for survey in surveys if fits(survey)]
        if len(found) == 1:
            return found[0]
        if found:
            raise UnknownName(
                "{name} fits {names}. Use one of these titles or ids.",
                name=repr(name),
                names=_join_names(found),
            )
    if not surveys:
        raise UnknownName(
            "No survey {name}: the library is empty. Add one with 'survey-assistant add FILE'.",
            name=repr(name),
        )
    raise UnknownName(
        "No survey {name}. The nearest: {near}. 'survey-assistant list' shows all.",
        name=repr(name),
        near=_join_names(_nearest(wanted, surveys)),
    )


def _tests(wanted: str) -> list[Callable[[Survey], bool]]:
    title, lowered = normal_title(wanted), wanted.lower()
    bare_id = lowered.removeprefix("arxiv:").split("v")[0]
    return [
        lambda survey: survey.id == wanted,
        lambda survey: survey.arxiv_id is not None and survey.arxiv_id == bare_id,
        lambda survey: survey.doi is not None and survey.doi.lower() == lowered,
        lambda survey: bool(title) and normal_title(survey.title) == title,
        lambda survey: normal_title(short_name(survey)) == title,
        lambda survey: any(wanted in (info.name, info.id) for info in survey.documents),
        lambda survey: len(wanted) >= SHORTEST_ID and survey.id.startswith(lowered),
        lambda survey: bool(title) and _is_author(title, survey),
        lambda survey: " " not in wanted and lowered in acronyms(survey.title),
        lambda survey: len(title) > 3 and f" {title} " in f" {normal_title(survey.title)} ",
        lambda survey: len(title) > 3 and title in normal_title(survey.title),
    ]


def acronyms(title: str) -> frozenset[str]:
    """What a title may be called for short, in lower case.

    Its words that are acronyms, a word before its colon, and the first letters of its words or of
    those on one side of the colon, with and without the small words.

    >>> sorted(acronyms("SoK: Security of Wide Rivers"))
    ['sok', 'sowr', 'ssowr', 'sswr', 'swr']
    """
    head, colon, rest = title.partition(":")
    found = set(_ACRONYM.findall(title))
    if colon and len(head.split()) == 1:
        found.add(head.strip())
    for part in (title, head, rest):
        words = re.findall(r"[^\W\d_]+|\d+", part)
        telling = [word for word in words if word.lower() not in SMALL_WORDS]
        letters = {"".join(word[0] for word in chosen) for chosen in (words, telling)}
        found |= {name for name in letters if len(name) >= SHORTEST_INITIALS}
    return frozenset(name.lower() for name in found)


def _is_author(wanted: str, survey: Survey) -> bool:
    """Whether this is the first author's name, or their family name or a part of it.

    "et al." may follow; accents do not count.
    """
    bare = wanted.removesuffix(" et al").split(" et al ")[0]
    for author in survey.authors[:1]:
        whole, family = normal_title(author), normal_title(last_name(author))
        return bare in (whole, family, *(part for part in family.split() if len(part) > 2))
    return False


def _nearest(wanted: str, surveys: Sequence[Survey]) -> list[Survey]:
    def distance(survey: Survey) -> float:
        names = (survey.title, short_name(survey), survey.arxiv_id or "")
        return max(
            difflib.SequenceMatcher(None, wanted.lower(), name.lower()).ratio() for name in names
        )

    return sorted(surveys, key=distance, reverse=True)[:3]


def _join_names(surveys: Sequence[Survey]) -> str:
    return "; ".join(f"“{survey.title}” ({survey.id})" for survey in surveys)
