"""The thorough review: the model reads every section (map), then chooses among its notes (reduce).

Every note is checked against the section that it was written from, as an answer's sentences are;
what fails is dropped. A capable model says things in its own words, which the evidence model reads.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel


import prompts
from assistant.documents.section_kinds import NO_EVIDENCE
from assistant.errors import ModelError
from assistant.evidence.claims import Claim
from assistant.evidence.evidence import Evidence
from assistant.evidence.verify import verify
from assistant.models.capabilities import capabilities
from assistant.models.evidence_model import EvidenceModel
from assistant.models.prompting import escape_for_prompt
from assistant.models.streaming import joined, stream_text, to_messages
from assistant.reviews.candidates import MOST_ITEMS, repeats
from assistant.reviews.fields import REVIEWED, at_home, fields
from assistant.reviews.weakness import weakness
from assistant.text.words import content_words
from vectorstore.analyzer import estimate_tokens

SMALL, CAPABLE = "section", "section_capable"
PART_TOKENS = 450
NOTE_TOKENS = 160
CHOICE_TOKENS = 40
MOST_NOTES = 4
MOST_CHOSEN_FROM = 24
WEAK = 1.5
SHORTEST, LONGEST = 5, 60
UNREAD = NO_EVIDENCE | {"appendix", "caption"}
# The labels that the prompt names, and the part of a review that each is for.
FIELD_OF = {
    "aim": "motivation", "motivation": "motivation", "method": "method", "scope": "method",
    "finding": "findings", "findings": "findings", "result": "findings",
    "evaluation": "evaluation", "benchmark": "evaluation", "limitation": "limitations",
    "limitations": "limitations", "future": "future", "question": "questions",
}  # fmt: skip
_LINE = re.compile(r"^[\s\-*•\d.)]*(?P<label>[A-Za-z]+)(?: work)?\s*[:：-]\s*(?P<text>\S.*)$")


@dataclass(frozen=True)
class Note:
    """One checked statement that the model wrote of a section, under a field of the review."""

    field: str
    claim: Claim


@dataclass(frozen=True)
class PartNotes:
    """What the model noted of one part of the text; ``dropped`` lines did not hold."""

    notes: tuple[Note, ...] = ()
    dropped: int = 0


@dataclass(frozen=True)
class PartsRead:
    """How far the model has come: ``done`` of ``parts``; ``failed`` ones it gave no answer to."""

    parts: int
    done: int = 0
    failed: int = 0
    dropped: int = 0
    notes: tuple[Note, ...] = ()


def parts_of(sentences: Sequence[Evidence]) -> list[tuple[Evidence, ...]]:
    """The sections' sentences in order, a long section in several parts of some 450 tokens."""
    found: list[tuple[Evidence, ...]] = []
    told = [item for item in sentences if item.kind not in UNREAD]
    for _, section in groupby(told, key=lambda item: (item.document_id, item.section)):
        part: list[Evidence] = []
        tokens = 0
        for item in section:
            cost = estimate_tokens(item.text)
            if part and tokens + cost > PART_TOKENS:
                found.append(tuple(part))
                part, tokens = [], 0
            part.append(item)
            tokens += cost
        found.append(tuple(part))
    return found


def read_sections(
    sentences: Sequence[Evidence],
    model: BaseChatModel,
    kept: Callable[[Sequence[Evidence]], PartNotes | None],
    keep: Callable[[Sequence[Evidence], PartNotes], None],
    judge: EvidenceModel | None = None,
) -> Iterator[PartsRead]:
    """The notes as they grow, a part of the text at a time; those ``kept`` come at once.

    A part that the model fails at is not kept, so that the next run asks again.
    """
    parts = parts_of(sentences)
    failed = dropped = 0
    notes: tuple[Note, ...] = ()
    yield PartsRead(len(parts))
    for done, part in enumerate(parts, start=1):
        found = kept(part)
        if found is None:
            try:
                found = notes_of(part, model, judge)
            except ModelError:
                found = None
            else:
                keep(part, found)
        if found is None:
            failed += 1
        else:
            notes += found.notes
            dropped += found.dropped
        yield PartsRead(len(parts), done, failed, dropped, notes)


