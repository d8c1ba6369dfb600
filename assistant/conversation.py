"""A thread of questions: a follow-up is made to stand alone before it is answered."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.answer import Answer
from assistant.identity import Survey, short_name
from assistant.wording import telling_words

if TYPE_CHECKING:
    from assistant.library import Library

_LEANS = re.compile(
    r"^(?:and|but|so|also|then|why|how so|how come|what about|how about|ok|okay)\b"
    r"|\b(?:it|its|they|them|their|theirs|this|that|these|those|he|she|the (?:first|second|third|"
    r"last|other|former|latter)(?: one)?|more|else|instead|same)\b",
    re.IGNORECASE,
)
_ORDINALS = {"first": 0, "second": 1, "third": 2, "fourth": 3, "last": -1, "former": 0, "latter": 1}
_GREETING = re.compile(
    r"^\W*(?:hi|hello|hey|good (?:morning|afternoon|evening)|thanks?|thank you|bye|goodbye|"
    r"你好|谢谢|こんにちは|ありがとう)\b[\w\s]{0,20}\W*$",
    re.IGNORECASE,
)
_ABOUT_LIBRARY = re.compile(
    r"\b(?:which|what|list|show|how many)\b.{0,30}\b(?:surveys?|papers?|documents?)\b.{0,25}"
    r"\b(?:do you have|have you|are (?:there|here|in)|in (?:the|my|your) library|loaded|know)\b"
    r"|^(?:list|show)(?: me)?(?: all)?(?: the| my)? (?:surveys|papers|documents)\W*$",
    re.IGNORECASE,
)
SHORT_FOLLOW_UP = 2


@dataclass(frozen=True)
class Turn:
    """A question as it was asked, as it was answered, and the answer."""

    question: str
    standalone: str
    answer: Answer


class Conversation:
    """Questions and answers that know of each other; ``turns`` has them in order."""

    def __init__(self, library: Library, surveys: Sequence[Survey | str] | None = None) -> None:
        self._library = library
        self._surveys = surveys
        self.turns: list[Turn] = []

    def ask(self, question: str) -> Answer:
        """The whole answer to a question or a follow-up."""
        answer = Answer(question)
        for partial in self.stream(question):
            answer = partial
        return answer

    def stream(
        self, question: str, *, surveys: Sequence[Survey | str] | None = None
    ) -> Iterator[Answer]:
        """The answer as it grows; ``surveys`` replaces the conversation's own choice.

        A turn is kept once its answer is finished.
        """
        scope = surveys if surveys is not None else self._surveys
        standalone = stand_alone(question, self.turns, self._library.surveys())
        if spoken := self._without_retrieval(question):
            yield spoken
            return
        answer = Answer(question)
        for answer in self._library.stream(standalone, surveys=scope):
            yield answer
        if answer.finished:
            self.turns.append(Turn(question, standalone, answer))

    def _without_retrieval(self, question: str) -> Answer | None:
        """Small talk and questions about the library itself need no evidence."""
        if _ABOUT_LIBRARY.search(question):
            surveys = self._library.surveys()
            listed = "; ".join(
                f"“{s.title}” ({short_name(s)})" if s.authors else f"“{s.title}”" for s in surveys
            )
            count = f"{len(surveys)} survey{'s' if len(surveys) != 1 else ''}"
            text = f"The library has {count}: {listed}." if surveys else "The library is empty."
        elif _GREETING.match(question):
            text = "Hello. Ask something about the surveys in the library."
        else:
            return None
        return Answer(question, reason=text, remark=True, finished=True)


def stand_alone(question: str, turns: Sequence[Turn], surveys: Sequence[Survey]) -> str:
    """A follow-up with what it leans on: the survey it means by a number, or the last question.

    >>> stand_alone("What is RLHF?", [], [])
    'What is RLHF?'
    """
    question = " ".join(question.split())
    if not turns:
        return question
    last = turns[-1]
    leans = _LEANS.search(question) or len(telling_words(question)) < SHORT_FOLLOW_UP
    if not leans:
        return question
    if survey := _by_number(question, last.answer, surveys):
        topic = last.standalone.rstrip("?.! ")
        return f"{topic}: {question} ({short_name(survey)})"
    return f"{last.standalone.rstrip('?.! ')}? {question}"


def _by_number(question: str, answer: Answer, surveys: Sequence[Survey]) -> Survey | None:
    """The survey that "the second one" means: of those just cited, else of the library."""
    match = re.search(r"\bthe (first|second|third|fourth|last|former|latter)\b", question.lower())
    if match is None:
        return None
    cited = {c.survey.id: c.survey for claim in answer.claims for c in claim.citations}
    choice = list(cited.values()) if len(cited) > 1 else list(surveys)
    place = _ORDINALS[match[1]]
    return choice[place] if -len(choice) <= place < len(choice) else None
