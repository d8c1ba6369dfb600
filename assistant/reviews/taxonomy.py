"""A survey's categories as a tree: from its headings, and from what its text enumerates."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from assistant.documents.document import Document, Section
from assistant.documents.headings import is_furniture, is_shelf, plain_heading, readable
from assistant.documents.section_kinds import NO_EVIDENCE
from assistant.documents.survey import Survey
from assistant.evidence.claims import Citation, cite
from assistant.evidence.evidence import Evidence
from assistant.evidence.injection import is_instruction, unrelated_questions
from assistant.evidence.protocol import is_titled, items
from assistant.text.scripts import has_cjk
from assistant.text.words import content_words

Basis = Literal["heading", "text", "both"]

ENOUGH = 4
DEEPEST = 3
MOST_CATEGORIES = 80
LONGEST_NAME, LONGEST_CJK_NAME = 12, 30
LONGEST_ITEM = 6
UNREAD = NO_EVIDENCE | {"appendix", "abstract", "translation"}
ENUMERATING = frozenset(("abstract", "introduction", "conclusion", "caption", "translation"))

_DIVIDES = re.compile(
    r"\b(?:taxonom\w+|categor\w+|classif\w+|divid\w+|sort(?:s|ed)?|group(?:s|ed)?|fall into"
    r"|organi[sz]\w+"
    r"|(?:two|three|four|five|six|seven|eight) (?:[\w-]+ ){0,3}(?:kinds|types|levels|classes"
    r"|groups|parts|"
    r"categories|perspectives|dimensions|aspects|stages|branches|streams|families|areas"
    r"|components))\b",
    re.IGNORECASE,
)
_LIST = re.compile(
    r"(?:\binto|:|\bnamely,?|\bi\.e\.,?|\b(?:which|that|they) are|\bincluding|\bas|\bby)\s+(?=\S)"
    r"(?P<list>[^:;.]{6,220})",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"^(?:the |these |its )?(?:two|three|four|five|six|seven|eight|several|\d)\b[^,:]*$",
    re.IGNORECASE,
)
_BETWEEN = re.compile(
    r"\s*(?:,|;|、)\s*(?:and |or |以及|和|与|及)?|\s+(?:and|or|&)\s+|以及|和|与|及", re.IGNORECASE
)
_ENUMERATOR = re.compile(r"^\s*(?:\(?(?:\d|[a-e]|i{1,3}|iv|v)[).]\s*|[-•]\s*)", re.IGNORECASE)
_DETERMINER = re.compile(r"^(?:the|a|an|its|their|our|both|either|such as|other)\s+", re.IGNORECASE)
_LOOSE = re.compile(
    r"\b(?:is|are|was|were|we|which|that|this|these|has|have|can|will|from|with|to|it|they|what"
    r"|how|based"
    r" on the)\b",
    re.IGNORECASE,
)
# A heading that asks for reasons is the survey's motivation.
_WHY = re.compile(r"why\b.*[?？]\s*$|为(?:什么|何).*|なぜ.*", re.IGNORECASE)
_CJK_LISTS = (
    re.compile(
        r"(?:分为|分成|划分为|归纳为|分类为|概括为)(?:以下|如下"
        r"|了)?(?:[一二三四五六七八九十两\d]+[个种类大部分方面]*)?[:：，]?(?P<list>[^。；;]{4,90}?)(?:等|[。；;]|$)"
    ),
    re.compile(
        r"(?:を|は、?)(?P<list>[^。を]{4,90}?)(?:の[一二三四五六\d]+つ)?に(?:分類|大別|分け)"
    ),
)


@dataclass(frozen=True)
class Category:
    """One node of a survey's tree of categories; the tree is a tuple in order, by ``depth``.

    ``basis`` tells whether a heading, the text or both name it.
    """

    name: str
    depth: int
    basis: Basis
    citation: Citation


def taxonomy(
    survey: Survey, documents: Sequence[Document], sentences: Sequence[Evidence]
) -> tuple[Category, ...]:
    """The tree of a survey's categories; empty where neither headings nor text give one.

    Headings of the survey itself go before those of a companion page. What the text enumerates is
    the top level where headings have the same names, and the whole tree where there are none.
    """
    trees = [_from_headings(survey, document) for document in documents]
    tree = _best(documents, trees)
    tree = _without_doubles(tree, survey.title)
    told = _from_text(sentences)
    if len([category for category in tree if category.depth == 0]) < 2:
        return tuple(told) if len(told) > len(tree) else tuple(tree)
    return tuple(_promote(tree, told)[:MOST_CATEGORIES])


def _without_doubles(tree: Sequence[Category], title: str) -> list[Category]:
    """The tree without a top category that an earlier one names with a word of the title more.

    In a survey of alignment, "Training" is "Alignment training" once again. What stands below the
    second stays, below the first.
    """
    field = key_of(title)
    first: dict[frozenset[str], int] = {}
    found: list[Category] = []
    below: dict[int, list[Category]] = {}
    home: int | None = None
    for category in tree:
        key = key_of(category.name)
        if category.depth == 0:
            home = first.get(key - field)
            if home is not None and not key <= key_of(found[home].name):
                home = None
            if home is not None:
                continue
            if key - field:
                first.setdefault(key - field, len(found))
        if home is not None:
            below.setdefault(home, []).append(category)
        else:
            found.append(category)
    for place in sorted(below, reverse=True):
        end = place + 1
        while end < len(found) and found[end].depth > 0:
            end += 1
        known = {key_of(category.name) for category in found[place:end]}
        found[end:end] = [item for item in below[place] if key_of(item.name) not in known]
    return _normalize_depths(found)


def top_level(tree: Iterable[Category]) -> list[Category]:
    """The categories that stand in no other."""
    return [category for category in tree if category.depth == 0]


def key_of(name: str) -> frozenset[str]:
    """What makes two names of a category the same: the stems of their words."""
    return frozenset(content_words(name))


def _best(documents: Sequence[Document], trees: Sequence[list[Category]]) -> list[Category]:
    """The first tree of a paged document with enough categories, else the largest."""
    for document, tree in zip(documents, trees, strict=True):
        if document.page_count and len(tree) >= ENOUGH:
            return tree
    return max(trees, key=len, default=[])


def _from_headings(survey: Survey, document: Document) -> list[Category]:
    """The document's headings without furniture; what stands below furniture goes with it."""
    found: list[Category] = []
    skipped: int | None = None
    shelves: list[int] = []
    made = _how_made(document)
    titled = [
        section
        for section in _before_appendix(document)
        if section.title and section.kind not in UNREAD and not _is_within(section, made)
    ]
    if _has_title(titled, document):
        name = titled[0].title
        titled = [section for section in titled if section.title != name]
    asking = sum(
        _asks(section.title) and not _WHY.match(plain_heading(section.title)) for section in titled
    )
    base = min((section.level for section in titled), default=1)
    said = [sentence.text for _, sentence in document.sentences()]
    strange = unrelated_questions([*(section.title for section in titled), *said])
    for place, section in enumerate(titled):
        level = section.level - base
        if skipped is not None and level > skipped:
            continue
        skipped = None
        shelves = [shelf for shelf in shelves if shelf < level]
        # A survey may divide its field by questions; one question among names is no part of it.
        lone = asking == 1 and _asks(section.title)
        if is_furniture(section.title) or _WHY.match(plain_heading(section.title)) or lone:
            skipped = level
            continue
        if is_shelf(section.title):
            shelves.append(level)
            continue
        name = readable(section.title, document)
        depth = level - len(shelves)
        if (
            depth <= DEEPEST
            and _is_name(name)
            and place not in strange
            and not is_instruction(name)
        ):
            found.append(Category(name, depth, "heading", _heading(survey, document, section)))
    return _beside(_normalize_depths(found))


