"""What a sentence is made of: content words, numbers, names and negation, for matching."""

from __future__ import annotations

import calendar
import functools
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from math import log

from vectorstore.analyzer import CJK_CHARACTER, STOP_WORDS, analyse

WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_NAME = re.compile(r"\b(?:[A-Z][\w]*[A-Z0-9][\w-]*|[A-Za-z]+-?\d[\w.-]*)\b")
_PROPER = re.compile(r"(?<![.!?:;]\s)(?<!^)\b[A-Z][a-z]{2,}\b")
_NEGATION = re.compile(
    r"\b(?:not|no|never|none|neither|nor|cannot|without|lacks?|fails?|failed|unable|hardly|rarely)\b"
    r"|n't\b|不|没|無|未|非|ない|ません|ず",
    re.IGNORECASE,
)
SPELLED = {
    word: str(number)
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve".split()
    )
}
_MARKER = re.compile(r"\s*\[\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*\]")
_ENTRY = re.compile(
    r"\bet al\b.{0,60}\b(?:19|20)\d\d\W*$|\barXiv\b.{0,30}\b(?:19|20)\d\d\W*$"
    r"|\.\s(?:[A-Z][\w&’' -]{1,40}\s)(?:19|20)\d\d\.$"
)
# How British endings are spelled in America: -ise, -yse, -our, -tre.
_SPELLINGS = (
    (re.compile(r"(?<=[a-z]{3})is(?=(?:e|es|ed|ers?|ing|ations?)$)"), "iz"),
    (re.compile(r"(?<=[a-z]{3})ys(?=(?:e|ed|ers?|ing)$)"), "yz"),
    (re.compile(r"(?<=[a-z]{3})our(?=(?:s|ed|ing|al|able)?$)"), "or"),
    (re.compile(r"(?<=[a-z]{3}t)re(?=[sd]?$)"), "er"),
)
SHORTEST, LONGEST = 6, 90
# A word with a capital that is no month: "(January 2018 - June 2023)" cites nothing.
_MONTHS = "|".join(name for name in (*calendar.month_name, *calendar.month_abbr) if name)
_CAPITAL = rf"(?!\b(?:{_MONTHS})\b)[A-Z]"
_CITATION = re.compile(rf"\([^()]*{_CAPITAL}[^()]*\b(?:19|20)\d\d[a-z]?\b[^()]*\)")
_KANA = re.compile("[\u3041-\u30ff]")
_LINKS_JA = re.compile("[\u3041-\u3096何誰]")
_LINKS_ZH = re.compile("[的了吗呢么什怎吧哪谁是何与和这那些]")
_ASKING_ZH = re.compile(
    "哪一?[年些个种类篇本]|什么(?:时候|样的?)?|何[时种]|多少|几[个种类年次]|有何|如何|怎么?样?|为什么|是否|请问|有没有"
)
_NO_LINK = frozenset("目的 标的 了解 几何 参与 饱和 总和 温和".split())
_ANAPHORA = re.compile(
    r"^(?:it|they|these|those|this|such|he|she|its|their|thus|therefore|hence|also|moreover|"
    r"furthermore|besides|then|similarly|in addition(?! to)|for example|for instance|here)\b"
    r"(?! (?:survey|paper|review|article|work|study))",
    re.IGNORECASE,
)
_SIGNPOST = re.compile(
    r"\b(?:section|sec\.|table|fig(?:ure)?\.?|appendix|chapter)\s*\d|see also|et al\.?,? \(?\d{4}",
    re.IGNORECASE,
)
_ENDS = re.compile(r"[.!?。！？」』）)\"”:：]$|[\u3040-\u30ff\u4e00-\u9fff]$")
_GENERIC = frozenset(
    """paper survey study work article authors author text section answer question discuss
    discusses describe describes mention mentions according following also include includes
    including various several different many provide provides present presents
    """.split()
)


_CARRYING_NOTHING = frozenset(
    """paper survey study work article author authors text section discuss discusses describe
    describes mention mentions according include includes including provide provides present
    presents propose proposes introduce introduces involve involves show shows state states report
    reports furthermore moreover however additionally also therefore thus overall specifically
    finally indeed namely called refer refers following
    """.split()
)


@functools.lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """A word's English stem, the same in British and American spelling; others in lower case.

    >>> stem("Alignments") == stem("aligning"), stem("randomised") == stem("randomized")
    (True, True)
    """
    lowered = word.lower()
    if not lowered.isascii():
        return lowered
    for british, american in _SPELLINGS:
        lowered = british.sub(american, lowered)
    stemmed: str = _stemmer().stemWord(lowered)
    return stemmed


@functools.cache
def _stemmer():  # type: ignore[no-untyped-def]
    import snowballstemmer

    return snowballstemmer.stemmer("english")


@functools.cache
def fillers() -> frozenset[str]:
    """Stems of words that report or link what is said, and are no part of it."""
    return frozenset(stem(word) for word in _CARRYING_NOTHING)


def without_markers(text: str) -> str:
    """A text without the numbers in brackets that point to its own references.

    >>> without_markers("LLMs scale well [12, 34-36].")
    'LLMs scale well.'
    """
    return _MARKER.sub("", text)


