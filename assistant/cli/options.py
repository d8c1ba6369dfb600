"""Options that commands share, and the library they open."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from assistant.library import Library

Json = Annotated[bool, typer.Option("--json", help="Print JSON for a program to read.")]
NoOcr = Annotated[
    bool, typer.Option("--no-ocr", help="Do not read scanned pages from their images.")
]
LeftOut = Annotated[
    bool,
    typer.Option("--left-out", help="Print the sentences that did not pass the check, and why."),
]
Surveys = Annotated[
    list[str] | None,
    typer.Option("--survey", "-s", help="A survey's title, author, arXiv id or id; repeatable."),
]


@dataclass(frozen=True)
class Choices:
    """What was given before the command's name."""

    library: Path | None
    model: str | None
    base_url: str | None
    api_key: str | None
    chroma: str | None


@contextlib.contextmanager
def open_library(context: typer.Context, *, no_ocr: bool = False) -> Iterator[Library]:
    """The library that a command works on; with ``no_ocr`` it reads no images of pages."""
    from assistant.library import Library

    settings = settings_of(context, ocr="none" if no_ocr else None)
    with user_errors(), Library.open(settings=settings) as library:
        yield library


@contextlib.contextmanager
def user_errors() -> Iterator[None]:
    """An error that a user can cause, as one line on standard error."""
    from assistant.errors import AssistantError

    try:
        yield
    except AssistantError as error:
        typer.echo(f"survey-assistant: {error}", err=True)
        raise typer.Exit(1) from error


def settings_of(context: typer.Context, *, ocr: str | None = None) -> Any:
    """The settings, as the options before the command's name say; ``ocr`` goes before them."""
    from assistant.settings import Settings

    choices: Choices = context.obj
    with user_errors():
        return Settings.from_environment(
            library=choices.library,
            model=choices.model,
            base_url=choices.base_url,
            api_key=choices.api_key,
            ocr=ocr,
            chroma=choices.chroma,
        )


def print_json(value: Any) -> None:
    """Print a value as JSON for a program to read."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))
