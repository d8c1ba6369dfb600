"""Claims and the citations that carry them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from assistant.documents.survey import Survey, short_name
from assistant.evidence.evidence import Evidence, Span
from assistant.messages import Text

Verdict = Literal["supported", "partly", "unsupported"]
# A text in three: what stands before the words that answer, these words, what stands after them.
Parts = tuple[str, str, str]


@dataclass(frozen=True)
class Citation:
    """A claim's link to a quote.

    ``document`` is the source's name; ``page`` counts from 1, None without pages; ``sentence`` is
    the quote's index in the document (-1 for a caption), which leads to its boxes; ``supported``
    is the check's verdict on the claim as a whole; ``span`` is the part of ``quote`` that answers,
    None where that is not known.
    """

    survey: Survey
    document_id: str
    document: str
    section: str
    page: int | None
    quote: str
    sentence: int
    supported: bool
    span: Span | None = None

    @property
    def parts(self) -> Parts:
        """The quote around the words that answer."""
        return around(self.quote, self.span)

    @property
    def confidence(self) -> float | None:
        """How sure the text of its page is, 0 to 1, where that was recognised from an image."""
        infos = (info for info in self.survey.documents if info.id == self.document_id)
        return next((info.confidence(self.page) for info in infos), None)

    @property
    def place(self) -> str:
        """Survey, section and page in one line; how sure a page is that was recognised, and
        which later version of the survey is in the library."""
        page = f", p. {self.page}" if self.page is not None else ""
        if self.confidence is not None:
            page += f", recognised from an image ({self.confidence:.0%} sure)"
        section = f", {self.section}" if self.section else ""
        newer = self.survey.newer
        version = f", perhaps an older version of {newer}" if newer else ""
        return f"{short_name(self.survey)}{section}{page}{version}"


@dataclass(frozen=True)
class Claim:
    """One sentence or table cell that the assistant states, with the check's verdict.

    ``reason`` says why it is not supported, or that it is so by meaning and not by words;
    ``quoted`` that the text is the source's own sentence.
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

    @property
    def parts(self) -> Parts:
        """The text around the words that answer, which only a quotation has."""
        if self.quoted and self.citations and self.citations[0].quote == self.text:
            return self.citations[0].parts
        return around(self.text, None)


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
        span=item.span,
    )


def around(text: str, span: Span | None) -> Parts:
    """A text around a part of it; all of it stands before where there is none.

    White space at the ends of the part is left outside, and what is no part of the text is none.

    >>> around("Water flows downhill.", (6, 12))
    ('Water ', 'flows', ' downhill.')
    """
    start, end = span or (0, 0)
    words = text[start:end].strip() if 0 <= start < end <= len(text) else ""
    if not words:
        return text, "", ""
    start = text.index(words, start)
    return text[:start], words, text[start + len(words) :]
