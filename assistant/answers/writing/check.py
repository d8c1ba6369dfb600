"""What a model wrote, checked sentence by sentence against the evidence."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import prompts
from assistant.answers.quotation import best
from assistant.answers.writing.manner import BRIEF, Draft, Manner
from assistant.documents.survey import short_name
from assistant.evidence.claims import Claim, quote
from assistant.evidence.evidence import Evidence
from assistant.evidence.verify import verify
from assistant.messages import Message
from assistant.models.evidence_model import EvidenceModel
from assistant.text.scripts import has_cjk
from assistant.text.wording import Wording
from assistant.text.words import content_words, without_markers

FEW_WORDS = 6
# The share of a quote's words that a sentence of the model's has which says the same.
REPEATED = 0.5
_NUMERAL = re.compile(r"\(?\d{1,2}[.)、．]")  # what a list's entry begins with


@dataclass(frozen=True)
class Check:
    """Turns drafts into claims with verdicts: against all ``evidence``, or what a draft names.

    ``asked`` are the question's words; ``judge`` is asked where words do not find enough of a
    claim.
    """

    evidence: tuple[Evidence, ...]
    asked: Wording
    manner: Manner | None
    judge: EvidenceModel | None

    @property
    def is_numbered(self) -> bool:
        """Whether drafts name the sentences that they are written from."""
        return self.manner is not None and self.manner.is_numbered

    def claims(self, drafts: Sequence[Draft], before: Sequence[Claim]) -> list[Claim]:
        """The claims of new drafts that say what none ``before`` says."""
        said = {claim.text for claim in before}
        said |= {f"{short_name(item.survey)}:" for item in self.evidence}
        found: list[Claim] = []
        for claim in filter(None, map(self._claim, drafts)):
            if claim.text not in said:
                said.add(claim.text)
                found.append(claim)
        return found

    def _claim(self, draft: Draft) -> Claim | None:
        if not draft.named if self.is_numbered else _repeats_example(draft.text):
            return None
        checked = verify(draft.text, draft.named or self.evidence, self.asked, self.judge)
        claim = checked if self.is_numbered else self._of_the_best(checked)
        return None if claim is None or _says_nothing(claim.text) else claim

    def _of_the_best(self, claim: Claim) -> Claim | None:
        """The claim as far as the best sentence carries it; None where a brief one repeats it."""
        brief = self.manner is not None and self.manner.is_brief
        first = [quote(item) for item in best(self.evidence, 1)]
        # Of how a review was made the next best sentence may tell another number.
        if brief or any(item.fact for item in self.evidence):
            claim = _to_the_point(claim, first)
        claim = _in_its_sentence(claim)
        return None if brief and _repeats(claim, first) else claim


def _says_nothing(text: str) -> bool:
    return not text or _NUMERAL.fullmatch(text) is not None or text.endswith(("?", "？"))


def _repeats_example(text: str) -> bool:
    """Whether a sentence has no other words than the example that the brief prompt shows."""
    words = set(content_words(text))
    return bool(words) and words <= _example_words()


@functools.cache
def _example_words() -> frozenset[str]:
    parts = prompts.load(BRIEF).parts
    return frozenset(w for role, text in parts if role == "assistant" for w in content_words(text))


def _in_its_sentence(claim: Claim) -> Claim:
    """A supported claim of a few words as the sentence that has them, where they are marked.

    "Compression and encoding" is no answer by itself.
    """
    text = claim.text.rstrip(" .")
    if not claim.supported or len(claim.citations) != 1 or has_cjk(text):
        return claim
    (citation,) = claim.citations
    start = citation.quote.lower().find(text.lower())
    if len(text.split()) >= FEW_WORDS or len(citation.quote.split()) < FEW_WORDS or start < 0:
        return claim
    cited = replace(citation, span=(start, start + len(text)))
    return Claim(citation.quote, "supported", (cited,), quoted=True)


def _to_the_point(claim: Claim, first: Sequence[Claim]) -> Claim:
    """The claim, supported only if the best evidence sentence, quoted ``first``, carries it.

    Small models say what the text says, but not what was asked.
    """
    if not claim.supported or any(_places(best_one) & _places(claim) for best_one in first):
        return claim
    why = Message("the survey says this, but it was not asked")
    return replace(claim, verdict="partly", reason=why)


def other_than(quoted: Sequence[Claim], claims: Sequence[Claim]) -> list[Claim]:
    """The claims but those that say what is quoted after all."""
    texts = {without_markers(claim.text).strip() for claim in quoted}
    return [claim for claim in claims if claim.text not in texts and not _repeats(claim, quoted)]


def in_place_of(quoted: Sequence[Claim], claims: Sequence[Claim]) -> list[Claim]:
    """The quotes, each in the words of the claim that was written from it where one holds.

    Claims that do not hold stand after them; one that says what is not quoted is left out.
    """
    written: dict[str, Claim] = {}
    for claim in claims:
        if claim.supported and len(claim.citations) == 1:
            written.setdefault(claim.citations[0].quote, claim)
    shown = [written.get(claim.citations[0].quote, claim) for claim in quoted]
    return [*shown, *(claim for claim in claims if not claim.supported)]


def _repeats(claim: Claim, quoted: Sequence[Claim]) -> bool:
    """Whether a claim says no more than a quote, in most of its words."""
    words = frozenset(content_words(claim.text))
    return claim.supported and any(
        _places(claim) <= _places(quotation)
        and len(words) >= REPEATED * len(set(content_words(quotation.text)))
        for quotation in quoted
    )


def _places(claim: Claim) -> set[tuple[str, int]]:
    return {(citation.document_id, citation.sentence) for citation in claim.citations}
