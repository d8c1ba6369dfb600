"""The commands about what readers think of answers: ``feedback export``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from assistant.cli.options import open_library

feedback_app = typer.Typer(help="What readers think of answers: export.", no_args_is_help=True)


@feedback_app.callback()
def feedback() -> None:
    """What readers think of answers."""


@feedback_app.command()
def export(
    context: typer.Context,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write it here, as feedback.jsonl.")
    ] = None,
) -> None:
    """Every answer that was rated, one line of JSON each.

    'python -m evals --task feedback --data FOLDER' asks them again, of the folder's feedback.jsonl.
    """
    from assistant.chat.feedback import rated_answers
    from assistant.cli.tables import count_with_noun
    from assistant.comparisons.csv_table import write_file

    with open_library(context) as library:
        rated = list(rated_answers(library.conversations))
        text = "".join(f"{answer.as_line()}\n" for answer in rated)
        if output is None:
            typer.echo(text, nl=False)
            return
        write_file(output, text)
    typer.echo(f"{count_with_noun(len(rated), 'rated answer')} written to {output}.")
