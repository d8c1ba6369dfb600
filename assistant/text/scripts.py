"""Scripts and languages: what is Chinese or Japanese, and what a text is written in."""

from __future__ import annotations

import re
from typing import Literal

from vectorstore.analyzer import (
    COMMON_HAN,
    COMMON_KANA,
    EXTENDED_HAN,
    HAN,
    STOP_WORDS,
    words_of,
)

# Ranges for a pattern's brackets: letters of Chinese and Japanese, and of one of its scripts.
HIRAGANA = r"\u3041-\u309f"
KATAKANA = r"\u30a0-\u30ff"
CJK_LETTERS = COMMON_KANA + EXTENDED_HAN
# Beside letters: punctuation, full-width forms and rare characters, since no space parts them
# either; without Korean, which has spaces.
CJK_TEXT = rf"\u3000-\u303f{COMMON_KANA}{HAN}\uff00-\uffef\U00020000-\U0002ffff"
_CJK_LETTER = re.compile(f"[{CJK_TEXT}]")
# Letters only, without the marks and the unused codes of their block, since they are counted.
_KANA = re.compile(r"[\u3041-\u3096\u30a1-\u30fa]")
_HAN = re.compile(f"[{EXTENDED_HAN}]")
_LATIN = re.compile("[A-Za-z]{2,}")
_ANY_KANA = re.compile(f"[{COMMON_KANA}]")
_COMMON_HAN = re.compile(f"[{COMMON_HAN}]")
Language = Literal["en", "zh", "ja"]
# Of 280 English questions about papers (L-Eval, BAMBOO, QASA) none has fewer of its words among
# the stop words than a quarter; of 66 German, French and Spanish ones none has more than 0.17.
ENGLISH_SHARE = 0.2
LEAST_WORDS = 4  # fewer may be key words alone, of which that cannot be told


def is_cjk(character: str) -> bool:
    """Whether a character is Chinese or Japanese: no space stands between two of them."""
    return bool(_CJK_LETTER.match(character))


def has_cjk(text: str) -> bool:
    """Whether any character of a text is Chinese or Japanese."""
    return bool(_CJK_LETTER.search(text))


def join_lines(first: str, second: str) -> str:
    """Two lines of one paragraph as one text, with a space only where the script wants one."""
    if not first or not second:
        return first + second
    if is_cjk(first[-1]) or is_cjk(second[0]):
        return first + second
    return f"{first} {second}"


def languages(text: str) -> tuple[str, ...]:
    """The languages of a text by its script, the main one first: ``ja``, ``zh`` or ``en``.

    A second language is named when it makes up a tenth of the text or more.
    """
    sample = text[:200_000]
    kana, han = len(_KANA.findall(sample)), len(_HAN.findall(sample))
    latin = len(_LATIN.findall(sample))
    cjk = "ja" if kana > 0.05 * (kana + han) and kana > 5 else "zh"
    weights = {cjk: (kana + han) / 1.7, "en": float(latin)}  # about 1.7 characters a word
    total = sum(weights.values())
    if total == 0:
        return ("en",)
    ordered = sorted(weights, key=lambda code: -weights[code])
    return tuple(code for code in ordered if weights[code] >= 0.1 * total)


def question_language(question: str) -> Language:
    """The language that a question is answered in: ja, zh or en, by its letters."""
    if _ANY_KANA.search(question):
        return "ja"
    return "zh" if _COMMON_HAN.search(question) else "en"


def is_english(text: str) -> bool:
    """Whether a text is mostly in Latin script and reads as English.

    >>> is_english("Rewards can be hacked (奖励).")
    True
    >>> is_english("Belohnungen lassen sich von jedem Agenten missbrauchen.")
    False
    """
    return languages(text)[0] == "en" and is_english_question(text)


def is_english_question(question: str) -> bool:
    """Whether a question in Latin script reads as English, by its small words; a short one does.

    >>> is_english_question("What is reward hacking?")
    True
    >>> is_english_question("Welche Arten von Angriffen gibt es?")
    False
    """
    words = [word.lower() for word in words_of(question)]
    small = sum(word in STOP_WORDS for word in words)
    return len(words) < LEAST_WORDS or small >= ENGLISH_SHARE * len(words)
