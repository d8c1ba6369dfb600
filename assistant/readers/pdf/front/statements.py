"""What a PDF says of its front matter elsewhere: running heads, citations, properties, its name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from assistant.readers.pdf.front.properties import Properties
from assistant.readers.pdf.lines import Line
from assistant.text.normalize import one_line

_LOOKED_AT = 2  # pages that say how to cite the work
_YEAR = re.compile(r"(?:19|20)\d\d")
_CITE = re.compile(
    r"(?:\b(?:cite|citation|citing)\b[^:：\n]{0,40}[:：]?|引用(?:本文|格式)?[:：])\s*(.{20,600})",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True)
class Around:
    """What a file says of its front matter elsewhere.

    ``stamp`` is the text turned along the first page's margin, ``head`` the running heads and feet
    of the first pages, ``running`` those of later pages, ``citations`` the lines that say how to
    cite the work, ``properties`` the file's, ``name`` its name.
    """

    stamp: str = ""
    head: str = ""
    running: tuple[str, ...] = ()
    citations: tuple[str, ...] = ()
    properties: Properties = field(default_factory=Properties)
    name: str = ""


def around_of(
    pages: Sequence[Sequence[Line]],
    kept: Sequence[Sequence[Line]],
    stamp: str,
    properties: Properties,
    name: str,
) -> Around:
    """What stands around the front matter, from each page's lines and those ``kept`` as text."""
    furniture = []
    for lines, text in zip(pages, kept, strict=True):
        inner = {id(line) for line in text}
        furniture.append([line.text for line in lines if id(line) not in inner])
    first = "\n".join(furniture[0]) if furniture else ""
    later = dict.fromkeys(one_line(text) for page in furniture[1:] for text in page)
    texts = ["\n".join(line.text for line in lines) for lines in pages[:_LOOKED_AT]]
    cited = [one_line(match[1]) for text in texts for match in _CITE.finditer(text)]
    if re.search(r"\((?:19|20)\d\d\)", first) and "10." in first:
        cited.append(one_line(first))  # a foot that is the work's reference
    citations = tuple(text for text in dict.fromkeys(cited) if _YEAR.search(text))
    return Around(stamp, first, tuple(later), citations, properties, name)
