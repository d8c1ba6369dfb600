"""Answers, reviews and comparisons as Markdown."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import replace

from assistant.answers.answer import Answer
from assistant.answers.arrangement import arrange
from assistant.chat.history import KeptTurn
from assistant.comparisons.comparison import Cell, Comparison
from assistant.comparisons.csv_table import empty_cell_text
from assistant.documents.survey import Survey, short_name
from assistant.evidence.claims import Citation, Claim, Parts
from assistant.export.emphasis import spaced
from assistant.reviews.review import Review

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|!~$])")
# From the first to the last letter or digit: Markdown takes no stars beside other characters.
_WORDS = re.compile(r"[^\W_](?:.*[^\W_])?", re.DOTALL)
_HIDDEN = ("Cc", "Cf", "Cs", "Co", "Cn")

COVERAGE = {
    "en": "{read} of {all} sections read{pages}, in {seconds} s. Every item is the survey's own "
    "sentence, or a part of one.",
    "zh": "已读 {read}/{all} 节{pages}，用时 {seconds} 秒。每一条都是综述自己的句子或其中一部分，"
    "保留原文语言。",
    "ja": "{all} 節中 {read} 節を読了{pages}、{seconds} 秒。各項目はサーベイ自身の文か"
    "その一部で、原文の言語のまま。",
}
THOROUGH = {
    "en": "{read} of {all} sections read{pages}, in {seconds} s; the model read {parts} of "
    "{every} parts of the text. Every item is the survey's own sentence, a part of one, or the "
    "model's where the check found it supported.",
    "zh": "已读 {read}/{all} 节{pages}，用时 {seconds} 秒；模型读了全文 {every} 部分中的 {parts} "
    "部分。每一条都是综述自己的句子或其中一部分，或是通过核查的模型语句。",
    "ja": "{all} 節中 {read} 節を読了{pages}、{seconds} 秒。モデルは本文 {every} 部分のうち "
    "{parts} 部分を読んだ。各項目はサーベイ自身の文かその一部、または照合を通ったモデルの文。",
}
PAGES = {"en": ", {n} pages", "zh": "，共 {n} 页", "ja": "、{n} ページ"}


class Notes:
    """Numbers citations in the order in which they are first used."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, str, str, int | None], int] = {}
        self.citations: list[Citation] = []

    def number(self, citation: Citation) -> int:
        """The citation's number, from 1; the same quote at the same place has one number."""
        key = (citation.document_id, citation.section, citation.quote, citation.page)
        if key not in self._numbers:
            self._numbers[key] = len(self._numbers) + 1
            self.citations.append(citation)
        return self._numbers[key]

    def marks(self, claim: Claim) -> str:
        """The claim's marks, such as "[1][2]"."""
        numbers = dict.fromkeys(self.number(citation) for citation in claim.citations)
        return "".join(f"[{number}]" for number in numbers)


def visible(text: str) -> str:
    """A text on one line, without characters that nobody can see or that turn its direction."""
    return "".join(c for c in " ".join(text.split()) if unicodedata.category(c) not in _HIDDEN)


