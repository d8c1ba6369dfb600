"""Adding files from the page: each with how far it is, and why it was refused if it was."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr

from assistant.errors import AssistantError
from assistant.library import Library
from assistant.progress import Added, Progress
from assistant.ui.choices import survey_label
from assistant.ui.live import newest
from assistant.ui.markup import escape

ADDING: dict[str, Any] = {
    "concurrency_id": "adding",
    "concurrency_limit": 1,
    "show_progress": "hidden",
    "api_visibility": "private",
}
STAGES = {"read": "reading", "split": "splitting into passages", "embed": "making it searchable"}


@dataclass
class _File:
    name: str
    progress: Progress | None = None
    added: Added | None = None


class Adding:
    """The files of one go; ``run`` adds them one by one."""

    def __init__(self, library: Library, paths: Sequence[str | Path]) -> None:
        self._library = library
        self._paths = [Path(path) for path in paths]
        self._files = [_File(path.name) for path in self._paths]
        self.failure = ""

    @property
    def refused(self) -> list[Added]:
        """The files that were not added."""
        return [file.added for file in self._files if file.added and file.added.error]

    def run(self) -> Iterator[Added]:
        """Add the files; each is yielded when it is done."""
        for file, added in zip(
            self._files, self._library.add_all(self._paths, progress=self._note), strict=True
        ):
            file.added = added
            yield added

    def _note(self, progress: Progress) -> None:
        current = next((file for file in self._files if file.added is None), None)
        if current is not None:
            current.progress = progress

    def html(self) -> str:
        """The files as a list, one line each."""
        lines = "".join(f"<li>{_line(file)}</li>" for file in self._files)
        done = sum(file.added is not None for file in self._files)
        head = f"{done} of {len(self._files)} done"
        failure = f'<p class="sa-error" role="alert">{escape(self.failure)}</p>'
        return (
            f'<section class="sa-adding" aria-label="Adding files" aria-live="polite">'
            f"<p class='sa-label'>{head}</p><ul>{lines}</ul>{failure if self.failure else ''}"
            "</section>"
        )


def add_files(
    library: Library, paths: Sequence[str | Path] | None, *, toast: bool = False
) -> Iterator[Any]:
    """What the page shows while files are added: the list, then the emptied drop area.

    ``toast`` tells of refused files in a corner too, for a list that goes when all is done.
    """
    if not paths:
        yield gr.skip(), gr.skip()
        return
    adding = Adding(library, paths)
    shown = adding.html()
    yield shown, gr.skip()
    try:
        for _ in newest(adding.run, keep_going=True):
            before, shown = shown, adding.html()
            yield (shown if shown != before else gr.skip()), gr.skip()
    except AssistantError as error:
        adding.failure = str(error)
    for added in adding.refused if toast else ():
        gr.Warning(escape(f"{Path(added.source).name}: {added.error}"), title="Not added")
    yield adding.html(), None


def _line(file: _File) -> str:
    name = f"<strong>{escape(file.name)}</strong>"
    if file.added is not None:
        return f"{name} {_outcome(file.added)}"
    progress = file.progress
    if progress is None:
        return f'{name} <span class="sa-label">waiting</span>'
    if progress.total:
        bar = f'<progress max="{progress.total}" value="{progress.done}"></progress>'
        counted = f"{progress.done} of {progress.total} passages"
        return f'{name} {bar} <span class="sa-label">{counted}</span>'
    return f'{name} <progress></progress> <span class="sa-label">{STAGES[progress.stage]}</span>'


def _outcome(added: Added) -> str:
    if added.error is not None:
        return f'<span class="sa-error">not added: {escape(str(added.error))}</span>'
    what = "was already there" if added.already_there else "added"
    title = escape(survey_label(added.survey)) if added.survey else ""
    return f'<span class="sa-done">{what}</span> <span class="sa-label">{title}</span>'
