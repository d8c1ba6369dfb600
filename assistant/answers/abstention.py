"""When the evidence is too weak to answer, and what to say then."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import exp, log

from assistant.answers.retrieval import Retrieved
from assistant.documents.document import TABLE_LABELS
from assistant.documents.survey import short_name
from assistant.messages import Message
from assistant.text.scripts import HIRAGANA, Language, has_cjk

# What asks in Chinese and Japanese, and the kana between words.
_ASKING = re.compile(
    rf"什么|哪些|哪个|怎么|怎样|如何|为什么|为何|多少|[是的了吗呢]|[{HIRAGANA}何誰]+"
)
# Weights and threshold are a logistic regression (ridge 2) on the halves to develop on of L-Eval
# and BAMBOO (each question to its own paper and to another), QASA's unanswerable questions and the
# demo's; the threshold is where, cross-validated by paper, 8 % of the answerable are refused.
# The BM25 of the best passage adds nothing to these (AUC 0.884 with it and without).
WEIGHTS = {
    "similarity": 3.68,
    "sentence": 0.92,
    "pairs": 1.03,
    "names": 3.2,
    "rarity": 1.66,
    "absent": -3.67,
}
INTERCEPT = -5.61
# The same where the evidence model has read the sentences.
WEIGHTS_READ = {
    "similarity": 3.27,
    "sentence": 0.69,
    "pairs": 0.89,
    "names": 3.26,
    "rarity": 1.89,
    "absent": -3.38,
    "answers": 0.26,
}
INTERCEPT_READ = -5.38
# What the log-odds lose for the logarithm of how many surveys were asked, so that 8 % of the
# answerable are refused among 4 to 36: ``python -m evals.calibration.crowding``. That is for words;
# across languages, where they do not count, it would decline less well (AUC 0.84 for 0.88).
CROWD = 0.4
THRESHOLD = 0.27
# Of the questions between the two, put to a right and to a wrong paper in turn, half are answered.
DOUBTFUL = 0.6
# The same for a question in another language than the surveys', on the half to develop on of the
# cross-lingual questions: by the score of the nearest sentence, without and with the evidence
# model's verdict in it. ``python -m evals.calibration.abstaining`` fits all.
CROSSING = {"nearest": 3.72, "absent": -4.19}
CROSSING_INTERCEPT = -5.74
CROSSING_READ = {"nearest": 3.12, "absent": -4.07}
CROSSING_INTERCEPT_READ = -2.8
NOTHING = Message(
    "No survey in the library holds anything on this. Add one that does, or ask anew."
)
# In the asker's language, whichever the page is in.
FOREIGN: Mapping[Language, str] = {
    "en": "The surveys are in another language than the question. This is what comes nearest, in "
    "their own words; it may not answer the question.",
    "zh": "综述所用的语言与问题不同。以下是最接近的原文；它可能没有回答问题。",
    "ja": "サーベイは質問とは別の言語で書かれています。最も近い箇所を原文のまま示します。"
    "質問の答えになっていないかもしれません。",
}
# A question about how a review was made is sure of its answer where a sentence holds one.
SURE = 0.75
UNFIT = Message("No passage in the surveys asked fits the question well enough.")


def confidence(retrieved: Retrieved) -> float:
    """How likely the evidence answers the question, 0..1."""
    if retrieved.tells_fact:
        return SURE
    if retrieved.wants_fact:
        return 0.0
    weights, intercept = _weights(retrieved)
    found = retrieved.features
    total = sum(weight * getattr(found, name) for name, weight in weights.items())
    if not retrieved.crosses:
        total -= CROWD * log(max(1, found.surveys))
    return 1 / (1 + exp(-total - intercept))


def without_silent(retrieved: Retrieved) -> Retrieved:
    """What was found, without the surveys that say nothing on a question put to each of several.

    Of a fact of how reviews were made they are those that do not tell it; of another question those
    that would be declined if they were asked alone. All are kept where that leaves none.
    """
    if not retrieved.each:
        return retrieved
    speaking = retrieved.telling
    if not retrieved.wants_fact and not speaking:
        speaking = frozenset(
            survey
            for survey, features in retrieved.each.items()
            if confidence(replace(retrieved, features=features)) >= THRESHOLD
        )
    return retrieved.of(speaking)


def _weights(retrieved: Retrieved) -> tuple[Mapping[str, float], float]:
    """The weights that fit how the evidence was found, and their intercept."""
    if retrieved.features.answers is None:
        return (CROSSING, CROSSING_INTERCEPT) if retrieved.crosses else (WEIGHTS, INTERCEPT)
    if retrieved.crosses:
        return CROSSING_READ, CROSSING_INTERCEPT_READ
    return WEIGHTS_READ, INTERCEPT_READ


def reason_to_abstain(retrieved: Retrieved) -> str:
    """Why no answer should be given, with the nearest thing there is; empty to go on."""
    if not retrieved.evidence:
        return NOTHING
    if confidence(retrieved) >= THRESHOLD:
        return ""
    if retrieved.wants_fact:
        return _not_found(retrieved)
    why = _absent(retrieved) or UNFIT
    nearest = max(retrieved.evidence, key=lambda item: item.similarity)
    page = f", p. {nearest.page}" if nearest.page is not None else ""
    place = f"{short_name(nearest.survey)}, {nearest.section}{page}"
    return Message(
        "{why} The nearest they have is in {place}: “{text}”",
        why=why,
        place=place,
        text=nearest.text,
    )


def _not_found(retrieved: Retrieved) -> str:
    """That no sentence tells of how a review was made, and how many were looked through."""
    looked = sum(len(found.candidates) for found in retrieved.looked)
    return Message(
        "Not found: of {sentences} sentences where a review tells of itself (abstract, "
        "introduction, method) and that are nearest to the question, none tells it.",
        sentences=looked,
    )


def doubt(retrieved: Retrieved, language: Language = "en") -> str:
    """What to say with an answer that may be none, or is in another language; empty without.

    ``language`` is the question's.
    """
    if retrieved.crosses:
        return FOREIGN[language]
    if confidence(retrieved) >= DOUBTFUL:
        return ""
    if why := _absent(retrieved):
        return Message("This may not answer the question. {why}", why=why)
    return Message("This may not answer the question.")


def table_hint(retrieved: Retrieved, *, wants_number: bool) -> str:
    """Which table may hold what was asked, by its caption; empty where none fits or is needed.

    It is needed where the evidence is doubtful, is itself a caption, or has no number where one is
    wanted, and none of it is from a table. A caption fits that has more than half of what is asked
    for, by rarity.
    """
    evidence = retrieved.evidence
    best = max(evidence, key=lambda item: item.score, default=None)
    named = best is not None and best.kind == "caption"
    lacks = wants_number and not any(map(str.isdecimal, "".join(e.text for e in evidence)))
    needed = named or lacks or confidence(retrieved) < DOUBTFUL
    if retrieved.crosses or not needed or any(item.kind == "table" for item in evidence):
        return ""
    fitting = [
        (share, item)
        for looked in retrieved.looked
        for share, item in zip(looked.shares, looked.candidates, strict=True)
        if item.passage.kind == "caption" and item.passage.section.startswith(TABLE_LABELS)
    ]
    share, caption = max(fitting, key=lambda pair: pair[0], default=(0.0, None))
    if caption is None or share <= 0.5:
        return ""
    table, page = caption.passage.section, caption.span.page
    if page is None:
        return Message("{table} may hold it.", table=table)
    return Message("{table} on p. {page} may hold it.", table=table, page=page)


def with_hint(reason: str, hint: str) -> str:
    """A reason and a hint in one line; either may be empty."""
    return (
        Message("{reason} {hint}", reason=reason, hint=hint) if reason and hint else reason or hint
    )


def _absent(retrieved: Retrieved) -> str:
    """Which words of the question the surveys do not have; empty if they have them all."""
    missing = retrieved.features.missing
    if not missing:
        return ""
    shown = _as_words(missing)[:4]
    words = ", ".join(f"“{word}”" for word in shown)
    if len(shown) == 1:
        return Message("{words} does not occur in the surveys asked.", words=words)
    return Message("{words} do not occur in the surveys asked.", words=words)


def _as_words(terms: Sequence[str]) -> list[str]:
    """Terms for people: pairs of Chinese or Japanese characters that overlap become one word.

    >>> _as_words(["river", "強化", "化学", "学習", "習と", "とは", "は何"])
    ['river', '強化学習']
    """
    runs: list[str] = []
    for term in terms:
        if runs and len(term) == 2 and has_cjk(term) and runs[-1][-1] == term[0]:
            runs[-1] += term[1]
        else:
            runs.append(term)
    words = [part for run in runs for part in (_ASKING.split(run) if has_cjk(run) else [run])]
    return [word for word in words if len(word) > 1] or runs