def _how_made(document: Document) -> set[tuple[str, ...]]:
    """The paths of the parts that tell how a review was made.

    Two of the titles directly below them are items of a review's protocol.
    """
    told: dict[tuple[str, ...], set[str]] = {}
    for section in document.sections:
        title = plain_heading(section.title)
        names = {item.name for item in items() if is_titled(item, title) == 1}
        if names and len(section.path) > 1:
            told.setdefault(section.path[:-1], set()).add(min(names))
    return {path for path, names in told.items() if len(names) > 1}


def _is_within(section: Section, paths: Collection[tuple[str, ...]]) -> bool:
    return any(section.path[: len(path)] == path for path in paths)


def _asks(title: str) -> bool:
    return title.rstrip().endswith(("?", "？"))


def _before_appendix(document: Document) -> list[Section]:
    kinds = [section.kind for section in document.sections]
    end = kinds.index("appendix") if "appendix" in kinds else len(kinds)
    return list(document.sections[:end])


def _has_title(titled: Sequence[Section], document: Document) -> bool:
    """Whether the first heading is the document's own, above all others."""
    if not titled:
        return False
    first = titled[0]
    others = [section for section in titled if section.title != first.title]
    alone = bool(others) and all(section.level > first.level for section in others)
    return first.title.strip() == document.title.strip() or (first.level == 1 and alone)


def _is_name(name: str) -> bool:
    words = len(name) / 2 if has_cjk(name) else len(name.split())
    says = bool(key_of(name)) and any(map(str.isalpha, name))
    return says and words <= (LONGEST_CJK_NAME / 2 if has_cjk(name) else LONGEST_NAME)


def _normalize_depths(tree: Sequence[Category]) -> list[Category]:
    """The tree without jumps in depth, and without names that repeat among neighbours."""
    found: list[Category] = []
    above: list[tuple[int, frozenset[str]]] = []
    seen: set[tuple[frozenset[str], ...]] = set()
    for category in tree:
        above = [item for item in above if item[0] < category.depth]
        path = (*(key for _, key in above), key_of(category.name))
        if path in seen:
            continue
        seen.add(path)
        found.append(replace(category, depth=len(above)))
        above.append((category.depth, key_of(category.name)))
    return found


