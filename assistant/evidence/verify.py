"""Claims and the quotes that carry them: every sentence is aligned to evidence and checked."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import LCSseq

from assistant.documents.survey import last_name
from assistant.evidence.claims import Claim, Verdict, cite
from assistant.evidence.evidence import Evidence
from assistant.evidence.hedging import differs_in_negation, missing_reservation
from assistant.messages import Message
from assistant.models.evidence_model import EvidenceModel
from assistant.text.wording import Wording
from assistant.text.words import (
    content_words,
    fillers,
    inverse_frequency,
    negations,
    numbers,
    opens_list,
    without_markers,
)

NOTHING = Wording()
SUPPORTED, PARTLY = 0.75, 0.5
ECHO_WEIGHT = 0.5
IN_ORDER = 0.9
GAIN = 0.08
LEAST_EACH = 3
UNSAID_BIGRAMS = 0.15
FRAGMENT = 5
ECHOED = 0.5
# How likely the evidence model must find a claim supported by one sentence, and how many it reads.
# Of English dev claims a fifth of the true ones pass; of what passes 0.84 is true on one half, 0.88
# on the other. Words pass 0.03 of the true ones, and 0.71 of what they pass is true.
ENTAILED = 0.65
MOST_READ = 3
_LEAD = re.compile(r"^(?:yes|no|sure|certainly|of course|answer)\b[\s,.:;!-]*", re.IGNORECASE)
_MARKER = re.compile(r"^\s*(?:[-*•]|\(?\d{1,2}[.)])\s+")
# Words that turn a claim round. Of 48,000 claims in English the evidence model alone passes 15 that
# are not supported and have such a word for another of 29 pairs; these few pairs stop 12 of them.
_OPPOSITES = tuple(
    (re.compile(rf"\b(?:{one})", re.IGNORECASE), re.compile(rf"\b(?:{other})", re.IGNORECASE))
    for one, other in (
        ("more|higher|greater|larger", "less|fewer|lower|smaller"),
        ("increas", "decreas"),
        ("maximi[sz]", "minimi[sz]"),
        ("positive", "negative"),
        ("spoken", "written"),
        ("long\\b|longer", "short\\b|shorter"),
        ("early|earlier", "late\\b|later"),
    )
)
# What sets one thing above another, or below it.
_COMPARES = re.compile(
    r"\b(?P<up>(?:outperform|surpass|exceed)\w*"
    r"|(?:(?!rather|other)\w+er|more|less|worse)\b[^.;]{0,40}?\bthan)"
    r"|\b(?P<down>underperform\w*)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class _Alignment:
    items: tuple[Evidence, ...]
    coverage: float


def verify(
    text: str,
    evidence: Sequence[Evidence],
    asked: Wording = NOTHING,
    model: EvidenceModel | None = None,
) -> Claim:
    """The claim that a sentence makes, aligned to evidence and tested.

    Words are asked first, and an evidence ``model`` where they do not find enough of the claim: a
    paraphrase has other words. Whatever the model says, the numbers, names, negation and
    reservations of a claim must be those of the evidence.
    """
    claim = _verify_by_words(text, evidence, asked)
    if claim.supported or model is None:
        return claim
    return _verify_by_meaning(claim, evidence, asked, model)


def _verify_by_meaning(
    claim: Claim, evidence: Sequence[Evidence], asked: Wording, model: EvidenceModel
) -> Claim:
    """The claim, supported where the evidence model says so and no exact test speaks against it."""
    said = Wording(_LEAD.sub("", claim.text).strip())
    if len(said.words) < FRAGMENT or said.bag <= asked.bag or opens_list(said.text):
        return claim
    nearest = _nearest(said, evidence)
    fitting = [item for item in nearest if not _contradiction(said, [item], evidence)]
    if not fitting or fitting[0] is not nearest[0]:
        return claim
    items = [
        item
        for item in fitting
        if not missing_reservation(said.text, item.wording.text, asked.text)
    ]
    verdicts = model.verify([(said.text, [item.text]) for item in items])
    carries = [i for i, one in zip(items, verdicts, strict=True) if one.supported >= ENTAILED]
    if not carries:
        return claim
    citations = tuple(cite(item, True) for item in carries)
    return Claim(claim.text, "supported", citations, Message("in other words than its quote"))


def _nearest(claim: Wording, evidence: Sequence[Evidence]) -> list[Evidence]:
    """The sentences of one survey that have most of a claim's words, by rarity, the most first."""
    bags = [item.wording.bag for item in evidence]
    rarity = inverse_frequency(list(bag) for bag in bags)
    shares = [sum(rarity[word] for word in claim.bag & bag) for bag in bags]
    ranked = sorted(range(len(evidence)), key=lambda i: -shares[i])
    chosen = [
        i for i in ranked if shares[i] and evidence[i].survey.id == evidence[ranked[0]].survey.id
    ]
    return [evidence[i] for i in chosen[:MOST_READ]]


