"""What the command line shows of a library: its surveys, and one with its documents' outlines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.text import Text

from assistant.cli.progress import warning_styles
from assistant.cli.versions import proposal_line, proposal_values
from assistant.documents.document import Document
from assistant.documents.matching import MergeProposal
from assistant.documents.survey import Survey, short_name
from assistant.maintenance.integrity import Checkup


def survey_values(survey: Survey, proposals: Sequence[MergeProposal] = ()) -> dict[str, Any]:
    """A survey as JSON values, with what its documents say together and what it may be one with."""
    return {
        **asdict(survey),
        "languages": survey.languages,
        "formats": survey.formats,
        "page_count": survey.page_count,
        "readable_share": survey.readable_share,
        "warnings": survey.warnings,
        "proposals": [proposal_values(p) for p in proposals if survey.id in p.surveys],
    }


def shown_values(
    survey: Survey, documents: Sequence[Document], proposals: Sequence[MergeProposal] = ()
) -> dict[str, Any]:
    """A survey and its documents' outlines as JSON values."""
    return {
        **survey_values(survey, proposals),
        "documents": [
            {
                **asdict(info),
                "sections": [
                    {
                        "title": section.title,
                        "level": section.level,
                        "kind": section.kind,
                        "pages": section.pages,
                        "sentences": len(section.sentences),
                    }
                    for section in document.sections
                ],
                "captions": len(document.captions),
                "references": len(document.references),
            }
            for info, document in zip(survey.documents, documents, strict=True)
        ],
    }


def print_surveys(surveys: Sequence[Survey], proposals: Sequence[MergeProposal] = ()) -> None:
    """Each survey in two lines: what it is, and what there is of it; then which may be one."""
    console = Console(highlight=False, soft_wrap=True)
    if not surveys:
        console.print("The library is empty. Add a survey with: survey-assistant add FILE")
    for survey in surveys:
        console.print(Text(f"{short_name(survey)}: ").append(survey.title, style="bold"))
        console.print(Text("    " + " · ".join(_facts(survey)), style="dim"))
    for proposal in proposals:
        console.print(Text(proposal_line(proposal)))


def print_survey(
    survey: Survey, documents: Sequence[Document], proposals: Sequence[MergeProposal] = ()
) -> None:
    """A survey, then each document: what was read of it, its warnings and its outline."""
    console = Console(highlight=False, soft_wrap=True)
    console.print(Text(survey.title, style="bold"))
    if survey.authors:
        console.print(Text("    " + ", ".join(survey.authors)))
    console.print(Text("    " + " · ".join([str(survey.year or ""), *_facts(survey)]).lstrip(" ·")))
    for proposal in proposals:
        console.print(Text(f"    {proposal_line(proposal, survey.id)}"))
    for info, document in zip(survey.documents, documents, strict=True):
        console.print(Text(f"\n{info.name}", style="bold").append(f"  ({info.id[:8]})", "dim"))
        facts = [
            info.format,
            count_with_noun(info.page_count, "page") if info.page_count else "",
            " ".join(info.languages),
            f"{info.readable_share:.0%} read",
            count_with_noun(len(document.captions), "figure or table", "figures and tables"),
            count_with_noun(len(document.references), "reference"),
        ]
        console.print(Text("    " + " · ".join(fact for fact in facts if fact), style="dim"))
        for warning, style in warning_styles(info):
            console.print(Text(f"    ! {warning}", style))
        for section in document.sections:
            if section.title:
                line = Text("    " + "  " * (section.level - 1) + section.title)
                console.print(line.append(_pages(section.pages), style="dim"))


def print_checkup(found: Checkup) -> None:
    """What was counted, mended, and is still wrong with the next step."""
    console = Console(highlight=False, soft_wrap=True)
    counts = (
        count_with_noun(found.surveys, "survey"),
        count_with_noun(found.documents, "document"),
        count_with_noun(found.passages, "passage"),
    )
    console.print(Text(", ".join(counts)))
    for finding in found.mended:
        console.print(Text(f"✓ mended: {finding}"))
    for finding in found.findings:
        console.print(Text(f"✗ {finding}"))
    if found.sound:
        console.print("✓ Everything agrees.")
    elif not found.mended and any(finding.derived for finding in found.findings):
        console.print("Mend it with: survey-assistant check --repair")


def count_with_noun(number: int, noun: str, several: str = "") -> str:
    """A number with its noun in the right form."""
    return f"{number} {noun if number == 1 else several or noun + 's'}"


def _facts(survey: Survey) -> list[str]:
    share, warnings = survey.readable_share, len(survey.warnings)
    facts = [
        survey.id[:8],
        f"arXiv:{survey.arxiv_id}" if survey.arxiv_id else "",
        f"doi:{survey.doi}" if survey.doi else "",
        count_with_noun(len(survey.documents), "document"),
        count_with_noun(survey.page_count, "page") if survey.page_count else "",
        " ".join(survey.formats),
        " ".join(survey.languages),
        f"{share:.0%} read" if share < 0.995 else "",
        count_with_noun(warnings, "warning") if warnings else "",
    ]
    return [fact for fact in facts if fact]


def _pages(pages: tuple[int, int] | None) -> str:
    if pages is None:
        return ""
    first, last = pages
    return f"  p. {first}" if first == last else f"  pp. {first}-{last}"
