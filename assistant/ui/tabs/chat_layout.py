"""What the Chat tab consists of: the conversation, the question's box, the evidence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import gradio as gr

from assistant.chat.small_talk import LONGEST_QUESTION
from assistant.demo import demo_sources
from assistant.library import Library
from assistant.ui.i18n.catalogue import translate
from assistant.ui.views.markup import escape

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


@dataclass(frozen=True)
class ChatLayout:
    """The components of the tab; ``opened`` is how the browser remembers its conversation.

    ``deeper`` says whether the whole text is to be read for the next question.
    """

    area: gr.Row
    session: gr.State
    opened: gr.BrowserState
    chatbot: gr.Chatbot
    question: gr.Textbox
    surveys: gr.Dropdown
    panel: gr.HTML
    deeper: gr.State


def lay_out(empty_panel: str) -> ChatLayout:
    """Lay out the tab, hidden until the library is known to hold something."""
    session = gr.State(None)
    opened = gr.BrowserState(
        None, storage_key="survey-assistant-conversation", secret="survey-assistant"
    )
    with gr.Row(visible=False, elem_classes="sa-columns") as area:
        with gr.Column(scale=3, min_width=320):
            chatbot = _chatbot()
            question = gr.Textbox(
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
            panel = gr.HTML(empty_panel, elem_id="sa-quotes", elem_classes=["sa-side", "sa-short"])
    return ChatLayout(
        area, session, opened, chatbot, question, surveys, panel, gr.State(False)
    )  # fmt: skip


def _chatbot() -> gr.Chatbot:
    return gr.Chatbot(
        label="Conversation",
        show_label=False,
        height="calc(100dvh - 260px)",
        min_height=300,
        latex_delimiters=[],
        autoscroll=False,  # scroll.js keeps the newest question in view
        buttons=[],
        feedback_options=(*THUMBS, *REASONS),
        placeholder=placeholder("en"),
        elem_id="sa-chat",
    )


def placeholder(language: str) -> str:
    """What stands where the first answer will, as HTML."""
    heading, below = escape(translate(HEADING, language)), escape(translate(BELOW, language))
    return PLACEHOLDER.format(heading=heading, below=below)


def example_questions(library: Library, language: str) -> tuple[str, ...]:
    """Questions to begin with: some that the demo surveys answer, where all of these are there.

    They are in the page's language, in which any survey can be asked.
    """
    names = {info.name for survey in library.surveys() for info in survey.documents}
    demo = all(source.name in names for source in demo_sources())
    questions = DEMO_QUESTIONS if demo else ANY_QUESTIONS
    return tuple(translate(question, language) for question in questions)


def ask_button(language: str, *, busy: bool = False) -> dict[str, Any]:
    """The question's button: one that asks or, while an answer is written, one that stops it."""
    if busy:
        return {"submit_btn": False, "stop_btn": translate("Stop", language)}
    return {"submit_btn": translate("Ask", language), "stop_btn": False}


def rating_of(liked: Any, language: str) -> str:
    """What a reader thinks of an answer, in English, from what the chatbot says was clicked."""
    known: dict[Any, str] = {True: "Like", False: "Dislike", "": ""}
    known |= {translate(reason, language): reason for reason in REASONS}
    return known.get(liked, str(liked))