def notes_of(
    part: Sequence[Evidence], model: BaseChatModel, judge: EvidenceModel | None = None
) -> PartNotes:
    """What the model notes of a part of the text, without what the part does not support.

    The ``judge`` says so of what a capable model puts in other words.
    """
    text = "\n".join(escape_for_prompt(item.text) for item in part)
    capable = capabilities(model).is_large_enough
    rendered = prompts.load(CAPABLE if capable else SMALL).render(
        section=escape_for_prompt(part[0].section), evidence=text
    )
    written = joined(stream_text(model, to_messages(rendered), NOTE_TOKENS))
    notes: list[Note] = []
    bags: list[set[str]] = []
    dropped = 0
    for line in written.splitlines():
        if not line.strip():
            continue
        note = _verify_note(line, part, judge if capable else None)
        if note is None or len(notes) >= MOST_NOTES:
            dropped += 1
            continue
        words = set(content_words(note.claim.text))
        if repeats(words, bags):
            continue
        notes.append(note)
        bags.append(words)
    return PartNotes(tuple(notes), dropped)


def select_notes(
    notes: Sequence[Note], headings: Mapping[str, str], model: BaseChatModel
) -> dict[str, list[Claim]]:
    """At most six of the notes under each field, as the model chooses, in the text's order."""
    found: dict[str, list[Claim]] = {}
    for name in dict.fromkeys(note.field for note in notes):
        claims: list[Claim] = []
        bags: list[set[str]] = []
        for note in notes:
            words = set(content_words(note.claim.text))
            if note.field == name and not repeats(words, bags):
                claims.append(note.claim)
                bags.append(words)
        if len(claims) > MOST_ITEMS:
            claims = _best(claims, headings[name], model)
        found[name] = claims
    return found


def _best(claims: Sequence[Claim], heading: str, model: BaseChatModel) -> list[Claim]:
    """The six claims that the model names; where it names too few, those spread over the text."""
    step = max(1, -(-len(claims) // MOST_CHOSEN_FROM))
    offered = list(claims[::step])
    listed = "\n".join(
        f"{n}. {escape_for_prompt(claim.text)}" for n, claim in enumerate(offered, start=1)
    )
    rendered = prompts.load("choose").render(
        heading=heading, statements=listed, count=str(MOST_ITEMS)
    )
    try:
        written = joined(stream_text(model, to_messages(rendered), CHOICE_TOKENS))
    except ModelError:
        written = ""
    named = [int(number) - 1 for number in re.findall(r"\d{1,3}", written)]
    places = list(dict.fromkeys(place for place in named if 0 <= place < len(offered)))
    places = places[:MOST_ITEMS]
    even = [round(i * (len(offered) - 1) / (MOST_ITEMS - 1)) for i in range(MOST_ITEMS)]
    places += [place for place in even if place not in places][: MOST_ITEMS - len(places)]
    return [offered[place] for place in sorted(places)]


def _verify_note(line: str, part: Sequence[Evidence], judge: EvidenceModel | None) -> Note | None:
    """A line of the model's as a note; None where it has no label or does not hold."""
    match = _LINE.match(line)
    name = FIELD_OF.get(match["label"].lower()) if match else None
    if match is None or name is None:
        return None
    claim = verify(match["text"], part, model=judge)
    length = len(claim.text.split())
    if not claim.supported or not SHORTEST <= length <= LONGEST:
        return None
    if weakness(replace(part[0], text=claim.text)) >= WEAK or not _fits(name, claim):
        return None
    return Note(_home(part[0]) or name, claim)


def _home(item: Evidence) -> str:
    """The field whose own section this is, whatever label a model gives; empty for any other."""
    at = {field.name: at_home(field, item) for field in fields() if field.name in REVIEWED}
    best = max(at, key=lambda name: at[name])
    return best if at[best] >= 1 else ""


def _fits(name: str, claim: Claim) -> bool:
    """Whether nothing in a note's wording speaks against its label."""
    field = next(field for field in fields() if field.name == name)
    return not field.avoid.search(claim.text)
