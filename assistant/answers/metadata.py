"""Questions about who wrote a survey, when, and under which title or number: from its metadata."""

from __future__ import annotations

import re
from collections.abc import Callable

from assistant.answers.question import Question
from assistant.documents.metadata import doubts
from assistant.documents.survey import Survey, normal_title
from assistant.text.question_kinds import Aim, subject
from assistant.text.scripts import has_cjk
from assistant.text.words import content_words, telling_words

MOST_TOLD = 5
SHOWN_AUTHORS = 30
_WORK = r"(?:survey|paper|article|review|document|preprint)s?"
_ASKED: tuple[Aim, ...] = ("authors", "year", "title", "identifier")
_OF_A_WORK = re.compile(
    rf"\b{_WORK}\b|\b(?:it|this|that|these)\W*$|综述|论文|文章|本文|サーベイ|論文|文献",
    re.IGNORECASE,
)
_TEXTS: dict[str, dict[str, str]] = {
    "en": {
        "authors": "“{title}” is by {value}.",
        "year": "“{title}” is from {value}.",
        "title": "The title is “{title}”.",
        "identifier": "“{title}” is {value}.",
        "doubt": " But mind: {doubt}.",
        "unknown": "The library does not know this of “{title}”; it can be added by editing the "
        "survey.",
    },
    "zh": {
        "authors": "《{title}》的作者：{value}。",
        "year": "《{title}》发表于 {value} 年。",
        "title": "标题是《{title}》。",
        "identifier": "《{title}》的编号：{value}。",
        "doubt": "（请注意：{doubt}。）",
        "unknown": "文库中没有《{title}》的这项信息；可以在编辑综述时补上。",
    },
    "ja": {
        "authors": "「{title}」の著者：{value}。",
        "year": "「{title}」は {value} 年のものです。",
        "title": "題名は「{title}」です。",
        "identifier": "「{title}」の番号：{value}。",
        "doubt": "（ご注意：{doubt}。）",
        "unknown": "「{title}」のこの情報はライブラリにありません。サーベイの編集で追加できます。",
    },
}


def metadata_answer(question: Question) -> str:
    """What the metadata of its surveys says to a question about them; empty for any other.

    >>> survey = Survey("s", "A Survey of Rivers", ("Ann Ox", "Bo Elk"), 2021, None, None)
    >>> metadata_answer(Question("Who wrote this survey?", (survey,)))
    '“A Survey of Rivers” is by Ann Ox and Bo Elk.'
    >>> metadata_answer(Question("Who wrote the survey on lakes?", (survey,)))
    ''
    """
    asked = question.aim
    meant = _surveys_in_question(question) if asked in _ASKED else []
    if not meant:
        return ""
    texts = _TEXTS[question.language]
    told = [_value_line(asked, survey, texts) for survey in meant[:MOST_TOLD]]
    return (" " if question.language == "en" else "").join(told)


def _surveys_in_question(question: Question) -> list[Survey]:
    """The surveys that a question is about: named, described by words of a title, or the only one.

    A work that merely stands in a survey is none of them.
    """
    plain, surveys = normal_title(question.text), question.surveys
    titled = [s for s in surveys if has_cjk(s.title) and normal_title(s.title) in plain]
    if named := titled or list(question.named):
        return named
    said = set(telling_words(subject(question.text)))
    if called := [s for s in surveys if said and said == set(telling_words(s.title))]:
        return called
    if not _OF_A_WORK.search(question.text):
        return []
    if not said:
        return list(surveys) if len(surveys) == 1 else []
    return [s for s in surveys if said <= set(content_words(normal_title(s.title)))]


def _value_line(asked: Aim, survey: Survey, texts: dict[str, str]) -> str:
    value = _VALUES[asked](survey)
    text = texts[asked if value else "unknown"].format(title=survey.title, value=value)
    found = doubts(survey.warnings, asked)
    return text + "".join(texts["doubt"].format(doubt=doubt) for doubt in found)


def _authors(survey: Survey) -> str:
    shown = list(survey.authors[:SHOWN_AUTHORS])
    if not shown:
        return ""
    if any(has_cjk(name) for name in shown):
        return "、".join(shown)
    if len(survey.authors) > SHOWN_AUTHORS:
        return ", ".join(shown) + " and others"
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)


def _identifier(survey: Survey) -> str:
    arxiv = [f"arXiv {survey.arxiv_id}"] if survey.arxiv_id else []
    return ", ".join(arxiv + ([f"doi:{survey.doi}"] if survey.doi else []))


_VALUES: dict[Aim, Callable[[Survey], str]] = {
    "authors": _authors,
    "year": lambda survey: str(survey.year or ""),
    "title": lambda survey: survey.title,
    "identifier": _identifier,
}
