"""A question, read once: its words, the surveys that it names, and what kind of answer it wants.

Retrieval, selection, abstention, quotation and verification take a ``Question``; none of them looks
at the text of it again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from assistant.documents.survey import Survey, last_name, name_in_brackets, normal_title
from assistant.evidence.counts import counted_things, numbers_asked
from assistant.evidence.evidence import Span
from assistant.text.normalize import without_accents
from assistant.text.question_kinds import Aim, Kinds, kinds_by_words, subject
from assistant.text.scripts import Language, has_cjk, is_english_question, question_language
from assistant.text.wording import Wording
from assistant.text.words import content_words, telling_words
from vectorstore.analyzer import CJK

ReadKinds = Callable[[str], Kinds]
SHORTEST_TITLE = 12
_QUOTED = re.compile("[《「『“]([^》」』”]{2,})[》」』”]")
_CJK_NAME = re.compile(f"[{CJK}]")
_SAYING = (
    "says?|said|writes?|wrote|defines?|describes?|proposes?|finds?|found|covers?|divides?|lists?|"
    "mentions?|argues?|discuss(?:es)?|uses?|thinks?|sees?|names?|calls?|groups?|classif(?:y|ies)"
)
# Words that ask for several things one by one; what things, the rest of the question says.
_EACH = re.compile(
    r"\b(?:each|both|differ|differs|difference|differences|compare|compared|comparison|versus|vs|"
    r"in common|similarit(?:y|ies)|agree|disagree)\b"
    r"|各|比較|比较|違い|区别|それぞれ|异同|共通",
    re.IGNORECASE,
)
_WORKS = re.compile(
    r"\b(?:surveys|papers|articles|reviews|they|them|these|those)\b|综述|论文|サーベイ|論文",
    re.IGNORECASE,
)
_EACH_WORK = re.compile(
    r"\b(?:surveys|(?:which|each|every|either) (?:survey|paper|review|article)s?"
    r"|which of (?:the|these|those))\b|(?:哪|各|每)一?[篇个](?:综述|论文)|どの(?:サーベイ|論文)",
    re.IGNORECASE,
)
_WHAT_IS = re.compile(r"^what(?: is|['’]s| are) (?:an? |the )?(.{2,60}?)\s*\??$", re.IGNORECASE)
_WHAT_IS_CJK = re.compile(
    r"^(?:什么是|何谓)([^，。？?]{1,30}?)[？?]?$"
    r"|^([^，。、？?]{1,30}?)(?:是什么(?:意思)?|是指什么|とは(?:何(?:です|でしょう)?か|どういう意味(?:です)?か)?"
    r"|(?:は|って)何(?:です|でしょう)?か?)[。？?]?$"
)
_OF_CJK = re.compile("[的之の]")  # what joins a thing to what is asked of it
_NAMED_WORK = "(?:survey|paper|review|article)"  # beside a work's name or its author's
# What belongs to an author's name in Chinese and Japanese: "and others", "of", the work.
_WITH_NAME = "\\s*(?:等人?|ら)?\\s*[的の]?\\s*(?:综述|论文|サーベイ|論文)?"
SHORTEST_NAME = 3  # letters; of other languages "He", "Le" and "Du" are words
# What stands for a survey's name where it is asked what kind of thing is wanted.
STAND_INS: Mapping[Language, str] = {
    "en": "this survey",
    "zh": "这篇综述",
    "ja": "このサーベイ",
}
_TWICE_NAMED = re.compile(
    rf"\b(?:the |an? )?(?:{_NAMED_WORK}s? )?\s*this survey(?:\s+{_NAMED_WORK}s?)?\b", re.IGNORECASE
)
WHOLE_KINDS = ("abstract", "introduction", "conclusion")


@dataclass(frozen=True)
class Question:
    """A question and the surveys that it is put to.

    ``chosen`` says that the asker chose these surveys; otherwise they are all of the library's, and
    a question that names some of them is about those. ``crosses`` says that they are written in
    another language; ``read_kinds`` tells what kind of thing a text asks for. What is read of the
    text is read when it is first asked for, once.

    >>> question = Question("What is reward hacking?")
    >>> sorted(question.terms), question.about_whole_work, question.wants_number
    (['hack', 'reward'], False, False)
    """

    text: str
    surveys: tuple[Survey, ...] = ()
    chosen: bool = False
    crosses: bool = False
    read_kinds: ReadKinds = field(default=kinds_by_words, compare=False, repr=False)

    @cached_property
    def kinds(self) -> Kinds:
        """What kind of thing it asks for; its surveys' names are no words that ask."""
        text = self.text
        for survey in self.named:
            text = _with_stand_in(text, survey)
        return self.read_kinds(text)

    @cached_property
    def aim(self) -> Aim:
        """What is wanted: something of what texts say ("other"), or of a work or the library."""
        return self.kinds.aim_of_survey if self.named else self.kinds.aim

    @cached_property
    def language(self) -> Language:
        """The language that it is written in: "en", "zh" or "ja"."""
        return question_language(self.text)

    @cached_property
    def wording(self) -> Wording:
        """Its words; where it asks what a work is about, without the work's name.

        Others of its author's name are cited in its text.
        """
        return Wording(self.unnamed if self.about_whole_work and self.unnamed else self.text)

    @cached_property
    def core(self) -> Wording:
        """Its words without those by which it asks about a work as a whole."""
        return Wording(subject(self.unnamed)) if self.about_whole_work else self.wording

    @cached_property
    def terms(self) -> frozenset[str]:
        """The words that it asks for; all content words where it has no others."""
        return self.wording.terms or self.wording.bag

    @cached_property
    def named(self) -> tuple[Survey, ...]:
        """The surveys that it names by title, first author or arXiv id."""
        return tuple(named_surveys(self.text, self.surveys))

    @cached_property
    def scope(self) -> tuple[Survey, ...]:
        """The surveys that it is about."""
        return self.surveys if self.chosen else self.named or self.surveys

    @cached_property
    def narrowed(self) -> Question:
        """Itself; where a survey's name stands in brackets at its end, without it and put to it."""
        for survey in self.named:
            mark = name_in_brackets(survey)
            if self.text.endswith(mark) and self.text != mark:
                plain = self.text.removesuffix(mark).strip()
                return replace(self, text=plain, surveys=self.scope, chosen=True)
        return self

    @cached_property
    def about_whole_work(self) -> bool:
        """Whether it asks about works as a whole: an aim, a topic, a summary, how they differ."""
        if self.aim in ("aim", "summary"):
            return True
        if self.comparing is None or not self.asks_each:
            return False
        return not telling_words(_WORKS.sub(" ", _EACH.sub(" ", self.unnamed)))

    @cached_property
    def unnamed(self) -> str:
        """Its text without the names of its surveys."""
        text = self.text
        for survey in self.named:
            text = text.replace(name_in_brackets(survey), " ")
            if survey.authors:
                text = _without_name(text, last_name(survey.authors[0]))
        return " ".join(text.split())

    @cached_property
    def wants_summary(self) -> bool:
        """Whether it asks for a summary of a work, or of nothing in particular."""
        return self.aim == "summary"

    @cached_property
    def definition(self) -> re.Pattern[str] | None:
        """What a sentence has that defines what is asked for; None for other questions."""
        return _definition(self.text.strip())

    @cached_property
    def explained(self) -> str:
        """The name of what it asks to explain; empty where it asks for something else.

        >>> Question("What is a stage game?").explained, Question("What is the sum of 2?").explained
        ('stage game', '')
        """
        term = _what_is(self.text.strip())
        if has_cjk(term):
            return "" if _OF_CJK.search(term) else term
        return term if all(content_words(word) for word in term.split()) else ""

    @cached_property
    def wants_number(self) -> bool:
        """Whether the answer is a number."""
        return self.kinds.has("number")

    @cached_property
    def counted(self) -> frozenset[str]:
        """The stems of what it asks the number of; empty where it asks for none."""
        return counted_things(self.text)

    @cached_property
    def numbers_asked(self) -> int:
        """How many numbers it asks for by "how many"."""
        return numbers_asked(self.text)

    @cached_property
    def wants_date(self) -> bool:
        """Whether the answer is a date."""
        return self.kinds.has("date")

    @cached_property
    def wants_works(self) -> bool:
        """Whether the answer is works or their authors, so that entries of reading lists answer."""
        return self.kinds.has("works")

    @cached_property
    def wants_questions(self) -> bool:
        """Whether the answer is questions or examples, so that a sentence that asks may answer."""
        return self.kinds.has("questions")

    @cached_property
    def comparing(self) -> Span | None:
        """Where the word stands by which it asks for things one by one; None without one."""
        found = _EACH.search(self.text)
        return found.span() if found else None

    @cached_property
    def asks_each(self) -> bool:
        """Whether it is about several of its surveys one by one: which, how they differ, both."""
        return self.asks_each_of(self.surveys)

    def asks_each_of(self, surveys: Iterable[Survey]) -> bool:
        """Whether it asks about each of these surveys; a difference of two methods is none.

        >>> Question("How do the surveys differ in scope?").asks_each_of([])
        True
        >>> Question("What is the difference between outer and inner alignment?").asks_each_of([])
        False
        """
        ids = {survey.id for survey in surveys}
        if sum(survey.id in ids for survey in self.named) > 1 or _EACH_WORK.search(self.text):
            return True
        return self.comparing is not None and _WORKS.search(self.text) is not None


