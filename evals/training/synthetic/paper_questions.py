"""Questions made from sentences of full texts, in the forms that people ask of papers."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evals.training.records import AnswersRecord, Span
from evals.training.synthetic import edits
from evals.training.synthetic.full_texts import Paper
from evals.training.synthetic.windows import (
    PASSAGE_WORDS,
    Neighbours,
    coverage,
    is_plain,
    window,
    windows,
)

SOURCE = "made-full-text-questions"
PER_KIND = 3
PER_PAPER = 16
MOST_BEFORE = 5
MOST_COVERED = 0.6
SHORTEST_PASSAGE = 2
ARTICLES = (
    "The",
    "A",
    "An",
    "Our",
    "This",
    "Each",
    "We",
    "These",
    "Most",
    "Many",
    "Existing",
    "Such",
)


@dataclass(frozen=True)
class Template:
    """A form of sentence and the questions that such a sentence answers."""

    kind: str
    questions: tuple[str, ...]
    pattern: re.Pattern[str]
    about: tuple[str, ...]
    names: int

    @property
    def open(self) -> bool:
        """Whether every sentence of this form answers the same question."""
        return bool(self.about)


@dataclass(frozen=True)
class Asked:
    """A question, the place of the sentence that answers it, and the answer's span in it."""

    template: Template
    question: str
    place: int
    start: int
    text: str


def question_templates() -> tuple[Template, ...]:
    """The forms of ``templates.toml``."""
    tables: Sequence[Mapping[str, Any]] = edits.templates()["asked"]
    return tuple(
        Template(
            table["kind"],
            tuple(table["questions"]),
            re.compile(table["pattern"]),
            tuple(table.get("about", ())),
            table.get("names", 0),
        )
        for table in tables
    )


def paper_questions(papers: Sequence[Paper], seed: int) -> Iterator[AnswersRecord]:
    """Each question with a window that answers it and, where one is alike, one that does not."""
    templates = question_templates()
    for paper in papers:
        draw = random.Random(f"{seed} {paper.id} questions")
        sentences = paper.sentences
        found = [*_asked(sentences, templates, draw), *_acronyms(sentences, draw)]
        draw.shuffle(found)
        kinds: Counter[str] = Counter()
        passages = windows(sentences)
        near = Neighbours([" ".join(passage) for passage in passages])
        for asked in found:
            if kinds[asked.template.kind] < PER_KIND and kinds.total() < PER_PAPER:
                kinds[asked.template.kind] += 1
                yield from _records(paper, asked, passages, near, draw)


def _asked(
    sentences: Sequence[str], templates: Sequence[Template], draw: random.Random
) -> Iterator[Asked]:
    for place, sentence in enumerate(sentences):
        for template in templates:
            match = _match(template, sentence)
            if match is not None:
                groups = {name: _inside(text) for name, text in match.groupdict().items() if text}
                question = draw.choice(template.questions).format(**groups)
                start, end = match.span("answer") if "answer" in groups else (0, len(sentence))
                text = sentence[start:end].rstrip()
                yield Asked(template, question, place, start, text)


def _match(template: Template, sentence: str) -> re.Match[str] | None:
    if not is_plain(sentence) or len(edits.names(sentence)) < template.names:
        return None
    return template.pattern.search(sentence)


def _inside(text: str) -> str:
    """A part of a sentence as it stands inside another: without the capital of its article."""
    first, _, rest = text.strip().partition(" ")
    return f"{first.lower()} {rest}" if first in ARTICLES and rest else text.strip()


def _acronyms(sentences: Sequence[str], draw: random.Random) -> Iterator[Asked]:
    """ "What does ABC stand for?", where "A… B… C… (ABC)" is first said."""
    table = edits.templates()["acronyms"]
    template = Template("acronym", tuple(table["questions"]), re.compile(""), (), 0)
    known: set[str] = set()
    for place, sentence in enumerate(sentences):
        for match in re.finditer(table["pattern"], sentence):
            short = match.group("short")
            words = re.split(r"[\s-]+", match.group("long"))[-len(short) :]
            initials = "".join(word[:1] for word in words).lower()
            if initials == short.lower() and short not in known and is_plain(sentence):
                start = match.start() + match.group().lower().rfind(words[0].lower())
                text = sentence[start : match.end("long")]
                known.add(short)
                question = draw.choice(template.questions).format(what=short)
                yield Asked(template, question, place, start, text)


def _records(
    paper: Paper,
    asked: Asked,
    passages: Sequence[tuple[str, ...]],
    near: Neighbours,
    draw: random.Random,
) -> Iterator[AnswersRecord]:
    sentences = paper.sentences
    start, end = window(sentences, asked.place, draw.randint(0, MOST_BEFORE), PASSAGE_WORDS)
    spans = [Span(asked.place - start, asked.start, asked.text)]
    if asked.template.open:
        spans += [
            Span(place - start, 0, sentences[place])
            for place in range(start, end)
            if place != asked.place and _match(asked.template, sentences[place])
        ]
    key = f"{paper.id}-{asked.place}-{asked.template.kind}"
    shown = tuple(sentences[start:end])
    yield AnswersRecord(key, asked.question, shown, tuple(spans), "en", SOURCE)
    sentence = sentences[asked.place]
    likest = near.nearest(f"{asked.question} {sentence}", most=8)
    for place in likest:
        if _unanswering(asked, sentence, passages[place]):
            key = f"{paper.id}-{asked.place}-{asked.template.kind}-none"
            yield AnswersRecord(key, asked.question, passages[place], (), "en", SOURCE)
            return


def _unanswering(asked: Asked, sentence: str, passage: Sequence[str]) -> bool:
    """Whether a passage of the same paper surely does not answer."""
    text = " ".join(passage)
    if sentence in passage or len(passage) < SHORTEST_PASSAGE:
        return False
    if asked.template.open:
        return not edits.holds_any(text, asked.template.about)
    return asked.text.lower() not in text.lower() and coverage(asked.text, text) < MOST_COVERED
