"""A survey in the Library tab: its row in the table, and its page with warnings and outline."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from assistant.documents.document import LEFT_OUT, Document, Section
from assistant.documents.survey import DocumentInfo, Survey
from assistant.errors import AssistantError
from assistant.library import Library
from assistant.reviews.related import Related
from assistant.ui.i18n.catalogue import translate
from assistant.ui.views.markup import escape, note_html

# A book's outline is folded up to here; what is deeper or later is counted.
MOST_SECTIONS = 200
DEEPEST = 4
MOST_RELATED = 5
MOST_AUTHORS = 3
BADLY_READ = "Only {share} of its text could be read. What is asked of it may miss the rest."


@dataclass(frozen=True)
class Column:
    """A column of the table of surveys: its header, the kind of its values, its share of width."""

    header: str
    kind: Literal["number", "str"]
    width: str


COLUMNS = (
    Column("No.", "number", "6%"),
    Column("Title", "str", "24%"),
    Column("Authors", "str", "17%"),
    Column("Year", "str", "7%"),
    Column("Documents", "number", "11%"),
    Column("Pages", "str", "8%"),
    Column("Languages", "str", "10%"),
    Column("Read", "str", "7%"),
    Column("Warnings", "str", "10%"),
)


def survey_row(number: int, survey: Survey, language: str) -> list[Any]:
    """A survey's row in the table, in the order of ``COLUMNS``."""
    warnings, documents = len(survey.warnings), survey.documents
    return [
        number,
        survey.title,
        _authors(survey.authors, language),
        str(survey.year or ""),
        len(documents),
        str(survey.page_count or ""),
        ", ".join(survey.languages),
        ("" if all(info.mostly_read for info in documents) else "⚠ ")
        + f"{survey.readable_share:.0%}",
        translate("{count} (see below)", language, count=warnings) if warnings else "",
    ]


def alarms(info: DocumentInfo, language: str) -> list[str]:
    """What is wrong with a document of which too little could be read: how little, and why.

    What its reader warns of the same share is told once.
    """
    others = [text for text in info.warnings if getattr(text, "template", "") != LEFT_OUT]
    share = translate(BADLY_READ, language, share=f"{info.readable_share:.0%}")
    return [share, *(translate(text, language) for text in others)]


def _authors(authors: Sequence[str], language: str) -> str:
    shown, more = ", ".join(authors[:MOST_AUTHORS]), len(authors) - MOST_AUTHORS
    text = "{authors} and {count} more"
    return translate(text, language, authors=shown, count=more) if more > 0 else shown


def survey_html(library: Library, survey: Survey, language: str = "en") -> str:
    """A survey with its documents, their warnings and their outlines."""
    facts = [", ".join(survey.authors), str(survey.year or "")]
    facts += [f"arXiv {survey.arxiv_id}" if survey.arxiv_id else "", survey.doi or ""]
    line = " · ".join(escape(fact) for fact in facts if fact)
    documents = "".join(f"<li>{_document(info, language)}</li>" for info in survey.documents)
    outlines = "".join(
        _outline(library, info, len(survey.documents) > 1, language) for info in survey.documents
    )
    return (
        f'<section class="sa-survey" aria-label="{escape(translate("Survey", language))}">'
        f"<h3>{escape(survey.title)}</h3><p>{line}</p><ul>{documents}</ul>{outlines}</section>"
    )


def related_html(library: Library, survey: Survey, language: str = "en") -> str:
    """The surveys nearest to one, each with the reasons."""
    found = library.reviews.related(survey)[:MOST_RELATED]
    if not found:
        return note_html(translate("No other survey in the library is near this one.", language))
    lines = "".join(
        f"<li><strong>{escape(item.survey.title)}</strong><br>"
        f"{escape(reasons_text(item, language))}</li>"
        for item in found
    )
    return f'<section class="sa-nearest"><ul>{lines}</ul></section>'


def reasons_text(near: Related, language: str) -> str:
    """Why a survey is near another, in one line."""
    return " ".join(translate(reason, language) for reason in near.reasons)


def _document(info: DocumentInfo, language: str) -> str:
    share = translate("{share} read", language, share=f"{info.readable_share:.0%}")
    facts = [info.format, ", ".join(info.languages), share]
    if info.page_count:
        pages = "{count} page" if info.page_count == 1 else "{count} pages"
        facts.insert(1, translate(pages, language, count=info.page_count))
    kind, lines = "note", [translate(warning, language) for warning in info.warnings]
    if not info.mostly_read:
        kind, lines = "loud", alarms(info, language)
    warnings = "".join(note_html(f"⚠ {line}", kind) for line in lines)
    return f"<strong>{escape(info.name)}</strong> · {escape(' · '.join(facts))}{warnings}"


def _outline(library: Library, info: DocumentInfo, several: bool, language: str) -> str:
    try:
        document = library.document(info.id)
    except AssistantError:  # removed meanwhile
        return ""
    sections = list(_headings(document))
    if not sections:
        return ""
    heading = translate("Outline", language)
    heading += f": {info.name}" if several else ""
    lines = "".join(
        _heading(section, document.title, language) for section in sections[:MOST_SECTIONS]
    )
    more = len(sections) - MOST_SECTIONS
    rest = note_html(translate("and {count} more", language, count=more)) if more > 0 else ""
    return (
        f'<details class="sa-outline"{"" if several else " open"}><summary>{escape(heading)} '
        f"({len(sections)})</summary><ol>{lines}</ol>{rest}</details>"
    )


def _headings(document: Document) -> Iterator[Section]:
    """The sections that a reader would look for; pieces of one section count once."""
    before: tuple[str, ...] = ()
    for section in document.sections:
        path = section.path or (section.title,)
        if section.kind in ("front", "back", "caption") or not section.title or path == before:
            continue
        before = path
        if section.level <= DEEPEST:
            yield section


def _heading(section: Section, title: str, language: str) -> str:
    pages = section.pages
    place = escape(translate("p. {page}", language, page=pages[0])) if pages else ""
    page = f' <span class="sa-label">{place}</span>' if pages else ""
    path = section.path or (section.title,)
    depth = len(path) - 1 - (len(path) > 1 and path[0] == title)
    return f'<li class="sa-depth-{min(max(depth, 0), 3)}">{escape(section.title)}{page}</li>'