def named_surveys(question: str, surveys: Sequence[Survey]) -> list[Survey]:
    """The surveys that a question names by title, first author or arXiv id; none if it names none.

    An author counts with "et al.", "survey", a year or the like beside the name, or as a
    capitalised word that stands where only a person or a work can ("does Shen say", "by Shen"). In
    a question of another language the name is enough, and a title in that language's quotes.
    Follow-ups name a survey in brackets, by its short name.
    """
    text, plain = f" {normal_title(question)} ", without_accents(question)
    found = []
    for survey in surveys:
        by_id = survey.arxiv_id is not None and survey.arxiv_id in question
        by_title = _by_title(text, survey) or _by_quoted_title(question, survey)
        in_brackets = name_in_brackets(survey) in question
        if by_id or by_title or in_brackets or _by_author(plain, survey):
            found.append(survey)
    return found


def _by_title(text: str, survey: Survey) -> bool:
    """Whether a normal text has a survey's title, or what stands before its colon as a title."""
    title = normal_title(survey.title)
    if len(title) >= SHORTEST_TITLE and f" {title} " in text:
        return True
    main = normal_title(re.split(r"[:：]", survey.title)[0])
    if len(main) < SHORTEST_TITLE or main not in text:
        return False  # spares compiling a pattern for each of a thousand surveys
    name = re.escape(main)
    pattern = rf" {name} {_NAMED_WORK} | {_NAMED_WORK} (?:on |called )?{name} "
    return re.search(pattern, text) is not None


