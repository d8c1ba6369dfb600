"""The Chat tab: ask, watch the answer grow, open its evidence, stop it, ask on."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import gradio as gr

from assistant.errors import AssistantError
from assistant.ui.i18n.catalogue import translate
from assistant.ui.state.session import Session
from assistant.ui.state.visitors import Visitor
from assistant.ui.tabs.chat_context import ChatContext, own_conversation
from assistant.ui.tabs.chat_layout import (
    REASONS,
    THUMBS,
    ChatLayout,
    ask_button,
    example_questions,
    lay_out,
    placeholder,
    rating_of,
)
from assistant.ui.tabs.chat_sidebar import Sidebar
from assistant.ui.tabs.events import QUICK, Updates, queue_options
from assistant.ui.views import conversation as view
from assistant.ui.views.choices import chosen_ids, multiple_choice
from assistant.ui.views.notifications import inform, warn

# The app's own queue lets one answer be written at a time; Gradio only has to let people join it.
ASKING = queue_options("asking", 100)
NO_QUESTION = "Write a question first."
ANSWERING = "Wait for the answer, or stop it."
LONGEST_PATIENCE = 60.0  # seconds for which what to ask next waits until nobody asks
PROPOSING = queue_options("proposing", 1)
# One page is drawn after the other, each from the conversation that is open when its turn comes:
# what was begun before "New conversation" cannot bring the old one back.
DRAWING = queue_options("drawing", 1)


@dataclass(frozen=True)
class ChatTab:
    """The Chat tab's components and callbacks."""

    context: ChatContext
    layout: ChatLayout
    sidebar: Sidebar

    @property
    def outputs(self) -> list[Any]:
        """The components that show the open conversation."""
        layout = self.layout
        shown = [layout.session, layout.chatbot, layout.panel, layout.question, layout.opened]
        return [*shown, *self.sidebar.outputs]

    def library_updates(self, chosen: list[str], language: str) -> Updates:
        """The choice of surveys and the example questions, as the library is now."""
        library = self.context.library
        examples: Any = [{"text": text} for text in example_questions(library, language)]
        reasons = [*THUMBS, *(translate(reason, language) for reason in REASONS)]
        return {
            self.layout.surveys: multiple_choice(library, chosen),
            self.layout.chatbot: gr.update(
                examples=examples, placeholder=placeholder(language), feedback_options=reasons
            ),
        }

    def page_updates(self, words: str, session: Session | None, visitor: Visitor) -> Updates:
        """Everything that shows the open conversation; ``words`` are those looked for."""
        layout, language = self.layout, visitor.language
        if session is not None and session.unkept:
            warn(session.unkept, language, "Not kept")
        kept = session.kept if session is not None else None
        return {
            layout.session: session,
            layout.chatbot: self._conversation(session),
            layout.panel: view.evidence(session, self.context.view, language),
            layout.question: gr.update(**ask_button(language)),
            layout.opened: f"{self.context.library.folder}:{kept}" if kept else None,
        } | self.sidebar.updates(words, session, visitor)

    def restore(self, opened: Any, request: gr.Request) -> Updates:
        """The page of a browser that comes (back): the conversation that it had open."""
        visitor = self.context.visitor(request)
        folder, _, number = opened.rpartition(":") if isinstance(opened, str) else ("", "", "")
        session = None
        if folder == str(self.context.library.folder) and number.isdecimal():
            with contextlib.suppress(AssistantError):  # deleted since
                session = Session.reopen(self.context.library, int(number), visitor)
        return self.page_updates("", session, visitor)

    def wire(self) -> None:
        """Connect the events of the tab and of the sidebar."""
        running = self._wire_questions()
        self._wire_ends(running)
        self._wire_other_conversations(running)
        self.layout.chatbot.like(self.rate, [self.layout.session], None, **QUICK)
        self.sidebar.wire(self.layout.session)

    def _wire_questions(self) -> list[Any]:
        """Connect what asks; the events that write an answer."""
        chatbot, box, session = self.layout.chatbot, self.layout.question, self.layout.session
        deeper = self.layout.deeper
        inputs = [box, self.layout.surveys, session, deeper]
        outputs = [chatbot, self.layout.panel, box, session, deeper]
        events = (
            chatbot.example_select(_example_text, None, [box], **QUICK),
            chatbot.option_select(self.choose, [session], [box, deeper], **QUICK),
            chatbot.retry(self.ask_again, [session], [box], **QUICK),
        )
        asked = box.submit(self.ask, inputs, outputs, **ASKING)
        return [asked, *(event.then(self.ask, inputs, outputs, **ASKING) for event in events)]

    def _wire_ends(self, running: list[Any]) -> None:
        """Connect what follows an answer: it is kept, drawn as a whole, and led on from."""
        session, chatbot = self.layout.session, self.layout.chatbot
        stopped = self.layout.question.stop(None, None, None, cancels=running, **QUICK)
        for ended in (*running, stopped):
            kept = ended.then(self.settle, [session], None, **QUICK)
            drawn = self._then_draw(kept)
            if ended is not stopped:
                proposed = drawn.then(self.propose, [session], None, **PROPOSING)
                proposed.then(self.draw_proposed, [session], [chatbot], **DRAWING)

    def _wire_other_conversations(self, running: list[Any]) -> None:
        """Connect what leaves the open conversation or changes it: first its answer is stopped."""
        sidebar, session = self.sidebar, self.layout.session
        stop: dict[str, Any] = {"cancels": running} | QUICK
        left = sidebar.new.click(None, None, None, **stop)
        picked = sidebar.chosen.input(None, None, None, **stop)
        sure = sidebar.delete_it.click(None, None, None, **stop)
        for changed in (
            left.then(lambda: None, None, [session], **QUICK),
            picked.then(self.reopen, [sidebar.chosen], [session], **QUICK),
            sure.then(self.delete, [session], [session], **QUICK),
            self.layout.chatbot.undo(self.edit, [session], [self.layout.question], **QUICK),
        ):
            self._then_draw(changed)

    def _then_draw(self, event: Any) -> Any:
        """Draw the page after an event; the session itself is what it is drawn from."""
        outputs = [output for output in self.outputs if output is not self.layout.session]
        return event.then(self.draw, [self.sidebar.search, self.layout.session], outputs, **DRAWING)

    def ask(
        self,
        question: str,
        chosen: list[str],
        opened: Session | None,
        deeper: bool,
        request: gr.Request,
    ) -> Iterator[Updates]:
        """Answer a question, and show the conversation and its evidence while the answer grows.

        With ``deeper`` the whole text is read for it, and not for the next one.
        """
        layout, visitor = self.layout, self.context.visitor(request)
        session = opened or Session(self.context.library.conversation(), visitor=visitor)
        if not question.strip() or not session.settled:
            inform(NO_QUESTION if session.settled else ANSWERING, visitor.language)
            yield {layout.session: session, layout.deeper: False}
            return
        exchange = session.begin(question.strip(), deeper=deeper)
        yield {
            layout.chatbot: view.messages(session),
            layout.question: gr.update(value="", **ask_button(visitor.language, busy=True)),
            layout.session: session,
            layout.deeper: False,
        }
        shown = -1  # how many citations the panel shows
        ids = chosen_ids(self.context.library, chosen)
        for changed in session.grow(self.context.library, self.context.queue, exchange, ids):
            if not changed:
                yield gr.skip()
                continue
            count = view.citation_count(exchange)
            yield self._answer(session, with_panel=count != shown)
            shown = count
        yield self._answer(session, with_panel=True)

    def _answer(self, session: Session, *, with_panel: bool) -> Updates:
        updates: Updates = {self.layout.chatbot: view.messages(session)}
        if with_panel:
            updates[self.layout.panel] = view.evidence(session, self.context.view)
        return updates

    def settle(self, session: Session | None) -> None:
        """Keep the last answer, as stopped if it did not end by itself."""
        if session is not None:
            session.settle(self.context.library)

    def draw(self, words: str, session: Session | None, request: gr.Request) -> Updates:
        """Draw the open conversation anew."""
        updates = self.page_updates(words, session, self.context.visitor(request))
        del updates[self.layout.session]
        return updates

    def reopen(self, chosen: int | None, request: gr.Request) -> Session | None:
        """Open a kept conversation; None, which is a new one, where it is not there any more."""
        visitor = self.context.visitor(request)
        if chosen is None:
            return None
        try:
            return Session.reopen(self.context.library, chosen, visitor)
        except AssistantError as error:
            warn(error, visitor.language)
            return None

    def delete(self, session: Session | None) -> None:
        """Delete the open conversation, if it is the visitor's own; a new one is open then."""
        kept = own_conversation(session)
        if session is not None and kept is not None:
            try:
                self.context.library.conversations.delete(kept)
            except AssistantError as error:
                warn(error, session.language)

    def choose(self, event: gr.SelectData, session: Session | None) -> Updates:
        """The question that was proposed and clicked, and whether the whole text is read for it."""
        question, deeper = str(event.value), event.value == view.GO_DEEPER
        if deeper:
            last = session.exchanges[-1] if session is not None and session.exchanges else None
            question, deeper = (last.question, True) if last is not None else ("", False)
        return {self.layout.question: question, self.layout.deeper: deeper}

    def ask_again(self, event: gr.RetryData, session: Session | None) -> str:
        """Take an exchange back, to ask its question again."""
        return self._take_back(event.index, session)

    def edit(self, event: gr.UndoData, session: Session | None) -> str:
        """Take an exchange back, to change its question."""
        return self._take_back(event.index, session)

    def _take_back(self, index: Any, session: Session | None) -> str:
        place = _exchange_at(index, session)
        if session is None or not session.settled or place is None:
            return ""
        try:
            return session.take_back(self.context.library, place)
        except AssistantError as error:
            warn(error, session.language)
            return ""

    def propose(self, session: Session | None) -> None:
        """Find questions to ask next, which come after the answer.

        They take some searches of the library: whoever waits for an answer comes first.
        """
        if session is None or not session.exchanges or not session.settled:
            return
        last = session.exchanges[-1]
        if last.follow_ups or not last.answer.finished or not last.answer.evidence:
            return
        asked = [exchange.question for exchange in session.exchanges]
        if not self.context.queue.wait_until_empty(LONGEST_PATIENCE):
            return
        library = self.context.library
        with contextlib.suppress(AssistantError):  # what to ask next is no reason for an error
            session.propose(library, last, library.follow_ups(last.answer, asked))

    def draw_proposed(self, session: Session | None) -> Any:
        """Draw the conversation with the questions to ask next, if there are any."""
        if session is None or not session.settled or not session.exchanges:
            return gr.skip()
        return self._conversation(session) if session.exchanges[-1].follow_ups else gr.skip()

    def _conversation(self, session: Session | None) -> Any:
        return gr.update(value=view.messages(session), feedback_value=view.ratings(session))

    def rate(self, event: gr.LikeData, session: Session | None) -> None:
        """Keep what the reader thinks of an answer."""
        place = _exchange_at(event.index, session)
        if session is None or place is None:
            return
        try:
            session.rate(self.context.library, place, rating_of(event.liked, session.language))
        except AssistantError as error:
            warn(error, session.language)


def build(context: ChatContext, sidebar: Sidebar) -> ChatTab:
    """Lay out the tab and wire it."""
    tab = ChatTab(context, lay_out(view.evidence(None, context.view)), sidebar)
    tab.wire()
    return tab


def _exchange_at(index: Any, session: Session | None) -> int | None:
    """The place in the session of the exchange that a message of the chatbot belongs to."""
    number = index[0] if isinstance(index, (list, tuple)) else index
    places = view.exchange_places(session) if session is not None else []
    return places[number] if 0 <= number < len(places) else None


def _example_text(event: gr.SelectData) -> str:
    return str(event.value["text"])
