"""The command that lists the surveys as references in a style of one's own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from assistant.cli.options import open_library

references_app = typer.Typer()


@references_app.command("references")
def print_references(
    context: typer.Context,
    surveys: Annotated[list[str] | None, typer.Argument(help="All without.")] = None,
    style: Annotated[
        Path | None,
        typer.Option(help="A style of the Citation Style Language (.csl); Harvard without."),
    ] = None,
) -> None:
    """The surveys as a list of references, one a line."""
    from assistant.export.formats import reference_lines

    with open_library(context) as library:
        chosen = [library.survey(name) for name in surveys] if surveys else library.surveys()
        typer.echo("\n".join(reference_lines(chosen, style)))