def _verify_by_words(text: str, evidence: Sequence[Evidence], asked: Wording) -> Claim:
    """The claim as words tell.

    Tested are its numbers, names, negation and opposites, and that one evidence sentence (two
    neighbours for a long claim) has all of its content words, in nearly the same order. A claim
    must also say something that the question, ``asked``, did not.
    """
    text = without_markers(_MARKER.sub("", text)).strip()
    body = _LEAD.sub("", text).strip()
    if not content_words(body):
        return Claim(
            text, "unsupported", reason=Message("there is nothing in it that can be checked")
        )
    if opens_list(body):
        return Claim(
            text, "unsupported", reason=Message("it announces something and does not say it")
        )
    verbatim = _verbatim(body, evidence)
    if verbatim is not None and not differs_in_negation(body, without_markers(verbatim.text)):
        return _with_reservation(text, verbatim, asked)
    alignment = _align(Wording(body), evidence, asked)
    if not alignment.items or alignment.coverage < PARTLY:
        return Claim(text, "unsupported", reason=Message("no evidence sentence says this"))
    if reason := _contradiction(Wording(body), alignment.items, evidence):
        return _claim(text, "unsupported", alignment, reason)
    if alignment.coverage < SUPPORTED:
        return _claim(text, "partly", alignment, Message("the evidence says only part of this"))
    if reason := _shortcoming(Wording(body), alignment.items, asked):
        return _claim(text, "partly", alignment, reason)
    return _claim(text, "supported", alignment)


def _with_reservation(text: str, item: Evidence, asked: Wording) -> Claim:
    """What a sentence says word for word, unless it says so under a reservation only."""
    if reservation := missing_reservation(text, item.text, asked.text):
        return Claim(text, "partly", (cite(item, False),), _reservation_reason(reservation))
    return Claim(text, "supported", (cite(item, True),))


def _reservation_reason(reservation: str) -> str:
    return Message("the evidence says this with a reservation: “{word}”", word=reservation)


def _shortcoming(claim: Wording, quotes: Sequence[Evidence], asked: Wording) -> str:
    """Why quotes that have most of a claim's words still do not say it; empty where they do."""
    if len(quotes) > 1 and not _both_needed(claim, quotes):
        return Message("no one sentence of the evidence says all of this")
    quoted = frozenset[str]().union(*(item.wording.bag for item in quotes))
    if unsaid := _unsaid(claim, quoted | _authors(quotes)):
        return Message("“{word}” is not in the sentence that says the rest", word=unsaid)
    if claim.bag <= asked.bag:
        return Message("it only repeats the question")
    if len(claim.words) < FRAGMENT and not _answers(quoted, asked):
        return Message("the evidence has these words, but not as an answer")
    if not _in_order(claim, quotes):
        return Message("the evidence has these words in another order")
    said = " ".join(item.wording.text for item in quotes)
    if reservation := missing_reservation(claim.text, said, asked.text):
        return _reservation_reason(reservation)
    return ""


