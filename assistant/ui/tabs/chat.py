"""The Chat tab: ask, watch the answer grow, open its evidence, stop it, ask on."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import gradio as gr

from assistant.chat.small_talk import LONGEST_QUESTION
from assistant.chat.suggestions import follow_ups
from assistant.demo import demo_sources
from assistant.errors import AssistantError
from assistant.library import Library
from assistant.ui.i18n.languages import say
from assistant.ui.state.session import Session
from assistant.ui.state.turns import Line
from assistant.ui.state.visitors import Visitor
from assistant.ui.tabs import chat_list
from assistant.ui.tabs.chat_list import ChatList
from assistant.ui.tabs.study import QUICK, Downloads
from assistant.ui.views import conversation as shown
from assistant.ui.views.choices import chosen_ids, some_of
from assistant.ui.views.evidence import EvidenceView
from assistant.ui.views.markup import escape
from assistant.ui.views.notifications import inform, warn

DEMO_QUESTIONS = (
    "Which levels of alignment goals does the Yao survey distinguish?",
    "How does the Shen survey divide outer alignment?",
    "What does inner alignment mean?",
    "Which kinds of attack on aligned models are there?",
)
ANY_QUESTIONS = (
    "What are the main findings?",
    "Which open problems do the surveys name?",
    "How is evaluation done?",
)
PLACEHOLDER = "<div class='sa-placeholder'><strong>{heading}</strong><span>{below}</span></div>"
HEADING = "Ask the surveys in your library"
BELOW = "Every sentence of an answer is checked against the page that it came from."
THUMBS = ("Like", "Dislike")
REASONS = ("Wrong quote", "Not what I asked", "Incomplete", "Hard to read")
# The app's own line lets one answer be written at a time; Gradio only has to let people join it.
ASKING: dict[str, Any] = {
    "concurrency_id": "asking",
    "concurrency_limit": 100,
    "show_progress": "hidden",
    "api_visibility": "private",
}
MOST_PATIENCE = 60.0  # seconds for which what to ask next waits until nobody asks
PROPOSING = ASKING | {"concurrency_id": "proposing", "concurrency_limit": 1}
# One page is drawn after the other, each from the conversation that is open when its turn comes:
# what was begun before "New conversation" cannot bring the old one back.
DRAWING = ASKING | {"concurrency_id": "drawing", "concurrency_limit": 1}


@dataclass(frozen=True)
class Chat:
    """What the tab works with; with ``shared`` everybody sees everybody's conversations."""

    library: Library
    view: EvidenceView
    downloads: Downloads
    line: Line
    shared: bool = False

    def visitor(self, request: gr.Request) -> Visitor:
        """The browser that asks."""
        return Visitor.of(request, shared=self.shared)


@dataclass(frozen=True)
class ChatTab:
    """The parts of the tab that change when the library does, and what a page begins with."""

    area: gr.Row
    surveys: gr.Dropdown
    chatbot: gr.Chatbot
    opened: gr.BrowserState
    page: list[Any]


def build(chat: Chat, parts: ChatList) -> ChatTab:
    """Lay out the tab and wire it."""
    session = gr.State(None)
    opened = gr.BrowserState(
        None, storage_key="survey-assistant-conversation", secret="survey-assistant"
    )
    with gr.Row(visible=False, elem_classes="sa-columns") as area:
        with gr.Column(scale=3, min_width=320):
            chatbot = gr.Chatbot(
                label="Conversation",
                show_label=False,
                height="calc(100dvh - 260px)",
                min_height=300,
                latex_delimiters=[],
                buttons=[],
                feedback_options=(*THUMBS, *REASONS),
                placeholder=_placeholder("en"),
                elem_id="sa-chat",
            )
            box = gr.Textbox(
                label="Question",
                show_label=False,
                placeholder="Ask a question about the surveys",
                lines=1,
                max_lines=6,
                max_length=LONGEST_QUESTION,
                submit_btn="Ask",
                elem_id="sa-question",
            )
        with gr.Column(scale=2, min_width=300):
            surveys = gr.Dropdown(
                label="Surveys to ask (all, if none is chosen)",
                multiselect=True,
                choices=[],
                value=[],
                elem_id="sa-ask-surveys",
            )
            panel = gr.HTML(shown.evidence(None, chat.view), elem_classes=["sa-side", "sa-short"])
    page = [session, chatbot, panel, box, opened, *parts.shown]
    _wire(chat, parts, page, surveys)
    chat_list.wire(parts, chat.library, chat.downloads, session, chat.visitor)
    return ChatTab(area, surveys, chatbot, opened, page)


