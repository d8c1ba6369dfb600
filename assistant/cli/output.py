"""What the command line shows: answers as they grow, and models."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

from rich.console import Console
from rich.text import Text

from assistant.answers.answer import Answer
from assistant.cli.tables import count_with_noun
from assistant.comparisons.aspects import Aspect
from assistant.export.markdown import Notes
from assistant.reviews.related import Related
from assistant.reviews.review import Review
from assistant.settings import Settings

Value = TypeVar("Value")


def print_answer(partials: Iterator[Answer]) -> None:
    """An answer as it grows, then its evidence."""
    console = Console(highlight=False, soft_wrap=True)
    notes = Notes()
    shown = 0
    told = False
    answer: Answer | None = None
    with console.status("searching") as status:
        for answer in partials:
            lead = f"“{answer.lead.text}”" if answer.lead is not None else "writing"
            status.update(Text(answer.pending[-60:] or lead))
            if answer.reason and not told:
                console.print(Text(answer.reason))
                told = True
            for claim in answer.claims[shown:]:
                if claim.supported:
                    text = f"“{claim.text}”" if claim.quoted else claim.text
                    console.print(Text(f"{text} {notes.marks(claim)}"))
                else:
                    line = Text(claim.text, style="strike dim")
                    line.append(f"  ({claim.reason})", style="not strike dim italic")
                    console.print(line)
            shown = len(answer.claims)
    if answer is None:
        return
    for number, citation in enumerate(notes.citations, start=1):
        line = Text(f"\n[{number}] {citation.place}\n    ", style="dim")
        line.append(f"“{citation.quote}”")
        console.print(line)
    if answer.usage.completion_tokens:
        usage = answer.usage
        console.print(
            Text(
                f"\n{usage.first_token_seconds:.1f} s to the first word, {usage.seconds:.1f} s in "
                f"all; {usage.prompt_tokens} tokens read ({usage.reused_tokens} known before), "
                f"{usage.completion_tokens} written.",
                style="dim",
            )
        )


def follow(partials: Iterator[Value], describe: Callable[[Value], str]) -> Value:
    """The last of the partial values, with a line on standard error about each."""
    console = Console(stderr=True)
    last: Value | None = None
    with console.status("reading") as status:
        for last in partials:
            status.update(describe(last))
    assert last is not None
    return last


def review_progress(review: Review) -> str:
    """How far a review has come, in one line."""
    if review.parts and not review.fields:
        done = review.parts_read + review.parts_failed
        return f"the model has read {done} of {review.parts} parts of the text"
    return f"{count_with_noun(len(review.fields), 'part')} written"


def related_lines(found: Sequence[Related]) -> str:
    """The surveys nearest to one, each with its reasons."""
    if not found:
        return "No other survey of the library is near it."
    lines = []
    for related in found:
        lines.append(f"{related.score:.2f}  {related.survey.title}")
        lines += [f"      {reason}" for reason in related.reasons]
    return "\n".join(lines)


def aspect_lines(aspects: Sequence[Aspect]) -> str:
    """Aspects as the options that take them, each with the reason why it was proposed."""
    return "\n".join(
        f"{shlex.quote(f'{aspect.name} ({aspect.kind})')}  {aspect.why}".rstrip()
        for aspect in aspects
    )


def model_rows(settings: Settings) -> list[dict[str, Any]]:
    """The catalogue with what is here, as JSON values."""
    from assistant.models.files.catalogue import CATALOGUE
    from assistant.models.files.resolve import CHAT_FILE

    rows: list[dict[str, Any]] = [
        {
            "name": "default",
            "parameters": "135M",
            "memory_gb": 0.5,
            "here": (settings.models_folder / CHAT_FILE).is_file(),
            "languages": "English",
            "note": "SmolLM2-135M-Instruct, from the package index; small.",
        }
    ]
    for model in CATALOGUE:
        rows.append(
            {
                "name": model.name,
                "parameters": str(model.parameters),
                "memory_gb": round(model.memory_bytes / 1e9, 1),
                "here": (settings.models_folder / model.file).is_file(),
                "languages": model.languages,
                "note": model.note,
            }
        )
    return rows


def print_models(rows: Sequence[dict[str, Any]]) -> None:
    """The catalogue, a model in two lines."""
    console = Console(highlight=False, soft_wrap=True)
    for row in rows:
        here = " · here" if row["here"] else ""
        console.print(
            Text(f"{row['name']}", style="bold").append(
                f"  {row['parameters']} parameters · {row['memory_gb']} GB of memory{here}",
                style="not bold",
            )
        )
        console.print(Text(f"    {row['languages']}. {row['note']}", style="dim"))
    console.print("\nGet one with: survey-assistant models pull NAME")
