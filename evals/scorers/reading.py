"""A document that our reader made, held against what a person sees on the pages."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from assistant.documents import passages
from assistant.documents.document import Document, Section, Sentence
from evals.datasets.reading_gold import Gold, Heading, label_key, split_number
from evals.scorers.letters import shared_letters
from evals.scorers.normalized import normalize
from evals.scorers.word_order import common_order
from evals.task import Tally

SAME_HEADING = 90  # rapidfuzz's ratio: formulas in a heading may be spelled in several ways
SAME_CAPTION = 85
SHORTEST_LINE = 8
MOST_LINES_SHOWN = 3
_NO_EVIDENCE = frozenset(("references", "front"))
_NO_HEADINGS = frozenset(("abstract", "caption"))


@dataclass(frozen=True)
class Stream:
    """The letters of every sentence in reading order, and where each sentence starts."""

    text: str
    starts: tuple[int, ...]
    sentences: tuple[Sentence, ...]

    def place(self, wanted: str) -> int:
        """Where these words start; -1 where they are not."""
        return self.text.find(normalize(wanted))

    def over(self, wanted: str) -> tuple[Sentence, ...]:
        """The sentences that these words run over, wherever they first occur."""
        place = self.place(wanted)
        if place < 0:
            return ()
        first = bisect_right(self.starts, place) - 1
        last = bisect_right(self.starts, place + len(normalize(wanted)) - 1) - 1
        return self.sentences[first : last + 1]


def stream(document: Document) -> Stream:
    """The running text that evidence may come from, captions after it.

    What was taken for an entry of the references or for front matter is as good as lost.
    """
    sentences = [
        sentence for section, sentence in document.sentences() if section.kind not in _NO_EVIDENCE
    ]
    sentences += [Sentence(c.text or c.label, c.page, c.boxes) for c in document.captions]
    texts = [normalize(sentence.text) for sentence in sentences]
    starts, length = [], 0
    for text in texts:
        starts.append(length)
        length += len(text)
    return Stream("".join(texts), tuple(starts), tuple(sentences))


def compare(gold: Gold, document: Document, pages: Sequence[Sequence[str]]) -> tuple[Tally, ...]:
    """Every measure of one paper; ``pages`` are the lines of its pages by bare extraction."""
    made = stream(document)
    return (
        title(gold, document),
        authors(gold, document),
        first_author(gold, document),
        year(gold, document),
        abstract(gold, document),
        *headings(gold, document),
        order(gold, made),
        *quotes(gold, made),
        captions(gold, document),
        references(gold, document),
        references_kept_out(gold, document),
        *text_kept(document, pages),
    )


def title(gold: Gold, document: Document) -> Tally:
    """Whether the title is letter for letter the one on the page."""
    right = normalize(document.title) == normalize(gold.title)
    misses = () if right else (f"read {document.title!r}, on the page {gold.title!r}",)
    return Tally("title", int(right), 1, misses=misses)


def authors(gold: Gold, document: Document) -> Tally:
    """Authors by name, each once."""
    left = list(document.authors)
    misses = []
    for names in gold.authors:
        spellings = {normalize(name) for name in names}
        found = next((name for name in left if normalize(name) in spellings), None)
        if found is None:
            misses.append(f"missed: {names[0]}")
        else:
            left.remove(found)
    right = len(gold.authors) - len(misses)
    misses += [f"not an author: {name!r}" for name in left]
    return Tally("authors", right, len(gold.authors), len(document.authors), tuple(misses))


def first_author(gold: Gold, document: Document) -> Tally:
    """Whether the author who is read first is the one who is printed first."""
    read = document.authors[0] if document.authors else ""
    right = normalize(read) in {normalize(name) for name in gold.authors[0]}
    misses = () if right else (f"read {read!r}, on the page {gold.authors[0][0]!r}",)
    return Tally("first author", int(right), 1, misses=misses)


def year(gold: Gold, document: Document) -> Tally:
    """Whether the year is the printed one; nothing is wanted where none was written down."""
    if gold.year is None:
        return Tally("year", 0, 0)
    right = document.year == gold.year
    misses = () if right else (f"read {document.year}, on the page {gold.year}",)
    return Tally("year", int(right), 1, misses=misses)


def abstract(gold: Gold, document: Document) -> Tally:
    """Whether the abstract has the letters of the one on the page, no more and no less.

    Only its ends are compared where the gold has no digest of it.
    """
    read = normalize(document.abstract)
    first, last = (normalize(words) for words in gold.abstract_ends)
    if gold.abstracts:
        right = hashlib.sha256(read.encode()).hexdigest() in gold.abstracts
    else:
        right = read.startswith(first) and read.endswith(last)
    misses: list[str] = []
    if not read:
        misses = ["none read"]
    elif not right:
        if not read.startswith(first):
            told = gold.abstract_ends[0]
            misses.append(f"begins {document.abstract[:60]!r}, on the page {told!r}")
        if not read.endswith(last):
            told = gold.abstract_ends[1]
            misses.append(f"ends {document.abstract[-60:]!r}, on the page {told!r}")
        misses = misses or ["both ends are right, something between them is not"]
    return Tally("abstract", int(right), 1, misses=tuple(misses))


def headings(gold: Gold, document: Document) -> tuple[Tally, Tally, Tally]:
    """Headings found, and of those found the ones with the right level and the right page.

    A section without text of its own or below it has no page, which is not judged.
    """
    read = [section for section in document.sections if _is_heading(section, gold)]
    pairs, misses = [], []
    left = list(read)
    for heading in gold.headings:
        found = _same(heading, left, document)
        if found is None:
            misses.append(f"missed: p. {heading.page} {heading.text!r}")
        else:
            left.remove(found)
            pairs.append((heading, found))
    spurious = [section for section in left if not _is_aside(section, gold)]
    misses += [f"false: p. {_page(s, document) or '?'} {s.title!r}" for s in spurious]
    judged = [(heading, section) for heading, section in pairs if heading.level]
    levels = [
        f"level {section.level}, not {heading.level}: p. {heading.page} {heading.text!r}"
        for heading, section in judged
        if section.level != heading.level
    ]
    placed = [(heading, page) for heading, section in pairs if (page := _page(section, document))]
    places = [
        f"p. {page}, not {heading.page}: {heading.text!r}"
        for heading, page in placed
        if page != heading.page
    ]
    given = len(pairs) + len(spurious)
    return (
        Tally("headings", len(pairs), len(gold.headings), given, tuple(misses)),
        Tally("heading levels", len(judged) - len(levels), len(judged), misses=tuple(levels)),
        Tally("heading pages", len(placed) - len(places), len(placed), misses=tuple(places)),
    )


def _is_heading(section: Section, gold: Gold) -> bool:
    told = normalize(section.title)
    return bool(told) and section.kind not in _NO_HEADINGS and told != normalize(gold.title)


def _is_aside(section: Section, gold: Gold) -> bool:
    told = normalize(section.title)
    return any(told == normalize(aside) for aside in gold.asides)


def _same(heading: Heading, left: Sequence[Section], document: Document) -> Section | None:
    """The section of this heading: the nearest by page of those with its number and words."""
    number, told = split_number(heading.text)
    found = []
    for section in left:
        its_number, its = split_number(section.title)
        if number and its_number and number != its_number:
            continue
        whole = normalize(section.title) == normalize(heading.text)
        if whole or fuzz.ratio(told, its) >= SAME_HEADING:
            found.append(section)
    return min(found, key=lambda s: abs((_page(s, document) or 0) - heading.page), default=None)


def _page(section: Section, document: Document) -> int | None:
    """The page of a section's first sentence, or of the first below it; None without any."""
    place = next(i for i, other in enumerate(document.sections) if other is section)
    for other in document.sections[place:]:
        if other is not section and other.level <= section.level:
            return None
        if other.sentences:
            return other.sentences[0].page
    return None


