"""The question sets on single papers: L-Eval's scientific ones, BAMBOO's, JaQuAD's, QASA's."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.text.sentences import sentence_spans
from assistant.text.words import content_words, telling_words
from evals.scorers.text import says_yes_or_no, tokens
from evals.task import EvalError, Sample, split_halves

LEVAL = "qa/leval_scientific_qa.dev.jsonl"
BAMBOO = "qa/bamboo_paperqa_4k.jsonl"
QASA = "qa/qasa_unanswerable.dev.json"
# The tutorial pipeline's prompts of Japanese take a quarter of a minute each.
MOST_JAPANESE = 60
JAQUAD = "retrieval/jaquad/jaquad_dev_0000.json"
COMMON_SHARE = 1 / 3
SHORTEST_TEXT = 40
LEAST_FOUND = 0.5
_OPTION = re.compile(r"^\s*((?:[A-D]\s*[\\/,&]?\s*)+)\s*[.:)、]\s*")


@dataclass(frozen=True)
class PaperSet:
    """Questions, and the papers that they ask about by file name."""

    samples: tuple[Sample, ...]
    papers: Mapping[str, str]

    def needed(self, samples: Sequence[Sample]) -> dict[str, str]:
        """Only the papers that these samples ask about."""
        wanted = {sample.source for sample in samples}
        return {name: text for name, text in self.papers.items() if name in wanted}


def read_lines(path: Path) -> list[dict[str, Any]]:
    """The records of a file of JSON lines; raw control characters inside strings are let pass."""
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1):
        if line.strip():
            try:
                found.append(json.loads(line, strict=False))
            except json.JSONDecodeError as error:
                raise EvalError(f"{path}, line {number} is not JSON: {error}") from error
    return found


def leval(path: Path) -> PaperSet:
    """Distinct questions with all their gold answers; those answered yes or no are "yesno"."""
    papers, samples = {}, []
    for number, record in enumerate(read_lines(path)):
        name = f"leval-{number:02}.txt"
        papers[name] = record["input"]
        answers: dict[str, list[str]] = {}
        for question, answer in zip(record["instructions"], record["outputs"], strict=True):
            answers.setdefault(question.strip(), []).append(answer.strip())
        for place, (question, targets) in enumerate(answers.items()):
            yes_no = any(says_yes_or_no(target) and len(tokens(target)) == 1 for target in targets)
            samples.append(
                Sample(
                    id=f"leval-{number:02}-{place:02}",
                    question=question,
                    targets=tuple(targets),
                    source=name,
                    group=name,
                    kinds=("yesno",) if yes_no else (),
                )
            )
    return PaperSet(split_halves(samples), papers)


def bamboo(path: Path) -> PaperSet:
    """Questions whose gold answer is the text of the right option, with the gold passage.

    Those whose gold passage is not in their paper, of which only the beginning is given, are left
    out.
    """
    papers: dict[str, str] = {}
    samples = []
    for number, record in enumerate(read_lines(path)):
        digest = hashlib.sha256(record["content"].encode()).hexdigest()[:8]
        name = f"bamboo-{digest}.txt"
        papers[name] = record["content"]
        answer = _option(record["options"], record["answer"])
        samples.append(
            Sample(
                id=f"bamboo-{number:03}",
                question=record["question"].strip(),
                targets=(answer,) if answer else (),
                evidence=(record["evidence"].strip(),),
                source=name,
                group=name,
            )
        )
    # Left out after the halves are drawn, so that papers stay in theirs.
    kept = tuple(s for s in split_halves(samples) if _holds(papers[s.source], s.evidence[0]))
    return PaperSet(kept, papers)


def _holds(text: str, passage: str) -> bool:
    """Whether most words of a passage are in a text."""
    words = set(content_words(passage))
    return len(words & set(content_words(text))) >= LEAST_FOUND * len(words)


def _option(options: Sequence[str], letter: str) -> str:
    for option in options:
        match = _OPTION.match(option)
        if match and letter.strip() in match.group(1):
            return option[match.end() :].strip()
    return options[0].strip() if len(options) == 1 else ""


def jaquad(path: Path) -> PaperSet:
    """Japanese questions on articles of an encyclopedia; the gold passage is the sentence."""
    papers, samples = {}, []
    for number, article in enumerate(json.loads(path.read_text(encoding="utf-8"))["data"]):
        name = f"jaquad-{number:02}.md"
        contexts = [paragraph["context"] for paragraph in article["paragraphs"]]
        papers[name] = "\n\n".join([f"# {article['title']}", *contexts])
        for paragraph in article["paragraphs"]:
            text = paragraph["context"]
            spans = sentence_spans(text)
            for question in paragraph["qas"]:
                begin = question["answers"][0]["answer_start"]
                samples.append(
                    Sample(
                        id=question["id"],
                        question=question["question"].strip(),
                        targets=tuple(answer["text"] for answer in question["answers"]),
                        evidence=tuple(text[a:b] for a, b in spans if a <= begin < b),
                        source=name,
                        group=article["title"],
                    )
                )
    return PaperSet(split_halves(samples), papers)


def qasa(path: Path) -> PaperSet:
    """Questions that their paper does not answer, with the text that led to them.

    Those that a figure or table led to, of which only the label is given, are left out.
    """
    records = json.loads(path.read_text(encoding="utf-8"))
    papers, samples = {}, []
    for key, record in records.items():
        text = record["question_trigger_sentence"].strip()
        if len(text) < SHORTEST_TEXT:
            continue
        name = f"qasa-{int(key):03}.txt"
        # Without the paper's title, by which several documents would become one survey.
        papers[name] = f"{text}\n"
        samples.append(
            Sample(
                id=f"qasa-{int(key):03}",
                question=record["question"].strip(),
                source=name,
                answerable=False,
                group=record["paper_id"],
                kinds=("qasa",),
            )
        )
    return PaperSet(split_halves(samples), papers)


def generic(found: PaperSet) -> frozenset[str]:
    """The ids of questions that name nothing particular, so that other papers answer them too.

    All words that tell something stand in a third of the set's papers or more.
    """
    words = {name: set(content_words(text)) for name, text in found.papers.items()}
    enough = COMMON_SHARE * len(words)
    return frozenset(
        sample.id
        for sample in found.samples
        if all(
            sum(word in there for there in words.values()) >= enough
            for word in telling_words(sample.question)
        )
    )