def _wire(chat: Chat, parts: ChatList, page: list[Any], surveys: gr.Dropdown) -> None:
    session, chatbot, panel, box, *_ = page
    library = chat.library

    def ask(
        question: str, chosen: list[str], state: Session | None, request: gr.Request
    ) -> Iterator[Any]:
        yield from _ask(chat, question, chosen, state, chat.visitor(request))

    def settle(state: Session | None) -> None:
        if state is not None:
            state.settle(library)

    def draw(words: str, state: Session | None, request: gr.Request) -> tuple[Any, ...]:
        return whole_page(chat, words, state, chat.visitor(request))[1:]

    def example(event: gr.SelectData) -> str:
        return str(event.value["text"])

    def follow_up(event: gr.SelectData) -> str:
        return str(event.value)

    def reopen(chosen: int | None, request: gr.Request) -> Session | None:
        return _reopened(chat, chosen, chat.visitor(request))

    def delete(state: Session | None) -> None:
        if state is not None and state.kept is not None and state.own:
            try:
                library.conversations.delete(state.kept)
            except AssistantError as error:
                warn(error, state.language)

    def again(event: gr.RetryData, state: Session | None) -> Any:
        return _taken_back(chat, event.index, state)

    def edit(event: gr.UndoData, state: Session | None) -> Any:
        return _taken_back(chat, event.index, state)

    def propose(state: Session | None) -> None:
        _propose(chat, state)

    def rate(event: gr.LikeData, state: Session | None) -> None:
        _rate(chat, event, state)

    running = [box.submit(ask, [box, surveys, session], [chatbot, panel, box, session], **ASKING)]
    for picked in (
        chatbot.example_select(example, None, [box], **QUICK),
        chatbot.option_select(follow_up, None, [box], **QUICK),
        chatbot.retry(again, [session], [box], **QUICK),
    ):
        running.append(
            picked.then(ask, [box, surveys, session], [chatbot, panel, box, session], **ASKING)
        )
    stopped = box.stop(None, None, None, cancels=running, **QUICK)
    for ended in (*running, stopped):
        kept = ended.then(settle, [session], None, **QUICK)
        drawn = kept.then(draw, [parts.search, session], page[1:], **DRAWING)
        if ended is not stopped:
            proposed = drawn.then(propose, [session], None, **PROPOSING)
            proposed.then(_with_proposed, [session], [chatbot], **DRAWING)
    left = parts.fresh.click(None, None, None, cancels=running, **QUICK)
    picked = parts.chosen.input(None, None, None, cancels=running, **QUICK)
    sure = parts.sure.click(None, None, None, cancels=running, **QUICK)
    for changed in (
        left.then(lambda: None, None, [session], **QUICK),
        picked.then(reopen, [parts.chosen], [session], **QUICK),
        sure.then(delete, [session], [session], **QUICK),
        chatbot.undo(edit, [session], [box], **QUICK),
    ):
        changed.then(draw, [parts.search, session], page[1:], **DRAWING)
    chatbot.like(rate, [session], None, **QUICK)


def refreshed(library: Library, chosen: list[str], language: str = "en") -> tuple[Any, Any]:
    """The choice of surveys and the example questions, as the library is now."""
    names = {info.name for survey in library.surveys() for info in survey.documents}
    demo = all(source.name in names for source in demo_sources())
    questions = DEMO_QUESTIONS if demo else ANY_QUESTIONS
    examples: Any = [{"text": question} for question in questions]
    return (
        some_of(library, chosen),
        gr.update(
            examples=examples,
            placeholder=_placeholder(language),
            feedback_options=[*THUMBS, *(say(reason, language) for reason in REASONS)],
        ),
    )


def restored(chat: Chat, opened: Any, request: gr.Request) -> tuple[Any, ...]:
    """The page of a browser that comes (back): the conversation that it had open."""
    visitor = chat.visitor(request)
    folder, _, number = opened.rpartition(":") if isinstance(opened, str) else ("", "", "")
    if folder != str(chat.library.folder) or not number.isdecimal():
        return whole_page(chat, "", None, visitor)
    state = _reopened(chat, int(number), visitor, quietly=True)
    return whole_page(chat, "", state, visitor)


def _reopened(
    chat: Chat, chosen: int | None, visitor: Visitor, *, quietly: bool = False
) -> Session | None:
    """A kept conversation; None, which is a new one, where it is not there any more."""
    if chosen is None:
        return None
    try:
        return Session.reopened(chat.library, chosen, visitor)
    except AssistantError as error:
        if not quietly:
            warn(error, visitor.language)
        return None