def order(gold: Gold, made: Stream) -> Tally:
    """Pairs of openings of paragraphs that stand in the order in which a person reads them."""
    misses = []
    for first, then in gold.order:
        places = made.place(first), made.place(then)
        lost = [text for text, place in zip((first, then), places, strict=True) if place < 0]
        if lost:
            misses += [f"not found: {text!r}" for text in lost[:1]]
        elif places[0] >= places[1]:
            misses.append(f"{then!r} comes before {first!r}")
    return Tally(
        "reading order", len(gold.order) - len(misses), len(gold.order), None, tuple(misses)
    )


def quotes(gold: Gold, made: Stream) -> tuple[Tally, Tally, Tally]:
    """Quotes that are found, that are found on their page, and whose boxes lie there.

    A sentence that runs over two pages belongs to both.
    """
    lost, astray, unboxed = [], [], []
    for quote in gold.quotes:
        told = f"p. {quote.page} {quote.text!r}"
        sentences = made.over(quote.text)
        boxes = {box.page for sentence in sentences for box in sentence.boxes}
        pages = {sentence.page for sentence in sentences} | boxes
        if not sentences:
            lost.append(f"not found: {told}")
        elif quote.page not in pages:
            astray.append(f"on p. {sorted(page for page in pages if page)}: {told}")
        elif quote.page not in boxes:
            unboxed.append(f"boxes on {sorted(boxes)}: {told}")
    wanted = len(gold.quotes)
    found = wanted - len(lost)
    placed = found - len(astray)
    return (
        Tally("quotes found", found, wanted, misses=tuple(lost)),
        Tally("quotes on their page", placed, wanted, misses=tuple(lost + astray)),
        Tally("quotes boxed there", placed - len(unboxed), wanted, misses=tuple(unboxed)),
    )


