"""One line about a survey: the sentence of its abstract, or a part of it, that says most."""

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

SHORTEST, SHORT, LONG = 8, 10, 40

# How much each feature adds, from a least-squares fit of ROUGE-L on 1,992 abstracts with one-line
# summaries by their authors and reviewers (SciTLDR, training part).
WEIGHTS = {
    "title words covered": 0.101,
    "share of words in title": 0.119,
    "words common in the abstract": 0.025,
    "share of the abstract": 0.137,
    "length": -0.004,
    "too short": -0.027,
    "shows": 0.010,
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
# Where a sentence may end earlier without saying something else: never before "but" or "unless".
_CUT = re.compile(
    r",? (?:which|where|so that|such that|thus|thereby)\b|; |: | — | – | \("
    r"|, (?:and|including|such as|e\.g\.|i\.e\.|by|using|showing|demonstrating|leading"
    r"|outperforming"
    r"|resulting|achieving|with|making|allowing|enabling|we)\b"
)
# "Knowledge recency. As another challenge, …": a heading in the line of its text.
_RUN_IN = re.compile(r"^[A-Z][\w-]*(?: [\w-]+){0,5}(?<=[A-Za-z]{4})\. (?=[A-Z])")
# What stands in brackets may go with the rest only where a clause ends behind it.
_AFTER_BRACKETS = re.compile(r"[^()]*\)\s*(?:[,;:.]|$)")
_SUBORDINATE = re.compile(
    r"^(?:since|while|although|though|because|as|when|if|given|after|before|despite)\b[^,]*,",
    re.IGNORECASE,
)
# A main clause has one of these; a subject alone, before its relative clause, has not.
_FINITE = re.compile(
    r"\b(?:is|are|was|were|has|have|had|can|could|will|would|may|might|must|should|do|does|did)\b"
    r"|\bwe \w|\b(?:this|our|these|the) (?:[\w-]+ ){1,3}\w+(?:s|ed)\b|\b\w{3,}(?:ed|izes?|ises?"
    r"|ates?|ows?|ides?|uces?|ains?|ends?|ires?)\b",
    re.IGNORECASE,
)
# "for cooperative, competitive" is a list in the midst of which nothing ends.
_ENUMERATES = re.compile(r",(?: [\w-]+){1,3}\.?$")
# What a cut leaves hanging at its end.
_HANGING = re.compile(
    r",? (?:and|or|but|particularly|especially|specifically|namely|mainly|notably|i\.e\.|e\.g\.)$"
    r"|, \w+ly$"
)
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
_SHOWS = re.compile(r"\bwe (?:show|demonstrate|find|prove|observe)\b", re.IGNORECASE)
_AUTHORS = re.compile(r"^(?:we|this|our)\b", re.IGNORECASE)
_PROPOSES_CJK = (
    re.compile("本文|该文|本综述|本調査|本稿|本論文|本研究|笔者"),
    re.compile("综述|总结|论述|介绍|レビュー|調査"),
)
# A step of the survey's course, or what it does besides, not its subject.
_STEP = re.compile(
    r"^(?:\w+ ){0,4}(?:then|next|first(?:ly)?|secondly|lastly|finally|also|further(?:more)?"
    r"|additionally|besides|moreover|ends?|closes?|concludes?)\b"
    r"|^(?:a|an|another) (?:further|second|third|last|final)\b|^(?:another|in addition)\b",
    re.IGNORECASE,
)
# What needs the sentence before it.
_DANGLES = re.compile(
    r"^(?:it|they|these|those|this|that|such|he|she|its|their|both|one|another|others?|here|there"
    r"|then|so|but|and|or|yet|however|which|where|the (?:former|latter|second|third|other|same))\b"
    r"(?! (?:survey|paper|review|article|work|study|chapter|overview|monograph|report|tutorial"
    r"|manuscript|thesis|book))",
    re.IGNORECASE,
)
_CJK_STEP = re.compile(
    "(?<=[文稿书究述])(?:首先|先)|^(?:首先|其次|然后|最后|此外|同时|另外)[,，]?|^(?:また|さらに|次に|最後に)、"
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
    """An evidence sentence as an item of a list: itself, or its first clauses where it is long.

    The number that it has in a list and a heading that is set in its line are left out.
    """
    whole = " ".join(item.text.split())
    bare = without_lead(_RUN_IN.sub("", without_point(whole))).rstrip(";；")
    if len(bare.split()) > LONG and not has_cjk(bare):
        cuts = [text for text in _cuts(bare) if len(text.split()) <= LONG]
        bare = max(cuts, key=len, default=bare)
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
    """What a survey is about in one sentence of its abstract, without its lead-in and its tail.

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
    lines = [line for place in range(len(abstract)) for line in _lines(abstract, place)]
    common = Counter(word for item in abstract for word in item.wording.bag)
    title_words = set(content_words(title)) if not _is_made(title, abstract) else set()
    # A survey says what it reviews; what else its abstract tells is about its field.
    reviews = [line for line in lines if _REVIEWS.search(line.text)]
    whole = [line for line in lines if not _DANGLES.search(line.text)]
    lines = _alone(reviews) or (_alone(lines) if reviews else whole) or whole or reviews or lines
    best = max(lines, key=lambda line: _score(line, title_words, common))
    if best.text == best.evidence.text:
        return quote(best.evidence)
    return Claim(best.text, "supported", (cite(best.evidence, True),))


def _alone(lines: Sequence[_Line]) -> list[_Line]:
    """The lines that a reader understands who has not read what stands before them."""
    return [
        line
        for line in lines
        if not _STEP.search(line.text)
        and not _STEP.search(line.evidence.text)
        and not _DANGLES.search(line.text)
    ]


def _is_made(title: str, abstract: Sequence[Evidence]) -> bool:
    """Whether a title is only the abstract's first words."""
    return abstract[0].text.startswith(title.rstrip("…").strip())


def _lines(abstract: Sequence[Evidence], place: int) -> list[_Line]:
    item = abstract[place]
    where = place / max(1, len(abstract) - 1)
    whole = " ".join(item.text.split())
    bare = _LEAD.sub("", _LEAD.sub("", whole))
    bare = bare[:1].upper() + bare[1:]
    texts = [whole if bare == whole else bare]
    return [_Line(text, item, where) for text in (*texts, *_cuts(bare))]


def _cuts(sentence: str) -> list[str]:
    """The beginnings of a sentence that are sentences themselves."""
    cuts = [
        _HANGING.sub("", sentence[: match.start()].rstrip(" ,;:"))
        for match in _CUT.finditer(sentence)
        if not match[0].endswith("(") or _AFTER_BRACKETS.match(sentence, match.end())
    ]
    return [
        cut + "."
        for cut in cuts
        if len(cut.split()) >= SHORTEST
        and cut.count("(") == cut.count(")")
        and not _ENUMERATES.search(cut)
        and _FINITE.search(_SUBORDINATE.sub("", cut))
    ]


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
        "shows": float(bool(_SHOWS.search(line.text))),
        "starts with the authors": float(bool(_AUTHORS.match(line.text))),
        "proposes, early": float(bool(_PROPOSES.search(line.text))) * (1 - line.place),
    }
    return sum(WEIGHTS[name] * value for name, value in features.items())
