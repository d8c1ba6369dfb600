"""What the assistant says to a question, and what it cost."""

from __future__ import annotations

from dataclasses import dataclass, field

from assistant.evidence.claims import Claim
from assistant.evidence.evidence import Evidence, Reading
from assistant.messages import Text


@dataclass(frozen=True)
class Usage:
    """What an answer cost: tokens, and seconds from the question's arrival."""

    prompt_tokens: int = 0
    completion_tokens: int = 0
    reused_tokens: int = 0
    retrieval_seconds: float = 0.0
    first_token_seconds: float = 0.0
    seconds: float = 0.0


@dataclass(frozen=True)
class Answer:
    """What the assistant says to a question.

    ``text`` joins the supported claims; ``claims`` has all of them, in order, with their verdicts.
    ``abstained`` with its ``reason`` when the evidence is too weak; an answer with a ``reason`` is
    doubtful, and the reason says why. ``evidence`` is what was found, which claims are checked
    against; ``confidence`` (0..1) is how well it fits the question, which abstaining goes by.
    While it streams, ``pending`` is the sentence in work, not yet checked, and ``lead`` the best
    evidence sentence, which can be read before the model has said anything. A ``remark`` is about
    the library itself, in ``reason``; it needs no evidence. ``read`` is how much was read where
    that was the whole text; ``elsewhere`` are quotes of surveys that were not asked.
    """

    question: str
    claims: tuple[Claim, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    abstained: bool = False
    reason: Text = ""
    confidence: float = 0.0
    usage: Usage = field(default_factory=Usage)
    pending: str = ""
    lead: Claim | None = None
    remark: bool = False
    finished: bool = False
    read: Reading | None = None
    elsewhere: tuple[Claim, ...] = ()

    @property
    def text(self) -> str:
        """The supported claims as one text; the reason where the assistant abstained."""
        if self.abstained or self.remark:
            return self.reason
        return " ".join(claim.text for claim in self.claims if claim.supported)