def _both_needed(claim: Wording, quotes: Sequence[Evidence]) -> bool:
    """Whether each of two sentences gives several words of a claim that the other lacks."""
    one, other = (claim.bag & item.wording.bag for item in quotes)
    return min(len(one - other), len(other - one)) >= LEAST_EACH


def _unsaid(claim: Wording, quoted: Collection[str]) -> str:
    """A word of a claim that its quotes do not have; empty without, or where it carries nothing.

    "data" counts as said where a quote has "dataset". Of Chinese and Japanese, which is matched by
    pairs of characters, a few pairs may be new.
    """
    pairs, unsaid = 0, 0
    for word in dict.fromkeys(claim.words):
        said = word in quoted or word in fillers() or _kin(word, quoted)
        if word.isascii() and not said:
            return _as_written(word, claim.text)
        pairs += not word.isascii()
        unsaid += not said
    return "…" if unsaid > UNSAID_BIGRAMS * pairs else ""


def _authors(quotes: Sequence[Evidence]) -> set[str]:
    """The words by which a claim may name the surveys that its quotes are from."""
    authors = " ".join(name for item in quotes for name in item.survey.authors)
    return set(content_words(f"{authors} et al colleagues"))


def _as_written(stemmed: str, text: str) -> str:
    """The word of a text that has this stem."""
    return next(
        (word for word in re.findall(r"[^\W_]+", text) if stemmed in content_words(word)), stemmed
    )


def _kin(word: str, quoted: Collection[str]) -> bool:
    """Whether a quoted word begins with this one or this one with it, by four letters or more."""
    return any(
        min(len(word), len(other)) >= 4 and (word.startswith(other) or other.startswith(word))
        for other in quoted
    )


def _answers(quoted: Collection[str], asked: Wording) -> bool:
    """Whether a sentence has most of what a question asks about, so that a part may answer."""
    terms = asked.telling or asked.bag
    return len(terms & set(quoted)) > ECHOED * len(terms)


def _claim(text: str, verdict: Verdict, alignment: _Alignment, reason: str = "") -> Claim:
    supported = verdict == "supported"
    return Claim(text, verdict, tuple(cite(item, supported) for item in alignment.items), reason)


def _verbatim(text: str, evidence: Sequence[Evidence]) -> Evidence | None:
    """The evidence sentence that the text is, or is a long part of, word for word."""
    plain = _plain(text)
    for item in evidence:
        theirs = _plain(item.text)
        if plain == theirs or (len(plain) >= 0.6 * len(theirs) and f" {plain} " in f" {theirs} "):
            return item
    return None


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", without_markers(text).lower()))


def _align(claim: Wording, evidence: Sequence[Evidence], asked: Wording) -> _Alignment:
    """The evidence sentence, or two neighbours, that hold most of a claim's words, by rarity.

    Sentences from different places are never put together: that is how false claims are made of
    true words.
    """
    bags = [item.wording.bag for item in evidence]
    rarity = inverse_frequency(list(bag) for bag in bags)
    rarest = max(rarity.values(), default=1.0)
    telling = [word for word in claim.words if word in claim.telling and word not in fillers()]
    words = dict.fromkeys(telling or claim.words)
    weights = {
        word: rarity.get(word, rarest) * (ECHO_WEIGHT if word in asked.bag else 1.0)
        for word in words
    }
    total = sum(weights.values())
    runs: list[tuple[int, ...]] = [(i,) for i in range(len(evidence))] + [
        (i, i + 1) for i in range(len(evidence) - 1) if _adjacent(evidence[i], evidence[i + 1])
    ]
    best: tuple[int, ...] = ()
    most = 0.0
    for run in runs:
        held = frozenset[str]().union(*(bags[i] for i in run))
        coverage = sum(weights[word] for word in words if word in held) / total
        if coverage > most + (GAIN if len(run) > len(best) > 0 else 1e-9):
            best, most = run, coverage
    return _Alignment(tuple(evidence[i] for i in best), most)


