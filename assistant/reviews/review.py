"""The structured review of one survey: each item a cited claim, over the whole of its text."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from assistant.documents.survey import Survey
from assistant.evidence.claims import Claim, cite, quote
from assistant.evidence.evidence import Evidence
from assistant.evidence.whole_text import WholeText
from assistant.models.evidence_model import EvidenceModel
from assistant.reviews.bitext import translations
from assistant.reviews.candidates import MOST_ITEMS, repeats, sentences_by_field
from assistant.reviews.fields import Field, fields
from assistant.reviews.one_line import abstract_of, one_line, other_abstract, shorten
from assistant.reviews.protocol import protocol
from assistant.reviews.references import key_references
from assistant.reviews.research_questions import indirect_questions, questions_in_lists
from assistant.reviews.taxonomy import Category, taxonomy
from assistant.text.scripts import Language
from assistant.text.words import content_words

Basis = Literal["stated", "inferred"]
Similarities = Callable[[str, Sequence[str]], np.ndarray]

MOST_FIGURES = 12
MOST_CATEGORIES = 40
DEEPEST = 2
ORDER = (
    "one_line", "abstract", "motivation", "method", "protocol", "taxonomy", "questions", "findings",
    "evaluation", "limitations", "future", "figures", "references",
)  # fmt: skip
HEADINGS: dict[str, dict[str, str]] = {
    "one_line": {"en": "In one line", "zh": "一句话总结", "ja": "ひとこと要約"},
    "abstract": {"en": "Abstract", "zh": "摘要", "ja": "要旨"},
    "protocol": {"en": "Review protocol", "zh": "综述方案", "ja": "レビュープロトコル"},
    "taxonomy": {"en": "Taxonomy", "zh": "分类体系", "ja": "分類体系"},
    "figures": {"en": "Figures and tables", "zh": "图表", "ja": "図と表"},
    "references": {"en": "Key references", "zh": "主要参考文献", "ja": "主要な参考文献"},
}
NOT_STATED = {"en": "Not stated.", "zh": "未说明。", "ja": "記載なし。"}
NOT_FOUND = {
    "en": "Not found in the {sections} sections that were looked through.",
    "zh": "在查看过的 {sections} 节中未找到。",
    "ja": "調べた {sections} 節には見つかりませんでした。",
}
NOTES = {
    "abstract": {
        "en": "The survey's own abstract.",
        "zh": "综述自己的摘要。",
        "ja": "サーベイ自身の要旨。",
    },
    "beside": {
        "en": "The survey's own abstract in both of its languages, sentence by sentence.",
        "zh": "综述自己的摘要，两种语言逐句对照。",
        "ja": "サーベイ自身の要旨。二つの言語を一文ずつ対照。",
    },
    "protocol": {
        "en": "How the review was made, by the items of PRISMA 2020.",
        "zh": "综述的制作过程，按 PRISMA 2020 的条目。",
        "ja": "レビューの実施方法。PRISMA 2020 の項目による。",
    },
    "inferred": {
        "en": "Inferred from what the survey says it investigates; it asks no question outright.",
        "zh": "由综述所述的研究内容推断；原文没有直接提出问题。",
        "ja": "サーベイが調べると述べた内容からの推定。問いとしては書かれていない。",
    },
    "headings": {
        "en": "From the survey's headings",
        "zh": "来自综述的章节标题",
        "ja": "サーベイの見出しから",
    },
    "text": {"en": "From the survey's text", "zh": "来自综述的正文", "ja": "サーベイの本文から"},
    "more": {"en": "and {n} more", "zh": "另有 {n} 项", "ja": "ほか {n} 件"},
    "cited": {
        "en": "The references that the most sentences cite.",
        "zh": "被最多句子引用的文献。",
        "ja": "最も多くの文で引用された文献。",
    },
}


@dataclass(frozen=True)
class ReviewField:
    """One part of a review; no items means that nothing was found for it.

    ``note`` tells where the items come from, in one plain line; ``basis`` whether the survey
    states them or they are inferred; ``depths`` how deep each item stands: in a tree, or beneath
    the sentence that it translates.
    """

    name: str
    heading: str
    items: tuple[Claim, ...] = ()
    note: str = ""
    basis: Basis = "stated"
    depths: tuple[int, ...] = ()

    @property
    def is_prose(self) -> bool:
        """Whether its items are read as a text, not as a list."""
        return self.name in ("one_line", "abstract") and not self.depths


@dataclass(frozen=True)
class Review:
    """The structured review of one survey, in the order of its ``fields``.

    ``sections_read`` of ``sections`` were looked through; ``pages`` is None without pages;
    ``seconds`` is what making it took. A ``thorough`` one has ``parts`` of the text that the model
    reads, of which it has read ``parts_read``, without those that it ``failed`` at.
    """

    survey: Survey
    language: Language
    fields: tuple[ReviewField, ...] = ()
    sections_read: int = 0
    sections: int = 0
    pages: int | None = None
    seconds: float = 0.0
    finished: bool = False
    thorough: bool = False
    parts: int = 0
    parts_read: int = 0
    parts_failed: int = 0

    @property
    def nothing(self) -> str:
        """What stands in a part without items: not stated where a model read all of the text, else
        not found, with how much was looked through."""
        read_whole = self.thorough and self.parts and self.parts_read == self.parts
        if read_whole or not self.sections_read:
            return NOT_STATED[self.language]
        return NOT_FOUND[self.language].format(sections=self.sections_read)

    def field(self, name: str) -> ReviewField | None:
        """The part of this name; None while it is not written yet."""
        return next((field for field in self.fields if field.name == name), None)


def write_review(
    review: Review,
    text: WholeText,
    similarities: Similarities,
    noted: Mapping[str, Sequence[Claim]] | None = None,
    model: EvidenceModel | None = None,
) -> Iterator[Review]:
    """The review as it grows, a field at a time; the last one is finished.

    ``review`` comes with everything but its fields; ``text`` is the whole of the survey's.
    Every item is a sentence of the survey or a part of one, word for word, but for those that a
    model ``noted`` under a field, which were checked. The evidence ``model`` reads what may serve a
    field.
    """
    started = time.monotonic() - review.seconds
    writer = _Writer(review, text, similarities, noted or {}, model)
    for name in ORDER:
        field = writer.field(name)
        review = replace(review, fields=(*review.fields, field), seconds=time.monotonic() - started)
        yield review
    yield replace(review, finished=True)


class _Writer:
    """Makes the parts of one review; the sentences are shared out among them once."""

    def __init__(
        self,
        review: Review,
        text: WholeText,
        similarities: Similarities,
        noted: Mapping[str, Sequence[Claim]],
        model: EvidenceModel | None,
    ) -> None:
        self._model = model
        self._review = review
        self._text = text
        self._similarities = similarities
        self._noted = noted
        self._language = review.language
        self._shares: dict[str, list[Evidence]] | None = None

    def field(self, name: str) -> ReviewField:
        """The part of this name."""
        if name == "one_line":
            abstract = self._abstract() or self._about()
            claim = one_line(self._review.survey.title, abstract)
            return self._field(name, self._noted.get(name) or ([claim] if claim else []))
        if name == "abstract":
            return self._abstract_field()
        if name == "protocol":
            told = protocol(self._text.sentences, self._similarities, self._language)
            return self._field(name, told, "protocol")
        if name == "taxonomy":
            return self._taxonomy()
        if name == "figures":
            return self._figures()
        if name == "references":
            works = key_references(self._review.survey, self._text.documents, self._text.sentences)
            return self._field(name, works, "cited")
        return self._list_field(next(field for field in fields() if field.name == name))

    def _abstract_field(self) -> ReviewField:
        """The abstract; where it is there in another language too, each sentence with that one."""
        sentences = self._abstract()
        other = other_abstract(self._text.sentences, sentences)
        texts = [item.text for item in sentences]
        beside = translations(texts, [item.text for item in other], self._similarities)
        if not beside:
            return self._field("abstract", [quote(item) for item in sentences], "abstract")
        items: list[Claim] = []
        depths: list[int] = []
        for item, same in zip(sentences, beside, strict=True):
            items += [quote(item), *(quote(other[place]) for place in same)]
            depths += [0, *(1 for _ in same)]
        return replace(self._field("abstract", items, "beside"), depths=tuple(depths))

    def _list_field(self, field: Field) -> ReviewField:
        """A list of items from the sentences that serve the field best."""
        chosen = sorted(self._sentences_by_field()[field.name], key=_place)
        items = beside(self._new_notes(field.name), [shorten(item) for item in chosen])
        heading = field.headings[self._language]
        if field.name == "questions":
            listed = questions_in_lists(self._text.sentences)
            items = listed if len(listed) > len(items) else items
        if items or field.name != "questions":
            return ReviewField(field.name, heading, tuple(items))
        implied = indirect_questions(self._text.sentences)
        note = NOTES["inferred"][self._language] if implied else ""
        return ReviewField(field.name, heading, tuple(implied), note, "inferred")

    def _new_notes(self, name: str) -> list[Claim]:
        """What the model noted under a field and no field's own sentences say."""
        told = [item for items in self._sentences_by_field().values() for item in items]
        bags = [item.wording.bag for item in told]
        noted = self._noted.get(name, ())
        return [claim for claim in noted if not repeats(set(content_words(claim.text)), bags)]

    def _sentences_by_field(self) -> dict[str, list[Evidence]]:
        if self._shares is None:
            self._shares = sentences_by_field(self._text.sentences, self._model)
        return self._shares

    def _taxonomy(self) -> ReviewField:
        tree = [
            category
            for category in taxonomy(
                self._review.survey, self._text.documents, self._text.sentences
            )
            if category.depth <= DEEPEST
        ]
        shown = _topmost(tree, MOST_CATEGORIES)
        items = tuple(Claim(category.name, "supported", (category.citation,)) for category in shown)
        field = self._field("taxonomy", items)
        if not shown:
            return field
        kind = "text" if all(category.basis == "text" for category in shown) else "headings"
        note = NOTES[kind][self._language]
        left = len(tree) - len(shown)
        more = f" ({self._more(left)})" if left else ""
        depths = tuple(category.depth for category in shown)
        return replace(field, note=f"{note}{more}{self._stop()}", depths=depths)

    def _figures(self) -> ReviewField:
        captions = [item for item in self._text.captions if item.text != item.section]
        items = [
            Claim(f"{item.section}: {item.text}", "supported", (cite(item, True),))
            for item in captions[:MOST_FIGURES]
        ]
        field = self._field("figures", items)
        left = len(captions) - len(items)
        if left <= 0:
            return field
        more = self._more(left)
        return replace(field, note=f"{more[:1].upper()}{more[1:]}{self._stop()}")

    def _stop(self) -> str:
        return "." if self._language == "en" else "。"

    def _more(self, count: int) -> str:
        return NOTES["more"][self._language].format(n=count)

    def _field(self, name: str, items: Sequence[Claim], note: str = "") -> ReviewField:
        told = NOTES[note][self._language] if note and items else ""
        return ReviewField(name, HEADINGS[name][self._language], tuple(items), told)

    def _about(self) -> list[Evidence]:
        """What a survey without an abstract says of itself where it begins."""
        return sorted(self._sentences_by_field()["method"], key=_place)

    def _abstract(self) -> list[Evidence]:
        return abstract_of(self._text.sentences, self._language)


def beside(noted: Sequence[Claim], own: Sequence[Claim]) -> list[Claim]:
    """What a model noted with what the rules chose, three of each where both have as many."""
    kept = list(own[: max(MOST_ITEMS // 2, MOST_ITEMS - len(noted))])
    return sorted([*kept, *noted[: MOST_ITEMS - len(kept)]], key=_claim_place)


def _claim_place(claim: Claim) -> tuple[str, int]:
    first = claim.citations[0]
    return (first.document_id, first.sentence)


def _place(item: Evidence) -> tuple[str, int]:
    return (item.document_id, item.sentence)


def _topmost(tree: Sequence[Category], most: int) -> list[Category]:
    """The tree without its deepest levels where it has more categories than can be shown."""
    for depth in range(DEEPEST, 0, -1):
        shown = [category for category in tree if category.depth <= depth]
        if len(shown) <= most:
            return shown
    return [category for category in tree if category.depth == 0][:most]
