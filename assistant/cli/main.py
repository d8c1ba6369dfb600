"""The command line: ``survey-assistant add | list | ask | chat | review | compare | serve | …``."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from assistant.cli.feedback import feedback_app
from assistant.cli.library import library_app
from assistant.cli.maintenance import upkeep
from assistant.cli.options import (
    Choices,
    Json,
    LeftOut,
    Surveys,
    open_library,
    print_json,
    settings_of,
    user_errors,
)
from assistant.cli.references import references_app
from assistant.export.formats import (
    COMPARISON_FILES,
    REVIEW_FILES,
    comparison_file,
    listed,
    review_file,
)

app = typer.Typer(
    help="Cited answers, structured reviews and comparisons of survey papers, on this machine.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.add_typer(library_app)
models_app = typer.Typer(help="Model files: list, pull, path.", no_args_is_help=True)
app.add_typer(models_app, name="models")
app.add_typer(feedback_app, name="feedback")
app.add_typer(references_app)
app.add_typer(upkeep)


@app.callback()
def main_options(
    context: typer.Context,
    library: Annotated[Path | None, typer.Option(help="The library's folder.")] = None,
    model: Annotated[
        str | None, typer.Option(help="A GGUF file, a catalogue name, or a name at --base-url.")
    ] = None,
    base_url: Annotated[
        str | None, typer.Option(help="An OpenAI-compatible endpoint that answers instead.")
    ] = None,
    api_key: Annotated[str | None, typer.Option(help="The endpoint's key.")] = None,
    chroma: Annotated[
        str | None, typer.Option(help="A Chroma server that holds the vectors, http://host:8000.")
    ] = None,
) -> None:
    """Options that every command takes."""
    context.obj = Choices(library, model, base_url, api_key, chroma)


@app.command()
def ask(
    context: typer.Context,
    question: str,
    survey: Surveys = None,
    deeper: Annotated[
        bool, typer.Option("--deeper", help="Read the surveys' whole text, and quote more of it.")
    ] = False,
    left_out: LeftOut = False,
    as_json: Json = False,
) -> None:
    """Answer a question with citations, or say why not."""
    from assistant.cli.output import print_answer

    with open_library(context) as library:
        if as_json:
            from assistant.serialization import dump

            typer.echo(dump(library.ask(question, surveys=survey, deeper=deeper)))
        else:
            partials = library.stream(question, surveys=survey, deeper=deeper)
            print_answer(partials, with_left_out=left_out)


@app.command()
def chat(context: typer.Context, survey: Surveys = None, left_out: LeftOut = False) -> None:
    """Ask one question after another; an empty line or Ctrl-D ends."""
    from assistant.cli.output import print_answer

    with open_library(context) as library:
        conversation = library.conversation(survey)
        typer.echo(f"{library.model_name} answers. An empty line ends.")
        while question := _line():
            with user_errors():
                print_answer(conversation.stream(question), with_left_out=left_out)


@app.command()
def review(
    context: typer.Context,
    survey: str,
    language: Annotated[str, typer.Option(help="Headings in en, zh or ja.")] = "en",
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help=f"Write it here ({listed(REVIEW_FILES, 'or')})."),
    ] = None,
    related: Annotated[
        bool, typer.Option("--related", help="Instead: the nearest surveys, and why.")
    ] = False,
    thorough: Annotated[
        bool,
        typer.Option("--thorough", help="The model reads every section; goes on after a stop."),
    ] = False,
    as_json: Json = False,
) -> None:
    """The structured review of one survey."""
    from assistant.cli.output import follow, related_lines, review_progress

    with open_library(context) as library:
        if related:
            typer.echo(related_lines(library.reviews.related(survey)))
            return
        fields = library.stream_review(survey, language=_language(language), thorough=thorough)
        written = follow(fields, review_progress)
        ending = _ending(output, as_json)
        _deliver(review_file(written, ending, library.figure_image), output)


@app.command()
def compare(
    context: typer.Context,
    surveys: Annotated[list[str] | None, typer.Argument(help="All without.")] = None,
    aspect: Annotated[
        list[str] | None,
        typer.Option("--aspect", "-a", help='A row; repeatable. "code (yes/no)" tells its kind.'),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help=f"Write it here ({listed(COMPARISON_FILES, 'or')})."),
    ] = None,
    propose: Annotated[
        bool, typer.Option("--propose", help="Only say which aspects it would take, and why.")
    ] = False,
    as_json: Json = False,
) -> None:
    """A table of surveys by aspects, each cell cited or "not stated"."""
    from assistant.cli.output import aspect_lines, follow

    with open_library(context) as library:
        chosen: list[Any] = list(surveys) if surveys else list(library.surveys())
        if propose:
            typer.echo(aspect_lines(library.comparisons.propose_aspects(chosen)))
            return
        cells = library.stream_compare(chosen, aspects=aspect)
        table = follow(
            cells,
            lambda part: f"{len(part.cells)} of {len(part.surveys) * len(part.aspects)} cells",
        )
    with user_errors():
        _deliver(comparison_file(table, _ending(output, as_json)), output)


@app.command()
def serve(
    context: typer.Context,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port to listen on.")] = 7860,
    demo: Annotated[
        bool, typer.Option("--demo", help="Add the three demo digests to an empty library.")
    ] = False,
    open_browser: Annotated[bool, typer.Option("--open", help="Open a browser.")] = False,
    without_password: Annotated[
        bool,
        typer.Option("--without-password", help="Let everybody in who can reach --host."),
    ] = False,
    share_conversations: Annotated[
        bool,
        typer.Option("--share-conversations", help="Everybody sees all kept conversations."),
    ] = False,
) -> None:
    """The web app, on this machine only unless --host says otherwise."""
    with open_library(context) as library:
        if demo and not library.surveys():
            from assistant.demo import demo_sources

            typer.echo("Making the demo library (three digests, some 5 s).")
            for added in library.add_all(list(demo_sources())):
                if added.error is not None:
                    raise added.error
        from assistant.ui.app import Serving
        from assistant.ui.app import serve as serve_app

        serving = Serving(host, port, without_password, share_conversations)
        serve_app(library, serving, open_browser=open_browser, report=typer.echo)


@app.command()
def mcp(
    context: typer.Context,
    http: Annotated[bool, typer.Option("--http", help="Over HTTP, at /mcp.")] = False,
    host: Annotated[str, typer.Option(help="With --http: the address.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="With --http: the port.")] = 7861,
    without_password: Annotated[
        bool,
        typer.Option("--without-password", help="Let everybody in who can reach --host."),
    ] = False,
) -> None:
    """Search, ask, review and compare for other programs: a Model Context Protocol server."""
    with open_library(context) as library:
        from assistant.server.mcp import serve as serve_mcp

        serve_mcp(library, http=http, host=host, port=port, without_password=without_password)


@app.command()
def doctor(context: typer.Context, as_json: Json = False) -> None:
    """What is installed, how fast it is here, and what to do about anything wrong."""
    from assistant.maintenance.doctor import examine

    with user_errors():
        findings = examine(settings_of(context))
        if as_json:
            print_json([finding.as_dict() for finding in findings])
        else:
            for finding in findings:
                typer.echo(finding.line())
    if any(not finding.ok for finding in findings):
        raise typer.Exit(1)


@models_app.command("list")
def models_list(context: typer.Context, as_json: Json = False) -> None:
    """Models that can be pulled, with their memory need, and which are here."""
    from assistant.cli.output import model_rows, print_models

    rows = model_rows(settings_of(context))
    if as_json:
        print_json(rows)
    else:
        print_models(rows)


@models_app.command("pull")
def models_pull(
    context: typer.Context,
    name: Annotated[
        str | None, typer.Argument(help="From 'models list', or owner/repo/file.gguf")
    ] = None,
    fastest: Annotated[
        bool,
        typer.Option("--fastest", help="Then try other weights, and keep the fastest as good."),
    ] = False,
) -> None:
    """Fetch a model and verify it; without a name, the default ones."""
    from assistant.models.files.defaults import install_defaults
    from assistant.models.files.resolve import find, pull

    with user_errors():
        settings = settings_of(context)
        if name is None:
            install_defaults(settings, typer.echo)
        else:
            path = pull(name, settings, typer.echo)
            typer.echo(f"{path} is ready: survey-assistant --model {name} ask …")
        if fastest:
            from assistant.models.files.weights import original_path
            from assistant.models.trial import choose_weights

            choose_weights(original_path(find(name, settings)), settings, typer.echo)


@models_app.command("path")
def models_path(
    context: typer.Context, name: Annotated[str | None, typer.Argument()] = None
) -> None:
    """Where a model's file is; the default chat model's without a name."""
    from assistant.models.files.resolve import find

    with user_errors():
        typer.echo(str(find(name, settings_of(context))))


def main() -> None:
    """Run a command; what a user can cause ends in one line and exit status 1."""
    try:
        app()
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        # The reader of our output went away, as in "… | head".
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)


def _language(name: str) -> Any:
    from assistant.errors import UnknownName

    if name not in ("en", "zh", "ja"):
        raise UnknownName(f"No language {name!r} for a review. There are: en, zh, ja.")
    return name


def _ending(output: Path | None, as_json: bool) -> str:
    """The ending of the file to write; without one, JSON where asked for and else Markdown."""
    return "json" if as_json else output.suffix if output and output.suffix else "md"


def _deliver(content: str | bytes, output: Path | None) -> None:
    from assistant.comparisons.csv_table import write_file

    if output is None:
        typer.echo(content)
        return
    write_file(output, content)
    typer.echo(f"Written to {output}.")


def _line() -> str:
    try:
        return input("> ").strip()
    except EOFError:
        return ""
