"""Kinds of sections, told by their headings: abstract, method, results, references."""

from __future__ import annotations

import functools
import re

from assistant.documents.document import SectionKind

_NUMBER = re.compile(
    r"^(?:(?:section|chapter|part)\s+)?(?:\d{1,2}(?:[.．]\d{1,2}){0,3}|[IVX]{1,5}|[A-Z])[.．:：)]?\s+"
    r"|^\d{1,2}(?:[.．]\d{1,2}){0,3}[.．、]?\s*(?=[^\d.．])|^第[一二三四五六七八九十\d]+[章节節部]\s*"
    r"|^[一二三四五六七八九十]+[、.．]\s*",
    re.IGNORECASE,
)
# What journals ask for at a paper's end (ICMJE recommendations, section IV.A.3; CRediT).
_BACK = (
    r"acknowledge?ments?(?: and .*)?|(?:author|authors'|authors’)? ?contribution statements?"
    r"|authors?['’]? contributions?|credit author.*|funding(?: (?:information|statement|sources?))?"
    r"|financial (?:support|disclosure)(?: statement)?"
    r"|(?:declarations? of |statement of |potential )?(?:conflicts?|conflicting|competing)"
    r"(?: of)?(?: financial)? interests?(?: statement| disclosure)?|disclosures?(?: statement)?"
    r"|declarations?|(?:data|code|software|materials?)(?:,? (?:and|&) (?:data|code|materials?))?"
    r" (?:availability|accessibility)(?: statement)?|availability of (?:data|code|materials?).*"
    r"|(?:ethics|ethical) (?:statement|approval|declarations?|considerations? statement).*"
    r"|informed consent(?: statement)?|consent (?:for publication|to participate).*"
    r"|institutional review board statement"
    r"|(?:electronic )?supplementary (?:materials?|information|data|files?)"
    r"|supporting information|additional (?:information|files?)|extended data"
    r"|(?:list of )?abbreviations(?: and acronyms)?|(?:publisher|editor)['’]?s['’]? note"
    r"|about the authors?"
    r"|authors?['’]? (?:information|details|biograph(?:y|ies)|affiliations?|note)"
    r"|biograph(?:y|ies)|notes on contributors|reporting summary|peer review(?: information)?"
    r"|reprints? and permissions?(?: information)?|rights and permissions|open access"
    r"|online content|generative ai statement"
    r"|(?:declaration|statement|disclosure) (?:of|on) (?:the use of )?(?:generative )?ai\b.*"
    r"|(?:the )?use of generative ai(?: tools?)?(?: in .*writing.*)?|provenance and peer review"
    r"|致\s*谢|谢\s*辞|謝\s*辞|作者简介|著者紹介|作者贡献.*|利益冲突.*|利益相反.*|基金项目|资助.*|数据可用性.*"
)
_KINDS: tuple[tuple[SectionKind, str], ...] = (
    ("abstract", r"abstract|摘\s*要|概\s*要|要\s*旨|要\s*約|内容提要|中文摘要|英文摘要"),
    (
        "references",
        r"references?(?: and (?:notes|further reading))?|notes and references|reference list"
        r"|list of references|bibliography|literature cited|works cited|参\s*考\s*文\s*献|引用文献"
        r"|文\s*献|参考资料",
    ),
    (
        "appendix",
        r"(?:appendix|appendices|supplementary materials?.|supplement)(?![a-z]).*"
        r"|附\s*录.*|付\s*録.*",
    ),
    ("back", _BACK),
    (
        "front",
        r"(?:table of )?contents|目\s*录|目\s*次|ccs concepts"
        r"|(?:key ?words|index terms)(?: and phrases)?|关\s*键\s*词|キーワード"
        r"|news|citation"
        r"|how to cite|cite us|license|list of (?:figures|tables)|contribut(?:ing|ors)|changelog"
        r"|star history|updates?",
    ),
    ("translation", r"翻\s*译|訳文|translation"),
    ("limitations", r".*\blimitations?\b.*|局限.*|.*限界.*|不足.*"),
    (
        "future",
        r".*\b(?:future|open (?:problems?|questions?|challenges?|issues?)|outlook"
        r"|research directions?)\b.*|.*展望.*|.*今後.*|.*将来.*|.*未来.*"
        r"|.*(?:开放|未解決|挑战|課題).*",
    ),
    (
        "conclusion",
        r"(?:conclusions?|concluding remarks|summary)\b.*|.*\bconclusions?|结\s*论.*|結\s*論.*"
        r"|总\s*结.*|結\s*語.*|结\s*语.*|结束语|おわりに|むすび|まとめ|小\s*结",
    ),
    (
        "introduction",
        r"(?:introduction|motivation)\b.*|overview|引\s*言|前\s*言|绪\s*论|緒\s*論|序\s*論|概\s*述"
        r"|はじめに|まえがき|研究の動機.*|研究背景.*|背景.*|序\s*言",
    ),
    (
        "results",
        r".*\b(?:results?|findings|experiments?|evaluation)\b.*"
        r"|.*(?:实验|実験|結果|结果|評価|评估|発見).*",
    ),
    (
        "method",
        r".*\b(?:methods?|methodology|methodologies|approach|approaches|materials)\b.*"
        r"|.*(?:手法|方法|算法).*",
    ),
)
_PATTERNS = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _KINDS)
INHERITED: frozenset[SectionKind] = frozenset(
    ("references", "appendix", "limitations", "future", "conclusion", "translation", "back")
)
# Whose sentences are about the paper rather than its subject, so that none of them is evidence.
NO_EVIDENCE: frozenset[SectionKind] = frozenset(("references", "front", "back"))
_BACK_LABEL = re.compile(rf"(?:{_BACK})(?=\s*[:：—–]|\.?\s+[A-Z“\"\d(])", re.IGNORECASE)


def without_number(title: str) -> str:
    """A heading without its section number.

    >>> without_number("3.1 Outer Alignment")
    'Outer Alignment'
    """
    return _NUMBER.sub("", title, count=1).strip() or title.strip()


@functools.lru_cache(maxsize=8192)
def kind_of(title: str) -> SectionKind:
    """What a section of this title is for; ``body`` where the title does not say."""
    bare = without_number(title).strip(" :：.-—*#[]【】〔〕()（）")
    for kind, pattern in _PATTERNS:
        if pattern.fullmatch(bare):
            return kind
    return "body"


def back_label(text: str) -> str:
    """The heading that a paragraph of the back matter opens with; "" where it opens with none.

    >>> back_label("Funding This research received no external funding.")
    'Funding'
    """
    match = _BACK_LABEL.match(text)
    if match is None or not text[:1].isupper():
        return ""
    rest = text[match.end() :].lstrip(" .:：—–")
    return match[0] if rest[:1].isupper() or not rest[:1].isalpha() else ""
