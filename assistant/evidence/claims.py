"""Claims and the citations that carry them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from assistant.documents.survey import Survey, short_name
from assistant.evidence.evidence import Evidence
from assistant.messages import Text

Verdict = Literal["supported", "partly", "unsupported"]


@dataclass(frozen=True)
class Citation:
    """A claim's link to a quote.

    ``document`` is the source's name; ``page`` counts from 1, None without pages; ``sentence`` is
    the quote's index in the document (-1 for a caption), which leads to its boxes; ``supported``
    is the check's verdict on the claim as a whole.
    """

    survey: Survey
    document_id: str
    document: str
    section: str
    page: int | None
    quote: str
    sentence: int
    supported: bool

    @property
    def place(self) -> str:
        """Survey, section and page in one line."""
        page = f", p. {self.page}" if self.page is not None else ""
        section = f", {self.section}" if self.section else ""
        return f"{short_name(self.survey)}{section}{page}"


@dataclass(frozen=True)
class Claim:
    """One sentence or table cell that the assistant states, with the check's verdict.

    ``reason`` says why it is not supported; ``quoted`` that the text is the source's own sentence.
    """

    text: str
    verdict: Verdict
    citations: tuple[Citation, ...] = ()
    reason: Text = ""
    quoted: bool = False

    @property
    def supported(self) -> bool:
        """Whether its citations were found to carry it."""
        return self.verdict == "supported"


def quote(item: Evidence) -> Claim:
    """An evidence sentence as a claim of its own, marked as a quotation."""
    return Claim(item.text, "supported", (cite(item, True),), quoted=True)


def cite(item: Evidence, supported: bool) -> Citation:
    """The citation of an evidence sentence."""
    return Citation(
        survey=item.survey,
        document_id=item.document_id,
        document=item.document,
        section=item.section,
        page=item.page,
        quote=item.text,
        sentence=item.sentence,
        supported=supported,
    )