def whole_page(chat: Chat, words: str, state: Session | None, visitor: Visitor) -> tuple[Any, ...]:
    """Everything that shows the open conversation, in the order of ``ChatTab.page``."""
    language = visitor.language
    opened = f"{chat.library.folder}:{state.kept}" if state and state.kept else None
    if state is not None and state.unkept:
        warn(state.unkept, language, "Not kept")
    return (
        state,
        gr.update(value=shown.messages(state), feedback_value=shown.ratings(state)),
        shown.evidence(state, chat.view, language),
        gr.update(**_buttons(language)),
        opened,
        *chat_list.refreshed(chat.library, chat.downloads, words, state, visitor),
    )


def _ask(
    chat: Chat, question: str, chosen: list[str], state: Session | None, visitor: Visitor
) -> Iterator[Any]:
    """The page's chatbot, evidence, box and session while an answer grows."""
    session = state or Session(chat.library.conversation(), visitor=visitor)
    if not question.strip() or not session.settled:
        text = "Write a question first." if session.settled else "Wait for the answer, or stop it."
        inform(text, visitor.language)
        yield gr.skip(), gr.skip(), gr.skip(), session
        return
    exchange = session.begin(question.strip())
    ids = chosen_ids(chat.library, chosen)
    cards = -1
    box = gr.update(value="", **_buttons(visitor.language, busy=True))
    yield shown.messages(session), gr.skip(), box, session
    for changed in session.grow(chat.library, chat.line, exchange, ids):
        if not changed:
            yield gr.skip(), gr.skip(), gr.skip(), gr.skip()
            continue
        panel = shown.evidence(session, chat.view) if shown.cited(exchange) != cards else gr.skip()
        cards = shown.cited(exchange)
        yield shown.messages(session), panel, gr.skip(), gr.skip()
    yield shown.messages(session), shown.evidence(session, chat.view), gr.skip(), gr.skip()


def _propose(chat: Chat, state: Session | None) -> None:
    """Find questions to ask next, which come after the answer.

    They take some searches of the library: whoever waits for an answer comes first.
    """
    if state is None or not state.exchanges or not state.settled:
        return
    last = state.exchanges[-1]
    if last.follow_ups or not last.answer.finished or not last.answer.evidence:
        return
    asked = [exchange.question for exchange in state.exchanges]
    if not chat.line.quiet(MOST_PATIENCE):
        return
    with contextlib.suppress(AssistantError):  # what to ask next is no reason for an error
        state.propose(chat.library, last, follow_ups(chat.library, last.answer, asked))


def _with_proposed(state: Session | None) -> Any:
    """The chatbot with the questions to ask next, if the open conversation has any."""
    if state is None or not state.settled or not state.exchanges:
        return gr.skip()
    if not state.exchanges[-1].follow_ups:
        return gr.skip()
    return gr.update(value=shown.messages(state), feedback_value=shown.ratings(state))


def _taken_back(chat: Chat, index: Any, state: Session | None) -> Any:
    """The question of the exchange that a message belongs to, which is forgotten."""
    number = index[0] if isinstance(index, (list, tuple)) else index
    owners = shown.owners(state) if state is not None else []
    if state is None or not state.settled or not 0 <= number < len(owners):
        return ""
    try:
        return state.take_back(chat.library, owners[number])
    except AssistantError as error:
        warn(error, state.language)
        return ""


def _rate(chat: Chat, event: gr.LikeData, state: Session | None) -> None:
    number = event.index[0] if isinstance(event.index, (list, tuple)) else event.index
    owners = shown.owners(state) if state is not None else []
    if state is None or not 0 <= number < len(owners):
        return
    liked: Any = event.liked
    known: dict[Any, str] = {True: "Like", False: "Dislike"}
    known |= {say(reason, state.language): reason for reason in REASONS}
    rating = known.get(liked, liked) if liked != "" else ""
    try:
        state.rate(chat.library, owners[number], str(rating))
    except AssistantError as error:
        warn(error, state.language)


def _buttons(language: str, *, busy: bool = False) -> dict[str, Any]:
    """The question's button: one that asks or, while an answer is written, one that stops it."""
    if busy:
        return {"submit_btn": False, "stop_btn": say("Stop", language)}
    return {"submit_btn": say("Ask", language), "stop_btn": False}


def _placeholder(language: str) -> str:
    return PLACEHOLDER.format(
        heading=escape(say(HEADING, language)), below=escape(say(BELOW, language))
    )
