"""What programs are told: answers, reviews and comparisons as short JSON values, quotes included.

``records`` has the whole values; these are for language models and scripts that read them over the
web app's API or the Model Context Protocol.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from langchain_core.documents import Document

from assistant.answers.answer import Answer
from assistant.comparisons.comparison import Comparison
from assistant.documents.survey import Survey, short_name
from assistant.evidence.claims import Citation, Claim
from assistant.reviews.review import Review

Reply = dict[str, Any]


def survey_reply(survey: Survey) -> Reply:
    """A survey; its ``id``, title or arXiv id names it in every other call."""
    return {
        "id": survey.id,
        "name": short_name(survey),
        "title": survey.title,
        "authors": list(survey.authors),
        "year": survey.year,
        "arxiv_id": survey.arxiv_id,
        "doi": survey.doi,
        "documents": [
            {
                "id": info.id,
                "name": info.name,
                "format": info.format,
                "pages": info.page_count,
                "languages": list(info.languages),
                "warnings": list(info.warnings),
            }
            for info in survey.documents
        ],
    }


def passage_reply(passage: Document) -> Reply:
    """A passage that fits a question, with its place."""
    place = {name: passage.metadata[name] for name in ("survey", "title", "section", "page")}
    return {**place, "quote": passage.page_content}


def answer_reply(answer: Answer) -> Reply:
    """An answer: only what is supported is in ``text``; ``claims`` has every sentence.

    ``elsewhere``, where it is there, has quotes of surveys that were not asked.
    """
    elsewhere = {"elsewhere": _claims(answer.elsewhere)} if answer.elsewhere else {}
    return elsewhere | {
        "question": answer.question,
        "text": answer.text,
        "abstained": answer.abstained,
        "reason": answer.reason,
        "claims": _claims(answer.claims),
        "seconds": round(answer.usage.seconds, 2),
    }


def review_reply(review: Review) -> Reply:
    """A review by its fields."""
    return {
        "survey": review.survey.title,
        "language": review.language,
        "fields": [
            {
                "name": field.name,
                "heading": field.heading,
                "note": field.note,
                "items": _claims(field.items),
            }
            for field in review.fields
        ],
        "sections_read": review.sections_read,
        "sections": review.sections,
    }


def comparison_reply(comparison: Comparison) -> Reply:
    """A comparison by its rows; a cell without claims is not stated in its survey."""
    rows = []
    for aspect in comparison.aspects:
        cells = []
        for survey in comparison.surveys:
            cell = comparison.cell(survey, aspect)
            claims = cell.claims if cell is not None else ()
            cells.append({"survey": short_name(survey), "claims": _claims(claims)})
        rows.append({"aspect": aspect, "cells": cells})
    return {"surveys": [survey.title for survey in comparison.surveys], "rows": rows}


def _claims(claims: Iterable[Claim]) -> list[Reply]:
    return [
        {
            "text": claim.text,
            "supported": claim.supported,
            "quoted": claim.quoted,
            "reason": claim.reason,
            "citations": [_citation(citation) for citation in claim.citations],
        }
        for claim in claims
    ]


def _citation(citation: Citation) -> Reply:
    answering = {"answering": citation.parts[1]} if citation.parts[1] else {}
    sure = citation.confidence
    recognised = {"recognised": sure} if sure is not None else {}
    newer = {"newer_version": citation.survey.newer} if citation.survey.newer else {}
    return (
        answering
        | recognised
        | newer
        | {
            "survey": short_name(citation.survey),
            "title": citation.survey.title,
            "document": citation.document,
            "section": citation.section,
            "page": citation.page,
            "quote": citation.quote,
        }
    )
