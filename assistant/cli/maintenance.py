"""Commands that keep a library well: check, export-library, import-library, password."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from assistant.cli.options import Json, print_json, settings_of, user_errors

upkeep = typer.Typer()


@upkeep.command("check")
def check_library(
    context: typer.Context,
    repair: Annotated[
        bool, typer.Option("--repair", help="Make anew what can be derived from the documents.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Whether the library's documents, passages and vectors agree."""
    from assistant.cli.tables import print_checkup
    from assistant.maintenance.integrity import check

    with user_errors():
        settings = settings_of(context)
        found = check(settings.library_folder, settings, repair=repair)
    if as_json:
        from dataclasses import asdict

        print_json({**asdict(found), "sound": found.sound})
    else:
        print_checkup(found)
    if not found.sound:
        raise typer.Exit(1)


@upkeep.command("export-library")
def export_library(
    context: typer.Context,
    archive: Annotated[Path, typer.Argument(help="The .zip file to write.")],
) -> None:
    """One archive with everything in the library, to keep or to move."""
    from assistant.maintenance.archive import export_library as write

    with user_errors():
        settings = settings_of(context)
        size = write(settings.library_folder, archive, settings)
    typer.echo(f"{archive} has everything in {settings.library_folder} ({size / 1e6:.1f} MB).")


@upkeep.command("import-library")
def import_library(
    context: typer.Context,
    archive: Annotated[Path, typer.Argument(help="What export-library wrote.")],
) -> None:
    """A library from an archive, into a folder (--library) that has none yet."""
    from assistant.cli.tables import count_with_noun
    from assistant.maintenance.archive import import_library as read

    with user_errors():
        settings = settings_of(context)
        found = read(archive, settings.library_folder, settings)
    surveys = count_with_noun(found.surveys, "survey")
    typer.echo(f"{settings.library_folder} has {surveys} from {archive}.")


@upkeep.command("password")
def password(context: typer.Context) -> None:
    """Set the password that the web app asks for; it is kept as a hash."""
    from assistant.server.passwords import keep_password

    with user_errors():
        settings = settings_of(context)
        given = typer.prompt("New password", hide_input=True, confirmation_prompt=True)
        path = keep_password(given, settings.home)
    typer.echo(f"Its hash is in {path}. It is asked for with: survey-assistant serve --host …")
