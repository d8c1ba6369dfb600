"""The commands that change and show a library: ``add``, ``list``, ``show``, ``merge`` and so on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.cli.options import Json, NoOcr, open_library, print_json

if TYPE_CHECKING:
    from assistant.ingest.progress import Added

library_app = typer.Typer()


@library_app.command()
def add(
    context: typer.Context,
    sources: Annotated[
        list[str] | None,
        typer.Argument(help="Files (PDF, Word, EPUB, …), a folder, a web address, an arXiv id."),
    ] = None,
    password: Annotated[
        str | None, typer.Option(help="For encrypted PDFs; asked for on a terminal.")
    ] = None,
    zotero: Annotated[
        bool,
        typer.Option("--zotero", help="From Zotero's data folder: ~/Zotero, or the one named."),
    ] = False,
    collection: Annotated[
        list[str] | None,
        typer.Option("--collection", help="With --zotero: only this one and those below it."),
    ] = None,
    ray: Annotated[
        str | None,
        typer.Option(
            "--ray",
            metavar="ADDRESS",
            help="Read and embed on a Ray cluster: HOST:PORT, 'auto' to find it, 'local' for here.",
        ),
    ] = None,
    no_ocr: NoOcr = False,
    as_json: Json = False,
) -> None:
    """Take sources into the library; the same bytes twice count once.

    With --zotero, what is new in Zotero or has changed there since the last time.

    Exit status 1 says that some were refused, or read by less than two thirds; the others are in.
    """
    from assistant.cli.progress import ask_password, follow_adding

    if zotero and ray:
        raise typer.BadParameter("--ray does not go with --zotero; name files or a folder.")
    if zotero:
        add_zotero(context, sources or [], collection or [], as_json, no_ocr=no_ocr)
        return
    if not sources:
        raise typer.BadParameter("Name what is to be added, or --zotero.")
    with open_library(context, no_ocr=no_ocr) as library:

        def run(chosen: list[str], secret: str | None) -> list[Added]:
            return follow_adding(
                lambda hear: library.add_all(
                    chosen, password=secret, progress=hear, linked=True, ray=ray
                ),
                quiet=as_json,
            )

        results = run(sources, password)
        while locked := [added.source for added in results if _is_locked(added)]:
            if (secret := ask_password(locked)) is None:
                break
            again = {added.source: added for added in run(locked, secret)}
            results = [again.get(added.source, added) for added in results]
    _tell_left_out(sources)
    _tell_added(results, as_json)


def add_zotero(
    context: typer.Context,
    folders: list[str],
    collections: list[str],
    as_json: bool,
    *,
    no_ocr: bool = False,
) -> None:
    """Import from a Zotero data folder, and tell what is new, changed, the same and gone."""
    from assistant.cli.progress import follow_adding

    if len(folders) > 1:
        raise typer.BadParameter("--zotero takes one folder.")
    with open_library(context, no_ocr=no_ocr) as library:
        plan = library.plan_zotero(folders[0] if folders else None, collections)
        results = follow_adding(lambda hear: library.run_import(plan, progress=hear), quiet=as_json)
    counts = (
        f"Zotero: {len(plan.new)} new, {len(plan.changed)} changed, {plan.unchanged} as before,"
        f" {len(plan.gone)} no longer there, {plan.without_file} without a file that can be read."
    )
    typer.echo(counts, err=as_json)
    for name in plan.gone:
        typer.echo(f"No longer in Zotero, still in the library: {name}", err=True)
    _tell_added(results, as_json)


@library_app.command()
def reread(
    context: typer.Context,
    survey: Annotated[str | None, typer.Argument(help="All surveys without.")] = None,
    password: Annotated[str | None, typer.Option(help="For encrypted PDFs.")] = None,
    no_ocr: NoOcr = False,
    as_json: Json = False,
) -> None:
    """Read kept sources again with the present readers; ids and edits stay."""
    from assistant.cli.progress import follow_adding

    with open_library(context, no_ocr=no_ocr) as library:
        results = follow_adding(
            lambda hear: library.reread(survey, password=password, progress=hear),
            quiet=as_json,
            verb="read again",
        )
    _tell_added(results, as_json)


@library_app.command("list")
def list_surveys(context: typer.Context, as_json: Json = False) -> None:
    """The surveys in the library, and which of them may be one work."""
    from assistant.cli.tables import print_surveys, survey_values

    with open_library(context) as library:
        surveys = library.surveys()
        proposals = library.merge_proposals()
    if as_json:
        print_json([survey_values(survey, proposals) for survey in surveys])
    else:
        print_surveys(surveys, proposals)


@library_app.command()
def show(context: typer.Context, survey: str, as_json: Json = False) -> None:
    """One survey: its documents with their outlines, warnings and references.

    It may be named by its id, title, arXiv id, DOI, author or a document's name.
    """
    from assistant.cli.tables import print_survey, shown_values

    with open_library(context) as library:
        found = library.survey(survey)
        documents = [library.document(info.id) for info in found.documents]
        proposals = library.merge_proposals(found)
    if as_json:
        print_json(shown_values(found, documents, proposals))
    else:
        print_survey(found, documents, proposals)


@library_app.command()
def merge(context: typer.Context, surveys: list[str]) -> None:
    """Make one survey of several; it keeps the first one's id."""
    with open_library(context) as library:
        merged = library.merge(surveys)
    count = len(merged.documents)
    typer.echo(f"“{merged.title}” ({merged.id[:8]}) has {count} documents now.")