def _by_quoted_title(question: str, survey: Survey) -> bool:
    """Whether a Chinese or Japanese question has a title in quotes, in whole or up to its colon.

    >>> from assistant.documents.survey import Survey
    >>> deep = Survey("1", "Deep Learning: A Survey", (), None, None, None)
    >>> _by_quoted_title("《Deep Learning》讲什么？", deep)
    True
    """
    titles = {normal_title(survey.title), normal_title(re.split(r"[:：]", survey.title)[0])}
    return any(normal_title(quoted) in titles for quoted in _QUOTED.findall(question))


def _by_author(question: str, survey: Survey) -> bool:
    if not survey.authors:
        return False
    plain = without_accents(last_name(survey.authors[0]))
    name = re.escape(plain)
    if _CJK_NAME.search(plain):
        return len(plain) > 1 and plain in question
    if plain.lower() not in question.lower():
        return False
    if has_cjk(question) or not is_english_question(question):
        alone = rf"(?<![^\W{CJK}]){name}(?![^\W{CJK}])"
        return len(plain) >= SHORTEST_NAME and re.search(alone, question) is not None
    year = rf"|,?\s*\(?{survey.year}\b" if survey.year else ""
    pattern = (
        rf"\b{name}(?:\s+et\s+al|['’]s\b|\s+and\s+(?:colleagues|others|co){year}"
        rf"|(?:(?:,|,? and|,? or) [A-Z]\w+)*\s+{_NAMED_WORK}s?\b)"
        rf"|\b{_NAMED_WORK} (?:by|of) {name}\b"
    )
    if re.search(pattern, question, re.IGNORECASE):
        return True
    person = (
        rf"\b(?:by|do|does|did|according to|in|from|and|or|vs\.?|than|to) {name}\b(?! [A-Z])"
        rf"|\b{name} (?:and|&) [A-Z]\w+ \(|\b{name} (?:{_SAYING})\b"
    )
    return re.search(person, question) is not None


