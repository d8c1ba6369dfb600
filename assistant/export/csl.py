"""Lists of references in a style of the Citation Style Language: the only door to citeproc."""

from __future__ import annotations

import html
import re
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from assistant.documents.survey import Survey, last_name
from assistant.errors import AssistantError

DEFAULT_STYLE = "harvard-cite-them-right"  # which citeproc ships
LARGEST_STYLE = 1_000_000  # bytes; the largest of the ten thousand styles has 0.2 million
_SPACE = re.compile(r"\s+")


def reference_list(surveys: Sequence[Survey], style: Path | None = None) -> list[str]:
    """The surveys' references as plain text, in the style's order.

    ``style`` is a file of the Citation Style Language (.csl); without one it is author and year
    (Harvard). Raises AssistantError for a file that is no such style.
    """
    from citeproc import (
        Citation,
        CitationItem,
        CitationStylesBibliography,
        formatter,
    )
    from citeproc.source.json import CiteProcJSON

    loaded = _style(style)
    items = [_item(number, survey) for number, survey in enumerate(surveys)]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of fields that citeproc does not know
            made = CitationStylesBibliography(loaded, CiteProcJSON(items), formatter.plain)
            for item in items:
                made.register(Citation([CitationItem(item["id"])]))
            made.sort()
            return [_SPACE.sub(" ", html.unescape(str(entry))) for entry in made.bibliography()]
    except Exception as error:  # citeproc raises what its style's parts happen to raise
        raise _refused(style, f"{type(error).__name__}: {error}") from error


def _style(path: Path | None) -> Any:
    """A style that citeproc has read."""
    from citeproc import CitationStylesStyle

    if path is None:
        return CitationStylesStyle(DEFAULT_STYLE, validate=False)
    try:
        size = path.stat().st_size
        data = path.read_bytes() if size <= LARGEST_STYLE else b""
    except OSError as error:
        raise _refused(path, error.strerror or "it cannot be opened") from error
    if b"<style" not in data or b"<!ENTITY" in data:
        raise _refused(path, "it is no style in XML")
    if b"<bibliography" not in data:
        raise _refused(path, "it has no list of references, or depends on another style")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return CitationStylesStyle(str(path), validate=False)
    except Exception as error:
        raise _refused(path, f"{type(error).__name__}: {error}") from error


def _refused(path: Path | None, reason: str) -> AssistantError:
    return AssistantError(
        "{path} cannot be used as a style: {reason}. Take a .csl file from "
        "https://www.zotero.org/styles, one that does not depend on another.",
        path=str(path or DEFAULT_STYLE),
        reason=reason,
    )


def _item(number: int, survey: Survey) -> dict[str, Any]:
    """A survey as CSL-JSON has it."""
    address = f"https://arxiv.org/abs/{survey.arxiv_id}" if survey.arxiv_id else ""
    item: dict[str, Any] = {
        "id": f"s{number}",
        "type": "article-journal" if survey.doi else "article",
        "title": survey.title,
        "author": [_name(author) for author in survey.authors],
        "DOI": survey.doi or "",
        "URL": "" if survey.doi else address,
    }
    if survey.year is not None:
        item["issued"] = {"date-parts": [[survey.year]]}
    return {key: value for key, value in item.items() if value}


def _name(author: str) -> dict[str, str]:
    """An author's given names, particle ("van") and family name.

    A name of one word, as Chinese ones are, is whole.
    """
    family = last_name(author)
    given = author.removesuffix(family).split() if author.endswith(family) else []
    if not given:
        return {"literal": author}
    first = next((place for place, word in enumerate(given) if word.islower()), len(given))
    name = {"family": family, "given": " ".join(given[:first])}
    if first < len(given):
        name["non-dropping-particle"] = " ".join(given[first:])
    return {key: value for key, value in name.items() if value}
