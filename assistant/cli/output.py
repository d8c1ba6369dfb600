"""What the command line shows: answers as they grow, and models."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from rich.console import Console
from rich.text import Text

from assistant.answers.answer import Answer
from assistant.answers.arrangement import Part, arrange
from assistant.cli.tables import count_with_noun
from assistant.comparisons.aspects import Aspect
from assistant.evidence.claims import Claim
from assistant.export.markdown import Notes, left_out_line
from assistant.reviews.related import Related
from assistant.reviews.review import Review
from assistant.settings import Settings

Value = TypeVar("Value")


def print_answer(partials: Iterator[Answer], *, with_left_out: bool = False) -> None:
    """An answer as it grows, then its evidence; what did not pass the check is only counted.

    With ``with_left_out`` it is printed too, each sentence with the reason.
    """
    console = Console(highlight=False, soft_wrap=True)
    notes = Notes()
    printed: set[str] = set()
    told = False
    answer: Answer | None = None
    with console.status("searching") as status:
        for answer in partials:
            lead = f"“{answer.lead.text}”" if answer.lead is not None else "writing"
            status.update(Text(answer.pending[-60:] or lead))
            if answer.reason and not told:
                console.print(Text(answer.reason))
                told = True
            if not answer.finished:
                _print_part(console, notes, Part("", arrange(answer).shown), printed)
    if answer is None:
        return
    found = arrange(answer)
    under_names = not printed  # what came while it was written stands under none
    parts = [Part("", found.claims), *found.surveys, *found.things, Part("", found.further)]
    for part in parts:
        _print_part(console, notes, part if under_names else replace(part, name=""), printed)
    _print_part(console, notes, Part("Elsewhere in the library", answer.elsewhere), printed)
    _print_left_out(console, found.left_out, with_left_out)
    if read := answer.read:
        how_much = f"{read.sentences} sentences in {read.sections} sections."
        console.print(Text(f"\nWhole text read: {how_much}", style="dim"))
    for number, citation in enumerate(notes.citations, start=1):
        line = Text(f"\n[{number}] {citation.place}\n    ", style="dim")
        before, words, after = citation.parts
        line.append("“").append(before).append(words, style="bold not dim").append(f"{after}”")
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


def _print_part(console: Console, notes: Notes, part: Part, printed: set[str]) -> None:
    """The claims that are not printed yet, under their part's name."""
    new = [claim for claim in part.claims if claim.text not in printed]
    if new and part.name:
        console.print(Text(part.name, style="bold"))
    for claim in new:
        printed.add(claim.text)
        before, words, after = claim.parts
        line = Text("“" if claim.quoted else "").append(before).append(words, style="bold")
        line.append(f"{after}{'”' * claim.quoted} {notes.marks(claim)}")
        console.print(line.append(f" ({claim.reason})" if claim.reason else "", style="dim"))


def _print_left_out(console: Console, claims: Sequence[Claim], listed: bool) -> None:
    if not claims:
        return
    hint = "" if listed else " --left-out shows them, with the reasons."
    console.print(Text(f"\n{left_out_line(len(claims))}{hint}", style="dim"))
    for claim in claims if listed else ():
        console.print(Text(f"  {claim.text}  ({claim.reason})", style="dim"))


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
    """The catalogue as this machine can run it, what suits it best first, as JSON values."""
    import psutil

    from assistant.models.cost import offers
    from assistant.models.files.catalogue import CATALOGUE
    from assistant.models.files.resolve import CHAT_FILE

    rows: list[dict[str, Any]] = [
        {
            "name": "default",
            "parameters": "135M",
            "memory_gb": 0.5,
            "fits": True,
            "seconds": None,
            "here": (settings.models_folder / CHAT_FILE).is_file(),
            "confirmed": True,
            "languages": "English",
            "licence": "Apache-2.0",
            "note": "SmolLM2-135M-Instruct, from the package index; small.",
        }
    ]
    for offer in offers(CATALOGUE, settings.models_folder, psutil.virtual_memory().available):
        model = offer.model
        rows.append(
            {
                "name": model.name,
                "parameters": model.parameters,
                "memory_gb": round(model.memory_bytes / 1e9, 1),
                "fits": offer.fits,
                "seconds": None if offer.seconds is None else round(offer.seconds),
                "here": offer.file is not None,
                "confirmed": model.confirmed,
                "languages": model.languages,
                "licence": model.licence,
                "note": model.note,
            }
        )
    return rows


def print_models(rows: Sequence[dict[str, Any]]) -> None:
    """The catalogue, a model in two lines."""
    console = Console(highlight=False, soft_wrap=True)
    for row in rows:
        facts = [f"{row['parameters']} parameters", f"{row['memory_gb']} GB of memory"]
        facts += [] if row["fits"] else ["more than is free now"]
        facts += [] if row["seconds"] is None else [f"about {row['seconds']} s an answer here"]
        facts += ["here"] if row["here"] else []
        head = Text(f"{row['name']}", style="bold")
        console.print(head.append(f"  {' · '.join(facts)}", style="not bold"))
        unsure = "" if row["confirmed"] else " Not confirmed yet: the hub is asked at the pull."
        console.print(
            Text(f"    {row['languages']}. {row['licence']}. {row['note']}{unsure}", style="dim")
        )
    if all(row["seconds"] is None for row in rows):
        console.print("\n'survey-assistant doctor' measures how long answers take here.")
    console.print("\nGet one with: survey-assistant models pull NAME")