def _adjacent(one: Evidence, other: Evidence) -> bool:
    return one.document_id == other.document_id and 0 <= other.sentence - one.sentence == 1


def _contradiction(claim: Wording, quotes: Sequence[Evidence], evidence: Sequence[Evidence]) -> str:
    """Why the quotes cannot carry the claim, or an empty text."""
    text, quoted = claim.text, " ".join(item.wording.text for item in quotes)
    if strange := sorted(numbers(text) - numbers(quoted)):
        return Message("the number {number} is not in the evidence", number=strange[0])
    if stranger := _other_survey(text, quotes, evidence):
        return Message("the evidence is not from {author}", author=stranger)
    known = _source_words(quotes)
    for name in sorted(claim.names):
        if not all(part in known for part in re.findall(r"[^\W_]+", name)):
            return Message("“{name}” is not in the evidence", name=name)
    if bool(negations(text)) != bool(negations(quotes[0].text)):
        return Message("the evidence negates this, or this negates the evidence")
    for one, other in _OPPOSITES:
        for mine, theirs in ((one, other), (other, one)):
            if mine.search(text) and theirs.search(quoted) and not mine.search(quoted):
                return Message("the evidence says the opposite")
    if _reverses_comparison(text, quoted):
        return Message("the evidence compares them the other way round")
    return ""


def _reverses_comparison(text: str, quoted: str) -> bool:
    """Whether a claim sets above what its quote sets below: "A outperforms B" of "B outperforms A".

    Both sides must have changed places, or one where the other is not named; "is outperformed by"
    turns a comparison round.
    """
    ours, theirs = _sides(text), _sides(quoted)
    if ours is None or theirs is None:
        return False
    straight = ours[0] & theirs[0] | ours[1] & theirs[1]
    fallen, risen = ours[1] & theirs[0], ours[0] & theirs[1]
    return bool(fallen and risen) or bool((fallen or risen) and not straight)


def _sides(text: str) -> tuple[set[str], set[str]] | None:
    """The words of the greater and of the lesser side of a text's one comparison."""
    found = list(_COMPARES.finditer(text))
    if len(found) != 1:
        return None
    (match,) = found
    before = set(content_words(text[: match.start()]))
    after = set(content_words(re.split(r"[,;.]", text[match.end() :])[0]))
    passive = re.match(r"\s+by\b", text[match.end() :]) is not None
    above, below = before - after, after - before
    return (below, above) if (match["down"] is not None) != passive else (above, below)


def _other_survey(text: str, quotes: Sequence[Evidence], evidence: Sequence[Evidence]) -> str:
    """The author that a claim names though its quotes are from another survey, or nothing."""
    words = set(re.findall(r"[^\W_]+", text.lower()))
    quoted = {item.survey.id for item in quotes}
    known = _source_words(quotes)
    for survey in {item.survey.id: item.survey for item in evidence}.values():
        if survey.id not in quoted and survey.authors:
            name = last_name(survey.authors[0])
            if name.lower() in words and name.lower() not in known:
                return name
    return ""


def _source_words(quotes: Sequence[Evidence]) -> set[str]:
    """The words of the quotes, and of their surveys' authors.

    A title's words do not count: a river in a title is no evidence for another river's length.
    """
    texts = [item.text for item in quotes]
    for survey in {item.survey.id: item.survey for item in quotes}.values():
        texts += survey.authors
    return set(re.findall(r"[^\W_]+", " ".join(texts).lower()))


def _in_order(claim: Wording, quotes: Sequence[Evidence]) -> bool:
    """Whether the shared words stand in nearly the same order in the quotes."""
    theirs = [word for item in quotes for word in item.wording.words]
    there = set(theirs)
    shared = [word for word in claim.words if word in there]
    return not shared or LCSseq.similarity(shared, theirs) >= IN_ORDER * len(shared)
