"""What to ask next: about what stands beside the cited places, where there is an answer to it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence

from assistant.answers.abstention import reason_to_abstain
from assistant.answers.answer import Answer
from assistant.answers.retrieval import Retrieved
from assistant.documents.document import Document
from assistant.documents.survey import Survey, short_name
from assistant.errors import AssistantError
from assistant.evidence.injection import is_instruction
from assistant.text.scripts import CJK_LETTERS, Language, question_language
from assistant.text.words import content_words

COUNT = 3
MOST_TRIED = 8
KINDS = ("body", "method", "results", "limitations", "future")
QUESTIONS: Mapping[Language, str] = {
    "en": "What is said about {topic} in {survey}?",
    "zh": "{survey} 对“{topic}”有何论述？",
    "ja": "{survey} は「{topic}」について何を述べていますか？",
}
_NUMBERING = re.compile(r"^\W*(?:(?:section|chapter|appendix|part)\s+)?[\dA-Z]*(?:\.\d+)*[.):]?\s+")
_CJK = re.compile(f"[{CJK_LETTERS}]")
_FORMULA = ("Sm", "Sk", "So")  # mathematical signs, accents that stand alone, other signs


def follow_ups(
    answer: Answer,
    asked: Sequence[str],
    document: Callable[[str], Document],
    retrieve: Callable[[str, Survey], Retrieved],
) -> tuple[str, ...]:
    """At most three questions that have an answer, about sections near those that were cited.

    They are in the language of the question that was answered. ``asked`` are the questions of the
    conversation, which are not proposed again; ``document`` gives a document by its id,
    ``retrieve`` the evidence for a question in a survey.
    """
    found: list[str] = []
    said = {frozenset(content_words(question)) for question in asked}
    tried = 0
    for survey, topic, question in _candidates(answer, document):
        words = frozenset(content_words(topic))
        if not words or any(words <= before for before in said):
            continue
        said.add(words)
        tried += 1
        if not reason_to_abstain(retrieve(question, survey)):
            found.append(question)
        if len(found) == COUNT or tried == MOST_TRIED:
            break
    return tuple(found)


def _candidates(
    answer: Answer, document: Callable[[str], Document]
) -> Iterator[tuple[Survey, str, str]]:
    """Each section after a cited one, then those before it, nearest first; surveys take turns."""
    places: dict[str, tuple[Survey, int]] = {}
    cited = [c for claim in answer.claims if claim.supported for c in claim.citations]
    first = [(c.document_id, c.survey, c.sentence) for c in cited]
    then = [(item.document_id, item.survey, item.sentence) for item in answer.evidence]
    for document_id, survey, sentence in [*first, *then]:
        if sentence >= 0:
            places.setdefault(document_id, (survey, sentence))
    language = question_language(answer.question)
    streams = []
    for document_id, (survey, sentence) in places.items():
        try:
            streams.append(_near(document(document_id), survey, sentence, language))
        except AssistantError:  # removed since
            continue
    while streams:
        for stream in list(streams):
            if (candidate := next(stream, None)) is None:
                streams.remove(stream)
            else:
                yield candidate


def _near(
    document: Document, survey: Survey, sentence: int, language: Language
) -> Iterator[tuple[Survey, str, str]]:
    sections = document.sections
    here = _section_of(document, sentence)
    for place in sorted(range(len(sections)), key=lambda i: (abs(i - here), i < here)):
        section = sections[place]
        topic = _NUMBERING.sub("", section.title).strip(" .:")
        other = place != here and topic not in (document.title, survey.title)
        if other and section.kind in KINDS and section.sentences and _is_topic(topic):
            question = QUESTIONS[language]
            if topic.endswith(("?", "？")):  # the heading asks by itself
                question = "{topic} ({survey})"
            yield survey, topic, question.format(topic=topic, survey=short_name(survey))


def _section_of(document: Document, sentence: int) -> int:
    for place, section in enumerate(document.sections):
        sentence -= len(section.sentences)
        if sentence < 0:
            return place
    return 0


def _is_topic(title: str) -> bool:
    """Whether a heading names something: two to eight words, or some Chinese or Japanese ones.

    One with a formula in it does not.
    """
    if is_instruction(title) or any(unicodedata.category(letter) in _FORMULA for letter in title):
        return False
    if _CJK.search(title):
        return 3 <= len(title) <= 24
    words = title.split()
    return 2 <= len(words) <= 8 and len(content_words(title)) >= 2 and title.isprintable()
