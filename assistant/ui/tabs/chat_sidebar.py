"""The sidebar: the conversations that the library keeps, and what can be done with them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import gradio as gr

from assistant.errors import AssistantError
from assistant.export.markdown import conversation_markdown
from assistant.storage.conversations import KeptConversation
from assistant.ui.i18n.catalogue import translate
from assistant.ui.state.session import Session
from assistant.ui.state.visitors import Visitor
from assistant.ui.tabs.chat_context import ChatContext, own_conversation
from assistant.ui.tabs.events import QUICK, Updates, no_change
from assistant.ui.views.markup import note_html
from assistant.ui.views.notifications import warn

MOST_SHOWN = 200


@dataclass(frozen=True)
class Sidebar:
    """The components of the sidebar and their callbacks.

    ``chosen`` is the list; ``actions`` holds what can be done with the open conversation;
    ``question`` and ``confirm`` ask before it is deleted.
    """

    context: ChatContext
    area: gr.Sidebar
    new: gr.Button
    search: gr.Textbox
    chosen: gr.Radio
    actions: gr.Column
    title: gr.Textbox
    rename: gr.Button
    export: gr.DownloadButton
    delete: gr.Button
    share: gr.Checkbox
    confirm: gr.Column
    question: gr.HTML
    delete_it: gr.Button
    keep_it: gr.Button

    @property
    def outputs(self) -> list[Any]:
        """The components that ``updates`` changes."""
        return [
            self.chosen, self.actions, self.title, self.export, self.confirm, self.rename,
            self.delete, self.share,
        ]  # fmt: skip

    def updates(self, words: str, session: Session | None, visitor: Visitor) -> Updates:
        """The list of conversations, and what can be done with the open one."""
        listing = {self.chosen: self.listing(words, session, visitor)}
        if session is None or session.kept is None:
            return listing | self._nothing_open()
        conversations = self.context.library.conversations
        try:
            kept = conversations.one(session.kept, visitor.reader)
            text = conversation_markdown(kept.title, conversations.turns(session.kept))
            path = self.context.downloads.write(kept.title, "md", text)
        except AssistantError:  # deleted meanwhile in another browser
            return listing | self._nothing_open()
        may_share = kept.own and visitor.reader is not None
        return listing | {
            self.actions: gr.update(visible=True),
            self.title: gr.update(value=kept.title, interactive=kept.own),
            self.export: gr.update(value=path, interactive=True),
            self.confirm: gr.update(visible=False),
            self.rename: gr.update(visible=kept.own),
            self.delete: gr.update(visible=kept.own),
            self.share: gr.update(value=kept.shared, visible=may_share),
        }

    def _nothing_open(self) -> Updates:
        hidden = (self.actions, self.confirm, self.rename, self.delete, self.share)
        updates: Updates = {component: gr.update(visible=False) for component in hidden}
        return updates | {self.export: gr.update(interactive=False)}

    def listing(self, words: str, session: Session | None, visitor: Visitor) -> Any:
        """The visitor's conversations that hold these words; the open one is marked."""
        try:
            found = self.context.library.conversations.listed(words, visitor.reader)[:MOST_SHOWN]
        except AssistantError as error:
            warn(error, visitor.language)
            return gr.skip()
        here = session.kept if session is not None else None
        value = here if here in [kept.id for kept in found] else None
        return gr.update(choices=[(_label(kept, visitor), kept.id) for kept in found], value=value)

    def wire(self, session: gr.State) -> None:
        """Connect searching, renaming, sharing, and the question before deleting."""

        def find(words: str, opened: Session | None, request: gr.Request) -> Any:
            return self.listing(words, opened, self.context.visitor(request))

        def rename(title: str, words: str, opened: Session | None, request: gr.Request) -> Updates:
            return self._change(
                opened, words, request, lambda kept: conversations.rename(kept, title)
            )

        def share(shared: bool, words: str, opened: Session | None, request: gr.Request) -> Updates:
            return self._change(
                opened, words, request, lambda kept: conversations.share(kept, shared)
            )

        conversations = self.context.library.conversations
        self.search.change(find, [self.search, session], [self.chosen], **QUICK)
        for event in (self.rename.click, self.title.submit):
            event(rename, [self.title, self.search, session], self.outputs, **QUICK)
        self.share.input(share, [self.share, self.search, session], self.outputs, **QUICK)
        self.delete.click(self._ask_to_delete, [session], [self.confirm, self.question], **QUICK)
        self.keep_it.click(lambda: gr.update(visible=False), None, [self.confirm], **QUICK)

    def _change(
        self,
        session: Session | None,
        words: str,
        request: gr.Request,
        change: Callable[[int], None],
    ) -> Updates:
        """Change the open conversation if it is the visitor's own, and show what came of it."""
        visitor = self.context.visitor(request)
        kept = own_conversation(session)
        if kept is not None:
            try:
                change(kept)
            except AssistantError as error:
                warn(error, visitor.language)
        return self.updates(words, session, visitor)

    def _ask_to_delete(self, session: Session | None) -> Updates:
        if session is None or own_conversation(session) is None:
            return no_change()
        text = translate(
            "Delete this conversation and its answers from the library?", session.language
        )
        return {self.confirm: gr.update(visible=True), self.question: note_html(text, "ask")}


def build(context: ChatContext) -> Sidebar:
    """Lay out the sidebar; the Chat tab wires what concerns the conversation on its page."""
    with gr.Sidebar(open=False, width=270, elem_id="sa-conversations") as area:
        new = gr.Button("New conversation", size="sm", elem_id="sa-new")
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
            title, rename, export, delete, share = _actions()
            with gr.Column(visible=False) as confirm:
                question = gr.HTML()
                with gr.Row():
                    delete_it = gr.Button(
                        "Delete", variant="stop", size="sm", min_width=60, elem_id="sa-delete-sure"
                    )
                    keep_it = gr.Button("Keep", size="sm", min_width=60)
    return Sidebar(
        context, area, new, search, chosen, actions, title, rename, export, delete, share,
        confirm, question, delete_it, keep_it,
    )  # fmt: skip


def _actions() -> tuple[gr.Textbox, gr.Button, gr.DownloadButton, gr.Button, gr.Checkbox]:
    """What can be done with the open conversation: its title, Rename, Export, Delete, sharing."""
    title = gr.Textbox(label="Title", lines=1, max_lines=1, max_length=200, elem_id="sa-title")
    with gr.Row():
        rename = gr.Button("Rename", size="sm", min_width=60, elem_id="sa-rename")
        export = gr.DownloadButton(
            "Export", size="sm", interactive=False, min_width=60, elem_id="sa-export"
        )
        delete = gr.Button("Delete…", size="sm", min_width=60, elem_id="sa-delete")
    share = gr.Checkbox(
        label="Everybody who uses this library may read it", container=False, elem_id="sa-share"
    )
    return title, rename, export, delete, share


def _label(kept: KeptConversation, visitor: Visitor) -> str:
    if visitor.reader is None or not kept.shared:
        return kept.title
    mark = "shared by you" if kept.own else "shared by somebody else"
    return f"{kept.title} ({translate(mark, visitor.language)})"
