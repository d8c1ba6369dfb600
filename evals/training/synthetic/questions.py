"""Records made from people's questions on papers: the development halves of L-Eval and BAMBOO.

The sentence that covers the gold answer best counts as the answer. The halves to confirm with are
never read.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from pathlib import Path

from assistant.text.sentences import sentence_spans
from assistant.text.words import content_words
from evals.datasets.papers import BAMBOO, LEVAL, PaperSet, bamboo, leval
from evals.scorers.text import token_f1
from evals.task import Sample
from evals.training.records import AnswersRecord, Span
from evals.training.synthetic.windows import Neighbours, coverage, window, windows, word_count

SOURCES = {LEVAL: "made-leval-develop", BAMBOO: "made-bamboo-develop"}
LEAST_COVERED = 0.5
SAME_PASSAGE = 0.8
MOST_COVERED = 0.3
VARIANTS = 3
UNANSWERABLE = 2
MOST_BEFORE = 5
SHORTEST_SENTENCE, LONGEST_SENTENCE = 3, 90


def question_records(data: Path, seed: int) -> Iterator[AnswersRecord]:
    """Each question with windows of its paper that hold the answer and some that do not."""
    for file, read in ((LEVAL, leval), (BAMBOO, bamboo)):
        found = read(data / file)
        for sample in found.samples:
            if sample.half == "develop" and "yesno" not in sample.kinds:
                draw = random.Random(f"{seed} {sample.id}")
                yield from _records(sample, paper_sentences(found, sample), SOURCES[file], draw)


def paper_sentences(found: PaperSet, sample: Sample) -> list[str]:
    """The sentences of the paper that a sample asks about, line by line."""
    lines = found.papers[sample.source].split("\n")
    sentences = [line[start:end] for line in lines for start, end in sentence_spans(line)]
    return [s for s in sentences if SHORTEST_SENTENCE <= word_count(s) <= LONGEST_SENTENCE]


def _records(
    sample: Sample, sentences: Sequence[str], source: str, draw: random.Random
) -> Iterator[AnswersRecord]:
    right = answering(sample, sentences)
    if not right:
        return
    best = right[0]
    for number in range(VARIANTS):
        start, end = window(sentences, best, draw.randint(0, MOST_BEFORE))
        # Only the best sentence's place is sure; others of the same worth are listed too.
        spans = tuple(
            Span(place - start, 0, sentences[place]) for place in right if start <= place < end
        )
        key = f"{sample.id}-{number}"
        yield AnswersRecord(key, sample.question, tuple(sentences[start:end]), spans, "en", source)
    passages = [
        passage
        for passage in windows(sentences)
        if not any(sentences[place] in passage for place in right)
        and all(coverage(target, " ".join(passage)) < LEAST_COVERED for target in sample.targets)
        and all(coverage(text, " ".join(passage)) < LEAST_COVERED for text in sample.evidence)
    ]
    near = Neighbours([" ".join(passage) for passage in passages])
    for place in near.nearest(sample.question, most=UNANSWERABLE):
        key = f"{sample.id}-none-{place}"
        yield AnswersRecord(key, sample.question, passages[place], (), "en", source)


def answering(sample: Sample, sentences: Sequence[str]) -> list[int]:
    """The places of the sentences that answer, best first; none where none covers enough.

    A sentence must hold half of the content words of a gold answer, and where a gold passage is
    given, stand in it.
    """
    allowed = list(range(len(sentences)))
    if sample.evidence:
        gold = " ".join(sample.evidence)
        allowed = [i for i in allowed if coverage(sentences[i], gold) >= SAME_PASSAGE]
    scores = {place: _worth(sample, sentences[place]) for place in allowed}
    enough = [place for place, (share, _) in scores.items() if share >= LEAST_COVERED]
    if not enough:
        return []
    enough.sort(key=lambda place: (scores[place], -place), reverse=True)
    top = scores[enough[0]]
    return [place for place in enough if scores[place][0] >= top[0]][:VARIANTS]


def _worth(sample: Sample, sentence: str) -> tuple[float, float]:
    """How much of a gold answer a sentence holds; then the words in common with the question."""
    targets = [target for target in sample.targets if content_words(target)]
    if not targets:
        return 0.0, 0.0
    share = max(coverage(target, sentence) for target in targets)
    alike = max(token_f1(sentence, target) for target in targets)
    return share, alike + coverage(sample.question, sentence)
