"""Questions that need no search: what cannot be asked, small talk, and the library itself."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answers.answer import Answer
from assistant.answers.metadata import metadata_answer
from assistant.answers.question import Question
from assistant.documents.survey import Survey, short_name

LONGEST_QUESTION = 4000
MOST_LISTED = 50
_TEXTS = {
    "en": {
        "hello": "Hello. Ask something about the surveys in the library.",
        "thanks": "You are welcome. Ask on.",
        "bye": "Goodbye.",
        "empty": "The library is empty. Add a survey first.",
        "listed": "The library has {count}: {titles}.",
        "itself": "I answer questions from {count} and show the quote behind every sentence; where "
        "they say nothing, I say so. I also write a structured review of a survey, and compare "
        "several in a table. Ask, for example, “What is …?”, “Which … are there?”, “How do the "
        "surveys differ in …?” or “Which surveys do you have?”",
    },
    "zh": {
        "hello": "你好。请就文库中的综述提问。",
        "thanks": "不客气。请继续提问。",
        "bye": "再见。",
        "empty": "文库是空的。请先添加一篇综述。",
        "listed": "文库中有{count}：{titles}。",
        "itself": "我根据文库中的{count}回答问题，每句话都附有原文引文；"
        "原文没有说的，我会如实说明。"
        "我还能为一篇综述写结构化评述，或用表格比较多篇综述。",
    },
    "ja": {
        "hello": "こんにちは。ライブラリのサーベイについて質問してください。",
        "thanks": "どういたしまして。続けて質問してください。",
        "bye": "さようなら。",
        "empty": "ライブラリは空です。まずサーベイを追加してください。",
        "listed": "ライブラリには{count}あります：{titles}。",
        "itself": "ライブラリの{count}から質問に答え、各文に原文の引用を付けます。"
        "書かれていないことは、そう伝えます。"
        "サーベイの構造化レビューや、複数のサーベイの比較表も作ります。",
    },
}


def without_search(question: Question) -> Answer | None:
    """The answer to what needs no evidence; None for what has to be looked up."""
    if refusal := why_not_asked(question):
        return Answer(question.text, abstained=True, reason=refusal, finished=True)
    if line := remark(question) or metadata_answer(question):
        return Answer(question.text, reason=line, remark=True, finished=True)
    return None


def why_not_asked(question: Question) -> str:
    """Why a question is not put to its surveys; empty to go on."""
    if not question.text.strip():
        return "The question is empty. Ask something about the surveys."
    if not any(character.isalnum() for character in question.text):
        return "The question has no words. Ask something about the surveys."
    if len(question.text) > LONGEST_QUESTION:
        return (
            f"The question has {len(question.text):,} characters, more than "
            f"{LONGEST_QUESTION:,}. Ask for one thing at a time."
        )
    if not question.surveys and question.chosen:
        return "No survey was chosen. Choose some, or ask all of them."
    if not question.surveys:
        return (
            "The library is empty. Add a survey with 'survey-assistant add FILE', "
            "or in the Library tab."
        )
    return ""


def remark(question: Question) -> str:
    """What to say to small talk and to questions about the library itself; empty to go on.

    >>> remark(Question("Thank you!"))
    'You are welcome. Ask on.'
    >>> remark(Question("Which papers know a cure?"))
    ''
    """
    texts, aim = _TEXTS[question.language], question.aim
    if aim == "list" and not question.surveys:
        return texts["empty"]
    if aim == "list":
        return texts["listed"].format(count=_count_text(question), titles=_titles(question.surveys))
    if aim == "itself":
        return texts["itself"].format(count=_count_text(question))
    return texts[aim] if aim in ("hello", "thanks", "bye") else ""


def _count_text(question: Question) -> str:
    count, language = len(question.surveys), question.language
    if language == "zh":
        return f"{count} 篇综述"
    if language == "ja":
        return f"{count} 件のサーベイ" + ("が" if question.aim == "list" else "")
    return f"{count} survey{'' if count == 1 else 's'}"


def _titles(surveys: Sequence[Survey]) -> str:
    listed = [f"“{s.title}” ({short_name(s)})" if s.authors else f"“{s.title}”" for s in surveys]
    more = len(listed) - MOST_LISTED
    return "; ".join(listed[:MOST_LISTED]) + (f"; and {more} more" if more > 0 else "")
