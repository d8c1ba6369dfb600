"""A thread of questions: a follow-up is made to stand alone before it is answered."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.answers.answer import Answer
from assistant.answers.metadata import metadata_answer
from assistant.answers.question import Question, ReadKinds, named_surveys
from assistant.chat.ellipsis import asked_of, is_definite, other_side, other_thing, with_things
from assistant.chat.small_talk import LONGEST_QUESTION, remark
from assistant.documents.survey import Survey, last_name, name_in_brackets, short_name
from assistant.evidence.protocol import asking_words, item_for
from assistant.text.question_kinds import kinds_by_words
from assistant.text.words import content_words, telling_words

# Words that stand for something said before, unless what they stand for comes first.
_STANDS_FOR = re.compile(
    r"\b(?:it|its|they|them|their|theirs|this|these|those|he|she|his|her|former|latter|"
    r"(?:of|by|about|with|in|on|from|is|does|do|was|and) that|that (?:one|survey|paper|method|"
    r"approach|work)|the (?:first|second|third|fourth|last|other|same)(?: one)?)\b"
    r"|它|他们|它们|这|该|それ|これ|その|この",
    re.IGNORECASE,
)
_BY_NUMBER = re.compile(
    r"\bthe (first|second|third|fourth|last|former|latter)\b(?: (one|survey|paper|article|work))?"
    r"(?=\W*(?:$|\w))",
    re.IGNORECASE,
)
_THE_SURVEY = re.compile(
    r"\b(?:this|that|the|its|same) (?:survey|paper|article|review|study|work|authors?)\b"
    r"|这篇|该文|この(?:論文|サーベイ)",
    re.IGNORECASE,
)
_WHOLE = re.compile(
    r"^(?:what|who|where|when|why|how|which)\b.*\b(?:is|are|was|were|does|do|did|can|means?|works?)\b"
    r"|^(?:is|are|was|were|does|do|did|can|define|explain|describe|summari[sz]e|list|compare)\b",
    re.IGNORECASE,
)
_LINKS = re.compile(r"^(?:and|but|so|then|also)\b,?\s+", re.IGNORECASE)
_ONE_OF = re.compile(r"\bof (?:these|those|them)\b", re.IGNORECASE)
_ASKS_WHICH = re.compile(r"\b(?:which|what) (?:survey|paper|article|review|study|work)s?\b", re.I)
_ORDINALS = {"first": 0, "second": 1, "third": 2, "fourth": 3, "last": -1, "former": 0, "latter": 1}
SHORT_FOLLOW_UP = 2
AnswerStream = Callable[[str, Sequence[Survey | str] | None, bool], Iterator[Answer]]


@dataclass(frozen=True)
class Turn:
    """A question as it was asked, as it was answered, and the answer."""

    question: str
    standalone: str
    answer: Answer


class Conversation:
    """Questions and answers that know of each other; ``turns`` has them in order."""

    def __init__(
        self,
        answer: AnswerStream,
        surveys: Callable[[], list[Survey]],
        scope: Sequence[Survey | str] | None = None,
        read_kinds: ReadKinds = kinds_by_words,
    ) -> None:
        """``answer`` gives the growing answer to a question that stands alone, put to some surveys
        (all without), from their whole text where the third value says so; ``surveys`` are those of
        the library; ``scope`` those of this conversation; ``read_kinds`` tells what is asked for.
        """
        self._answer = answer
        self._surveys = surveys
        self._scope = scope
        self._read_kinds = read_kinds
        self.turns: list[Turn] = []

    def ask(self, question: str) -> Answer:
        """The whole answer to a question or a follow-up."""
        answer = Answer(question)
        for partial in self.stream(question):
            answer = partial
        return answer

    def stream(
        self,
        question: str,
        *,
        surveys: Sequence[Survey | str] | None = None,
        deeper: bool = False,
    ) -> Iterator[Answer]:
        """The answer as it grows; ``surveys`` replaces the conversation's own choice.

        With ``deeper`` the whole text is read; the last question again is the same one then.

        A turn is kept once its answer is finished. Small talk and questions about the library
        itself are answered without evidence, and leave no turn.
        """
        known = self._surveys()
        if line := remark(Question(question, tuple(known), read_kinds=self._read_kinds)):
            yield Answer(question, reason=line, remark=True, finished=True)
            return
        scope = surveys if surveys is not None else self._scope
        last = self.turns[-1] if self.turns else None
        if deeper and last is not None and last.question == question:
            standalone = last.standalone
        else:
            chosen = _chosen(scope, known)
            standalone = stand_alone(question, self.turns, known, chosen, self._read_kinds)
        answer = Answer(question)
        for answer in self._answer(standalone, scope, deeper):
            yield answer
        if answer.finished:
            self.turns.append(Turn(question, standalone, answer))


def _chosen(scope: Sequence[Survey | str] | None, surveys: Sequence[Survey]) -> list[Survey]:
    """The surveys of a scope, given as themselves or by their ids."""
    return [survey for survey in surveys if scope and (survey in scope or survey.id in scope)]


def stand_alone(
    question: str,
    turns: Sequence[Turn],
    surveys: Sequence[Survey],
    scope: Sequence[Survey] = (),
    read_kinds: ReadKinds = kinds_by_words,
) -> str:
    """A follow-up with what it leans on: the survey it means, or the question it goes on from.

    Without a name that is the one survey that the last answer cites, or the only one in ``scope``.

    >>> stand_alone("What is RLHF?", [], [])
    'What is RLHF?'
    """
    question = " ".join(question.split())
    answer = turns[-1].answer if turns else Answer("")
    meant = _survey_by_ordinal(question, answer, surveys)
    if not turns:
        return f"{question} {name_in_brackets(meant)}" if meant else question
    only = meant or _only_meant(turns[-1], surveys) or (scope[0] if len(scope) == 1 else None)
    asked = Question(question, tuple(surveys), read_kinds=read_kinds)
    leans = _needs_previous_question(asked)
    of_it = _THE_SURVEY.search(question) or asked.wants_summary
    if (leans or of_it) and (about := _about_survey(asked, only)):
        return about
    if not leans:
        return question
    of_texts = [turn for turn in turns if not _is_about_work(turn, surveys, read_kinds)]
    topic = _topic(of_texts or turns)
    if named := _surveys_by_bare_name(question, surveys):
        return _repeat_for_surveys(topic, question, named, surveys)
    last = _plain_question(of_texts[-1], surveys) if of_texts else ""
    if whole := _filled(question, last, only, surveys):
        return whole
    if meant is None and not named_surveys(topic, surveys):
        meant = _survey_last_cited(question, turns[-1])
    if meant is not None:
        return f"{_plain(topic)}: {question} {name_in_brackets(meant)}"
    return f"{_plain(topic)}? {question}"


def _filled(question: str, last: str, only: Survey | None, surveys: Sequence[Survey]) -> str:
    """A follow-up that is whole with a few words of the last question; empty for any other.

    Without "and" it may be a question of its own, about the survey that was cited where it asks how
    that was made; of another thing the last question is asked, or what the survey says of it where
    nothing was asked but about the survey; "these" are what the last question was about.
    """
    alone = _without_link(question)
    whole = _WHOLE.search(alone) and len(telling_words(alone)) >= SHORT_FOLLOW_UP
    if alone != question and whole and not _STANDS_FOR.search(alone):
        return _for_survey(alone, only, surveys)
    if thing := other_thing(question):
        return _asked_of_thing(thing, question, last, only, surveys)
    return with_things(question, last) if _ONE_OF.search(question) else ""


def _asked_of_thing(
    thing: str, question: str, last: str, only: Survey | None, surveys: Sequence[Survey]
) -> str:
    """What a follow-up asks that names a thing: of it, of that side of the last one, or about it.

    "And the barriers?" asks for another side where the last question asked for one ("What are the
    benefits of dams?"), else what the survey says of them.
    """
    definite = is_definite(question)
    if definite and (side := other_side(thing, last)):
        return side
    if only is not None and item_for(thing) is None and (definite or not last):
        return f"What does it say about {thing}? {name_in_brackets(only)}"
    return _for_survey(asked_of(thing, last), only, surveys)


def _is_about_work(turn: Turn, surveys: Sequence[Survey], read_kinds: ReadKinds) -> bool:
    """Whether a turn asked about a survey itself: who wrote it, what it says, how it is made."""
    asked = Question(turn.standalone, tuple(surveys), read_kinds=read_kinds)
    return bool(asked.named) and (asked.aim != "other" or _asks_how_made(asked.unnamed))


def _plain_question(turn: Turn, surveys: Sequence[Survey]) -> str:
    """What a turn asked by itself, without a survey's name in brackets."""
    text = turn.question if "? " in _plain(turn.standalone) else turn.standalone
    for survey in surveys:
        text = text.replace(f" {name_in_brackets(survey)}", "")
    return text


def _asks_how_made(text: str) -> bool:
    """Whether a question has no words but those that ask how a review was made.

    >>> _asks_how_made("How many studies did it include?"), _asks_how_made("Which papers use it?")
    (True, False)
    """
    words = frozenset(content_words(text))
    ends = [found.end() for found in _STANDS_FOR.finditer(text)]
    at_end = bool(ends) and not text[ends[-1] :].strip(" ?.!？。")
    return len(words) > 1 and words <= asking_words() and not at_end


def _without_link(question: str) -> str:
    alone = _LINKS.sub("", question)
    return alone[:1].upper() + alone[1:]


def _for_survey(question: str, survey: Survey | None, surveys: Sequence[Survey]) -> str:
    """A question with the survey that the thread is about, where it asks how that was made."""
    made = frozenset(telling_words(question)) <= asking_words()
    if survey is None or not made or named_surveys(question, surveys):
        return question
    return f"{question} {name_in_brackets(survey)}"


def _needs_previous_question(question: Question) -> bool:
    """Whether a question cannot be understood without the one before it, whatever it names."""
    kinds = question.read_kinds(question.text)
    return kinds.has("leans") or not telling_words(question.text)


def _topic(turns: Sequence[Turn]) -> str:
    """What the last question goes back to: the one that stood alone, then the last follow-up.

    A long thread does not pile up: only its first and its last question are taken along.
    """
    last = turns[-1]
    root = next((t for t in reversed(turns) if t.standalone == " ".join(t.question.split())), last)
    if root is last or len(root.standalone) + len(last.question) > LONGEST_QUESTION // 4:
        return last.standalone if root is last else root.standalone
    if named := re.search(r"\(([^()]*\((?:19|20)\d\d\)|[^()]+)\)$", last.standalone):
        return f"{_plain(root.standalone)}? {_plain(last.question)} ({named[1]})"
    return f"{_plain(root.standalone)}? {_plain(last.question)}"


def _plain(text: str) -> str:
    return text.rstrip("?？.。! ")


def _surveys_by_bare_name(question: str, surveys: Sequence[Survey]) -> list[Survey]:
    """The surveys that a follow-up such as "And Yao?" names, by a bare author too."""
    if found := named_surveys(question, surveys):
        return found
    return [
        survey
        for survey in surveys
        if survey.authors
        and re.search(rf"(?<!\w){re.escape(last_name(survey.authors[0]))}(?!\w)", question)
    ]


def _repeat_for_surveys(
    topic: str, question: str, named: Sequence[Survey], surveys: Sequence[Survey]
) -> str:
    """The last question put to other surveys: the names it had give way to those named now."""
    before = [survey for survey in named_surveys(topic, surveys) if survey not in named]
    if len(named) == len(before) == 1 and before[0].authors:
        instead = topic.replace(last_name(before[0].authors[0]), short_name(named[0]))
        if named_surveys(instead, surveys) == [*named] and "(" not in topic:
            return instead
    for survey in before:
        if survey.authors:
            name = re.escape(last_name(survey.authors[0]))
            topic = re.sub(
                rf"\s*\(?\b(?:(?:in|by|of|from|does|do|according to) )?(?:the )?{name}\b"
                rf"(?:['’]s| et al\.?)*(?:,? \(?\d{{4}}\)?)?"
                r"(?: (?:survey|paper|review|article))?\)?",
                " ",
                topic,
            )
    names = " and ".join(short_name(survey) for survey in named)
    return f"{_plain(' '.join(topic.split()))}: {question} ({names})"


def _survey_last_cited(question: str, last: Turn) -> Survey | None:
    """The one survey that the last answer cited, where the follow-up speaks of it."""
    speaks = _THE_SURVEY.search(question) or _ASKS_WHICH.search(last.question)
    return _only_cited(last) if speaks else None


def _only_meant(last: Turn, surveys: Sequence[Survey]) -> Survey | None:
    """The one survey that the last question names, or that its answer cites."""
    named = named_surveys(last.standalone, surveys)
    return named[0] if len(named) == 1 else _only_cited(last)


def _only_cited(last: Turn) -> Survey | None:
    """The one survey that the last answer cited; None for none or several."""
    claims = [claim for claim in last.answer.claims if claim.supported]
    cited = {c.survey.id: c.survey for claim in claims for c in claim.citations}
    return next(iter(cited.values())) if len(cited) == 1 else None


def _about_survey(question: Question, meant: Survey | None) -> str:
    """A follow-up about a survey itself, by the survey's name; empty for any other.

    It leaves the last question's topic behind: "When was it published?", "Summarise this survey",
    "How many studies did it include?".
    """
    if meant is None:
        return ""
    name = short_name(meant)
    named = [_STANDS_FOR.sub(name, question.text, count=1), f"{question.text} ({name})"]
    for text in named:
        if metadata_answer(replace(question, text=text)):
            return text
    if _asks_how_made(question.text):
        return f"{_without_link(question.text)} ({name})"
    return named[-1] if question.about_whole_work else ""


def _survey_by_ordinal(question: str, answer: Answer, surveys: Sequence[Survey]) -> Survey | None:
    """The survey that "the second one" means: of those just cited, else of the library."""
    match = _BY_NUMBER.search(question)
    if match is None or (match[2] is None and not re.fullmatch(r"\W*", question[match.end() :])):
        return None
    cited = {c.survey.id: c.survey for claim in answer.claims for c in claim.citations}
    choice = list(cited.values()) if len(cited) > 1 else list(surveys)
    place = _ORDINALS[match[1].lower()]
    return choice[place] if -len(choice) <= place < len(choice) else None
