"""Headings as categories: numbers and furniture taken off, capitals made readable."""

from __future__ import annotations

import functools
import re
from collections import Counter

from assistant.documents.document import Document
from assistant.documents.section_kinds import NO_EVIDENCE, kind_of
from assistant.text.scripts import has_cjk

_NUMBER = re.compile(
    r"^\s*(?:(?:section|chapter|part|appendix)\s+)?(?:\d+(?:\.\d+)*\.?|[ivxIVX]{1,5}\."
    r"|[A-Z]\.(?:\d+\.?)*"
    r"|第[一二三四五六七八九十\d]+[章节節部]|[一二三四五六七八九十]+[、.．]|[(（][\divx一二三四五六七八九十]+[)）])"
    r"\s+|^第[一二三四五六七八九十\d]+[章节節]|^[一二三四五六七八九十]+[、.．]"
)
# What a paper or a page has besides its subject, in any field.
_FURNITURE = re.compile(
    r"^(?:(?:extended )?abstract|introduction|conclu(?:sions?|ding)\b.*|summary(?: and .*)?"
    r"|discussions?"
    r"|acknowledge?ments?|references|bibliography|appendi(?:x|ces).*|supplement.*|preface|foreword"
    r"|(?:background|preliminar\w+|notations?|terminology|definitions?)(?:(?: (?:and|on|&)"
    r"|:) .*)?|examples?:.*"
    r"|(?:our |main )?contributions?|contributing|how to contribute|outlook"
    r"|(?:table of )?contents?|toc"
    r"|(?:main |key )?findings.*|(?:key )?takeaways?.*|lessons.*|remarks.*|(?:general )?overview"
    r"|related (?:works?|surveys?|papers?|reviews?|literature|resources?)|literature review"
    r"|motivations?.*"
    r"|(?:scope|aims?|goals?|objectives?)(?: and .*)?|(?:paper )?(?:structure"
    r"|organi[sz]ation)(?: .*)?"
    r"|(?:open|remaining|future|current) (?:problems?|questions?|challenges?|issues?|works?"
    r"|directions?"
    r"|research|avenues|trends|prospects).*|challenges? and (?:future|open|opportunit).*"
    r"|limitations?.*"
    r"|research (?:questions?|method\w*|design)|(?:survey |review )?methodology|search strategy"
    r"|news|updates?|change ?log|citations?|cite.*|licen[cs]e|contacts?|contributors?|star history"
    r"|disclaimer|announcement.*|tool ?kits?|resources?|toc|to do|todo|note|notes|author\w*.*"
    r"|funding.*"
    r"|(?:conflicts?|declarations?|competing|data availability|ethic\w* (?:statement"
    r"|considerations?)).*"
    r"|(?:experiment(?:al|s)? )?results(?: and .*)?|results?|keywords?|further reading"
    r"|quick review|faq"
    r"|摘要|要旨|概要|引言|前言|绪论|序論|はじめに|緒言|背景|结论|結論|结束语|结语|总结.*|小结|まとめ|おわりに"
    r"|参考文献|致谢|謝辞|附录.*|付録.*|相关工作|関連研究|(?:预备|基础)知识|展望|总结与展望|讨论|考察|ディスカッション"
    r"|研究の動機.*|目的|動機|提案手法|実験結果|結果|リサーチクエスチョン|主な発見|今後の.*|未来.*|局限.*|限界.*"
    r"|目录|目次|相关内容|ひとこと要約|翻訳|翻译.*)$",
    re.IGNORECASE,
)
# Headings that only say that a list of categories follows.
_SHELF = re.compile(
    r"^(?:(?:the |our |overall |proposed )*(?:taxonom(?:y|ies)|classifications?"
    r"|categori[sz]ation)(?: .*)?"
    r"|papers?(?: list)?|paper list|reading list|list of papers|methods?|approaches|分类(?:体系)?"
    r"|分類(?:体系)?"
    r"|方法|手法|materials? and methods?|材料と方法|材料[与和]方法|body|main)$",
    re.IGNORECASE,
)


def plain_heading(title: str) -> str:
    """A heading without its number and outer punctuation.

    >>> plain_heading("3.1 Data Collection:")
    'Data Collection'
    >>> plain_heading("第二章 强化学习")
    '强化学习'
    """
    return _NUMBER.sub("", title).strip(" .:：*#_-–—").strip()


def is_furniture(title: str) -> bool:
    """Whether a heading names a part that any paper has, not a category of its field.

    >>> is_furniture("8 Conclusion and Future Directions"), is_furniture("4 Pre-training")
    (True, False)
    """
    plain = plain_heading(title)
    return kind_of(plain) in NO_EVIDENCE or _FURNITURE.match(plain) is not None


def is_shelf(title: str) -> bool:
    """Whether a heading only says that categories follow, such as "Taxonomy" or "Paper list"."""
    return _SHELF.match(plain_heading(title)) is not None


def readable(title: str, document: Document) -> str:
    """A heading in the letters that the text uses where it is set in capitals ("OF LLMS")."""
    plain = plain_heading(title)
    letters = [c for c in plain if c.isalpha()]
    if len(letters) < 4 or has_cjk(plain) or sum(c.isupper() for c in letters) < 0.8 * len(letters):
        return plain
    usual = _usual_forms(document)
    words = [usual.get(word.lower(), word.lower()) for word in re.split(r"([^\w’'-]+)", plain)]
    text = "".join(words)
    return text[:1].upper() + text[1:]


@functools.lru_cache(maxsize=8)
def _usual_forms(document: Document) -> dict[str, str]:
    """How a document mostly writes each word inside its sentences."""
    counts: dict[str, Counter[str]] = {}
    for section, sentence in document.sentences():
        if section.kind in NO_EVIDENCE:
            continue
        for word in re.findall(r"(?<=[a-z,;] )[\w’'-]+", sentence.text):
            counts.setdefault(word.lower(), Counter())[word] += 1
    return {lowered: forms.most_common(1)[0][0] for lowered, forms in counts.items()}
