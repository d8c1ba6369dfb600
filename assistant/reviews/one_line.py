"""One line about a survey: the sentence of its abstract that says most."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.evidence.claims import Claim, cite, quote
from assistant.evidence.evidence import Evidence
from assistant.reviews.lists import without_lead, without_point
from assistant.text.scripts import has_cjk
from assistant.text.words import content_words, opens_list

SHORT = 10

# How much each feature adds, from a least-squares fit of ROUGE-L on 1,992 abstracts with one-line
# summaries by their authors and reviewers (SciTLDR, training part).
WEIGHTS = {
    "title words covered": 0.101,
    "share of words in title": 0.119,
    "words common in the abstract": 0.025,
    "share of the abstract": 0.137,
    "length": -0.004,
    "too short": -0.027,
    "starts with the authors": 0.040,
    "proposes, early": 0.128,
}
_LEAD = re.compile(
    r"^(?:(?:in|with|through) (?:this|the present|our) (?:paper|work|article|study|survey|review"
    r"|report)"
    r",? ?|here,? |to (?:this|that) end,? |(?:specifically|in particular|finally|furthermore"
    r"|moreover|"
    r"additionally|thus|therefore|hence|overall|in summary|to summarize|in short|in conclusion"
    r"|also),? )",
    re.IGNORECASE,
)
# "Knowledge recency. As another challenge, …": a heading in the line of its text.
_RUN_IN = re.compile(r"^[A-Z][\w-]*(?: [\w-]+){0,5}(?<=[A-Za-z]{4})\. (?=[A-Z])")
_PROPOSES = re.compile(
    r"\bwe (?:\w+ )?(?:propose|present|introduce|develop|design|describe|review|survey"
    r"|summari[sz]e)\b"
    r"|\b(?:this|our|the [\w-]+) (?:paper|article|survey|review|overview|study)\b"
    r"|\b(?:is|are) (?:proposed|introduced|presented|reviewed|surveyed)\b",
    re.IGNORECASE,
)
_REVIEWS = re.compile(
    r"\b(?:this|our|the present|the [\w-]+) (?:\w+ )?(?:survey|review|overview|chapter|tutorial)\b"
    r"|\bwe (?:\w+ )?(?:review|survey|summari[sz]e)\b|\ban? (?:\w+ )?(?:survey|overview"
    r"|review) of\b",
    re.IGNORECASE,
)
_AUTHORS = re.compile(r"^(?:we|this|our)\b", re.IGNORECASE)
_PROPOSES_CJK = (
    re.compile("本文|该文|本综述|本調査|本稿|本論文|本研究|笔者"),
    re.compile("综述|总结|论述|介绍|レビュー|調査"),
)
_CJK_STEP = re.compile(
    "(?<=[文稿书究述])(?:首先|先)|^(?:首先|其次|然后|最后|此外|同时|另外)[,，]?|^(?:また|さらに|次に|最後に)、"
)
# A step of the survey's course, or what it does besides, not its subject.
_STEP = re.compile(
    r"^(?:\w+ ){0,4}(?:then|next|first(?:ly)?|secondly|lastly|finally|also|further(?:more)?"
    r"|additionally|besides|moreover|ends?|closes?|concludes?)\b"
    r"|^(?:a|an|another) (?:further|second|third|last|final)\b|^(?:another|in addition)\b",
    re.IGNORECASE,
)
# What a template says where an abstract should stand.
_PLACEHOLDER = re.compile(
    r"lorem ipsum|\b(?:type|enter|insert|write|put|paste) (?:your|the|an?) (?:\w+ )?"
    r"(?:abstract|text|title|summary)\b|\b(?:abstract|text|summary) goes here\b"
    r"|\byour (?:abstract|text) here\b"
    r"|ここに.{0,20}(?:入力|記入|挿入)|在此.{0,12}(?:输入|填写|插入|輸入)|此处(?:输入|填写|插入)",
    re.IGNORECASE,
)


def abstract_of(sentences: Sequence[Evidence], language: str) -> list[Evidence]:
    """The sentences of one abstract, in the language asked for where there is one in it."""
    wanted = sorted(
        _abstracts(sentences),
        key=lambda group: (
            _most_cjk(group) == (language == "en"),
            group[0].kind == "translation",
        ),
    )
    return wanted[0] if wanted else []


def other_abstract(sentences: Sequence[Evidence], abstract: Sequence[Evidence]) -> list[Evidence]:
    """The sentences of another abstract in the other script, of the same document if it has one."""
    others = [
        group
        for group in _abstracts(sentences)
        if abstract and _most_cjk(group) != _most_cjk(abstract)
    ]
    others.sort(key=lambda group: group[0].document_id != abstract[0].document_id)
    return others[0] if others else []


def _abstracts(sentences: Sequence[Evidence]) -> list[list[Evidence]]:
    """The abstracts and translations of each document, without what a template says there."""
    groups: dict[tuple[str, str], list[Evidence]] = {}
    for item in sentences:
        if item.kind in ("abstract", "translation") and not _PLACEHOLDER.search(item.text):
            groups.setdefault((item.document_id, item.kind), []).append(item)
    return list(groups.values())


def _most_cjk(items: Sequence[Evidence]) -> bool:
    """Whether most of some sentences are in Chinese or Japanese."""
    return 2 * sum(has_cjk(item.text) for item in items) > len(items)


def shorten(item: Evidence) -> Claim:
    """An evidence sentence as an item of a list, word for word.

    The number that it has in a list and a heading that is set in its line are left out.
    """
    whole = " ".join(item.text.split())
    bare = without_lead(_RUN_IN.sub("", without_point(whole))).rstrip(";；")
    if opens_list(bare.rstrip(" .")):
        bare = bare.rstrip(" .:：") + "."
    if bare == whole:
        return quote(item)
    return Claim(bare[:1].upper() + bare[1:], "supported", (cite(item, True),))


@dataclass(frozen=True)
class _Line:
    text: str
    evidence: Evidence
    place: float


def one_line(title: str, abstract: Sequence[Evidence]) -> Claim | None:
    """What a survey is about in one sentence of its abstract, without its lead-in.

    None without an abstract. The text is a part of the quote, word for word.
    """
    if not abstract:
        return None
    if any(has_cjk(item.text) for item in abstract):
        told = (item for fits in _PROPOSES_CJK for item in abstract if fits.search(item.text))
        own = next(told, abstract[0])
        bare = _CJK_STEP.sub("", " ".join(own.text.split()), count=1)
        bare = re.sub(r"[;；,，:：]\s*$", "。", bare)
        if bare == own.text:
            return quote(own)
        return Claim(bare, "supported", (cite(own, True),))
    lines = [_line(abstract, place) for place in range(len(abstract))]
    common = Counter(word for item in abstract for word in item.wording.bag)
    title_words = set(content_words(title)) if not _is_made(title, abstract) else set()
    # A survey says what it reviews; what else its abstract tells is about its field.
    reviews = [line for line in lines if _REVIEWS.search(line.text)]
    lines = [line for line in reviews if not _STEP.search(line.text)] or reviews or lines
    best = max(lines, key=lambda line: _score(line, title_words, common))
    if best.text == best.evidence.text:
        return quote(best.evidence)
    return Claim(best.text, "supported", (cite(best.evidence, True),))


def _is_made(title: str, abstract: Sequence[Evidence]) -> bool:
    """Whether a title is only the abstract's first words."""
    return abstract[0].text.startswith(title.rstrip("…").strip())


def _line(abstract: Sequence[Evidence], place: int) -> _Line:
    item = abstract[place]
    bare = _LEAD.sub("", _LEAD.sub("", " ".join(item.text.split())))
    return _Line(bare[:1].upper() + bare[1:], item, place / max(1, len(abstract) - 1))


def _score(line: _Line, title: set[str], common: Counter[str]) -> float:
    words = set(content_words(line.text))
    shared = len(words & title)
    length = len(line.text.split())
    features = {
        "title words covered": shared / max(1, len(title)),
        "share of words in title": shared / max(1, len(words)),
        "words common in the abstract": sum(common[w] for w in words) / max(1, len(words)),
        "share of the abstract": sum(common[w] for w in words) / max(1, common.total()),
        "length": (length / 20) ** 2,
        "too short": float(length < SHORT),
        "starts with the authors": float(bool(_AUTHORS.match(line.text))),
        "proposes, early": float(bool(_PROPOSES.search(line.text))) * (1 - line.place),
    }
    return sum(WEIGHTS[name] * value for name, value in features.items())
