"""What a section is for, told from its title in English, Chinese or Japanese."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from assistant.documents.document import Section, SectionKind, Sentence
from assistant.documents.section_kinds import INHERITED, kind_of


@dataclass
class Part:
    """A heading and the sentences under it, while a reader is at work; level 0 has no heading."""

    title: str
    level: int
    sentences: list[Sentence] = field(default_factory=list)
    kind: SectionKind | None = None


def sections(parts: Iterable[Part]) -> tuple[Section, ...]:
    """The parts as sections with paths and kinds; parts without any sentence stay as headings.

    A subsection inherits kinds such as ``references`` from the section around it, and levels
    are made to start at 1 without gaps.
    """
    open_parts: list[tuple[int, str, SectionKind]] = []
    made: list[Section] = []
    for part in parts:
        if not part.title and not part.sentences:
            continue
        while open_parts and open_parts[-1][0] >= max(part.level, 1):
            open_parts.pop()
        kind = part.kind or (kind_of(part.title) if part.title else "body")
        inherited = open_parts[-1][2] if open_parts else "body"
        own = kind in ("references", "back") or (inherited == "back" and kind != "body")
        if part.kind is None and not own and inherited in INHERITED:
            kind = inherited
        if not part.title or kind == "front":  # nothing stands under these
            path = (*(title for _, title, _ in open_parts), part.title) if part.title else ()
            made.append(Section(part.title, max(len(path), 1), kind, tuple(part.sentences), path))
            continue
        open_parts.append((max(part.level, 1), part.title, kind))
        path = tuple(title for _, title, _ in open_parts)
        made.append(Section(part.title, len(open_parts), kind, tuple(part.sentences), path))
    return tuple(made)


def references_in(made: Iterable[Section]) -> tuple[str, ...]:
    """The entries of a document's reference lists, one text each."""
    listed = (section for section in made if section.kind == "references")
    return tuple(sentence.text for section in listed for sentence in section.sentences)