def _with_stand_in(text: str, survey: Survey) -> str:
    """A question with "this survey" in place of a survey's name.

    >>> river = Survey("1", "A Survey of Rivers", ("Ann Ox",), 2021, None, None)
    >>> _with_stand_in("Who wrote Ox et al. (2021)?", river)
    'Who wrote this survey ?'
    """
    instead = f" {STAND_INS[question_language(text)]} "
    text = text.replace(name_in_brackets(survey), instead)
    text = re.sub(re.escape(survey.title), instead, text, flags=re.IGNORECASE)
    if survey.authors:
        text = _without_name(text, last_name(survey.authors[0]), instead)
    return " ".join(_TWICE_NAMED.sub(f" {STAND_INS['en']} ", text).split())


def _without_name(text: str, name: str, instead: str = " ") -> str:
    """A question without an author's name and what belongs to it.

    >>> _without_name("What is the survey by Kim et al. (2024) about?", "Kim")
    'What is the survey   about?'
    >>> _without_name("Shen 等人的综述有哪些分类？", "Shen")
    ' 有哪些分类？'
    >>> _without_name("What does Novak et al. (2020) say?", "Novák")
    'What does   say?'
    """
    if has_cjk(text):
        return re.sub(re.escape(name) + _WITH_NAME, instead, text)
    name = f"(?:{re.escape(name)}|{re.escape(without_accents(name))})"
    second = r" (?:and|&) [A-Z][^\W\d_]+(?=,? \((?:19|20)\d\d)"
    others = rf"(?:['’]s| et al\.?| and (?:colleagues|others|co)\b|{second})*"
    called = rf"{name}(?!\w){others}(?:,? \(?(?:19|20)\d\d\)?)?"
    return re.sub(rf"\(\s*{called}\s*\)|\b(?:(?:by|of|in|from) )?{called}", instead, text)


def _what_is(question: str) -> str:
    """What stands behind "What is" in a question; empty where nothing does.

    >>> _what_is("What is the reward model?"), _what_is("强化学习是什么？"), _what_is("Why so?")
    ('reward model', '强化学习', '')
    """
    if asked := _WHAT_IS.match(question):
        return asked[1]
    if asked := _WHAT_IS_CJK.match(question):
        return (asked[1] or asked[2]).strip(" 「」『』“”\"'")
    return ""


def _definition(question: str) -> re.Pattern[str] | None:
    """What a sentence has that defines what is asked for; None for other questions.

    >>> _definition("什么是强化学习？").search("强化学习（RL）是一种学习方法。") is not None
    True
    """
    term = re.escape(_what_is(question))
    if _WHAT_IS.match(question):
        return re.compile(
            rf"\b{term}(?: \([^)]*\))? (?:(?:is|are)(?! \w+ed\b)|(?:is|are) defined|refers?|means?"
            rf"|denotes?|aims?)\b|\b(?:is|are)(?: an?| the)? {term}\s*[.;:(]",
            re.IGNORECASE,
        )
    if _WHAT_IS_CJK.match(question):
        return re.compile(
            rf"{term}[」』”]?(?:\s*[(（][^)）]*[)）])?\s*"
            "(?:是指|指的是|是一[种个类门项]|是由|是|即|定义为|被定义为|とは|は)",
            re.IGNORECASE,
        )
    return None
