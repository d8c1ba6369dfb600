"""The Chat tab: ask, watch the answer grow, open its evidence, stop it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import gradio as gr

from assistant.demo import demo_sources
from assistant.errors import AssistantError
from assistant.library import Library
from assistant.questions import LONGEST_QUESTION
from assistant.ui import conversation_view as shown
from assistant.ui.choices import chosen_ids, survey_choices
from assistant.ui.conversation_view import Session
from assistant.ui.evidence_view import EvidenceView
from assistant.ui.live import newest
from assistant.ui.study import MODEL, QUICK

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
PLACEHOLDER = (
    "<div class='sa-placeholder'><strong>Ask the surveys in your library</strong>"
    "<span>Every sentence of an answer is checked against the page that it came from.</span></div>"
)


@dataclass(frozen=True)
class ChatTab:
    """The parts of the tab that change when the library does."""

    area: gr.Row
    surveys: gr.Dropdown
    chatbot: gr.Chatbot


def build(library: Library, view: EvidenceView) -> ChatTab:
    """Lay out the tab and wire it."""
    session = gr.State(None)
    with gr.Row(visible=False, elem_classes="sa-columns") as area:
        with gr.Column(scale=3, min_width=320):
            chatbot = gr.Chatbot(
                show_label=False,
                height="calc(100dvh - 290px)",
                min_height=300,
                latex_delimiters=[],
                buttons=[],
                feedback_options=None,
                placeholder=PLACEHOLDER,
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
                autofocus=True,
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
            fresh = gr.Button("New conversation", size="sm")
            panel = gr.HTML(shown.evidence(None, view), elem_classes=["sa-side", "sa-short"])

    def ask(question: str, chosen: list[str], state: Session | None) -> Iterator[Any]:
        yield from _ask(library, view, question, chosen, state)

    def settle(state: Session | None) -> tuple[Any, ...]:
        if state is not None:
            state.settle()
        return shown.messages(state), shown.evidence(state, view), gr.Textbox(**IDLE)

    def example(event: gr.SelectData) -> str:
        return str(event.value["text"])

    def forget() -> tuple[Any, ...]:
        return None, [], shown.evidence(None, view), gr.Textbox(value="", **IDLE)

    outputs = [chatbot, panel, box, session]
    settled = [chatbot, panel, box]
    asked = box.submit(ask, [box, surveys, session], outputs, **MODEL)
    asked.then(settle, [session], settled, **QUICK)
    picked = chatbot.example_select(example, None, [box], **QUICK)
    asked_example = picked.then(ask, [box, surveys, session], outputs, **MODEL)
    asked_example.then(settle, [session], settled, **QUICK)
    running = [asked, asked_example]
    stopped = box.stop(None, None, None, cancels=running, **QUICK)
    stopped.then(settle, [session], settled, **QUICK)
    for event in (fresh.click, chatbot.clear):
        ended = event(None, None, None, cancels=running, **QUICK)
        ended.then(forget, None, [session, chatbot, panel, box], **QUICK)
    return ChatTab(area, surveys, chatbot)


IDLE: dict[str, Any] = {"submit_btn": "Ask", "stop_btn": False}
BUSY: dict[str, Any] = {"submit_btn": False, "stop_btn": "Stop"}


def refreshed(library: Library, chosen: list[str]) -> tuple[Any, Any]:
    """The choice of surveys and the example questions, as the library is now."""
    choices = survey_choices(library)
    names = {info.name for survey in library.surveys() for info in survey.documents}
    demo = all(source.name in names for source in demo_sources())
    questions = DEMO_QUESTIONS if demo else ANY_QUESTIONS
    return (
        gr.Dropdown(choices=choices, value=[i for i in chosen if i in dict(choices).values()]),
        gr.Chatbot(examples=[{"text": question} for question in questions]),
    )


def _ask(
    library: Library,
    view: EvidenceView,
    question: str,
    chosen: list[str],
    state: Session | None,
) -> Iterator[Any]:
    """The page's chatbot, evidence, box and session while an answer grows."""
    session = state or Session(library.conversation())
    if not question.strip():
        gr.Info("Write a question first.")
        yield gr.skip(), gr.skip(), gr.skip(), session
        return
    exchange = session.begin(question.strip())
    ids = chosen_ids(library, chosen)
    cards = -1
    yield shown.messages(session), gr.skip(), gr.Textbox(value="", **BUSY), session
    try:
        for answer in newest(lambda: session.conversation.stream(question, surveys=ids)):
            if answer is None:
                yield gr.skip(), gr.skip(), gr.skip(), gr.skip()
                continue
            exchange.answer = answer
            panel = shown.evidence(session, view) if shown.cited(exchange) != cards else gr.skip()
            cards = shown.cited(exchange)
            yield shown.messages(session), panel, gr.skip(), gr.skip()
    except AssistantError as error:
        exchange.error = str(error)
    yield shown.messages(session), shown.evidence(session, view), gr.skip(), session
