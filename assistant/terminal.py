"""What the command line shows: progress bars, tables and answers as they grow."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn
from rich.text import Text

from assistant.adding import Added
from assistant.adding import Progress as Step
from assistant.answer import Answer
from assistant.checkup import Checkup
from assistant.export import Notes
from assistant.identity import Survey, short_name
from assistant.settings import Settings

Value = TypeVar("Value")
STAGES = {"read": "reading", "split": "splitting", "embed": "embedding"}


class AddProgress:
    """A bar for the source in work, on standard error."""

    def __init__(self) -> None:
        self._console = Console(stderr=True)
        self._progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.completed:.0f}/{task.total:.0f} passages"),
            TimeRemainingColumn(),
            console=self._console,
            transient=True,
        )
        self._task = self._progress.add_task("", total=1, visible=False)
        self._out = Console(highlight=False, soft_wrap=True)

    def __enter__(self) -> AddProgress:
        self._progress.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._progress.stop()

    def hear(self, step: Step) -> None:
        """Show how far a source is."""
        self._progress.update(
            self._task,
            description=f"{STAGES[step.stage]} {escape(step.source)}",
            completed=step.done,
            total=max(1, step.total),
            visible=True,
        )

    def say(self, line: str) -> None:
        """Print a line above the bar."""
        self._progress.update(self._task, visible=False)
        self._out.print(Text(line))


def added_line(added: Added) -> str:
    """What became of a source, in one line."""
    if added.error is not None:
        return f"✗ {added.source}: {added.error}"
    assert added.survey is not None
    how = "was there already" if added.already_there else "added"
    line = f"✓ {added.source}: {how}, “{added.survey.title}”"
    info = next((d for d in added.survey.documents if added.source.endswith(d.name)), None)
    warnings = "".join(f"\n  ! {warning}" for warning in (info.warnings if info else ()))
    return line + warnings


def print_surveys(surveys: Sequence[Survey]) -> None:
    """Each survey in two lines: what it is, and what there is of it."""
    console = Console(highlight=False, soft_wrap=True)
    if not surveys:
        console.print("The library is empty. Add a survey with: survey-assistant add FILE")
    for survey in surveys:
        pages = sum(info.page_count or 0 for info in survey.documents)
        languages = dict.fromkeys(code for info in survey.documents for code in info.languages)
        facts = [
            survey.id[:8],
            f"arXiv:{survey.arxiv_id}" if survey.arxiv_id else "",
            counted(len(survey.documents), "document"),
            counted(pages, "page") if pages else "",
            " ".join(languages),
        ]
        console.print(Text(f"{short_name(survey)}: ").append(survey.title, style="bold"))
        console.print(Text("    " + " · ".join(fact for fact in facts if fact), style="dim"))


def print_checkup(found: Checkup) -> None:
    """What was counted, mended, and is still wrong with the next step."""
    console = Console(highlight=False, soft_wrap=True)
    counts = (
        counted(found.surveys, "survey"),
        counted(found.documents, "document"),
        counted(found.passages, "passage"),
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


def counted(number: int, noun: str) -> str:
    """A number with its noun in the right form."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def print_answer(partials: Iterator[Answer]) -> None:
    """An answer as it grows, then its evidence."""
    console = Console(highlight=False, soft_wrap=True)
    notes = Notes()
    shown = 0
    answer: Answer | None = None
    with console.status("searching") as status:
        for answer in partials:
            status.update(Text(answer.pending[-60:] or "writing"))
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
    if answer.abstained or answer.remark:
        console.print(Text(answer.reason))
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


def model_rows(settings: Settings) -> list[dict[str, Any]]:
    """The catalogue with what is here, as JSON values."""
    from assistant.catalogue import CATALOGUE
    from assistant.models import CHAT_FILE

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
