"""What the commands share: the options before them, their errors and their JSON."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

Json = Annotated[bool, typer.Option("--json", help="Print JSON for a program to read.")]


@dataclass(frozen=True)
class Choices:
    """What was given before the command's name."""

    library: Path | None
    model: str | None
    base_url: str | None
    api_key: str | None


@contextlib.contextmanager
def said() -> Iterator[None]:
    """An error that a user can cause, as one line on standard error."""
    from assistant.errors import AssistantError

    try:
        yield
    except AssistantError as error:
        typer.echo(f"survey-assistant: {error}", err=True)
        raise typer.Exit(1) from error


def settings_of(context: typer.Context) -> Any:
    """The settings that the environment and the options before the command give."""
    from assistant.settings import Settings

    choices: Choices = context.obj
    with said():
        return Settings.from_environment(
            library=choices.library,
            model=choices.model,
            base_url=choices.base_url,
            api_key=choices.api_key,
        )


def print_json(value: Any) -> None:
    """A value as indented JSON."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))
