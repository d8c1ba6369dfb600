"""What a comparison shows as a whole: where surveys agree, where they differ, what one covers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.comparisons.alignment import Match, align_categories
from assistant.comparisons.cells import Cell
from assistant.comparisons.mentions import mention
from assistant.documents.survey import Survey, short_name
from assistant.evidence.claims import Citation, Claim, cite
from assistant.evidence.evidence import Evidence
from assistant.messages import Message
from assistant.reviews.fields import field_for
from assistant.reviews.taxonomy import Category
from assistant.text.words import content_words

MOST_LINES = 8
ALIKE = 0.5


@dataclass(frozen=True)
class Synthesis:
    """Cited lines under a table; each line's words beside names are the surveys' own.

    ``matches`` are the surveys' categories side by side, ``trees`` the trees themselves.
    """

    agree: tuple[Claim, ...] = ()
    differ: tuple[Claim, ...] = ()
    alone: tuple[Claim, ...] = ()
    matches: tuple[Match, ...] = ()
    trees: tuple[tuple[str, tuple[Category, ...]], ...] = ()


def synthesise(
    surveys: Sequence[Survey],
    cells: Sequence[Cell],
    trees: Mapping[str, tuple[Category, ...]],
    texts: Mapping[str, Sequence[Evidence]] | None = None,
) -> Synthesis:
    """The synthesis of some surveys' cells and trees; nothing for fewer than two surveys.

    ``texts`` are the sentences by survey id: what only one has a part on is told as such only
    where the others' sentences do not speak of it.
    """
    if len(surveys) < 2:
        return Synthesis(trees=tuple(trees.items()))
    names = {survey.id: short_name(survey) for survey in surveys}
    matches: list[Match] = []
    agree: list[Claim] = []
    differ: list[Claim] = []
    alone: list[Claim] = []
    for match in align_categories(trees, [survey.title for survey in surveys]):
        matches.append(match)
        if match.relation == "same":
            agree.append(_agreement_claim(match, names))
            continue
        if match.relation == "broader or narrower":
            differ.append(_narrower_claim(match, names))
            continue
        mentions = _mentions(match, surveys, texts or {})
        if mentions != []:
            matches[-1] = replace(match, relation="named only here")
        if match.categories[0][1].depth == 0 and mentions is not None:
            if mentions:
                differ.append(_mentioned(match, names, mentions))
            else:
                alone.append(_only(match, names))
    for aspect in dict.fromkeys(cell.aspect for cell in cells):
        row = [cell for cell in cells if cell.aspect == aspect and cell.survey_id in names]
        stated = [cell for cell in row if cell.stated]
        # Categories are told one by one above.
        if len(row) < 2 or not stated or (matches and _is_taxonomy(aspect)):
            continue
        if len(stated) == 1:
            alone.append(_stated_once(aspect, stated[0], names))
        elif row[0].kind in ("yes/no", "number", "year", "list"):
            same = all(_alike(stated[0].text, cell.text) for cell in stated[1:])
            (agree if same else differ).append(_values(aspect, stated, names, same=same))
    return Synthesis(
        tuple(agree[:MOST_LINES]),
        tuple(differ[:MOST_LINES]),
        tuple(alone[:MOST_LINES]),
        tuple(matches),
        tuple(trees.items()),
    )


def _is_taxonomy(aspect: str) -> bool:
    field = field_for(aspect)
    return field is not None and field.name == "taxonomy"


def _agreement_claim(match: Match, names: Mapping[str, str]) -> Claim:
    wordings = list(dict.fromkeys(category.name for _, category in match.categories))
    called = " / ".join(f"“{wording}”" for wording in wordings)
    owners = [names[owner] for owner, _ in match.categories]
    if len(owners) > 1:
        text = Message("{owners} have a part on {parts}.", owners=owners, parts=called)
    else:
        text = Message("{owners} has a part on {parts}.", owners=owners, parts=called)
    return _claim_with_citations(text, match)


def _narrower_claim(match: Match, names: Mapping[str, str]) -> Claim:
    owners: dict[str, list[str]] = {}
    for owner, category in match.categories:
        owners.setdefault(category.name, []).append(names[owner])
    parts = [
        Message(
            "{who} has “{name}”" if len(who) == 1 else "{who} have “{name}”", who=who, name=name
        )
        for name, who in owners.items()
    ]
    text: str = parts[0]
    for part in parts[1:]:
        text = Message("{one}, where {other}", one=text, other=part)
    return _claim_with_citations(Message("{text}.", text=text), match)


def _only(match: Match, names: Mapping[str, str]) -> Claim:
    owner, category = match.categories[0]
    text = "Only {survey} has a part on “{part}”."
    return _claim_with_citations(Message(text, survey=names[owner], part=category.name), match)


def _mentions(
    match: Match, surveys: Sequence[Survey], texts: Mapping[str, Sequence[Evidence]]
) -> list[Evidence] | None:
    """A sentence of each other survey that speaks of a category; None if one cannot be searched.

    That is one in another language.
    """
    owner, category = match.categories[0]
    languages = {survey.id: survey.languages[:1] for survey in surveys}
    found = []
    for survey in surveys:
        if survey.id == owner:
            continue
        if languages[survey.id] and languages[owner] and languages[survey.id] != languages[owner]:
            return None
        sentence = mention(category, texts.get(owner, ()), texts.get(survey.id, ()))
        found += [sentence] if sentence is not None else []
    return found


def _mentioned(match: Match, names: Mapping[str, str], found: Sequence[Evidence]) -> Claim:
    owner, category = match.categories[0]
    one = "{survey} has a part on “{part}”; {others} speaks of it without one of that name."
    more = "{survey} has a part on “{part}”; {others} speak of it without one of that name."
    others = [names[sentence.survey.id] for sentence in found]
    text = Message(
        one if len(others) == 1 else more,
        survey=names[owner],
        part=category.name,
        others=others,
    )
    own = _claim_with_citations(text, match)
    return Claim(text, "supported", (*own.citations, *(cite(item, True) for item in found)))


def _claim_with_citations(text: str, match: Match) -> Claim:
    return Claim(text, "supported", tuple(category.citation for _, category in match.categories))


def _values(aspect: str, stated: Sequence[Cell], names: Mapping[str, str], *, same: bool) -> Claim:
    if same:
        text = Message(
            "On {aspect}, {owners} state the same: {text}",
            aspect=Message(aspect),
            owners=[names[cell.survey_id] for cell in stated],
            text=_sentence(stated[0]),
        )
        return Claim(text, "supported", _citations(stated[:1]))
    values = "; ".join(f"{names[cell.survey_id]}: {cell.text.rstrip('.')}" for cell in stated)
    text = Message("On {aspect}, they differ: {text}", aspect=Message(aspect), text=f"{values}.")
    return Claim(text, "supported", _citations(stated))


def _stated_once(aspect: str, cell: Cell, names: Mapping[str, str]) -> Claim:
    text = Message(
        "Only {survey} states {aspect}: {text}",
        survey=names[cell.survey_id],
        aspect=Message(aspect),
        text=_sentence(cell),
    )
    return Claim(text, "supported", _citations([cell]))


def _sentence(cell: Cell) -> str:
    return cell.text.rstrip(".") + "."


def _citations(cells: Sequence[Cell]) -> tuple[Citation, ...]:
    return tuple(
        dict.fromkeys(
            citation for cell in cells for claim in cell.claims for citation in claim.citations
        )
    )


def _alike(one: str, other: str) -> bool:
    mine, theirs = set(content_words(one)), set(content_words(other))
    return bool(mine & theirs) and len(mine & theirs) >= ALIKE * max(len(mine), len(theirs))
