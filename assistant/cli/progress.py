"""Adding on the command line: a line for each source in work and one for all, then what became."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn
from rich.text import Text

from assistant.cli.versions import joined_lines, proposal_line, proposal_values
from assistant.documents.survey import DocumentInfo
from assistant.ingest.progress import Added, clock_time
from assistant.ingest.progress import Progress as Step

STAGES = {"fetch": "fetching", "read": "reading", "split": "splitting", "embed": "embedding"}
# Without a terminal, a source that takes long says so this often, in seconds.
PLAIN_EVERY = 10.0


def follow_adding(
    run: Callable[[Callable[[Step], None]], Iterator[Added]],
    *,
    quiet: bool = False,
    verb: str = "added",
) -> list[Added]:
    """Run an add and show how far it is; with ``quiet`` nothing is said on standard output."""
    console = Console(stderr=True)
    view: AddBars | PlainLines = (
        AddBars(console) if console.is_terminal else PlainLines(console, time.monotonic)
    )
    out = Console(highlight=False, soft_wrap=True)
    results: list[Added] = []
    with view:
        for added in run(view.hear):
            results.append(added)
            if not quiet:
                out.print(added_line(added, verb))
    refused = sum(added.error is not None for added in results)
    if refused and len(results) > 1 and not quiet:
        console.print(f"{refused} of {len(results)} sources were refused.", highlight=False)
    return results


class AddBars:
    """Bars on a terminal, for the sources in work and for all."""

    def __init__(self, console: Console) -> None:
        self._progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(bar_width=24),
            TextColumn("{task.fields[facts]}"),
            console=console,
            transient=True,
        )
        self._tasks: dict[int, TaskID] = {}
        self._ended: set[int] = set()
        self._begun: set[int] = set()
        self._whole = self._progress.add_task("", total=None, visible=False, facts="")

    def __enter__(self) -> AddBars:
        self._progress.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._progress.stop()

    def hear(self, step: Step) -> None:
        """Show how far a source is."""
        self._begun.add(step.number)
        if _is_end(step):
            self._ended.add(step.number)
            if step.number in self._tasks:
                self._progress.remove_task(self._tasks.pop(step.number))
        else:
            if step.number not in self._tasks:
                self._tasks[step.number] = self._progress.add_task("", total=None, facts="")
            self._progress.update(
                self._tasks[step.number],
                description=f"{STAGES[step.stage]} {escape(_short(step.source))}",
                completed=step.done,
                total=step.total or None,
                facts=facts(step),
            )
        if len(self._begun) > 1:
            self._progress.update(
                self._whole,
                description="all",
                completed=len(self._ended),
                total=len(self._begun),
                facts=f"{len(self._ended)} done, {len(self._begun) - len(self._ended)} in work",
                visible=True,
            )


class PlainLines:
    """Lines without a terminal: one now and then for a source that takes long."""

    def __init__(self, console: Console, clock: Callable[[], float]) -> None:
        self._console = console
        self._clock = clock
        self._said_at: dict[int, float] = {}

    def __enter__(self) -> PlainLines:
        return self

    def __exit__(self, *exception: object) -> None:
        pass

    def hear(self, step: Step) -> None:
        """Say how far a source is, at most every ``PLAIN_EVERY`` seconds."""
        now = self._clock()
        if _is_end(step) or now - self._said_at.setdefault(step.number, now) < PLAIN_EVERY:
            return
        self._said_at[step.number] = now
        line = f"{STAGES[step.stage]} {step.source}: {facts(step)}"
        self._console.print(Text(line), soft_wrap=True)


def facts(step: Step) -> str:
    """How much of a stage is done, how fast it goes, and the time left, in one line."""
    if step.unit == "bytes":
        told = [f"{step.done / 1e6:.1f}" + (f" of {step.total / 1e6:.1f}" if step.total else "")]
        told[0] += " MB"
    elif step.total:
        told = [f"{step.done} of {step.total} {step.unit}"]
    else:
        told = []
    if step.rate and step.unit == "bytes":
        told.append(f"{step.rate / 1e6:.1f} MB/s")
    elif step.rate:
        told.append(f"{step.rate:.0f} {step.unit}/s")
    if step.seconds_left:
        told.append(f"{clock_time(step.seconds_left)} left")
    return ", ".join(told)


def added_line(added: Added, verb: str = "added") -> Text:
    """What became of a source, in one line, and a line for each warning."""
    if added.error is not None:
        message = str(added.error)
        named = added.source in message or _short(added.source) in message
        return Text(
            f"✗ {message}" if named and len(added.source) > 60 else f"✗ {added.source}: {message}"
        )
    assert added.survey is not None
    how = "was there already" if added.already_there else verb
    line = Text(f"✓ {added.source}: {how}, “{added.survey.title}”")
    notes = [
        *joined_lines(added),
        *(proposal_line(found, added.survey.id) for found in added.proposals),
    ]
    line.append("".join(f"\n  {note}" for note in notes))
    info = document_of(added)
    if info is not None and not added.already_there:
        for warning, style in warning_styles(info):
            line.append(f"\n  ! {warning}", style)
    return line


def document_of(added: Added) -> DocumentInfo | None:
    """The document that a source became; None where it was refused."""
    documents = added.survey.documents if added.survey is not None else ()
    return next((d for d in documents if added.source.endswith(d.name)), None)


def warning_styles(info: DocumentInfo) -> list[tuple[str, str]]:
    """A document's warnings, each with its style: that too little was read is red."""
    loud = 0 if info.mostly_read else 1
    return [(text, "bold red" if at < loud else "") for at, text in enumerate(info.warnings)]


def added_values(added: Added) -> dict[str, Any]:
    """What became of a source, as JSON values."""
    return {
        "source": added.source,
        "survey": added.survey.id if added.survey else None,
        "title": added.survey.title if added.survey else None,
        "already_there": added.already_there,
        "joined": asdict(added.joined) if added.joined else None,
        "proposals": [proposal_values(found) for found in added.proposals],
        "error": str(added.error) if added.error else None,
    }


def ask_password(sources: list[str]) -> str | None:
    """The password of encrypted files, asked for on a terminal; None for an empty one or no one."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return None
    import getpass

    named = _short(sources[0]) + (f" and {len(sources) - 1} more" if len(sources) > 1 else "")
    try:
        return getpass.getpass(f"Password of {named} (empty to leave out): ") or None
    except (EOFError, KeyboardInterrupt):
        return None


def _is_end(step: Step) -> bool:
    embedded = step.stage == "embed" and step.total > 0 and step.done >= step.total
    return embedded or step.stage in ("known", "refused")


def _short(name: str) -> str:
    base = name.rsplit("/", 1)[-1] or name
    return base if len(base) <= 48 else base[:47] + "…"
