"""What the evidence model says of the sentences of a survey that may answer a question."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from assistant.evidence.evidence import Evidence
from assistant.models.evidence_model import EvidenceModel
from assistant.models.heads import SentenceScore
from assistant.text.scripts import Language, question_language
from vectorstore.analyzer import estimate_tokens

# Tokens of a passage that is read at once, and the sentences on each side of one that is asked for
# that are read with it.
PASSAGE_TOKENS = 250
BESIDE = 1


def read_places(
    model: EvidenceModel,
    questions: Mapping[Language, str],
    sentences: Sequence[Evidence],
    places: Collection[int],
) -> dict[int, SentenceScore]:
    """What the model says of the sentences at some places and of their neighbours, by place.

    ``questions`` has the question in each language: a passage is asked in its own.
    """
    passages: dict[Language, list[list[int]]] = {}
    for run in _runs(sentences, places):
        language = question_language(" ".join(sentences[place].text for place in run))
        passages.setdefault(language, []).append(run)
    found: dict[int, SentenceScore] = {}
    for language, runs in passages.items():
        texts = [[sentences[place].text for place in run] for run in runs]
        for run, scores in zip(runs, model.rank(questions[language], texts), strict=True):
            found.update(zip(run, scores.sentences, strict=True))
    return found


def _runs(sentences: Sequence[Evidence], places: Collection[int]) -> Iterator[list[int]]:
    """Places with their neighbours, in runs of one section that are short enough to be read."""
    around = {
        beside
        for place in places
        for beside in range(place - BESIDE, place + BESIDE + 1)
        if 0 <= beside < len(sentences) and _home(sentences[beside]) == _home(sentences[place])
    }
    run: list[int] = []
    tokens = 0
    for place in sorted(around):
        cost = estimate_tokens(sentences[place].text)
        new = not run or place > run[-1] + 1 or _home(sentences[place]) != _home(sentences[run[0]])
        if run and (new or tokens + cost > PASSAGE_TOKENS):
            yield run
            run, tokens = [], 0
        run.append(place)
        tokens += cost
    if run:
        yield run


def _home(item: Evidence) -> tuple[str, str]:
    return (item.document_id, item.section)