def without_citations(text: str) -> str:
    """A text without what it cites in brackets; those names and years are other works'.

    >>> without_citations("Trust matters (Lopes et al., 2022) since 2010 (see 2011).")
    'Trust matters  since 2010 (see 2011).'
    >>> without_citations("We searched two databases (January 2018 - June 2023).")
    'We searched two databases (January 2018 - June 2023).'
    """
    return _CITATION.sub("", text)


def is_entry(text: str) -> bool:
    """Whether a sentence is an entry of a reading list: title, authors, venue and year.

    >>> is_entry("Tool Learning with Foundation Models. Yujia Qin et al. arXiv 2023.")
    True
    >>> is_entry("No standard has come of this (Anjomshoae et al., 2019; Nauta et al., 2023).")
    False
    """
    return _ENTRY.search(without_citations(text)) is not None


def content_words(text: str) -> list[str]:
    """The stems of a text's words without stop words, in order; CJK as bigrams.

    >>> content_words("The reward models were trained.")
    ['reward', 'model', 'train']
    """
    words: list[str] = []
    for match in WORD.findall(analyse(text)):
        for word in re.split(r"[-'’]", match):
            lowered = word.lower()
            if lowered and lowered not in STOP_WORDS and lowered != "s":
                words.append(stem(SPELLED.get(lowered, lowered)))
    return words


def telling_words(text: str) -> list[str]:
    """Content words without those that any question or answer about a paper may use."""
    generic = {stem(word) for word in _GENERIC}
    return [word for word in content_words(text) if word not in generic]


def question_terms(question: str) -> list[str]:
    """The telling words that a question asks for, without what only asks or links.

    Of Chinese and Japanese pairs of characters those that hold such a character are left out: they
    say how a question is put. All are kept where nothing else is left.

    >>> question_terms("強化学習の目的は何ですか")
    ['強化', '化学', '学習', '目的']
    >>> question_terms("什么是强化学习的目的？")
    ['强化', '化学', '学习', '目的']
    >>> question_terms("DQN 是哪一年提出的？")
    ['dqn', '提出']
    >>> question_terms("What is the aim of RLHF?")
    ['aim', 'rlhf']
    """
    words = telling_words(_ASKING_ZH.sub(" ", question)) or telling_words(question)
    words = [word for word in words if len(word) > 1 or not CJK_CHARACTER.match(word)] or words
    links = _LINKS_JA if _KANA.search(question) else _LINKS_ZH
    return [word for word in words if word in _NO_LINK or not links.search(word)] or words


def numbers(text: str) -> set[str]:
    """Every number of a text, digits only ("1,000" and "1000" are the same).

    >>> sorted(numbers("Three of 1,000 reached 4.5 %"))
    ['1000', '3', '4.5']
    """
    found = {match.replace(",", "").rstrip(".") for match in _NUMBER.findall(text)}
    found |= {SPELLED[w.lower()] for w in WORD.findall(text) if w.lower() in SPELLED}
    # "one" is a pronoun as often as a number.
    return found - {"1"} if "1" not in text else found


def names(text: str) -> set[str]:
    """Acronyms, names with digits and capitalised words inside a sentence, in lower case.

    >>> sorted(names("We compare GPT-4 with Claude on MMLU."))
    ['claude', 'gpt-4', 'mmlu']
    """
    found = {match.lower() for match in _NAME.findall(text)}
    found |= {match.lower() for match in _PROPER.findall(text)}
    return {name for name in found if name not in STOP_WORDS and not name.isdigit()}


def negations(text: str) -> int:
    """How many words of a text negate."""
    return len(_NEGATION.findall(text))


def inverse_frequency(texts: Iterable[Sequence[str]]) -> dict[str, float]:
    """Each word's weight by how few of the texts (as words) hold it: ``log(1 + n / df)``."""
    frequency: Counter[str] = Counter()
    total = 0
    for words in texts:
        total += 1
        frequency.update(set(words))
    return {word: log(1 + total / count) for word, count in frequency.items()}


def width(text: str) -> int:
    """A text's length in Latin letters: a Chinese or Japanese character says as much as two.

    >>> width("a 川")
    4
    """
    return len(text) + len(CJK_CHARACTER.findall(text))


def opens_list(text: str) -> bool:
    """Whether a sentence ends where a list begins.

    >>> opens_list("These criteria were used:"), opens_list("Criteria were used.")
    (True, False)
    """
    return text.rstrip().endswith((":", "："))


def flaws(text: str) -> float:
    """Points against quoting a sentence: too short or long, cut off, or leaning on another."""
    short = long = len(text.split())
    if CJK_CHARACTER.search(text):
        short, long = max(short, len(text) // 2), max(long, len(text) // 3)
    points = 0.0
    if short < SHORTEST or long > LONGEST:
        points += 1.5
    if _ANAPHORA.match(text):
        points += 0.8
    if _SIGNPOST.search(without_citations(text)):
        points += 0.8
    if not _ENDS.search(text.strip()) or opens_list(text):
        points += 1.0
    return points