@library_app.command()
def split(
    context: typer.Context,
    survey: str,
    documents: Annotated[list[str], typer.Argument(help="Names or ids, as 'show' lists them.")],
) -> None:
    """Give documents a survey of their own."""
    with open_library(context) as library:
        new = library.split(survey, documents)
    names = ", ".join(info.name for info in new.documents)
    typer.echo(f"“{new.title}” ({new.id[:8]}) is a survey of its own: {names}.")


@library_app.command()
def edit(
    context: typer.Context,
    survey: str,
    title: Annotated[str | None, typer.Option()] = None,
    author: Annotated[
        list[str] | None, typer.Option("--author", help="Repeatable, in order.")
    ] = None,
    year: Annotated[str | None, typer.Option()] = None,
    arxiv_id: Annotated[str | None, typer.Option()] = None,
    doi: Annotated[str | None, typer.Option()] = None,
) -> None:
    """Correct a survey's details by hand; "" goes back to what its documents state."""
    from assistant.cli.tables import print_surveys
    from assistant.storage.edits import UNCHANGED

    def edited_value(value: Any) -> Any:
        return UNCHANGED if value is None else value

    authors = [name for name in author if name.strip()] if author else None
    with open_library(context) as library:
        edited = library.edit(
            survey,
            title=edited_value(title),
            authors=authors if author else UNCHANGED,
            year=edited_value(year),
            arxiv_id=edited_value(arxiv_id),
            doi=edited_value(doi),
        )
    print_surveys([edited])


@library_app.command()
def remove(context: typer.Context, survey: str) -> None:
    """Forget a survey, its documents and what was made from them."""
    from assistant.cli.tables import count_with_noun

    with open_library(context) as library:
        found = library.survey(survey)
        library.remove(found)
    typer.echo(f"Removed “{found.title}” ({count_with_noun(len(found.documents), 'document')}).")


def _is_locked(added: Added) -> bool:
    from assistant.errors import EncryptedSource

    return isinstance(added.error, EncryptedSource)


def _tell_left_out(sources: list[str]) -> None:
    """On standard error, what folders hold besides files that can be read."""
    from pathlib import Path

    from assistant.cli.tables import count_with_noun
    from assistant.ingest.workers import ignored_files

    for source in sources:
        if others := ignored_files(Path(source).expanduser()):
            kinds = sorted({file.suffix or file.name for file in others})
            shown = ", ".join(kinds[:5]) + ("…" if len(kinds) > 5 else "")
            typer.echo(
                f"{count_with_noun(len(others), 'file')} in {source} left out: {shown}", err=True
            )


def _tell_added(results: list[Added], as_json: bool) -> None:
    """What became of each source, as JSON where that is wanted.

    Exit status 1 for a refusal, and for a document most of which could not be read.
    """
    from assistant.cli.progress import added_values, document_of

    if as_json:
        print_json([added_values(added) for added in results])
    documents = [info for added in results if (info := document_of(added)) is not None]
    refused = any(added.error is not None for added in results)
    if refused or not all(info.mostly_read for info in documents):
        raise typer.Exit(1)