def escape(text: str) -> str:
    """Text that Markdown shows as it is, on one line: no markup, no HTML, no links."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def bold(parts: Parts) -> str:
    """A text whose words that answer are bold; the marks of it are only set where they work.

    >>> bold(("It is ", "(steep),", " they say."))
    'It is (**steep**), they say.'
    """
    before, words, after = parts
    inner = _WORDS.search(words)
    if inner is None:
        return escape("".join(parts))
    start, end = inner.span()
    trimmed = (before + words[:start], inner[0], words[end:] + after)
    ahead, strong, behind = spaced(trimmed, escape)
    return f"{ahead}**{strong}**{behind}"


def answer_markdown(answer: Answer) -> str:
    """An answer with its evidence; what did not pass verification is counted, not shown."""
    notes = Notes()
    lines = [f"**{escape(answer.question)}**", ""]
    if answer.reason:
        lines += [escape(answer.reason), *([""] if answer.claims else [])]
    found = arrange(answer)
    lines += [_claim_line(claim, notes) for claim in found.claims]
    for part in (*found.surveys, *found.things):
        lines += ["", f"**{escape(part.name)}**", ""]
        lines += [f"- {_claim_line(claim, notes)}" for claim in part.claims]
    if found.further:
        lines += ["", *(_claim_line(claim, notes) for claim in found.further)]
    if answer.elsewhere:
        lines += ["", "**Elsewhere in the library**", ""]
        lines += [f"- {_claim_line(claim, notes)}" for claim in answer.elsewhere]
    if found.left_out:
        lines += ["", f"*{left_out_line(len(found.left_out))}*"]
    return "\n".join([*lines, *_notes_lines(notes)]) + "\n"


def left_out_line(count: int) -> str:
    """How many sentences of an answer are not shown.

    >>> left_out_line(1)
    '1 sentence left out: it did not pass the check.'
    """
    if count == 1:
        return "1 sentence left out: it did not pass the check."
    return f"{count} sentences left out: they did not pass the check."


def conversation_markdown(title: str, turns: Iterable[KeptTurn]) -> str:
    """A conversation with the evidence of every answer."""
    parts = [f"# {escape(title)}\n"]
    for kept in turns:
        answer = replace(kept.turn.answer, question=kept.turn.question)
        rated = f"\n*Rated: {escape(kept.rating)}*\n" if kept.rating else ""
        parts.append(answer_markdown(answer) + rated)
    return "\n".join(parts)


def review_markdown(review: Review) -> str:
    """A review with its evidence."""
    notes = Notes()
    lines = [f"# {escape(review.survey.title)}", "", *_survey_lines(review.survey), ""]
    for field in review.fields:
        lines += [f"## {escape(field.heading)}", ""]
        if field.note:
            lines += [f"*{escape(field.note)}*", ""]
        if not field.items:
            lines += [review.nothing, ""]
        elif field.is_prose:
            lines += [" ".join(_claim_line(claim, notes, plain=True) for claim in field.items), ""]
        else:
            depths = field.depths or (0,) * len(field.items)
            lines += [
                *(
                    f"{'  ' * depth}- {_claim_line(claim, notes)}"
                    for depth, claim in zip(depths, field.items, strict=True)
                ),
                "",
            ]
    lines.append(f"*{coverage(review)}*")
    return "\n".join([*lines, *_notes_lines(notes)]) + "\n"


def comparison_markdown(comparison: Comparison) -> str:
    """A comparison as a table, with its evidence."""
    notes = Notes()
    heads = ["", *(escape(short_name(survey)) for survey in comparison.surveys)]
    lines = ["# Comparison", ""]
    for survey in comparison.surveys:
        lines.append(f"- **{escape(short_name(survey))}**: {escape(survey.title)}")
    lines += ["", _row(heads), _row(["---"] * len(heads))]
    for aspect in comparison.aspects:
        cells = [comparison.cell(survey, aspect) for survey in comparison.surveys]
        lines.append(_row([f"**{escape(aspect)}**", *(_cell(cell, notes) for cell in cells)]))
    for heading, claims in synthesis_parts(comparison):
        lines += ["", f"**{heading}**", "", *(f"- {_claim_line(claim, notes)}" for claim in claims)]
    lines += _matches_lines(comparison)
    return "\n".join([*lines, *_notes_lines(notes)]) + "\n"


def synthesis_parts(comparison: Comparison) -> list[tuple[str, tuple[Claim, ...]]]:
    """The parts of a comparison's synthesis that say something, with their headings."""
    found = comparison.synthesis
    parts = (
        ("What they agree on", found.agree),
        ("Where they differ", found.differ),
        ("What only one covers", found.alone),
    )
    return [(heading, claims) for heading, claims in parts if claims]


def _matches_lines(comparison: Comparison) -> list[str]:
    """The categories side by side, as a table."""
    matches = comparison.synthesis.matches
    if not matches:
        return []
    heads = ["", *(escape(short_name(survey)) for survey in comparison.surveys)]
    lines = ["", "**Categories side by side**", "", _row(heads), _row(["---"] * len(heads))]
    for match in matches:
        found = (match.of(survey.id) for survey in comparison.surveys)
        names = (escape(category.name) if category else "–" for category in found)
        lines.append(_row([match.relation, *names]))
    return lines


def coverage(review: Review) -> str:
    """How much of the survey the review looked through, in one line of the review's language."""
    told = THOROUGH if review.thorough else COVERAGE
    return told[review.language].format(
        parts=review.parts_read,
        every=review.parts,
        read=review.sections_read,
        all=review.sections,
        pages=PAGES[review.language].format(n=review.pages) if review.pages else "",
        seconds=f"{review.seconds:.1f}",
    )


def _survey_lines(survey: Survey) -> list[str]:
    parts = [", ".join(survey.authors), str(survey.year or "")]
    if survey.arxiv_id:
        parts.append(f"arXiv:{survey.arxiv_id}")
    line = " · ".join(escape(part) for part in parts if part)
    return [line] if line else []


def _claim_line(claim: Claim, notes: Notes, *, plain: bool = False) -> str:
    text = bold(claim.parts)
    if claim.verdict != "supported":
        return f"~~{text}~~ ({escape(claim.reason)})"
    if claim.quoted and not plain:
        text = f"“{text}”"
    told = f" ({escape(claim.reason)})" if claim.reason else ""
    return f"{text} {notes.marks(claim)}{told}".strip()


def _cell(cell: Cell | None, notes: Notes) -> str:
    if cell is None or not cell.claims:
        return empty_cell_text(cell)
    marks = " *(edited)*" if cell.edited else ""
    return " ".join(_claim_line(claim, notes) for claim in cell.claims) + marks


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _notes_lines(notes: Notes) -> Iterable[str]:
    if not notes.citations:
        return []
    return [
        "",
        "**Evidence**",
        "",
        *(
            f"{number}. {escape(c.place)}: “{bold(c.parts)}”"
            for number, c in enumerate(notes.citations, start=1)
        ),
    ]
