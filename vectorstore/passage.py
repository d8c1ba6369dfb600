"""The retrieval unit: contiguous sentences of one section."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Span:
    """One sentence of a passage: ``text[start:end]``, in characters.

    ``page`` counts from 1, None without pages; ``sentence`` is its index in its document.
    """

    start: int
    end: int
    page: int | None
    sentence: int


@dataclass(frozen=True)
class Passage:
    """Whole sentences of one section, at most 256 tokens.

    ``id`` is unique in a library and starts with its document's id; ``section`` is the path of
    titles (" › " between them); ``kind`` is the section's kind, or "caption".
    """

    id: str
    document_id: str
    section: str
    kind: str
    text: str
    spans: tuple[Span, ...] = field(default=())

    @property
    def page(self) -> int | None:
        """The page it starts on."""
        return self.spans[0].page if self.spans else None

    @property
    def parts(self) -> list[str]:
        """The texts of its sentences, which an embedder reads together; itself without any."""
        return [self.sentence(span) for span in self.spans] or [self.text]

    def sentence(self, span: Span) -> str:
        """The text of one of its sentences."""
        return self.text[span.start : span.end]
