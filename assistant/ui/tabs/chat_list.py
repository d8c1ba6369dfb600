"""The sidebar: the conversations that the library keeps, and what can be done with them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import gradio as gr

from assistant.chat.history import KeptConversation
from assistant.errors import AssistantError
from assistant.library import Library
from assistant.ui.i18n.languages import say
from assistant.ui.state.session import Session
from assistant.ui.state.visitors import Visitor
from assistant.ui.tabs.study import QUICK, Downloads
from assistant.ui.views.markup import note_html
from assistant.ui.views.notifications import warn

MOST_SHOWN = 200


@dataclass(frozen=True)
class ChatList:
    """The sidebar's parts; ``shown`` are those that change with the open conversation."""

    sidebar: gr.Sidebar
    fresh: gr.Button
    search: gr.Textbox
    chosen: gr.Radio
    title: gr.Textbox
    rename: gr.Button
    export: gr.DownloadButton
    delete: gr.Button
    share: gr.Checkbox
    confirm: gr.Column
    asked: gr.HTML
    sure: gr.Button
    keep: gr.Button
    actions: gr.Column

    @property
    def shown(self) -> list[Any]:
        """The outputs of ``refreshed``."""
        return [
            self.chosen, self.actions, self.title, self.export, self.confirm, self.rename,
            self.delete, self.share,
        ]  # fmt: skip


def build() -> ChatList:
    """Lay out the sidebar; the Chat tab wires what concerns the conversation on its page."""
    with gr.Sidebar(open=False, width=270, elem_id="sa-conversations") as sidebar:
        fresh = gr.Button("New conversation", size="sm", elem_id="sa-new")
        search = gr.Textbox(
            label="Search the conversations",
            show_label=False,
            placeholder="Search",
            lines=1,
            max_lines=1,
            max_length=200,
            elem_id="sa-find",
        )
        chosen = gr.Radio(
            choices=[], value=None, label="Conversations", elem_id="sa-kept", container=False
        )
        with gr.Column(visible=False, elem_classes="sa-actions") as actions:
            title = gr.Textbox(
                label="Title", lines=1, max_lines=1, max_length=200, elem_id="sa-title"
            )
            with gr.Row():
                rename = gr.Button("Rename", size="sm", min_width=60, elem_id="sa-rename")
                export = gr.DownloadButton(
                    "Export", size="sm", interactive=False, min_width=60, elem_id="sa-export"
                )
                delete = gr.Button("Delete…", size="sm", min_width=60, elem_id="sa-delete")
            share = gr.Checkbox(
                label="Everybody who uses this library may read it",
                container=False,
                elem_id="sa-share",
            )
            with gr.Column(visible=False) as confirm:
                asked = gr.HTML()
                with gr.Row():
                    sure = gr.Button(
                        "Delete", variant="stop", size="sm", min_width=60, elem_id="sa-delete-sure"
                    )
                    keep = gr.Button("Keep", size="sm", min_width=60)
    return ChatList(
        sidebar, fresh, search, chosen, title, rename, export, delete, share, confirm, asked, sure,
        keep, actions,
    )  # fmt: skip


def wire(
    parts: ChatList,
    library: Library,
    downloads: Downloads,
    session: gr.State,
    visitor: Callable[[gr.Request], Visitor],
) -> None:
    """Searching, renaming, and being asked before deleting; ``visitor`` says who asks."""

    def find(words: str, state: Session | None, request: gr.Request) -> Any:
        return listing(library, words, state, visitor(request))

    def rename(
        title: str, words: str, state: Session | None, request: gr.Request
    ) -> tuple[Any, ...]:
        if state is not None and state.kept is not None and state.own:
            try:
                library.conversations.rename(state.kept, title)
            except AssistantError as error:
                warn(error, visitor(request).language)
        return refreshed(library, downloads, words, state, visitor(request))

    def open_up(
        shared: bool, words: str, state: Session | None, request: gr.Request
    ) -> tuple[Any, ...]:
        if state is not None and state.kept is not None and state.own:
            try:
                library.conversations.share(state.kept, shared)
            except AssistantError as error:
                warn(error, visitor(request).language)
        return refreshed(library, downloads, words, state, visitor(request))

    def question(state: Session | None) -> tuple[Any, Any]:
        if state is None or state.kept is None or not state.own:
            return gr.skip(), gr.skip()
        text = say("Delete this conversation and its answers from the library?", state.language)
        return gr.update(visible=True), note_html(text, "ask")

    parts.search.change(find, [parts.search, session], [parts.chosen], **QUICK)
    for event in (parts.rename.click, parts.title.submit):
        event(rename, [parts.title, parts.search, session], parts.shown, **QUICK)
    parts.share.input(open_up, [parts.share, parts.search, session], parts.shown, **QUICK)
    parts.delete.click(question, [session], [parts.confirm, parts.asked], **QUICK)
    parts.keep.click(lambda: gr.update(visible=False), None, [parts.confirm], **QUICK)


def listing(library: Library, words: str, state: Session | None, visitor: Visitor) -> Any:
    """The visitor's list, as the library is now; the open conversation is marked."""
    try:
        found = library.conversations.listed(words, visitor.reader)[:MOST_SHOWN]
    except AssistantError as error:
        warn(error, visitor.language)
        return gr.skip()
    here = state.kept if state is not None else None
    value = here if here in [kept.id for kept in found] else None
    return gr.update(choices=[(_label(kept, visitor), kept.id) for kept in found], value=value)


def _label(kept: KeptConversation, visitor: Visitor) -> str:
    if visitor.reader is None or not kept.shared:
        return kept.title
    mark = "shared by you" if kept.own else "shared by somebody else"
    return f"{kept.title} ({say(mark, visitor.language)})"


def refreshed(
    library: Library,
    downloads: Downloads,
    words: str,
    state: Session | None,
    visitor: Visitor,
) -> tuple[Any, ...]:
    """The list, and what can be done with the open conversation."""
    radio, hidden = listing(library, words, state, visitor), gr.update(visible=False)
    nothing = (radio, hidden, gr.skip(), gr.update(interactive=False), *(hidden,) * 4)
    if state is None or state.kept is None:
        return nothing
    try:
        kept = library.conversations.one(state.kept, visitor.reader)
        path = downloads.write(kept.title, "md", library.conversations.markdown(state.kept))
    except AssistantError:  # deleted meanwhile in another browser
        return nothing
    own = gr.update(visible=kept.own)
    return (
        radio,
        gr.update(visible=True),
        gr.update(value=kept.title, interactive=kept.own),
        gr.update(value=path, interactive=True),
        hidden,
        own,
        own,
        gr.update(value=kept.shared, visible=kept.own and visitor.reader is not None),
    )
