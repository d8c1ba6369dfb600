"""What a text is made of for search: scripts, terms and stop words, and about how many tokens."""

from __future__ import annotations

import re
from collections.abc import Mapping

# Ranges of Unicode, as they stand in a pattern's brackets.
COMMON_KANA = r"\u3040-\u30ff"  # hiragana and katakana
KANA = COMMON_KANA + r"\u31f0-\u31ff"  # and the small katakana of Ainu
COMMON_HAN = r"\u4e00-\u9fff"
EXTENDED_HAN = r"\u3400-\u4dbf" + COMMON_HAN  # and extension A
COMPATIBILITY_HAN = r"\uf900-\ufaff"
HAN = EXTENDED_HAN + COMPATIBILITY_HAN
HANGUL = r"\uac00-\ud7af"
# The scripts whose words are not parted by spaces; Korean's are long, so it counts among them.
CJK = KANA + HAN + HANGUL
CJK_CHARACTER = re.compile(f"[{CJK}]")
_SCRIPTS: Mapping[str, re.Pattern[str]] = {
    "ja": re.compile(f"[{KANA}]"),
    "ko": re.compile(f"[{HANGUL}]"),
    "zh": re.compile(f"[{HAN}]"),
}
_OTHER_WORD = re.compile(f"[^\\W\\d_{CJK}]+")
_CHARACTERS_A_WORD = 2  # most words of Chinese and Japanese have two
_CJK_RUN = re.compile(f"[{CJK}]+")
_WORD = re.compile(r"[^\W_]+")
MAX_TERMS = 64
_PIECE = re.compile(r"[^\W\d_]+|\d+|[^\w\s]|_")
_LETTERS_PER_TOKEN = 7

STOP_WORDS = frozenset(
    """a about above across after all also am an and any are as at be because been before being
    below between both but by can could did do does doing done down during each either else et al
    etc for from had has have having he her here hers him his how i if in into is it its itself
    just let may me might more most much must my no nor not now of off on once one only or other
    our out over own paper per please same say says she should so some such survey surveys tell
    than that the their them then there these they this those through to too under up upon us use
    used uses using very was we were what when where which while who whom whose why will with
    within without would you your
    didn doesn don isn aren wasn weren won couldn wouldn shouldn hasn haven hadn t ll ve re
    """.split()
)


def analyse(text: str) -> str:
    """The text as FTS5 reads it: every run of CJK characters becomes its overlapping bigrams.

    >>> analyse("LLMの強化学習")
    'LLM の強 強化 化学 学習'
    >>> analyse("a 法 b")
    'a  法  b'
    """
    return _CJK_RUN.sub(lambda run: f" {' '.join(_bigrams(run.group()))} ", text).strip()


def _bigrams(run: str) -> list[str]:
    return [run[i : i + 2] for i in range(len(run) - 1)] or [run]


def words_of(text: str) -> list[str]:
    """The words of a text in their order, as full-text search reads them."""
    return _WORD.findall(analyse(text))


def query_terms(text: str) -> list[str]:
    """The terms of a question that search goes by, without repeats: words, numbers, CJK bigrams.

    >>> query_terms("What is RLHF, and why RLHF?")
    ['rlhf']
    """
    words = [word.lower() for word in words_of(text)]
    content = [word for word in words if word not in STOP_WORDS]
    return list(dict.fromkeys(content or words))[:MAX_TERMS]


def script_of(text: str) -> str:
    """ "ja", "ko" or "zh" where most of a text's words are of that script; else empty.

    >>> script_of("強化学習とは何ですか"), script_of("什么是 RLHF"), script_of("What is 強化?")
    ('ja', 'zh', '')
    """
    counts = {name: len(pattern.findall(text)) for name, pattern in _SCRIPTS.items()}
    others = len(_OTHER_WORD.findall(text))
    if sum(counts.values()) <= _CHARACTERS_A_WORD * others:
        return ""
    if counts["ja"]:
        return "ja"
    return "ko" if counts["ko"] > counts["zh"] else "zh"


def estimate_tokens(text: str) -> int:
    """About how many tokens a model makes of a text (5 % too many on average, in English).

    >>> estimate_tokens("Reward models are trained on preferences.")
    8
    >>> estimate_tokens("強化学習")
    4
    """
    cjk = len(CJK_CHARACTER.findall(text))
    rest = CJK_CHARACTER.sub(" ", text) if cjk else text
    tokens = cjk
    for piece in _PIECE.findall(rest):
        if piece[0].isdigit():
            tokens += -(-len(piece) // 3)
        else:
            tokens += -(-len(piece) // _LETTERS_PER_TOKEN)
    return tokens
