"""Citations for a reference manager: RIS, which Zotero imports with each quote as a note."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assistant.comparisons.comparison import Comparison
from assistant.documents.survey import Survey
from assistant.evidence.claims import Citation, Claim
from assistant.reviews.review import Review

_END = "\r\n"  # which RIS asks for


def review_ris(review: Review) -> str:
    """A review's survey, with the quotes that its items rest on."""
    return ris([review.survey], (claim for field in review.fields for claim in field.items))


def comparison_ris(comparison: Comparison) -> str:
    """The surveys of a comparison, each with the quotes in its cells."""
    return ris(comparison.surveys, (claim for cell in comparison.cells for claim in cell.claims))


def ris(surveys: Sequence[Survey], claims: Iterable[Claim]) -> str:
    """An entry for each survey; the quotes of claims that passed the check are its notes."""
    quotes: dict[str, list[Citation]] = {survey.id: [] for survey in surveys}
    seen = set()
    for citation in (found for claim in claims if claim.supported for found in claim.citations):
        place = (citation.document_id, citation.sentence, citation.quote)
        if citation.survey.id in quotes and place not in seen:
            seen.add(place)
            quotes[citation.survey.id].append(citation)
    return _END.join(line for survey in surveys for line in _entry(survey, quotes[survey.id]))


def _entry(survey: Survey, quotes: Sequence[Citation]) -> list[str]:
    address = f"https://arxiv.org/abs/{survey.arxiv_id}" if survey.arxiv_id else ""
    fields = [
        ("TY", "JOUR" if survey.doi else "GEN"),
        ("TI", survey.title),
        *(("AU", _last_name_first(author)) for author in survey.authors),
        ("PY", str(survey.year or "")),
        ("DO", survey.doi or ""),
        ("UR", address),
        *(("N1", f"“{citation.quote}” ({citation.place})") for citation in quotes),
    ]
    lines = [f"{tag}  - {' '.join(value.split())}" for tag, value in fields if value]
    return [*lines, "ER  - ", ""]


def _last_name_first(author: str) -> str:
    """ "Lee, Anna", so that a program need not guess; a name of one word stays."""
    *first, last = author.split() or [""]
    return f"{last}, {' '.join(first)}" if first else last
