"""Questions that need no search: what cannot be asked, small talk, and the library itself."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.answers.answer import Answer
from assistant.answers.metadata import metadata_answer
from assistant.answers.question import Question
from assistant.documents.survey import Survey, short_name

LONGEST_QUESTION = 4000
MOST_LISTED = 50
LONGEST_SMALL_TALK = 40
_WORKS = frozenset(
    "survey surveys paper papers document documents article articles source sources file files "
    "library collection title titles work works review reviews text texts".split()
)
_HAVING = frozenset(
    "have has there here library collection loaded available list show know hold holds contain "
    "contains added stored ask name read search".split()
)
_AROUND = frozenset(
    """which what how many much number count all every any each me my your our the a an of in on
    from is are was were do does did you i we it them us they can could would will please tell give
    show list now currently so far and to for about kind kinds sort total s ve hi hello hey
    """.split()
)
_GREETING = re.compile(
    r"(?:hi|hello|hey|howdy|greetings|good (?:morning|afternoon|evening|day|night)|how are you"
    r"(?: doing)?|nice to meet you|thanks?(?: you| a lot| so much)*(?: very much)?|thank you"
    r"(?: so much| very much)?|great|cool|nice|perfect|ok(?:ay)?|i see|got it|bye(?:[ -]bye)?|"
    r"goodbye|see you(?: later)?|there|everyone|again|all|and|"
    r"你好|您好|早上好|晚上好|谢谢(?:你|您)?|多谢|感谢|再见|好的?|"
    r"こんにちは|こんばんは|おはよう(?:ございます)?|(?:どうも)?ありがとう(?:ございます|ございました)?|さようなら|はい)",
    re.IGNORECASE,
)
_BYE = re.compile(r"bye|see you|good night|再见|さようなら", re.IGNORECASE)
_THANKS = re.compile(r"thank|great|cool|nice|perfect|谢|感谢|ありがとう", re.IGNORECASE)
_ABOUT_ITSELF = re.compile(
    r"^(?:what (?:can|do) (?:you|this(?: app| assistant| chatbot| tool)?) do(?: here| for me)?|"
    r"what (?:can|should|may) i (?:ask|do)(?: you| here| about)*|who are you|what are you|"
    r"what is this(?: app| assistant| chatbot| tool)?|help(?: me)?|how (?:do|does|can|should) "
    r"(?:i|this|you)(?: app| assistant| chatbot| tool)? (?:use (?:this|you|it)|work)|"
    r"你(?:能|可以|会)(?:做|干)?(?:什么|些什么)|你是谁|帮助|怎么(?:使)?用|"
    r"(?:あなたは)?(?:何|なに)が(?:でき|出来)(?:る|ます)か?|あなたは(?:誰|だれ)(?:ですか)?|使い方(?:は|を教えて)?|ヘルプ)"
    r"\W*$",
    re.IGNORECASE,
)
_LISTING_CJK = re.compile(
    r"(?=.*(?:综述|论文|文献|文档|资料|サーベイ|論文|文書|資料))(?=.*(?:有|列|看|あり|ある|一覧|リスト|見せ|入って|持って))"
    r"(?:综述|论文|文献|文档|资料|文库|库|里|中|内|目前|现在|都|有|哪些|什么|多少|几|篇|份|个|列出|所有|全部|的|你|您|"
    r"请|给我|看|一下|一共|总共|吗|呢|サーベイ|論文|文書|資料|ライブラリー?|どんな|どの|どれ|何|いくつ|件|本|あり|ます|ある|"
    r"一覧|リスト|全部|すべて|見せて|ください|入って|いる|います|持って|教えて|[にはがをのかでも]|[\s？?。！!]){2,}"
)
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
    texts, surveys, text = _TEXTS[question.language], question.surveys, question.text
    if _asks_for_list(question):
        if not surveys:
            return texts["empty"]
        return texts["listed"].format(count=_count_text(question), titles=_titles(surveys))
    if _ABOUT_ITSELF.match(text.strip()):
        return texts["itself"].format(count=_count_text(question))
    if len(text) <= LONGEST_SMALL_TALK and any(map(str.isalpha, text)):
        rest = _GREETING.sub(" ", text)
        if not any(character.isalnum() for character in rest):
            if _BYE.search(text):
                return texts["bye"]
            return texts["thanks" if _THANKS.search(text) else "hello"]
    return ""


def _asks_for_list(question: Question) -> bool:
    """Whether a question asks which surveys there are, and nothing else."""
    if question.language != "en":
        return _LISTING_CJK.fullmatch(question.text.strip()) is not None
    words = re.findall(r"[^\W_]+", question.text.lower())
    return (
        all(word in _WORKS | _HAVING | _AROUND for word in words)
        and any(word in _WORKS for word in words)
        and any(word in _HAVING for word in words)
        and any(word in ("which", "what", "how", "list", "show", "name", "tell") for word in words)
    )


def _count_text(question: Question) -> str:
    count, language = len(question.surveys), question.language
    if language == "zh":
        return f"{count} 篇综述"
    if language == "ja":
        return f"{count} 件のサーベイ" + ("が" if _asks_for_list(question) else "")
    return f"{count} survey{'' if count == 1 else 's'}"


def _titles(surveys: Sequence[Survey]) -> str:
    listed = [f"“{s.title}” ({short_name(s)})" if s.authors else f"“{s.title}”" for s in surveys]
    more = len(listed) - MOST_LISTED
    return "; ".join(listed[:MOST_LISTED]) + (f"; and {more} more" if more > 0 else "")
