"""The writer's records: what ships of them, and how they are put together with texts."""

from __future__ import annotations

import random
from collections import Counter

from evals.training.writer.cuts import RANGE
from evals.training.writer.records import PAPERS, SHOWN, WriterRecord, draw, shipped_answers

RECORD = WriterRecord(
    "Why?", tuple(f"Sentence {n}." for n in range(10)), (((8,), "It is so."), ((2, 8), "And so."))
)


def test_what_a_reply_needs_is_always_shown_in_its_order() -> None:
    for seed in range(50):
        record = draw(RECORD, random.Random(seed))
        assert SHOWN[0] <= len(record.sentences) <= SHOWN[1]
        assert list(record.sentences) == sorted(record.sentences)
        named = [[record.sentences[place] for place in places] for places, _ in record.reply]
        assert named == [["Sentence 8."], ["Sentence 2.", "Sentence 8."]]


def test_every_answer_names_sentences_that_it_takes_words_from() -> None:
    lines = list(shipped_answers())
    assert len(lines) > 3000
    for line in lines:
        for places, cuts in line["reply"]:
            assert places and max(places) < len(line["ranked"])
            assert all(int(found[1] or 0) < len(places) for found in RANGE.finditer(cuts))


def test_no_paper_is_in_both_halves_and_some_questions_have_no_answer() -> None:
    lines = [line for line in shipped_answers() if line["source"] == PAPERS]
    halves = {half: {x["id"] for x in lines if x["half"] == half} for half in ("train", "dev")}
    assert halves["dev"] and not halves["train"] & halves["dev"]
    kinds = Counter(line["kind"] for line in lines if not line["reply"])
    assert kinds["none"] > 100


def test_the_texts_themselves_are_not_shipped() -> None:
    """Of what an answer says most stands as ranges of words, not as words of other people's."""
    own = ranges = 0
    for line in shipped_answers():
        for _, cuts in line["reply"]:
            ranges += sum(int(r[3]) - int(r[2]) + 1 for r in RANGE.finditer(cuts))
            own += len(RANGE.sub("", cuts).split())
    assert ranges > 2 * own
