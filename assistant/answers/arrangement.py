"""How an answer is laid out: what is said, survey by survey or thing by thing, and what is not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from assistant.answers.answer import Answer
from assistant.answers.compared import Things, compared, contrasts, thing_of
from assistant.answers.question import Question
from assistant.documents.survey import short_name
from assistant.evidence.claims import Claim
from assistant.text.wording import Wording


@dataclass(frozen=True)
class Part:
    """Claims that belong together: of one survey, or about one thing; ``name`` is what it is."""

    name: str
    claims: tuple[Claim, ...]


@dataclass(frozen=True)
class Arrangement:
    """The claims of an answer as they are read.

    ``claims`` are what comes first, quotations before the model's own sentences, since the best
    quote stands there before the model speaks and keeps its place; ``surveys`` has
    one part for each survey where several speak, ``things`` two where two things are compared and
    there are claims about both; ``further`` is what is about neither. ``left_out`` did not pass
    verification.
    """

    claims: tuple[Claim, ...]
    surveys: tuple[Part, ...] = ()
    things: tuple[Part, ...] = ()
    further: tuple[Claim, ...] = ()
    left_out: tuple[Claim, ...] = ()

    @property
    def shown(self) -> tuple[Claim, ...]:
        """Every claim that is shown, in the order in which it is read."""
        parts = (claim for part in (*self.surveys, *self.things) for claim in part.claims)
        return (*self.claims, *parts, *self.further)


def arrange(answer: Answer) -> Arrangement:
    """The layout of an answer, finished or not."""
    held = [_as_quotation(claim) for claim in answer.claims if claim.supported]
    held.sort(key=lambda claim: not claim.quoted)
    left_out = tuple(claim for claim in answer.claims if not claim.supported)
    things = compared(Question(answer.question))
    if things is not None and (found := _by_thing(held, things)):
        return replace(found, left_out=left_out)
    if parts := _by_survey(held):
        return Arrangement((), surveys=parts, left_out=left_out)
    return Arrangement(tuple(held), left_out=left_out)


def _as_quotation(claim: Claim) -> Claim:
    """The claim; what a model says word for word as its evidence does is a quotation too."""
    verbatim = bool(claim.citations) and claim.text == claim.citations[0].quote
    return replace(claim, quoted=claim.quoted or verbatim)


def _by_thing(claims: Sequence[Claim], things: Things) -> Arrangement | None:
    """What compares two things, then a part for each; None where one of them has no claim."""
    about = [(claim, thing_of(Wording(claim.text), things)) for claim in claims]
    parts = tuple(
        Part(thing.name, tuple(claim for claim, found in about if found is thing))
        for thing in things
    )
    if not all(part.claims for part in parts):
        return None
    rest = [claim for claim, found in about if found is None]
    first = tuple(claim for claim in rest if contrasts(Wording(claim.text), things))
    return Arrangement(first, things=parts, further=tuple(c for c in rest if c not in first))


def _by_survey(claims: Sequence[Claim]) -> tuple[Part, ...]:
    """A part for each survey; none where only one speaks, or where it would take text apart."""
    cited = [{citation.survey.id for citation in claim.citations} for claim in claims]
    if any(len(ids) != 1 for ids in cited):
        return ()
    parts = tuple(
        Part(short_name(group[0].citations[0].survey), tuple(group))
        for _, group in (
            (key, list(found))
            for key, found in groupby(claims, lambda claim: claim.citations[0].survey.id)
        )
    )
    names = {part.claims[0].citations[0].survey.id for part in parts}
    return parts if 1 < len(names) == len(parts) else ()