def _beside(tree: list[Category]) -> list[Category]:
    """The tree in which no category stands below one that it stands beside elsewhere.

    Pages are often made with a level too many for the second and third of some siblings.
    """
    siblings: dict[tuple[int, ...], set[frozenset[str]]] = {}
    lineage: list[tuple[int, ...]] = []
    above: list[int] = []
    for place, category in enumerate(tree):
        above = above[: category.depth]
        lineage.append(tuple(above))
        siblings.setdefault(tuple(above), set()).add(key_of(category.name))
        above.append(place)
    found: list[Category] = []
    raised: set[int] = set()
    for place, category in enumerate(tree):
        if lineage[place]:
            parent = lineage[place][-1]
            pair = {key_of(category.name), key_of(tree[parent].name)}
            elsewhere = (group for at, group in siblings.items() if at != lineage[parent])
            if len(pair) == 2 and any(pair <= group for group in elsewhere):
                raised.add(place)
        shift = sum(above in raised for above in (*lineage[place], place))
        found.append(replace(category, depth=category.depth - shift))
    return found


def _heading(survey: Survey, document: Document, section: Section) -> Citation:
    """The citation of a heading: its words as they stand, and the page that it opens."""
    pages = section.pages
    if pages is None:
        inner = (
            other.pages
            for other in document.sections
            if other.path[: len(section.path)] == section.path and other.pages
        )
        pages = next(inner, None)
    return Citation(
        survey=survey,
        document_id=document.id,
        document=document.name,
        section=section.label(document.title),
        page=pages[0] if pages else None,
        quote=section.title,
        sentence=-1,
        supported=True,
    )


def _from_text(sentences: Sequence[Evidence]) -> list[Category]:
    """The categories that the sentence which divides the field best enumerates."""
    best: list[Category] = []
    for item in sentences:
        at_home = item.kind in ENUMERATING or is_shelf(item.section.split(" › ")[-1])
        if not at_home:
            continue
        names = categories_in_sentence(item.text)
        if len(names) > len(best):
            best = [Category(name, 0, "text", cite(item, True)) for name in names]
    return best


def categories_in_sentence(sentence: str) -> list[str]:
    """The categories into which a sentence divides something; none where it does not.

    >>> categories_in_sentence("We categorize the methods into outer and inner alignment.")
    ['outer alignment', 'inner alignment']
    >>> categories_in_sentence("There are three levels: instructions, preferences, and values.")
    ['instructions', 'preferences', 'values']
    """
    if has_cjk(sentence):
        lists = [match["list"] for pattern in _CJK_LISTS if (match := pattern.search(sentence))]
    elif divides := _DIVIDES.search(sentence):
        lists = [match["list"] for match in _LIST.finditer(sentence, divides.start())]
    else:
        return []
    found: list[str] = []
    for text in lists:
        names = _items(text)
        if len(names) > len(found):
            found = names
    return found


def _items(text: str) -> list[str]:
    """The items of a list in words, or none where they are not a list of names."""
    parts = [part for part in _BETWEEN.split(text) if part and part.strip()]
    names = []
    for part in parts:
        name = _DETERMINER.sub("", _ENUMERATOR.sub("", part).strip()).strip(" .\"'“”‘’（）()")
        if not name or _COUNTED.match(name):
            continue
        long = (
            len(name) > LONGEST_CJK_NAME / 2 if has_cjk(name) else len(name.split()) > LONGEST_ITEM
        )
        if long or _LOOSE.search(name):
            return []
        names.append(name)
    if not 2 <= len(names) <= 8 or len({name.lower() for name in names}) < len(names):
        return []
    return _with_shared_head(names)


def _with_shared_head(names: list[str]) -> list[str]:
    """ "outer" and "inner alignment" as "outer alignment" and "inner alignment"."""
    last = names[-1].split()
    if len(last) == 2 and all(len(name.split()) == 1 for name in names[:-1]):
        return [*(f"{name} {last[1]}" for name in names[:-1]), names[-1]]
    return names


def _promote(tree: list[Category], told: Sequence[Category]) -> list[Category]:
    """The tree with what the text calls a category at the top, where headings have those names.

    Levels of headings are often wrong, as when the second of three categories stands under the
    first; the text's own list is then right.
    """
    wanted = {key_of(category.name) for category in told}
    there = {key_of(category.name) for category in tree} & wanted
    if len(there) < 2:
        return tree
    first: dict[frozenset[str], int] = {}
    for place, category in enumerate(tree):
        key = key_of(category.name)
        if key in there and (key not in first or category.depth < tree[first[key]].depth):
            first[key] = place
    found: list[Category] = []
    shift, below = 0, -1
    for place, category in enumerate(tree):
        if category.depth <= below:
            shift, below = 0, -1
        if place in first.values():
            shift, below = category.depth, category.depth
            category = replace(category, basis="both")
        found.append(replace(category, depth=category.depth - shift))
    return found
