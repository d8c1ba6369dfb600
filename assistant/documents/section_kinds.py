"""Kinds of sections, told by their headings: abstract, method, results, references."""

from __future__ import annotations

import re

from assistant.documents.document import SectionKind

_NUMBER = re.compile(
    r"^(?:(?:section|chapter|part)\s+)?(?:\d{1,2}(?:[.．]\d{1,2}){0,3}|[IVX]{1,5}|[A-Z])[.．:：)]?\s+"
    r"|^\d{1,2}(?:[.．]\d{1,2}){0,3}[.．、]?\s*(?=\D)|^第[一二三四五六七八九十\d]+[章节節部]\s*"
    r"|^[一二三四五六七八九十]+[、.．]\s*",
    re.IGNORECASE,
)
_KINDS: tuple[tuple[SectionKind, str], ...] = (
    ("abstract", r"abstract|摘\s*要|概\s*要|要\s*旨|要\s*約|内容提要|中文摘要|英文摘要"),
    (
        "references",
        r"references?|bibliography|literature cited|works cited|参\s*考\s*文\s*献|引用文献"
        r"|文\s*献|参考资料",
    ),
    (
        "appendix",
        r"(?:appendix|appendices|supplementary materials?|supplement)(?![a-z]).*"
        r"|附\s*录.*|付\s*録.*",
    ),
    (
        "front",
        r"(?:table of )?contents|acknowledge?ments?|目\s*录|目\s*次|致\s*谢|谢\s*辞|謝\s*辞"
        r"|author contributions?|funding|conflicts? of interest|ccs concepts"
        r"|(?:key ?words|index terms)(?: and phrases)?|关\s*键\s*词|キーワード|作者简介"
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
    ("references", "appendix", "limitations", "future", "conclusion", "translation")
)


def without_number(title: str) -> str:
    """A heading without its section number.

    >>> without_number("3.1 Outer Alignment")
    'Outer Alignment'
    """
    return _NUMBER.sub("", title, count=1).strip() or title.strip()


def kind_of(title: str) -> SectionKind:
    """What a section of this title is for; ``body`` where the title does not say."""
    bare = without_number(title).strip(" :：.-—*#[]【】〔〕()（）")
    for kind, pattern in _PATTERNS:
        if pattern.fullmatch(bare):
            return kind
    return "body"