def captions(gold: Gold, document: Document) -> Tally:
    """Captions with the right label, page and first words; none wanted where none are known."""
    if gold.captions is None:
        return Tally("captions", 0, 0)
    left = list(document.captions)
    misses = []
    for wanted in gold.captions:
        key, told = label_key(wanted.label), normalize(wanted.first)
        same = [caption for caption in left if label_key(caption.label) == key]
        best = max(
            same, key=lambda c: fuzz.ratio(normalize(c.text)[: len(told)], told), default=None
        )
        name = f"p. {wanted.page} {wanted.label}"
        if best is None:
            misses.append(f"missed: {name} {wanted.first!r}")
            continue
        left.remove(best)
        if fuzz.ratio(normalize(best.text)[: len(told)], told) < SAME_CAPTION:
            misses.append(f"other words: {name} reads {best.text[:50]!r}, not {wanted.first!r}")
        elif best.page != wanted.page:
            misses.append(f"on p. {best.page}: {name} {wanted.first!r}")
    right = len(gold.captions) - len(misses)
    misses += [f"false: p. {c.page} {c.label} {c.text[:50]!r}" for c in left]
    return Tally("captions", right, len(gold.captions), len(document.captions), tuple(misses))


def references(gold: Gold, document: Document) -> Tally:
    """How many entries the list of references was cut into, against how many it has."""
    read, wanted = len(document.references), gold.references
    misses = () if read == wanted else (f"{read} entries, on the pages {wanted}",)
    return Tally("references", min(read, wanted), wanted, read, misses)


def references_kept_out(gold: Gold, document: Document) -> Tally:
    """Reference entries, by their openings, that no passage holds."""
    evidence = [normalize(passage.text) for passage in passages.split(document)]
    misses = tuple(
        f"in a passage: {opening!r}"
        for opening in gold.openings
        if any(normalize(opening) in text for text in evidence)
    )
    wanted = len(gold.openings)
    return Tally("references kept out", wanted - len(misses), wanted, misses=misses)


def text_kept(document: Document, pages: Sequence[Sequence[str]]) -> tuple[Tally, Tally]:
    """The letters of the PDF's lines that stand in the document: of whole lines, and of pieces.

    A line that lacks no more than the mark of a footnote is lost as a whole line.
    """
    parts = [document.title, *document.authors, document.abstract]
    for section in document.sections:
        parts += [section.title, *(sentence.text for sentence in section.sentences)]
    parts += [text for caption in document.captions for text in (caption.label, caption.text)]
    for table in document.tables:
        cells = sorted(table.cells, key=lambda cell: (cell.row, cell.column))
        parts += [table.label, table.caption, *(cell.text for cell in cells)]
    whole = normalize("".join([*parts, *document.references]))
    wanted, right, pieces, misses = 0, 0, 0, []
    for number, lines in enumerate(pages, start=1):
        told = [(line, normalize(line)) for line in lines]
        told = [(line, text) for line, text in told if len(text) >= SHORTEST_LINE]
        lost = [(line, text) for line, text in told if text not in whole]
        wanted += sum(len(text) for _, text in told)
        gone = sum(len(text) for _, text in lost)
        pieces += sum(shared_letters(text, whole) for _, text in lost)
        right += sum(len(text) for _, text in told) - gone
        if lost:
            shown = " / ".join(line[:60] for line, _ in lost[:MOST_LINES_SHOWN])
            misses.append(f"p. {number}: {len(lost)} lines, {gone} letters: {shown}")
    kept = Tally("text kept", right, wanted, misses=tuple(misses))
    return kept, Tally("letters kept", right + pieces, wanted)


def compare_parsers(document: Document, text: str, heads: Sequence[str]) -> tuple[Tally, Tally]:
    """Word order and headings against another parser's text and section heads of the paper."""
    ours = " ".join(sentence.text for _, sentence in document.sentences())
    in_order, shared = common_order(ours, text)
    ours_told = {split_number(section.title)[1] for section in document.sections}
    told = {split_number(head)[1]: head for head in heads}
    misses = [
        f"no such heading: {head!r}"
        for key, head in told.items()
        if not any(fuzz.ratio(key, other) >= SAME_HEADING for other in ours_told)
    ]
    return (
        Tally("GROBID word order", in_order, shared),
        Tally("GROBID heads", len(told) - len(misses), len(told), misses=tuple(misses)),
    )
